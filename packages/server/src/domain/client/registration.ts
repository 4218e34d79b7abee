import type { AuditLog } from '../audit/audit-event.ts';
import type { Happening } from '../mail/happening.ts';
import type { Letterbox } from '../mail/letterbox.ts';
import type { Member, MemberStore } from '../member/member.ts';
import type { Clock, Random, Requester } from '../ports.ts';
import type { SessionLiveness } from '../session/session-liveness.ts';
import type { ClientRole } from './client-role.ts';
import type { Client, ClientStore, OwnedClient } from './client.ts';
import type { RegistrationFields } from './registration-fields.ts';
import type { RegistrationProfile, RegistrationProfiles } from './registration-profile.ts';
import type { RegistrationProblem } from './registration-rules.ts';

/** What registration needs of the house. */
export interface RegistrationParts {
  readonly registrationProfiles: RegistrationProfiles;
  readonly clients: ClientStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly liveness: Pick<SessionLiveness, 'forget'>;
  readonly letters: Pick<Letterbox, 'seal'>;
  readonly members: Pick<MemberStore, 'findMember'>;
}

/** Who registers or changes a client. */
export interface Registrar {
  /**
   * The member who owns the client and may touch no other. Undefined for staff, who may touch all.
   */
  readonly owner: Pick<Member, 'member_id' | 'display_name' | 'username'> | undefined;
  readonly requester: Requester;
  /** Who of the staff it is, where that is known. */
  readonly staff_member_id?: string;
  /** True for staff who register or change a client for its owner: nothing waits for a review then. */
  readonly isStaff?: boolean;
  /** True when staff approved the redirect URIs of plain http that were typed. @see The book, chapter 7 */
  readonly approvesHttp?: boolean;
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
export interface UnknownClient {
  readonly outcome: 'unknown';
}

/** The most clients that one member may own. */
export const clientsOfOwnerMax = 50;

/** True when the registrar may touch the client. */
export function isOwn({ owner_member_id }: OwnedClient, { owner }: Registrar): boolean {
  return owner === undefined || owner.member_id === owner_member_id;
}

/** Whom an event about a client is about. */
export function subjectOf(client_id: string, { owner, staff_member_id }: Registrar) {
  return {
    client_id,
    member_id: owner?.member_id ?? null,
    ...(staff_member_id !== undefined && { actor_member_id: staff_member_id }),
  };
}

/** What a letter about a client says of its cause. */
export function happeningOf(
  client_name: string,
  { ip, user_agent }: Requester,
  now: number,
): Happening {
  return { at: now, ip, user_agent, client_name };
}

/** What a registration says of the client; the developer's name is the owner's where there is none to type. */
export function toDescription(
  fields: RegistrationFields,
  owner_name: string | null,
  profile: RegistrationProfile,
) {
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
    access_token_lifetime_seconds: fields.access_token_lifetime_seconds,
    refresh_token_lifetime_seconds: fields.refresh_token_lifetime_seconds,
    session_absolute_lifetime_seconds: fields.session_absolute_lifetime_seconds,
    ...(profile.fields.has('roles') && { roles: fields.roles as readonly ClientRole[] }),
  };
}

/** The redirect URIs of plain http among those that staff types. */
export function approvedHttpUrisOf(
  { approvesHttp }: Registrar,
  redirect_uris: readonly string[],
): readonly string[] {
  return approvesHttp === true ? redirect_uris.filter((uri) => /^http:/i.test(uri)) : [];
}
