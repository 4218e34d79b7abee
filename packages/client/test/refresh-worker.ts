// Asks a session over a shared store for its access token, again and again, and says on standard output what
// it got. With a point it stops there and waits to be killed. Argument: a WorkerTask as JSON.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { createSession, iracing, isClientError } from '../src/index.ts';
import type { TokenStore } from '../src/index.ts';
import { fileTokenStore, nodeSha256, postgresTokenStore } from '../src/node/index.ts';
import { sqliteTokenStore } from '../src/node/sqlite-token-store.ts';

/** Where a process can be when it is killed, in the order in which it gets there. */
export const points = [
  'lock taken',
  'intent written',
  'sent',
  'answered',
  'stored',
  'unlocked',
] as const;

/** One of {@link points}. */
export type Point = (typeof points)[number];

/** Where tokens are kept. */
export type StoreKind = 'file' | 'SQLite' | 'PostgreSQL';

/** What a worker is to do. */
export interface WorkerTask {
  readonly kind: StoreKind;
  readonly place: string;
  readonly issuerUrl: string;
  readonly client_id: string;
  readonly callers: number;
  readonly stopAt?: Point;
}

/** Ten seconds of a service's clock in a sixtieth of one: a token of 600 seconds is over in 100 ms. */
export const quickClock = (): number => Math.floor((Date.now() - Date.UTC(2026, 0)) * 6);

/** Opens the store that workers share. */
export function openStore({ kind, place }: Pick<WorkerTask, 'kind' | 'place'>): TokenStore {
  if (kind === 'file') return fileTokenStore(place);
  if (kind === 'SQLite') return sqliteTokenStore(place);
  return postgresTokenStore({ pool: new Pool({ connectionString: place, max: 3 }) });
}

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function reach(point: Point, { stopAt }: WorkerTask): Promise<void> {
  if (point !== stopAt) return;
  say({ at: point });
  await new Promise(() => setInterval(() => undefined, 1000));
}

/** A store that passes the points of a refresh. */
function watchStore(store: TokenStore, task: WorkerTask): TokenStore {
  return {
    load: () => store.load(),
    save: async (tokenSet) => {
      await store.save(tokenSet);
      await reach(tokenSet?.refresh_intent === undefined ? 'stored' : 'intent written', task);
    },
    withLock: async (action) => {
      const result = await store.withLock(async () => {
        await reach('lock taken', task);
        return action();
      });
      await reach('unlocked', task);
      return result;
    },
  };
}

function watchFetch(task: WorkerTask): typeof fetch {
  return async (input, init) => {
    const answering = fetch(input, init);
    if (task.stopAt === 'sent') {
      // Long enough for the service to have acted on it.
      await sleep(40);
      await reach('sent', task);
    }
    const answer = await answering;
    await reach('answered', task);
    return answer;
  };
}

async function call(task: WorkerTask, store: TokenStore): Promise<void> {
  const { issuerUrl, client_id, stopAt } = task;
  const provider = iracing({
    client_id,
    issuerUrl,
    clock: quickClock,
    digest: nodeSha256,
    fetch: watchFetch(task),
  });
  const session = createSession({
    provider,
    store: watchStore(store, task),
    // Whoever is to be stopped finds the token old before the others do.
    expiryMarginSeconds: stopAt === undefined ? 1 : 250,
  });
  let seen = '';
  const ask = async () => {
    try {
      const token = await session.accessToken();
      if (token !== seen) say({ token: createHash('sha256').update(token).digest('base64url') });
      seen = token;
    } catch (error) {
      const isLost = isClientError(error, 'refresh_outcome_unknown');
      say({ error: isClientError(error) ? error.code : String(error) });
      if (!isLost) return;
      const before = JSON.stringify(await store.load());
      while (JSON.stringify(await store.load()) === before) await sleep(20);
    }
  };
  for (;;) {
    await Promise.all(Array.from({ length: task.callers }, ask));
    await sleep(5 + Math.random() * 10);
  }
}

if (process.argv[2] !== undefined) {
  const task = JSON.parse(process.argv[2]) as WorkerTask;
  await call(task, openStore(task));
}
