import { auditEvents } from '../audit/audit-event.ts';
import { isPasswordLimitedOnly } from './client.ts';
import { reviewDueSeconds } from './client-life.ts';
import type { ClientReview } from './client-life.ts';
import type { Client, ClientType, DialectName, OwnedClientCreation } from './client.ts';
import { findLikenesses } from './name-review.ts';
import {
  approvedHttpUrisOf,
  clientsOfOwnerMax,
  happeningOf,
  subjectOf,
  toDescription,
} from './registration.ts';
import type { RefusedRegistration, Registrar, RegistrationParts } from './registration.ts';
import { defaultFields, mergeFields } from './registration-fields.ts';
import type { WantedClient } from './registration-fields.ts';
import type { RegistrationProfile } from './registration-profile.ts';
import { findRegistrationProblems } from './registration-rules.ts';
import type { RegistrationDraft, RegistrationProblem } from './registration-rules.ts';
import { findRegistrationWarnings } from './registration-type-rules.ts';

/** What became of a registration. The secret is handed out here and never again. */
export type Registered =
  | {
      readonly outcome: 'registered';
      readonly client: Client;
      /** Undefined for public clients. */
      readonly client_secret: string | undefined;
      /** What would better be done otherwise, in sentences. */
      readonly warnings: readonly string[];
    }
  /** It waits for its review; nobody can use it until then. */
  | {
      readonly outcome: 'requested';
      readonly client: Client;
      readonly review: ClientReview;
      readonly due_at: number;
      readonly warnings: readonly string[];
    }
  | RefusedRegistration;

const attemptsMax = 5;

const obstacles = {
  taken: (client_id: string): RegistrationProblem => ({
    field: 'client_id',
    message: `The client_id "${client_id}" is taken; choose another one, or leave it out to have one made.`,
  }),
  too_many: (): RegistrationProblem => ({
    field: 'owner',
    message: `There are ${clientsOfOwnerMax} apps of this member, and no more may be registered; delete one first.`,
  }),
  owner_unknown: (): RegistrationProblem => ({
    field: 'owner',
    message: 'The account of the member is not in use; an app needs an owner with one that is.',
  }),
};

/** What a registration that came once more, or after another one, is refused with. */
export const overtakenRegistration: RegistrationProblem = {
  field: 'owner',
  message:
    'Your apps have changed since this form was shown. If you sent it twice, the app is in your list already, where its secret can be replaced; send the form again only to register one more.',
};

function draftRegistration(
  profile: RegistrationProfile,
  { client_id, client_type, ...typed }: WantedClient,
  registrar: Registrar | undefined,
): RegistrationDraft {
  const isPublic = client_type !== 'server-side';
  const owner = registrar?.isStaff === true ? undefined : registrar?.owner;
  const applicant = profile.isReviewedFirst ? owner : undefined;
  const merged = mergeFields(defaultFields(profile, isPublic), typed);
  const fields = {
    ...merged,
    developer_email: merged.developer_email || (applicant?.username ?? ''),
  };
  const approvedHttpUris =
    registrar === undefined ? [] : approvedHttpUrisOf(registrar, fields.redirect_uris);
  // The documentation's own example has the name of the game in it: who reviews it decides.
  const isNameReviewed = applicant !== undefined;
  const draft = { fields, profile, client_type, isPublic, client_id };
  return { ...draft, applicant, isNameReviewed, approvedHttpUris };
}

/** What {@link registerClient} would refuse by the rules; whether an identifier is taken is not looked at. */
export function findProblemsOfWanted(
  dialect: DialectName,
  wanted: WantedClient,
  { registrationProfiles }: Pick<RegistrationParts, 'registrationProfiles'>,
  registrar?: Registrar,
): readonly RegistrationProblem[] {
  return findRegistrationProblems(
    draftRegistration(registrationProfiles[dialect], wanted, registrar),
  );
}

/** What a client that waits is reviewed for; undefined for one that need not wait. */
async function openReview(
  { fields, profile }: RegistrationDraft,
  { owner, isStaff }: Registrar,
  { clients, clock }: RegistrationParts,
): Promise<ClientReview | undefined> {
  if (owner === undefined || isStaff === true) return undefined;
  const held_because = await findLikenesses(fields.client_name, owner, clients);
  if (held_because.length === 0 && !profile.isReviewedFirst) return undefined;
  return { requested_at: clock(), held_because, decided_at: null, refused_because: null };
}

/** Stores the client for whoever registers it. */
async function create(
  client: Client,
  review: ClientReview | undefined,
  { owner, requester, ownedBefore }: Registrar,
  { clients, letters, clock }: RegistrationParts,
): Promise<'created' | 'taken' | RegistrationProblem> {
  if (owner === undefined) return (await clients.createClient(client)) ? 'created' : 'taken';
  const before = Math.min(ownedBefore ?? clientsOfOwnerMax, clientsOfOwnerMax);
  const clientsMax = Math.min(before + 1, clientsOfOwnerMax);
  let creation: OwnedClientCreation;
  if (review === undefined) {
    creation = await clients.createClientOfOwner(client, owner.member_id, clientsMax);
  } else {
    const happening = happeningOf(client.client_name, requester, clock());
    const due_at = review.requested_at + reviewDueSeconds;
    const mail = letters.seal(owner.username, { kind: 'client.requested', due_at, happening });
    const request = { client, owner_member_id: owner.member_id, review, mail };
    creation = await clients.requestClient(request, clientsMax);
  }
  if (creation === 'created' || creation === 'taken') return creation;
  const isOvertaken = creation === 'too_many' && before < clientsOfOwnerMax;
  return isOvertaken ? overtakenRegistration : obstacles[creation]();
}

function toClient(
  draft: RegistrationDraft,
  made: { readonly id: string; readonly secret_digest: string | null; readonly now: number },
  review: ClientReview | undefined,
  { owner }: Registrar,
): Client {
  const { fields, profile, client_type } = draft;
  const ownerName = isPasswordLimitedOnly(fields) ? null : (owner?.display_name ?? null);
  return {
    ...toDescription(fields, ownerName, profile),
    client_id: made.id,
    dialect: profile.dialect,
    client_type: client_type as ClientType,
    secret_digest: made.secret_digest,
    is_reviewed: owner === undefined,
    state: review === undefined ? 'active' : 'requested',
    created_at: made.now,
  };
}

/**
 * Registers a client: for its owner, or as one of staff, who count as having reviewed it. An identifier is
 * made where none was asked for, and a secret for every client that can keep one; only its digest is stored.
 * What a member asks for waits for its review where the dialect wants that or the name could be taken for
 * another one; the secret of such a client is made when it was let in.
 *
 * @see The book, chapters 2 and 5
 */
export async function registerClient(
  dialect: DialectName,
  wanted: WantedClient,
  registrar: Registrar,
  parts: RegistrationParts,
): Promise<Registered> {
  const { audit, clock, random, registrationProfiles } = parts;
  const profile = registrationProfiles[dialect];
  const draft = draftRegistration(profile, wanted, registrar);
  const problems = findRegistrationProblems(draft);
  if (problems.length > 0) return { outcome: 'refused', problems };
  const review = await openReview(draft, registrar, parts);
  const warnings = findRegistrationWarnings(draft);
  // A client that waits has a secret that nobody knows: it is never taken for a public one.
  const client_secret = draft.isPublic ? undefined : profile.createSecret(random);
  for (let attempts = 1; ; attempts += 1) {
    const id = draft.client_id ?? profile.createClientId(random);
    const secret_digest =
      client_secret === undefined ? null : profile.digestSecret(client_secret, id);
    const client = toClient(draft, { id, secret_digest, now: clock() }, review, registrar);
    const creation = await create(client, review, registrar, parts);
    if (creation === 'created') {
      const event = review === undefined ? 'clientRegistered' : 'clientRequested';
      audit.append(auditEvents[event](registrar.requester, subjectOf(id, registrar)));
      if (review === undefined) return { outcome: 'registered', client, client_secret, warnings };
      const due_at = review.requested_at + reviewDueSeconds;
      return { outcome: 'requested', client, review, due_at, warnings };
    }
    // An identifier that was made here and is taken is made again.
    if (creation === 'taken' && draft.client_id === undefined && attempts < attemptsMax) continue;
    const problem = creation === 'taken' ? obstacles.taken(id) : creation;
    return { outcome: 'refused', problems: [problem] };
  }
}
