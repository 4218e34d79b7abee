import { createHmac } from 'node:crypto';

import { auditEvents } from '../audit/audit-event.ts';
import type { AuditLog } from '../audit/audit-event.ts';
import { addressBlockOf } from '../limit/network-address.ts';
import { toHappening } from '../mail/happening.ts';
import type { Letterbox, QueuedMail } from '../mail/letterbox.ts';
import type { Member } from '../member/member.ts';
import type { Clock, Requester } from '../ports.ts';
import type { SessionLiveness } from '../session/session-liveness.ts';
import type { Session } from '../session/session.ts';
import type { NewRefreshToken } from '../token/refresh-token.ts';
import type { Client, ClientStore } from './client.ts';

/** That staff put a member on the access list of a client for the password-limited grant. */
export interface AccessListEntry {
  readonly client_id: string;
  /**
   * When the member confirmed that the client may skip the second factor; null when they did not, or
   * switched on a second factor since.
   */
  readonly confirmed_at: number | null;
}

/** From where a client signs a member in, and the letter that tells of the first time. */
export interface FirstUse {
  readonly address_digest: string;
  readonly mail: QueuedMail;
  /** When the address is forgotten, unless it is used again. */
  readonly expires_at: number;
}

/** Where it is kept which clients may sign which members in with the password alone. */
export interface PasswordLimitedStore {
  /** The clients that list the member, in the order of their ids. */
  listEntries(member_id: string): Promise<readonly AccessListEntry[]>;
  /** When the member confirmed the client, if that was after `since`, holds and the member is listed. */
  findConfirmation(
    client_id: string,
    member_id: string,
    since: number,
  ): Promise<number | undefined>;
  /**
   * Records that the member confirms the client, with a letter about it where one is given.
   *
   * @returns false, and nothing is written, when the client does not list the member
   */
  confirmClient(
    client_id: string,
    member_id: string,
    mail: QueuedMail | undefined,
    now: number,
  ): Promise<boolean>;
  /**
   * Takes the confirmation back and ends the sessions that the client began by this grant.
   *
   * @returns the ids of the sessions that this call ended; undefined when there was no confirmation
   */
  withdrawConfirmation(
    client_id: string,
    member_id: string,
    now: number,
  ): Promise<readonly string[] | undefined>;
  /**
   * Begins a session on a confirmation that must still hold, in one transaction with the letter about an
   * address that was not known. Of sessions that begin at the same moment one tells the member.
   *
   * @param confirmation - with the verifier that the password was checked against
   * @returns false, and nothing is written, when the client or the confirmation is not there any more, or the
   *   account is not in use or has another verifier
   */
  startConfirmedSession(
    session: Session,
    refresh_token: NewRefreshToken | undefined,
    confirmation: {
      readonly since: number;
      readonly firstUse: FirstUse;
      readonly password_verifier?: string;
    },
  ): Promise<boolean>;
}

/** What the rules about the password-limited grant need of the house. */
export interface PasswordLimitedParts {
  readonly passwordLimited: PasswordLimitedStore;
  /** How long a confirmation holds. */
  readonly passwordLimitedConfirmationSeconds: number;
  /** Key of the digests of addresses. */
  readonly addressKey: Uint8Array;
  readonly letters: Letterbox;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** How long after its last use an address is told of again, in seconds: 90 days. */
export const knownAddressSeconds = 7_776_000;

/**
 * Describes from where a client signs a member in. An IPv6 address counts as its /64; what is stored tells
 * nobody an address who has the database alone.
 */
export function toFirstUse(
  client: Client,
  { member_id, username }: Pick<Member, 'member_id' | 'username'>,
  requester: Requester,
  { addressKey, letters, clock }: Pick<PasswordLimitedParts, 'addressKey' | 'letters' | 'clock'>,
): FirstUse {
  const now = clock();
  const address_digest = createHmac('sha256', addressKey)
    .update(JSON.stringify([client.client_id, member_id, addressBlockOf(requester.ip)]))
    .digest('base64url');
  const happening = { ...toHappening(requester, now), client_name: client.client_name };
  return {
    address_digest,
    mail: letters.seal(username, { kind: 'session.new_address', happening }),
    expires_at: now + knownAddressSeconds,
  };
}

/**
 * Replaces the access list of a client. Who is new on it is told by mail where to confirm the client; who is
 * no longer on it has to confirm it anew, should that change.
 *
 * @throws RangeError for more members than an access list holds
 */
export async function replaceAccessList(
  { client_id, client_name }: Client,
  listed: readonly Pick<Member, 'member_id' | 'username'>[],
  requester: Requester,
  parts: Pick<PasswordLimitedParts, 'audit' | 'clock'> & {
    readonly clients: Pick<ClientStore, 'listListedMembers' | 'setListedMembers'>;
    readonly letters: Pick<Letterbox, 'seal'>;
  },
): Promise<void> {
  const { clients, letters, audit, clock } = parts;
  const before = await clients.listListedMembers(client_id);
  const happening = { at: clock(), ip: null, user_agent: null, client_name };
  const added = listed.filter(({ member_id }) => !before.includes(member_id));
  const mails = added.map(({ username }) =>
    letters.seal(username, { kind: 'session.client_listed', happening }),
  );
  const member_ids = listed.map(({ member_id }) => member_id);
  await clients.setListedMembers(client_id, member_ids, mails);
  for (const { member_id } of added) {
    audit.append(auditEvents.passwordLimitedListed(requester, { client_id, member_id }));
  }
  for (const member_id of before.filter((id) => !member_ids.includes(id))) {
    audit.append(auditEvents.passwordLimitedUnlisted(requester, { client_id, member_id }));
  }
}

/**
 * Records that a member lets a client sign in with the password alone. The member has signed in a moment
 * ago, with the second factor where they have one.
 *
 * @returns false when the client does not list the member, or has not the grant
 * @see S105
 */
export async function confirmClient(
  client: Client,
  { member_id, username }: Member,
  requester: Requester,
  { passwordLimited, letters, audit, clock }: PasswordLimitedParts,
): Promise<boolean> {
  if (!client.grant_types.includes('password_limited')) return false;
  const now = clock();
  const { client_id, client_name } = client;
  const happening = { ...toHappening(requester, now), client_name };
  const mail = letters.seal(username, { kind: 'session.client_confirmed', happening });
  const isDone = await passwordLimited.confirmClient(client_id, member_id, mail, now);
  if (isDone)
    audit.append(auditEvents.passwordLimitedConfirmed(requester, { client_id, member_id }));
  return isDone;
}

/**
 * Takes back that a client may sign the member in, and ends what it began that way.
 *
 * @returns how many sessions ended; undefined when there was nothing to take back
 */
export async function withdrawConfirmation(
  client_id: string,
  { member_id }: Member,
  requester: Requester,
  parts: PasswordLimitedParts & { readonly liveness: Pick<SessionLiveness, 'forget'> },
): Promise<number | undefined> {
  const { passwordLimited, liveness, audit, clock } = parts;
  const ended = await passwordLimited.withdrawConfirmation(client_id, member_id, clock());
  if (ended === undefined) return undefined;
  liveness.forget(ended);
  audit.append(auditEvents.passwordLimitedWithdrawn(requester, { client_id, member_id }));
  for (const session_id of ended) {
    audit.append(auditEvents.sessionEnded(requester, { client_id, member_id, session_id }));
  }
  return ended.length;
}
