import type { SessionRecord } from '@pitpass/client';

import { exitCodes, Problem } from '../problem.ts';
import { openConnection } from '../settings/open-connection.ts';
import type { ConnectionFlags } from '../settings/open-connection.ts';
import type { TrackmaniaSettings } from '../settings/account-settings.ts';
import { findAccountPage } from '../settings/service-origin.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { formatTable } from '../terminal/table.ts';
import { formatSpan, formatTimeLeft } from '../terminal/time-left.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';

/** The options of `pitpass sessions`. */
export interface SessionsFlags extends ConnectionFlags {
  readonly json?: boolean;
}

const titles = ['', 'SESSION', 'LAST ACTIVITY', 'ENDS', 'ADDRESS'];

// A line fits into 80 columns; --json has the rest.
function toRow(record: SessionRecord, now: number): string[] {
  return [
    record.current_session ? '*' : '',
    toVisibleText(record.session_id),
    `${formatSpan(now - record.last_activity)} ago`,
    formatTimeLeft(record.session_expiration - now),
    toVisibleText(record.last_ip ?? record.first_ip ?? '-'),
  ];
}

/** @throws Problem always: what Trackmania's dialect has in place of sessions */
export function refuseSessions({ service, grant_type }: TrackmaniaSettings): never {
  const page = findAccountPage(service);
  const where =
    page === undefined
      ? 'and no page that shows them is known'
      : `but the member sees and ends what this client may do at ${page}`;
  const isOwn = grant_type === 'client_credentials';
  const rest = isOwn ? 'and a client that acts for itself has none there' : where;
  throw new Problem(
    'not_in_dialect',
    exitCodes.usage,
    `Trackmania's service has no endpoint for sessions, ${rest}.`,
  );
}

/**
 * `pitpass sessions`: lists the member's sessions with this client; `*` marks the own one.
 *
 * @throws Problem when the dialect has no sessions
 */
export async function sessions(flags: SessionsFlags, surroundings: Surroundings): Promise<void> {
  const connection = await openConnection(flags, surroundings);
  if (connection.provider === 'trackmania') refuseSessions(connection.settings);
  const { session, signal } = connection;
  const records = await session.sessions({ signal });
  const now = Math.floor(Date.now() / 1000);
  await print(
    surroundings,
    flags.json === true
      ? `${toVisibleJson({ sessions: records }, false)}\n`
      : formatTable(
          titles,
          records.map((record) => toRow(record, now)),
        ),
  );
}
