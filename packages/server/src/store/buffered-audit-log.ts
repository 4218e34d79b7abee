import type { AuditLog } from '../domain/audit/audit-event.ts';
import type { AuditRecord, AuditStore } from '../domain/audit/audit-store.ts';
import type { Clock, Random } from '../domain/ports.ts';
import { createUuid } from '../domain/presented.ts';

const flushMs = 100;
const batchMax = 500;
const waitingMax = 50_000;

const countsMax = 4096;

/**
 * The id of an event: a UUID that sorts behind those that the node made before it, so that what happened
 * within one second is read in its order.
 *
 * @param count - how many events the node has appended before in that second
 * @see RFC 9562 §5.7
 */
function createEventId(occurred_at: number, count: number, random: Random): string {
  const time = (occurred_at * 1000).toString(16).padStart(12, '0');
  const place = (count % countsMax).toString(16).padStart(3, '0');
  const rest = createUuid(random).slice(-18);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${place}${rest}`;
}

/** An audit log that writes what has gathered, several times a second, in one transaction each. */
export interface BufferedAuditLog extends AuditLog {
  /** Writes all that is still waiting, batch by batch, until the first that fails. */
  close(): Promise<void>;
}

/**
 * Binds the audit log to its store. No request waits for it. A write that fails is tried again with the
 * next one; a process that is killed loses at most the last tenth of a second.
 *
 * @param onError - told of every failed write
 */
export function createBufferedAuditLog(
  store: AuditStore,
  clock: Clock,
  random: Random,
  onError: (error: Error) => void,
): BufferedAuditLog {
  const waiting: AuditRecord[] = [];
  let second = -1;
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<boolean> | undefined;

  const write = async (): Promise<boolean> => {
    const batch = waiting.slice(0, batchMax);
    try {
      await store.appendEvents(batch);
      waiting.splice(0, batch.length);
      return true;
    } catch (error) {
      onError(error as Error);
      return false;
    }
  };
  const schedule = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = write().finally(() => {
        writing = undefined;
        if (waiting.length > 0) schedule();
      });
    }, flushMs).unref();
  };
  return {
    append(event) {
      if (waiting.length >= waitingMax) {
        onError(new Error('Audit events are gathering faster than they can be written'));
        return;
      }
      const occurred_at = clock();
      count = occurred_at === second ? count + 1 : 0;
      second = occurred_at;
      waiting.push({ ...event, event_id: createEventId(occurred_at, count, random), occurred_at });
      if (writing === undefined) schedule();
    },
    async close() {
      clearTimeout(timer);
      await writing;
      while (waiting.length > 0 && (await write()));
    },
  };
}
