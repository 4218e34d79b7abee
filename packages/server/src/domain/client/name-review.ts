import type { Member } from '../member/member.ts';
import type { Client, ClientStore } from './client.ts';
import { findProtectedName, looksLike } from './name-likeness.ts';
import { quote } from './registration-texts.ts';

const pageSize = 500;

async function findClientNamed(
  client_name: string,
  owner: Pick<Member, 'member_id'> | undefined,
  clients: Pick<ClientStore, 'listClients' | 'findOwnedClient'>,
): Promise<Client | undefined> {
  for (let after = ''; ;) {
    const page = await clients.listClients({ dialect: undefined, after, limit: pageSize });
    for (const client of page) {
      if (client.state === 'refused' || !looksLike(client.client_name, client_name)) continue;
      const found = await clients.findOwnedClient(client.client_id);
      const isOther = owner === undefined || found?.owner_member_id !== owner.member_id;
      if (isOther) return client;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return undefined;
    after = last.client_id;
  }
}

/**
 * Says what a name could be taken for: the name of a game, of the service, or of somebody else's app in any
 * dialect. One's own other apps do not count.
 *
 * @returns sentences for whoever reviews the name; the empty list for a name of one's own
 * @see S200; the book, chapter 2
 */
export async function findLikenesses(
  client_name: string,
  owner: Pick<Member, 'member_id'> | undefined,
  clients: Pick<ClientStore, 'listClients' | 'findOwnedClient'>,
): Promise<readonly string[]> {
  const likenesses: string[] = [];
  const name = findProtectedName(client_name);
  if (name !== undefined) likenesses.push(`The name reads like "${name}".`);
  const standing = await findClientNamed(client_name, owner, clients);
  if (standing !== undefined) {
    likenesses.push(`The name reads like that of another app, ${quote(standing.client_name)}.`);
  }
  return likenesses;
}
