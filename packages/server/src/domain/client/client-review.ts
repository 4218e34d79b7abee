import { auditEvents } from '../audit/audit-event.ts';
import type { ClientLetter } from '../mail/client-letters.ts';
import type { QueuedMail } from '../mail/letterbox.ts';
import { findAddressee } from './client-addressee.ts';
import { isPasswordLimitedOnly } from './client.ts';
import type { Client, OwnedClient } from './client.ts';
import { happeningOf, isOwn, subjectOf } from './registration.ts';
import type { Registrar, RegistrationParts } from './registration.ts';
import { createSecretLink } from './secret-links.ts';

/** What became of a decision; `overtaken` when the client is not in the state that it needs. */
export type Decided = 'done' | 'overtaken' | 'unknown';

/** The longest reason that a developer is given, in characters. */
export const reasonLengthMax = 500;

type Words = ClientLetter extends infer One
  ? One extends ClientLetter
    ? Omit<One, 'happening'>
    : never
  : never;

async function sealLetter(
  found: OwnedClient,
  words: Words,
  { requester }: Registrar,
  parts: RegistrationParts,
): Promise<QueuedMail | undefined> {
  const to = await findAddressee(found, parts);
  if (to === undefined) return undefined;
  const happening = happeningOf(found.client.client_name, requester, parts.clock());
  // What staff did from where is not the developer's business.
  const quiet = { ...happening, ip: null, user_agent: null };
  return parts.letters.seal(to, { ...words, happening: quiet });
}

/**
 * Lets a client in that waits for its review, as it stands now. One that can keep a secret gets a link to it by mail, and the
 * member who asked for one that uses `password_limited` alone is put on its access list.
 *
 * @param isAsShown - says whether a client is what staff was shown; another one is left as it stands
 * @returns `reviewed` for one that was in use unreviewed: members are not warned of it any more
 * @see S199; the book, chapter 2
 */
export async function approveClient(
  client_id: string,
  registrar: Registrar,
  parts: RegistrationParts,
  isAsShown: (client: Client) => boolean = () => true,
): Promise<Decided | 'reviewed'> {
  const { clients, audit, clock, random } = parts;
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined) return 'unknown';
  const { client } = found;
  if (!isAsShown(client)) return 'overtaken';
  if (client.state === 'active') return markReviewed(client, registrar, parts);
  const now = clock();
  const made = client.secret_digest === null ? undefined : createSecretLink(random, now);
  const words = { kind: 'client.approved', client_id, secret_path: made?.path ?? null } as const;
  const approval = {
    client,
    link: made?.link,
    listed: await findListed(found, registrar, parts),
    mail: await sealLetter(found, words, registrar, parts),
  };
  if (!(await clients.approveClient(approval, now))) return 'overtaken';
  const { requester } = registrar;
  audit.append(auditEvents.clientApproved(requester, subjectOf(client_id, registrar)));
  if (approval.listed !== undefined) {
    const { member_id } = approval.listed;
    audit.append(auditEvents.passwordLimitedListed(requester, { client_id, member_id }));
  }
  return 'done';
}

/** Whoever asks for a client that uses `password_limited` alone wants to be signed in by it. */
async function findListed(
  { client, owner_member_id }: OwnedClient,
  { requester }: Registrar,
  { members, letters, clock }: RegistrationParts,
) {
  if (!isPasswordLimitedOnly(client) || owner_member_id === null) return undefined;
  const member = await members.findMember(owner_member_id);
  if (member === undefined) return undefined;
  const happening = happeningOf(client.client_name, requester, clock());
  const quiet = { ...happening, ip: null, user_agent: null };
  const mail = letters.seal(member.username, { kind: 'session.client_listed', happening: quiet });
  return { member_id: member.member_id, mail };
}

/** An app that its developer registered without asking is in use before anybody has looked at it. */
async function markReviewed(
  client: Client,
  registrar: Registrar,
  { clients, audit }: RegistrationParts,
): Promise<'reviewed' | 'overtaken'> {
  if (client.is_reviewed) return 'overtaken';
  if (!(await clients.updateClient({ ...client, is_reviewed: true }, client))) return 'overtaken';
  const subject = subjectOf(client.client_id, registrar);
  audit.append(auditEvents.clientApproved(registrar.requester, subject));
  return 'reviewed';
}

/**
 * Refuses a client that waits for its review; its developer is told why.
 *
 * @param reason - 1 to {@link reasonLengthMax} characters
 * @throws RangeError for another one
 */
export async function refuseClient(
  client_id: string,
  reason: string,
  registrar: Registrar,
  parts: RegistrationParts,
): Promise<Decided> {
  const { clients, audit, clock } = parts;
  if (reason.trim() === '' || reason.length > reasonLengthMax) {
    throw new RangeError(`A reason has 1 to ${reasonLengthMax} characters`);
  }
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined) return 'unknown';
  const words = { kind: 'client.refused', reason } as const;
  const mail = await sealLetter(found, words, registrar, parts);
  if (!(await clients.refuseClient({ client_id, reason, mail }, clock()))) return 'overtaken';
  audit.append(auditEvents.clientRefused(registrar.requester, subjectOf(client_id, registrar)));
  return 'done';
}

/**
 * Disables a client at once: its sessions end, on other nodes within a second, and it gets no tokens. Its
 * developer is told.
 *
 * @param reason - what the developer is told; undefined for none
 */
export async function disableClient(
  client_id: string,
  reason: string | undefined,
  registrar: Registrar,
  parts: RegistrationParts,
): Promise<Decided> {
  const { clients, audit, clock, liveness } = parts;
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined) return 'unknown';
  const words = { kind: 'client.disabled', by: 'staff', reason: reason ?? null } as const;
  const mail = await sealLetter(found, words, registrar, parts);
  const ended = await clients.disableClient(client_id, mail, clock());
  if (ended === undefined) return 'overtaken';
  liveness.forget(ended);
  audit.append(auditEvents.clientDisabled(registrar.requester, subjectOf(client_id, registrar)));
  return 'done';
}

/**
 * Enables a disabled client. Its owner may do so when it was disabled because nobody used it, staff in any
 * case. What had ended stays ended; idleness is counted anew.
 *
 * @see The book, chapter 8
 */
export async function enableClient(
  client_id: string,
  registrar: Registrar,
  { clients, audit, clock }: RegistrationParts,
): Promise<Decided> {
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined || !isOwn(found, registrar)) return 'unknown';
  const disabled_by = registrar.owner === undefined ? undefined : 'inactive';
  if (!(await clients.enableClient(client_id, disabled_by, clock()))) return 'overtaken';
  audit.append(auditEvents.clientEnabled(registrar.requester, subjectOf(client_id, registrar)));
  return 'done';
}
