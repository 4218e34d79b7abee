import { openConnection } from '../settings/open-connection.ts';
import type { Connection, ConnectionFlags } from '../settings/open-connection.ts';
import { isClientItself, rememberMember } from '../settings/account-settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { toVisibleJson } from '../terminal/visible-text.ts';
import { fetchMember, formatMember } from './member.ts';
import type { SignedInMember } from './member.ts';

/** The options of `pitpass whoami`. */
export interface WhoamiFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** What is said, for people and for programs. */
interface Answer {
  readonly sentence: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** Undefined for a client itself. */
  readonly member: SignedInMember | undefined;
}

async function ask(connection: Connection): Promise<Answer> {
  const { service, client_id } = connection.settings;
  if (connection.provider === 'trackmania' && isClientItself(connection.settings)) {
    // No route says whose such a token is: that it is given one is all there is to see.
    await connection.session.accessToken({ signal: connection.signal });
    const { provider, grant_type } = connection.settings;
    return {
      sentence: `Nobody: the client ${client_id} itself has access at ${service}, without a member`,
      members: { provider, grant_type, service, client_id },
      member: undefined,
    };
  }
  const member = await fetchMember(connection);
  const isTrackmania = connection.provider === 'trackmania';
  return {
    sentence: `${formatMember(member)} at ${service}, by ${client_id}`,
    members: {
      ...member,
      ...(isTrackmania && { provider: connection.provider }),
      service,
      client_id,
    },
    member,
  };
}

/** `pitpass whoami`: says who is signed in, and where. */
export async function whoami(flags: WhoamiFlags, surroundings: Surroundings): Promise<void> {
  const connection = await openConnection(flags, surroundings);
  const { sentence, members, member } = await ask(connection);
  await print(
    surroundings,
    flags.json === true ? `${toVisibleJson(members, false)}\n` : `${sentence}\n`,
  );
  if (member === undefined) return;
  const { store, tokenFile, settings } = connection;
  // For "pitpass accounts"; what was asked is answered by now.
  await rememberMember(store, tokenFile, settings, member).catch(() => undefined);
}
