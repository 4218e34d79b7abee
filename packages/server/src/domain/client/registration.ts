import { auditEvents } from '../audit/audit-event.ts';
import type { AuditLog } from '../audit/audit-event.ts';
import type { Member } from '../member/member.ts';
import type { Clock, Random, Requester } from '../ports.ts';
import type { SessionLiveness } from '../session/session-liveness.ts';
import type { Client, ClientStore, ClientType, DialectName, OwnedClient } from './client.ts';
import { isPublicClient } from './client.ts';
import { defaultFields, fieldsOfClient, mergeFields } from './registration-fields.ts';
import type { RegistrationFields, WantedClient } from './registration-fields.ts';
import type { RegistrationProfile, RegistrationProfiles } from './registration-profile.ts';
import { findRegistrationProblems } from './registration-rules.ts';
import type { RegistrationDraft, RegistrationProblem } from './registration-rules.ts';

/** What registration needs of the house. */
export interface RegistrationParts {
  readonly registrationProfiles: RegistrationProfiles;
  readonly clients: ClientStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly liveness: Pick<SessionLiveness, 'forget'>;
}

/** Who registers or changes a client. */
export interface Registrar {
  /**
   * The member who owns the client and may touch no other. Undefined for staff, who may touch all.
   */
  readonly owner: Pick<Member, 'member_id' | 'display_name'> | undefined;
  readonly requester: Requester;
  /**
   * How many clients the owner had when they were asked for a new one: it is refused when there are more
   * by now, so that what was sent twice registers once. Undefined to register in any case.
   */
  readonly ownedBefore?: number;
}

/** Nothing was written: every problem at once. */
export interface RefusedRegistration {
  readonly outcome: 'refused';
  readonly problems: readonly RegistrationProblem[];
}

/** There is no such client, or it is not the registrar's: the two cannot be told apart. */
interface UnknownClient {
  readonly outcome: 'unknown';
}

/** What became of a registration. The secret is handed out here and never again. */
export type Registered =
  | {
      readonly outcome: 'registered';
      readonly client: Client;
      /** Undefined for public clients. */
      readonly client_secret: string | undefined;
    }
  | RefusedRegistration;

/** What became of a change. */
export type Edited =
  { readonly outcome: 'edited'; readonly client: Client } | RefusedRegistration | UnknownClient;

/** What became of a rotation. The secret is handed out here and never again. */
export type Rotated =
  | { readonly outcome: 'rotated'; readonly client: Client; readonly client_secret: string }
  /** A public client has no secret, and never gets one. */
  | { readonly outcome: 'public' }
  /** The secret was replaced already: the one that was handed out then counts, and none was here. */
  | { readonly outcome: 'overtaken' }
  | UnknownClient;

/** The most clients that one member may own. */
export const clientsOfOwnerMax = 50;

const attemptsMax = 5;

/** What a registration says of the client; the developer's name is the owner's where there is an owner. */
function toDescription(fields: RegistrationFields, owner_name: string | null) {
  const { homepage_url, description } = fields;
  return {
    client_name: fields.client_name,
    developer_name: fields.developer_name || owner_name,
    // Members are shown one address beside the developer's name.
    developer_url: fields.developer_url || homepage_url || null,
    developer_email: fields.developer_email || null,
    ...(homepage_url !== '' && { homepage_url }),
    ...(description !== '' && { description }),
    grant_types: fields.grant_types as Client['grant_types'],
    scopes: fields.scopes,
    audiences: fields.audiences,
    redirect_uris: fields.redirect_uris,
    cors_origins: fields.cors_origins,
  };
}

function isOwn({ owner_member_id }: OwnedClient, { owner }: Registrar): boolean {
  return owner === undefined || owner.member_id === owner_member_id;
}

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
  overtaken: (): RegistrationProblem => ({
    field: 'client_id',
    message: 'The app was changed by others again and again at this moment; try again.',
  }),
};

/** What a registration that came once more, or after another one, is refused with. */
export const overtakenRegistration: RegistrationProblem = {
  field: 'owner',
  message:
    'Your apps have changed since this form was shown. If you sent it twice, the app is in your list already, where its secret can be replaced; send the form again only to register one more.',
};

async function createOwned(
  client: Client,
  member_id: string,
  ownedBefore: number | undefined,
  clients: ClientStore,
): Promise<'created' | 'taken' | RegistrationProblem> {
  const before = Math.min(ownedBefore ?? clientsOfOwnerMax, clientsOfOwnerMax);
  const clientsMax = Math.min(before + 1, clientsOfOwnerMax);
  const creation = await clients.createClientOfOwner(client, member_id, clientsMax);
  if (creation === 'created' || creation === 'taken') return creation;
  const isOvertaken = creation === 'too_many' && before < clientsOfOwnerMax;
  return isOvertaken ? overtakenRegistration : obstacles[creation]();
}

function draftRegistration(profile: RegistrationProfile, wanted: WantedClient): RegistrationDraft {
  const { client_id, client_type, ...typed } = wanted;
  const isPublic = client_type !== 'server-side';
  const fields = mergeFields(defaultFields(profile, isPublic), typed);
  return { fields, profile, client_type, isPublic, client_id };
}

/** What {@link registerClient} would refuse by the rules; whether an identifier is taken is not looked at. */
export function findProblemsOfWanted(
  dialect: DialectName,
  wanted: WantedClient,
  { registrationProfiles }: Pick<RegistrationParts, 'registrationProfiles'>,
): readonly RegistrationProblem[] {
  return findRegistrationProblems(draftRegistration(registrationProfiles[dialect], wanted));
}

/**
 * Registers a client: for its owner, or as one of staff, who count as having reviewed it. An identifier is
 * made where none was asked for, and a secret for every client that can keep one; only its digest is stored.
 *
 * @see The book, chapters 2 and 5
 */
export async function registerClient(
  dialect: DialectName,
  wanted: WantedClient,
  { owner, requester, ownedBefore }: Registrar,
  { clients, audit, clock, random, registrationProfiles }: RegistrationParts,
): Promise<Registered> {
  const draft = draftRegistration(registrationProfiles[dialect], wanted);
  const { fields, profile, client_type, isPublic, client_id } = draft;
  const problems = findRegistrationProblems(draft);
  if (problems.length > 0) return { outcome: 'refused', problems };
  const client_secret = isPublic ? undefined : profile.createSecret(random);
  for (let attempts = 1; ; attempts += 1) {
    const id = client_id ?? profile.createClientId(random);
    const client: Client = {
      ...toDescription(fields, owner?.display_name ?? null),
      client_id: id,
      dialect,
      client_type: client_type as ClientType,
      secret_digest: client_secret === undefined ? null : profile.digestSecret(client_secret, id),
      access_token_lifetime_seconds: profile.access_token_lifetime_seconds,
      refresh_token_lifetime_seconds: profile.refresh_token_lifetime_seconds,
      session_absolute_lifetime_seconds: profile.session_absolute_lifetime_seconds,
      is_reviewed: owner === undefined,
      state: 'active',
      created_at: clock(),
    };
    const creation =
      owner === undefined
        ? (await clients.createClient(client))
          ? 'created'
          : 'taken'
        : await createOwned(client, owner.member_id, ownedBefore, clients);
    if (creation === 'created') {
      const subject = { client_id: id, member_id: owner?.member_id ?? null };
      audit.append(auditEvents.clientRegistered(requester, subject));
      return { outcome: 'registered', client, client_secret };
    }
    // An identifier that was made here and is taken is made again.
    if (creation === 'taken' && client_id === undefined && attempts < attemptsMax) continue;
    const problem = creation === 'taken' ? obstacles.taken(id) : creation;
    return { outcome: 'refused', problems: [problem] };
  }
}

/**
 * Changes what is named of a client and leaves the rest; type, identifier and secret cannot be changed. What
 * two change at the same moment is brought together, or the later of them wins where both changed the same.
 * A change by the owner takes the mark of the review away.
 */
export async function editClient(
  client_id: string,
  changes: Partial<RegistrationFields>,
  registrar: Registrar,
  { clients, audit, registrationProfiles }: RegistrationParts,
): Promise<Edited> {
  const { owner, requester } = registrar;
  for (let attempts = 1; attempts <= attemptsMax; attempts += 1) {
    const found = await clients.findOwnedClient(client_id);
    if (found === undefined || !isOwn(found, registrar)) return { outcome: 'unknown' };
    const before = found.client;
    const profile = registrationProfiles[before.dialect];
    const { client_type } = before;
    const isPublic = isPublicClient(before);
    const fields = mergeFields(fieldsOfClient(before, profile), changes);
    const draft = { fields, profile, client_type, isPublic, client_id: undefined };
    const problems = findRegistrationProblems(draft);
    if (problems.length > 0) return { outcome: 'refused', problems };
    const { homepage_url: _homepage, description: _description, ...kept } = before;
    const owner_name = profile.fields.has('developer_name') ? null : before.developer_name;
    const client: Client = {
      ...kept,
      ...toDescription(fields, owner_name),
      is_reviewed: owner === undefined && before.is_reviewed,
    };
    if (await clients.updateClient(client, before)) {
      const subject = { client_id, member_id: owner?.member_id ?? null };
      audit.append(auditEvents.clientEdited(requester, subject));
      return { outcome: 'edited', client };
    }
  }
  return { outcome: 'refused', problems: [obstacles.overtaken()] };
}

/**
 * Replaces the secret of a client: the old one is worth nothing as soon as this returns, on other nodes
 * within a second. Sessions go on.
 *
 * @param standing - the digest of the secret that is to be replaced; another one is left as it stands.
 *   Undefined replaces any
 */
export async function rotateSecret(
  client_id: string,
  registrar: Registrar,
  { clients, audit, random, registrationProfiles }: RegistrationParts,
  standing?: string,
): Promise<Rotated> {
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined || !isOwn(found, registrar)) return { outcome: 'unknown' };
  const { client } = found;
  if (client.secret_digest === null) return { outcome: 'public' };
  if (standing !== undefined && standing !== client.secret_digest) return { outcome: 'overtaken' };
  const profile = registrationProfiles[client.dialect];
  const client_secret = profile.createSecret(random);
  const secret_digest = profile.digestSecret(client_secret, client_id);
  if (!(await clients.replaceSecretDigest(client_id, secret_digest, client.secret_digest))) {
    return { outcome: 'overtaken' };
  }
  const subject = { client_id, member_id: registrar.owner?.member_id ?? null };
  audit.append(auditEvents.clientSecretRotated(registrar.requester, subject));
  return { outcome: 'rotated', client: { ...client, secret_digest }, client_secret };
}

/**
 * Deletes a client and everything that belongs to it: its sessions end at once, on other nodes within a
 * second, and no code or refresh token of it can be used. One event stands for all of it.
 *
 * @returns false when there is no such client, or it is not the registrar's
 */
export async function deleteClient(
  client_id: string,
  { owner, requester }: Registrar,
  { clients, audit, liveness }: RegistrationParts,
): Promise<boolean> {
  const ended = await clients.deleteClient(client_id, owner?.member_id);
  if (ended === undefined) return false;
  liveness.forget(ended);
  const subject = { client_id, member_id: owner?.member_id ?? null };
  audit.append(auditEvents.clientDeleted(requester, subject));
  return true;
}
