import type { Clock } from '../ports.ts';
import type { ClientUse, ClientLifeStore } from './client-life.ts';

/** Takes notes of uses without writing; what is due is written beside the requests. */
export interface ClientUseLog {
  /** @param secret_digest - of the secret that was presented; null for a public client */
  note(client_id: string, secret_digest: string | null, now: number): void;
  /** Writes what is due: a client and a secret at most once an hour. */
  flush(): Promise<void>;
}

/** How often the same use is written at most, in seconds. */
export const useWritingSeconds = 3600;

interface Noted extends ClientUse {
  /** When it was written last; undefined until then. */
  readonly written_at: number | undefined;
}

const keyOf = ({ client_id, secret_digest }: ClientUse) => `${client_id} ${secret_digest ?? ''}`;

function isDue({ used_at, written_at }: Noted): boolean {
  return written_at === undefined || used_at - written_at >= useWritingSeconds;
}

/**
 * Creates the log of one node. A node that dies loses the uses of its last minute, or of the last hour for
 * what it had written in that hour.
 */
export function createClientUseLog(
  clients: Pick<ClientLifeStore, 'recordClientUse'>,
  clock: Clock,
): ClientUseLog {
  const notes = new Map<string, Noted>();
  return {
    note(client_id, secret_digest, now) {
      const use = { client_id, secret_digest, used_at: now };
      const key = keyOf(use);
      notes.set(key, { ...use, written_at: notes.get(key)?.written_at });
    },
    async flush() {
      const now = clock();
      for (const [key, noted] of notes) {
        if (isDue(noted)) {
          await clients.recordClientUse(noted);
          // A use that was noted meanwhile stays.
          const newest = notes.get(key) ?? noted;
          notes.set(key, { ...newest, written_at: noted.used_at });
        } else if (now - noted.used_at >= useWritingSeconds) {
          notes.delete(key);
        }
      }
    },
  };
}
