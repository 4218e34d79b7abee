import { openConnection } from '../settings/open-connection.ts';
import type { Connection, ConnectionFlags } from '../settings/open-connection.ts';
import { rememberMember } from '../settings/profile-settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { toVisibleJson } from '../terminal/visible-text.ts';
import { fetchMember, formatMember, isClientItself } from './member.ts';

/** The options of `pitpass whoami`. */
export interface WhoamiFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** What is said, for people and for programs. */
interface Answer {
  readonly sentence: string;
  readonly members: Readonly<Record<string, unknown>>;
}

async function ask(connection: Connection): Promise<Answer> {
  const { service, client_id } = connection.settings;
  if (connection.provider === 'trackmania' && isClientItself(connection)) {
    // No route says whose such a token is: that it is given one is all there is to see.
    await connection.session.accessToken({ signal: connection.signal });
    const { provider, grant_type } = connection.settings;
    return {
      sentence: `Nobody: the client ${client_id} itself has access at ${service}, without a member`,
      members: { provider, grant_type, service, client_id },
    };
  }
  const member = await fetchMember(connection);
  const { store, tokenFile, settings } = connection;
  // The answer does not depend on it.
  await rememberMember(store, tokenFile, settings, member).catch(() => undefined);
  const isTrackmania = connection.provider === 'trackmania';
  return {
    sentence: `${formatMember(member)} at ${service}, by ${client_id}`,
    members: {
      ...member,
      ...(isTrackmania && { provider: connection.provider }),
      service,
      client_id,
    },
  };
}

/** `pitpass whoami`: says who is signed in, and where. */
export async function whoami(flags: WhoamiFlags, surroundings: Surroundings): Promise<void> {
  const { sentence, members } = await ask(await openConnection(flags, surroundings));
  await print(
    surroundings,
    flags.json === true ? `${toVisibleJson(members, false)}\n` : `${sentence}\n`,
  );
}
