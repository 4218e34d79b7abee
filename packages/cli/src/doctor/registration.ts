import type { Client } from '@pitpass/server';

import { hasOwnService } from './context.ts';
import type { DoctorContext } from './context.ts';

/** A registered client as the database of the service has it, for comparing alone. */
export type Registration = Pick<
  Client,
  'client_id' | 'redirect_uris' | 'grant_types' | 'state' | 'secret_digest' | 'dialect'
>;

/** A member of a client's access list, and whether they confirmed the client. */
export interface ListedMember {
  readonly username: string;
  readonly hasConfirmed: boolean;
}

/**
 * Every client of a service whose database is at hand; undefined when it is not, or cannot be read.
 */
export async function findRegistrations(
  context: DoctorContext,
): Promise<readonly Registration[] | undefined> {
  if (!hasOwnService(context)) return undefined;
  const { withRegistry } = await import('../commands/clients-registry.ts');
  const { flags, surroundings, provider } = context;
  return withRegistry(flags, surroundings, (registry) => registry.list(provider)).catch(
    () => undefined,
  );
}

/** The members on the access list of a client, when the database of the service is at hand. */
export async function findListedMembers(
  context: DoctorContext,
  client_id: string,
): Promise<readonly ListedMember[] | undefined> {
  if (!hasOwnService(context)) return undefined;
  const { withRegistry } = await import('../commands/clients-registry.ts');
  return withRegistry(context.flags, context.surroundings, async (registry) => {
    const listed: ListedMember[] = [];
    for (const member_id of await registry.listListedMembers(client_id)) {
      const member = await registry.findMember(member_id);
      if (member === undefined) continue;
      const confirmed_at = await registry.findConfirmation(client_id, member_id);
      listed.push({ username: member.username, hasConfirmed: confirmed_at !== undefined });
    }
    return listed.sort((left, right) => (left.username < right.username ? -1 : 1));
  }).catch(() => undefined);
}
