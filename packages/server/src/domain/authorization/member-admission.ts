import { OAuthError } from '@pitpass/protocol';

import { unreviewedMembersMax } from '../client/client-life.ts';
import { isWithinRole } from '../client/client-role.ts';
import type { Client, ClientStore } from '../client/client.ts';
import type { Member } from '../member/member.ts';
import type { AuthorizationStore } from './authorization-code.ts';
import type { Consent } from './consent.ts';

/** How many members may let the client in; undefined for any number. @see S199 */
export function membersMaxOf({ is_reviewed }: Pick<Client, 'is_reviewed'>): number | undefined {
  return is_reviewed ? undefined : unreviewedMembersMax;
}

/** Says why an app that nobody has reviewed has no place for one more member; undefined when it has. */
export async function findCrowdRefusal(
  client: Client,
  consent: Consent | undefined,
  { authorizations }: { readonly authorizations: Pick<AuthorizationStore, 'countConsents'> },
): Promise<OAuthError | undefined> {
  const membersMax = membersMaxOf(client);
  if (membersMax === undefined || consent !== undefined) return undefined;
  if ((await authorizations.countConsents(client.client_id)) < membersMax) return undefined;
  return new OAuthError(
    'access_denied',
    `client not reviewed yet, and let in by ${membersMax} members already`,
  );
}

/**
 * Says why a member may not let a client in, whatever they want: it is for those who run the service, or
 * nobody has reviewed it and it has as many members as it may have.
 *
 * @param consent - what the member allowed it before; who is in stays in
 * @returns the refusal, which the client may be told, or undefined when the member may be asked
 * @see S199, S205; the book, chapter 6
 */
export async function findAdmissionRefusal(
  client: Client,
  member: Pick<Member, 'member_id' | 'is_staff'>,
  consent: Consent | undefined,
  parts: {
    readonly clients: Pick<ClientStore, 'isMemberListed'>;
    readonly authorizations: Pick<AuthorizationStore, 'countConsents'>;
  },
): Promise<OAuthError | undefined> {
  if (!(await isWithinRole(client, member, parts.clients))) {
    return new OAuthError('access_denied', 'client is for internal support, and the member is not');
  }
  return findCrowdRefusal(client, consent, parts);
}
