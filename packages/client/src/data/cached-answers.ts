import { isClientError } from '../errors.ts';
import { waitFor } from '../wait-for.ts';
import type { ChunkProgress } from './chunks.ts';
import type { PayloadCache, PayloadStore } from './data-behaviour.ts';
import type { DataAnswer, DataCall } from './get-data.ts';

// The longest that the service says. A clock that is wrong must not keep anything for longer.
const keptSecondsMax = 900;
const cacheMilliseconds = 2000;

// These answer the same to everybody; `series/get` might not, since it says who is eligible. What all others answer may depend on whose token asks: on the member that
// stands for a missing cust_id, on leagues and sessions that only some may see, on ranks of one's own.
const forEverybody =
  /^((car|carclass|constants|track|driver_stats_by_category)\/.*|lookup\/(countries|current_season|flairs|get|licenses)|series\/assets|season\/list)$/;

type Ask = (call: DataCall) => Promise<DataAnswer>;

/** A request that is under way for everybody who wants the same. */
interface Flight {
  readonly answer: Promise<DataAnswer>;
  readonly leaving: AbortController;
  readonly listeners: Set<ChunkProgress>;
  passengers: number;
}

async function digest({ configuration }: DataCall, text: string): Promise<string> {
  const bytes = await configuration.digest(text);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// What a program without types hands over for somebody it does not know must not be one member for all.
const isNamed = (member: unknown): boolean => typeof member === 'string' && member !== '';

/** Under which name an answer is kept, and who may share a request for it. */
async function nameCall(
  call: DataCall,
): Promise<{ readonly key: string; readonly flight: string }> {
  const { configuration, method, query, options, access_token } = call;
  const sorted = new URLSearchParams(query);
  sorted.sort();
  const content = `${configuration.dataUrl}/data/${method}?${sorted}`;
  const token = await digest(call, access_token);
  // Whoever has the token, or is said by the app to be this member, is the one that asked before.
  const owner = isNamed(options.member) ? `member ${options.member}` : `token ${token}`;
  const key = forEverybody.test(method)
    ? content
    : `${content} ${configuration.client_id} ${owner}`;
  const { waitForRateLimit, rateLimitWaitSecondsMax } = options;
  return { key, flight: [key, token, waitForRateLimit, rateLimitWaitSecondsMax].join(' ') };
}

/** Does something with the cache whose failure costs a request and no more. */
async function attempt<T>(
  { configuration }: DataCall,
  act: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await waitFor((async () => act())(), AbortSignal.timeout(cacheMilliseconds));
  } catch (error) {
    const reason = isClientError(error) ? error.code : (error as { name?: unknown } | null)?.name;
    configuration.log('warn', 'the payload cache failed', { reason });
    return undefined;
  }
}

async function findFresh(
  store: PayloadStore,
  call: DataCall,
  key: string,
): Promise<DataAnswer | undefined> {
  const now = call.configuration.clock();
  const entry = await attempt(call, () => store.get(key));
  if (entry === undefined || entry === null) return undefined;
  const { expires_at } = entry;
  if (now < expires_at && expires_at <= now + keptSecondsMax) {
    const answer = await attempt(call, () => JSON.parse(entry.answer) as DataAnswer);
    if (answer !== undefined) return { ...answer, expires_at, rateLimit: undefined };
  }
  await attempt(call, () => store.delete?.(key));
  return undefined;
}

async function keep(store: PayloadStore, call: DataCall, key: string, answer: DataAnswer) {
  const now = call.configuration.clock();
  const expires_at = Math.min(answer.expires_at ?? now, now + keptSecondsMax);
  if (expires_at <= now) return;
  const { rateLimit: _, ...kept } = answer;
  await attempt(call, () => store.set(key, { answer: JSON.stringify(kept), expires_at }));
}

function depart(store: PayloadStore, call: DataCall, key: string, ask: Ask): Flight {
  const leaving = new AbortController();
  const listeners = new Set<ChunkProgress>();
  const onChunk: ChunkProgress = (done, total) => {
    for (const listener of listeners) listener(done, total);
  };
  const ownOptions = { ...call.options, onChunk, signal: leaving.signal };
  const fetchAndKeep = async (): Promise<DataAnswer> => {
    const answer = await ask({ ...call, options: ownOptions });
    await keep(store, call, key, answer);
    return answer;
  };
  return { answer: fetchAndKeep(), leaving, listeners, passengers: 0 };
}

/**
 * Makes a payload cache on a store of one's own. It answers a call from the store while its content is fresh, and
 * asks once for any number of parallel calls that want the same with the same token. Each caller has an answer
 * of its own to change. Nothing is kept of answers that do not say when they expire.
 */
export function createPayloadCache(store: PayloadStore): PayloadCache {
  const flights = new Map<string, Flight>();
  const board = (name: string, call: DataCall, key: string, ask: Ask): Flight => {
    const flight = depart(store, call, key, ask);
    flights.set(name, flight);
    const land = (): void => void (flights.get(name) === flight && flights.delete(name));
    flight.answer.then(land, land);
    return flight;
  };
  return async (call, ask) => {
    const { signal, onChunk } = call.options;
    signal?.throwIfAborted();
    const { key, flight: name } = await nameCall(call);
    const fresh = await findFresh(store, call, key);
    if (fresh !== undefined) return fresh;
    const running = flights.get(name);
    const flight = running ?? board(name, call, key, ask);
    flight.passengers += 1;
    const own = new AbortController();
    // One that throws ends its own call; the others go on.
    const listener: ChunkProgress = (done, total) => {
      try {
        onChunk?.(done, total);
      } catch (error) {
        own.abort(error);
      }
    };
    flight.listeners.add(listener);
    try {
      const answer = await waitFor(
        flight.answer,
        AbortSignal.any([own.signal, signal ?? own.signal]),
      );
      return running === undefined ? answer : structuredClone(answer);
    } finally {
      flight.passengers -= 1;
      flight.listeners.delete(listener);
      if (flight.passengers === 0) {
        if (flights.get(name) === flight) flights.delete(name);
        flight.leaving.abort();
      }
    }
  };
}
