import type { SessionRecord } from '@pitpass/client';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import { openConnection } from '../settings/open-connection.ts';
import type { ConnectionFlags, IracingConnection } from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { confirm } from '../terminal/confirm.ts';
import { note, print } from '../terminal/output.ts';
import { toVisibleText } from '../terminal/visible-text.ts';
import { refuseSessions } from './sessions.ts';

/** The options of `pitpass revoke`. */
export interface RevokeFlags extends ConnectionFlags {
  readonly current?: boolean;
  readonly allOfThisApp?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Which sessions are to end, and how that is said. */
interface Deed {
  readonly session_ids: readonly string[];
  readonly isCurrentAmong: boolean;
  readonly consequence: string;
  readonly end: () => Promise<void>;
}

function refuseContradictions(session_ids: readonly string[], flags: RevokeFlags): void {
  const ways = [session_ids.length > 0, flags.current === true, flags.allOfThisApp === true];
  if (ways.filter(Boolean).length === 1) return;
  throw usageProblem(
    'Say which sessions end: their ids, as "pitpass sessions" shows them, or --current, or --all-of-this-app; one of the three.',
  );
}

function findWanted(
  records: readonly SessionRecord[],
  session_ids: readonly string[],
): SessionRecord[] {
  return [...new Set(session_ids)].map((session_id) => {
    const found = records.find((record) => record.session_id === session_id);
    if (found !== undefined) return found;
    throw new Problem(
      'session_unknown',
      exitCodes.usage,
      `${toVisibleText(session_id)} is no session of this member with this client, so none was ended; "pitpass sessions" lists them.`,
    );
  });
}

function count(sessions: number): string {
  return sessions === 1 ? 'One session' : `${sessions} sessions`;
}

function chooseDeed(
  { session, settings, signal }: IracingConnection,
  records: readonly SessionRecord[],
  wantedIds: readonly string[],
  flags: RevokeFlags,
): Deed {
  const { client_id, service } = settings;
  const idsOf = (some: readonly SessionRecord[]) => some.map(({ session_id }) => session_id);
  const current = records.filter(({ current_session }) => current_session);
  if (flags.current === true) {
    return {
      session_ids: idsOf(current),
      isCurrentAmong: true,
      consequence: `The session of this account at ${service} ends, and its tokens are deleted.`,
      end: () => session.signOut({ signal }),
    };
  }
  if (flags.allOfThisApp === true) {
    return {
      session_ids: idsOf(records),
      isCurrentAmong: true,
      consequence: `${count(records.length)} of the client ${client_id} at ${service} would end, on every computer; this account is signed out.`,
      end: () => session.revokeClient({ signal }),
    };
  }
  const wanted = findWanted(records, wantedIds);
  const isCurrentAmong = wanted.some(({ current_session }) => current_session);
  return {
    session_ids: idsOf(wanted),
    isCurrentAmong,
    consequence: `${count(wanted.length)} of the client ${client_id} at ${service} would end${isCurrentAmong ? ', this account’s own among them' : ''}.`,
    end: async () => {
      await session.revokeSessions(idsOf(wanted), { signal });
      if (isCurrentAmong) await session.forget();
    },
  };
}

/**
 * `pitpass revoke`: ends sessions of the member with this client: those that are named, the own one,
 * or all. Every one that is named has to exist before any is ended.
 *
 * @throws Problem when it is not said which, one is not there, it was not confirmed, or the dialect
 *   has no sessions
 */
export async function revoke(
  wantedIds: readonly string[],
  flags: RevokeFlags,
  surroundings: Surroundings,
): Promise<void> {
  refuseContradictions(wantedIds, flags);
  const connection = await openConnection(flags, surroundings);
  if (connection.provider === 'trackmania') refuseSessions(connection.settings);
  const records = await connection.session.sessions({ signal: connection.signal });
  const deed = chooseDeed(connection, records, wantedIds, flags);
  if (flags.yes !== true) await confirm('Ending sessions', deed.consequence, surroundings);
  await deed.end();
  const { session_ids, isCurrentAmong } = deed;
  if (flags.json === true) {
    const document = { revoked: session_ids, signed_out: isCurrentAmong };
    await print(surroundings, `${JSON.stringify(document)}\n`);
    return;
  }
  const own = isCurrentAmong ? ' This account is signed out.' : '';
  note(surroundings, `${count(session_ids.length)} ended.${own}`);
}
