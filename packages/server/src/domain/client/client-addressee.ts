import type { MemberStore } from '../member/member.ts';
import type { OwnedClient } from './client.ts';

/**
 * Where letters about a client go: to the present address of the member who manages it, or to the address
 * that staff wrote down for a client that no member manages.
 *
 * @returns undefined when nobody can be written to
 * @see The book, chapter 2
 */
export async function findAddressee(
  { client, owner_member_id }: OwnedClient,
  { members }: { readonly members: Pick<MemberStore, 'findMember'> },
): Promise<string | undefined> {
  if (owner_member_id === null) return client.developer_email ?? undefined;
  const owner = await members.findMember(owner_member_id);
  return owner === undefined || owner.disabled_at !== null ? undefined : owner.username;
}
