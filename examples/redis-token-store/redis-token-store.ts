import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { InvalidOptions, isClientError, parseTokenSet, StoreFailure } from '@pitpass/client';
import type { TokenSet, TokenStore } from '@pitpass/client';

/** Where in Redis, and how patient the lock is. */
export interface RedisTokenStoreOptions {
  /** Sends one command. With npm's `redis`: `(command) => client.sendCommand(command)`. */
  readonly send: (command: string[]) => Promise<unknown>;
  /** Tells members apart. No braces: they say where a cluster keeps a key. Default: `default`. */
  readonly key?: string;
  /** How long to wait for the lock. Default: 90. */
  readonly lockTimeoutSeconds?: number;
  /** When the lock of a holder that has died is free. Default: 10. */
  readonly lockHoldSeconds?: number;
  /** How long to wait for Redis to answer a command. Default: 5. */
  readonly commandTimeoutSeconds?: number;
}

/*
 * Redis runs a script without anybody in between. Each of them looks first whether the lock still holds
 * the token that its holder put there: a random one, so that no two holders ever have the same.
 */
const renewScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;
const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
// Fencing: whoever was stopped for so long that the lock has passed on writes nothing any more.
const saveScript = `
if ARGV[1] ~= '' and redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[2]) else redis.call('SET', KEYS[2], ARGV[2]) end
return 1`;

/** The scripts, for a test's stand-in of Redis, which knows no Lua. */
export const scripts = { renewScript, releaseScript, saveScript } as const;

/** The tokens of a record. @throws StoreFailure when it is damaged, without repeating it */
function parseRecord(record: string, key: string): TokenSet {
  let tokenSet: TokenSet | undefined;
  try {
    tokenSet = parseTokenSet(JSON.parse(record));
  } catch {
    tokenSet = undefined;
  }
  if (tokenSet !== undefined) return tokenSet;
  throw new StoreFailure(
    `the tokens in Redis under ${key} are damaged and were left alone: delete the key, then sign in again`,
  );
}

/** Sends one command; `what` is what it is for, in a sentence. @throws StoreFailure */
type Send = (what: string, ...command: string[]) => Promise<unknown>;

/** Sends commands, each with an end: a client that is not connected may wait for ever by itself. */
function createSend({ send, commandTimeoutSeconds = 5 }: RedisTokenStoreOptions): Send {
  return async (what, ...command) => {
    const patience = new AbortController();
    const { signal } = patience;
    const timeout = sleep(commandTimeoutSeconds * 1000, undefined, { signal }).then(() => {
      throw new StoreFailure(
        `the tokens in Redis could not be ${what}: no answer in ${commandTimeoutSeconds} seconds`,
      );
    });
    try {
      return await Promise.race([send(command), timeout]);
    } catch (cause) {
      if (isClientError(cause)) throw cause;
      // Without the client's own error: it may repeat a value that was sent.
      const { code, message } = cause as { readonly code?: string; readonly message?: string };
      const reason = code ?? /^[A-Z]+\b/.exec(message ?? '')?.[0] ?? 'no answer';
      throw new StoreFailure(`the tokens in Redis could not be ${what} (${reason})`);
    } finally {
      timeout.catch(() => undefined);
      patience.abort();
    }
  };
}

/** Takes the lock; gives the token that it holds then. @throws StoreFailure when it is not free in time */
async function acquire(
  send: Send,
  lockKey: string,
  holdMilliseconds: string,
  timeoutSeconds: number,
): Promise<string> {
  const token = randomUUID();
  const deadline = performance.now() + timeoutSeconds * 1000;
  for (;;) {
    const answer = await send('locked', 'SET', lockKey, token, 'NX', 'PX', holdMilliseconds);
    if (answer !== null) return token;
    if (performance.now() >= deadline) {
      throw new StoreFailure(
        `the lock ${lockKey} was held for ${timeoutSeconds} seconds: let its holder finish, then try again`,
      );
    }
    await sleep(randomInt(15, 50));
  }
}

/** Runs an action while this program holds the lock; `action` is given the lock's token. */
async function holdLock<T>(
  send: Send,
  lockKey: string,
  { lockTimeoutSeconds = 90, lockHoldSeconds = 10 }: RedisTokenStoreOptions,
  action: (token: string) => Promise<T>,
): Promise<T> {
  const holdMilliseconds = String(Math.ceil(lockHoldSeconds * 1000));
  const token = await acquire(send, lockKey, holdMilliseconds, lockTimeoutSeconds);
  // One that is late or lost is found out when something is saved.
  const renew = () => send('locked', 'EVAL', renewScript, '1', lockKey, token, holdMilliseconds);
  const heartbeat = setInterval(() => void renew().catch(() => undefined), lockHoldSeconds * 300);
  heartbeat.unref();
  try {
    return await action(token);
  } finally {
    clearInterval(heartbeat);
    // The action is done; a lock that could not be let go is free after its time.
    await send('unlocked', 'EVAL', releaseScript, '1', lockKey, token).catch(() => undefined);
  }
}

/**
 * Keeps tokens in Redis, which any number of computers may share; two keys for each member. The lock is
 * `SET NX PX` with a random token, renewed while its holder lives. What its holder saves is refused once
 * the lock has passed on.
 *
 * Refresh tokens work once, so that Redis must not forget what it has answered: `appendonly yes`,
 * `appendfsync always` and `maxmemory-policy noeviction`.
 *
 * @throws InvalidOptions when the key holds braces
 */
export function redisTokenStore(options: RedisTokenStoreOptions): TokenStore {
  const { key = 'default' } = options;
  if (/[{}]/.test(key)) throw new InvalidOptions('key may not hold braces');
  // In braces, so that a cluster keeps both keys in one place and a script may touch both.
  const tokensKey = `pitpass:{${key}}:tokens`;
  const lockKey = `pitpass:{${key}}:lock`;
  const send = createSend(options);
  let turn: Promise<unknown> = Promise.resolve();
  let heldToken = '';

  return {
    load: async () => {
      const record = await send('read', 'GET', tokensKey);
      return typeof record === 'string' ? parseRecord(record, tokensKey) : undefined;
    },
    save: async (tokenSet) => {
      const record = tokenSet === undefined ? '' : JSON.stringify(tokenSet);
      const keys = ['2', lockKey, tokensKey];
      const saved = await send('written', 'EVAL', saveScript, ...keys, heldToken, record);
      if (saved === 1) return;
      throw new StoreFailure(
        `the lock ${lockKey} has passed on while this program was busy: nothing was written, try again`,
      );
    },
    withLock: (action) => {
      const held = turn.then(() =>
        holdLock(send, lockKey, options, async (token) => {
          heldToken = token;
          return action().finally(() => {
            heldToken = '';
          });
        }),
      );
      turn = held.catch(() => undefined);
      return held;
    },
  };
}
