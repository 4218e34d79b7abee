import { createClient } from 'redis';

import { createSession, iracing, isClientError } from '@pitpass/client';
import { createLogger, readConfiguration } from '@pitpass/client/node';

import { redisTokenStore } from './redis-token-store.ts';

// One of any number of workers, on any number of computers. They share one member's tokens in Redis.
const configuration = readConfiguration({ grant_type: 'password_limited' });
const logger = createLogger(configuration.log);
for (const note of configuration.notes) logger.warn(note);

const redis = createClient({ url: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379' });
redis.on('error', (error: Error) =>
  logger.warn('Redis does not answer', { reason: error.message }),
);
await redis.connect();

const { credentials } = configuration;
const store = redisTokenStore({
  send: (command) => redis.sendCommand(command),
  key: process.env['WORKER_KEY'] ?? credentials.username,
});
const provider = iracing({ ...configuration.provider, logger });
const session = createSession({ ...configuration.session, provider, store });

/** Makes a call; when nobody is signed in any more, one of the workers signs in for all. */
async function withSignIn<T>(call: () => Promise<T>): Promise<T> {
  const before = await session.tokens();
  try {
    return await call();
  } catch (error) {
    const isOver =
      isClientError(error, 'sign_in_required') || isClientError(error, 'refresh_outcome_unknown');
    if (!isOver) throw error;
  }
  await store.withLock(async () => {
    const stored = await store.load();
    const isDone = stored !== undefined && stored.access_token !== before?.access_token;
    if (!isDone) await store.save(await provider.passwordLimited(credentials));
  });
  return call();
}

try {
  const { payload } = await withSignIn(() => session.get('/data/member/info'));
  console.log((payload as { readonly display_name?: string }).display_name);
} finally {
  redis.destroy();
}
