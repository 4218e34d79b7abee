import type { SessionRecord } from '@pitpass/client';

import { openConnection } from '../settings/open-connection.ts';
import type { ConnectionFlags } from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { formatTable, formatTime } from '../terminal/table.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';

/** The options of `pitpass sessions`. */
export interface SessionsFlags extends ConnectionFlags {
  readonly json?: boolean;
}

const titles = ['', 'SESSION', 'CLIENT', 'SINCE (UTC)', 'LAST ACTIVITY', 'EXPIRES', 'ADDRESS'];

function toRow(record: SessionRecord): string[] {
  return [
    record.current_session ? '*' : '',
    toVisibleText(record.session_id),
    toVisibleText(record.client_name),
    formatTime(record.auth_time),
    formatTime(record.last_activity),
    formatTime(record.session_expiration),
    toVisibleText(record.last_ip ?? record.first_ip ?? '-'),
  ];
}

/** `pitpass sessions`: lists the member's sessions with this client; `*` marks the own one. */
export async function sessions(flags: SessionsFlags, surroundings: Surroundings): Promise<void> {
  const { session, signal } = await openConnection(flags, surroundings);
  const records = await session.sessions({ signal });
  await print(
    surroundings,
    flags.json === true
      ? `${toVisibleJson({ sessions: records }, false)}\n`
      : formatTable(titles, records.map(toRow)),
  );
}
