import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { createSession, iracing, isClientError } from '@pitpass/client';
import type { TokenSet } from '@pitpass/client';
import { createLogger, fileTokenStore, readConfiguration } from '@pitpass/client/node';

const help = `Signs a member in without a browser (password limited flow), keeps the tokens, reads data.

  node password-limited.ts            one pass
  node password-limited.ts --loop     a pass every 3 minutes for 24 minutes: watch the refreshes

  --every SECONDS    between two passes of a loop; 180 when left out
  --for SECONDS      from the first pass to the last; 1440 when left out
  --env-file FILE    where the configuration is; .env when left out
  --help             this text

It needs IRACING_CLIENT_ID, IRACING_CLIENT_SECRET, IRACING_USERNAME and IRACING_PASSWORD in .env or the
environment; .env.example has the rest. Tokens are kept in tokens.json, or where IRACING_TOKEN_FILE says.

Exit codes: 0 done; 1 something failed; 2 called or configured wrongly; 3 the service does not let this
client or member in; 130 interrupted.
`;

const exitCodes = { done: 0, failed: 1, misused: 2, refused: 3, interrupted: 130 } as const;

/** How often, and for how long; in seconds. */
interface Schedule {
  readonly every: number;
  readonly for: number;
  readonly envFile: string | undefined;
}

/** Reads the command line, or undefined when it asks for help. @throws an Error that says what is wrong */
function readCommandLine(): Schedule | undefined {
  const { values } = parseArgs({
    options: {
      loop: { type: 'boolean' },
      every: { type: 'string', default: '180' },
      for: { type: 'string', default: '1440' },
      'env-file': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return undefined;
  const seconds = (name: 'every' | 'for'): number => {
    const number = Number(values[name]);
    if (number > 0 && number <= 86_400) return number;
    throw new Error(`--${name} takes seconds, more than 0 and at most 86400`);
  };
  const isLoop = values.loop === true;
  return {
    every: seconds('every'),
    for: isLoop ? seconds('for') : 0,
    envFile: values['env-file'],
  };
}

const time = (epochSeconds: number): string =>
  new Date(epochSeconds * 1000).toTimeString().slice(0, 8);

/** What has become of the access token, in a sentence. */
function tell(before: TokenSet | undefined, after: TokenSet, now: number): string {
  const left = `${after.expires_at - now} seconds, until ${time(after.expires_at)}`;
  if (before === undefined) return `Signed in with the password. The access token lives ${left}.`;
  const isSame = before.access_token === after.access_token;
  return isSame
    ? `The access token is kept; it lives another ${left}.`
    : `The access token was refreshed; the new one lives ${left}.`;
}

/** Everything one pass needs. */
function open(envFile: string | undefined) {
  const configuration = readConfiguration({
    grant_type: 'password_limited',
    ...(envFile !== undefined && { envFile }),
  });
  const logger = createLogger(configuration.log);
  for (const note of configuration.notes) logger.warn(note);
  const store = fileTokenStore(configuration.tokenFile ?? resolve('tokens.json'), { logger });
  const provider = iracing({ ...configuration.provider, logger });
  const session = createSession({ ...configuration.session, provider, store });
  return { provider, store, session, logger, credentials: configuration.credentials };
}
type Opened = ReturnType<typeof open>;

/**
 * A valid access token in the store: as it is, refreshed, or of a new sign-in when there is no other way. The
 * service counts sign-ins strictly, so that of several programs with one store only one does it.
 */
async function ensureSignedIn({ provider, store, session, credentials }: Opened): Promise<string> {
  const before = await session.tokens();
  try {
    await session.accessToken();
    const after = await session.tokens();
    if (after !== undefined) return tell(before, after, provider.clock());
  } catch (error) {
    const isOver =
      isClientError(error, 'sign_in_required') || isClientError(error, 'refresh_outcome_unknown');
    if (!isOver) throw error;
  }
  const tokens = await store.withLock(async () => {
    const stored = await store.load();
    if (stored !== undefined && stored.access_token !== before?.access_token) return stored;
    const fresh = await provider.passwordLimited(credentials);
    await store.save(fresh);
    return fresh;
  });
  return tell(undefined, tokens, provider.clock());
}

/** A member of an object that came as JSON. */
const member = (value: unknown, name: string): unknown =>
  (value as Readonly<Record<string, unknown>> | null)?.[name];

async function pass(opened: Opened, signal: AbortSignal): Promise<void> {
  console.log(await ensureSignedIn(opened));
  const options = { signal, waitForRateLimit: true };
  const info = await opened.session.get('/data/member/info', {}, options);
  console.log(`Signed in: ${member(info.payload, 'display_name')}`);
  const cars = await opened.session.get('/data/car/get', {}, options);
  console.log(`Cars: ${Array.isArray(cars.payload) ? cars.payload.length : 0}`);
  if (cars.rateLimit !== undefined) {
    const { remaining, limit, reset_at } = cars.rateLimit;
    console.log(`Requests left: ${remaining} of ${limit} until ${time(reset_at)}`);
  }
}

/** True for what another pass can be expected to overcome. */
function isPassing(error: unknown): boolean {
  const codes = ['network_failure', 'timeout', 'rate_limited', 'site_maintenance'] as const;
  return codes.some((code) => isClientError(error, code));
}

async function run({ every, for: duration, envFile }: Schedule, signal: AbortSignal) {
  const opened = open(envFile);
  const count = Math.floor(duration / every) + 1;
  let waitSeconds = 0;
  for (let number = 1; number <= count; number += 1) {
    await sleep(waitSeconds * 1000, undefined, { signal });
    waitSeconds = every;
    if (count > 1) console.log(`Pass ${number} of ${count}, ${time(opened.provider.clock())}`);
    try {
      await pass(opened, signal);
    } catch (error) {
      if (number === count || !isPassing(error)) throw error;
      // The service says how long it wants to be left alone.
      if (isClientError(error, 'rate_limited')) {
        waitSeconds = Math.max(every, error.retryAfterSeconds ?? 0);
      }
      opened.logger.warn('this pass failed, the next may not', { error, waitSeconds });
    }
  }
}

function exitCodeOf(error: unknown): number {
  if (isClientError(error, 'invalid_options')) return exitCodes.misused;
  const isRefused =
    isClientError(error, 'token_error_response') ||
    isClientError(error, 'sign_in_required') ||
    isClientError(error, 'refresh_outcome_unknown');
  return isRefused ? exitCodes.refused : exitCodes.failed;
}

async function main(): Promise<number> {
  let schedule: Schedule | undefined;
  try {
    schedule = readCommandLine();
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return exitCodes.misused;
  }
  if (schedule === undefined) {
    console.log(help);
    return exitCodes.done;
  }
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => interruption.abort());
  }
  try {
    await run(schedule, interruption.signal);
    return exitCodes.done;
  } catch (error) {
    if (interruption.signal.aborted) return exitCodes.interrupted;
    console.error(isClientError(error) ? error.message : error);
    return exitCodeOf(error);
  }
}

process.exitCode = await main();
