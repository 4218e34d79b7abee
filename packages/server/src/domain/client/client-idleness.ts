import { auditEvents } from '../audit/audit-event.ts';
import type { AuditLog } from '../audit/audit-event.ts';
import type { ClientLetter } from '../mail/client-letters.ts';
import type { Letterbox } from '../mail/letterbox.ts';
import type { Clock, Requester } from '../ports.ts';
import type { SessionLiveness } from '../session/session-liveness.ts';
import type { ClientLifeStore, IdleClient } from './client-life.ts';

/** Days without use after which a developer is told. @see The book, chapter 8 */
export const idleDaysTold = [90, 120, 150] as const;

/** Days without use after which a client is disabled. @see The book, chapter 8 */
export const idleDaysDisabled = 180;

const daySeconds = 86_400;
// The greatest first: a service that was away for long tells the last step alone.
const steps = [idleDaysDisabled, ...idleDaysTold.toReversed()];

/** What the watch over idle clients needs of the house. */
export interface IdlenessParts {
  readonly clients: ClientLifeStore;
  readonly letters: Pick<Letterbox, 'seal'>;
  readonly audit: AuditLog;
  readonly liveness: Pick<SessionLiveness, 'forget'>;
  readonly clock: Clock;
  /** Nobody asked for it over the network. */
  readonly requester: () => Requester;
}

function writeLetter({ client_name, idle_since }: IdleClient, days: number, at: number) {
  const happening = { at, ip: null, user_agent: null, client_name };
  const letter: ClientLetter =
    days === idleDaysDisabled
      ? { kind: 'client.disabled', by: 'inactive', idle_days: days, happening }
      : {
          kind: 'client.idle',
          idle_days: days,
          disabled_at: idle_since + idleDaysDisabled * daySeconds,
          happening,
        };
  return letter;
}

async function takeStep(client: IdleClient, days: number, parts: IdlenessParts): Promise<void> {
  const { clients, letters, audit, liveness, clock, requester } = parts;
  const now = clock();
  const { client_id, to } = client;
  const mail = to === null ? undefined : letters.seal(to, writeLetter(client, days, now));
  const disables = days === idleDaysDisabled;
  const ended = await clients.takeIdleStep({ client_id, days, disables, mail }, now);
  if (ended === undefined || !disables) return;
  liveness.forget(ended);
  audit.append(auditEvents.clientDisabled(requester(), { client_id }));
}

/**
 * Tells the developers of clients that nobody uses, at 90, 120 and 150 days, and disables them with a last
 * mail at 180. Each step happens once, whichever node takes it; a use at the same moment wins.
 *
 * @see S204; the book, chapter 8
 */
export async function tellIdleClients(parts: IdlenessParts): Promise<void> {
  const { clients, clock } = parts;
  await clients.watchClients(clock());
  for (const days of steps) {
    for (;;) {
      const idle = await clients.listIdleClients(days, clock());
      for (const client of idle) await takeStep(client, days, parts);
      if (idle.length === 0) break;
    }
  }
}
