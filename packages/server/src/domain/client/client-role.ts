import type { Member } from '../member/member.ts';
import { isStaff } from '../member/member.ts';
import type { Client, ClientStore } from './client.ts';

/** Whom a client serves: customers who sign in to it, or those who run the service. */
export const clientRoles = ['end_user_support', 'internal_support'] as const;

/** One of {@link clientRoles}. They have no form on the wire. @see The book, chapter 6 */
export type ClientRole = (typeof clientRoles)[number];

/** Scopes about the member alone: a client for what any member may see has no use for them. */
export const endUserScopes: readonly string[] = ['iracing.profile'];

/** The roles of a client. One that was registered before there were any serves everybody. */
export function rolesOf({ roles = [] }: Pick<Client, 'roles'>): readonly ClientRole[] {
  return roles.length === 0 ? ['end_user_support'] : roles;
}

/** True for a client that customers may not sign in to. */
export function isInternal(client: Pick<Client, 'roles'>): boolean {
  return !rolesOf(client).includes('end_user_support');
}

/**
 * True when the member may let the client in: an internal one is for staff and for the members on its access
 * list, every other for anybody.
 *
 * @see S205; the book, chapter 6
 */
export async function isWithinRole(
  client: Client,
  member: Pick<Member, 'member_id' | 'is_staff'>,
  clients: Pick<ClientStore, 'isMemberListed'>,
): Promise<boolean> {
  if (!isInternal(client) || isStaff(member)) return true;
  return clients.isMemberListed(client.client_id, member.member_id);
}
