import { InvalidOptions } from '../errors.ts';
import type { CallOptions } from '../provider.ts';
import { createRuntime } from '../runtime.ts';
import type { Clock } from '../runtime.ts';
import { waitFor } from '../wait-for.ts';
import { checkList } from './batches.ts';
import type { TrackmaniaRoutes } from './routes.ts';

/** Where names come from, and how long they are remembered. */
export interface DisplayNameCacheOptions {
  /** A session or client credentials. */
  readonly source: Pick<TrackmaniaRoutes, 'displayNames' | 'accountIds'>;
  /** How long a name is believed. Default: 86400, a day. */
  readonly ttlSeconds?: number;
  /** How long an unknown name or id is not asked for again. Default: 300. */
  readonly missTtlSeconds?: number;
  /** How many entries each direction holds; the one unused for longest goes. Default: 10000. */
  readonly entriesMax?: number;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

/**
 * Display names and account ids, each way, remembered. The same id is asked for once, however many
 * want it at the same time. Names and ids are compared without the case of A to Z. It throws what its source
 * throws, and remembers no failure.
 */
export interface DisplayNameCache extends Pick<TrackmaniaRoutes, 'displayNames' | 'accountIds'> {
  /** The name of one account, or undefined when there is no such account. */
  findDisplayName(accountId: string, options?: CallOptions): Promise<string | undefined>;
  /** The account of one name, or undefined when nobody has it. */
  findAccountId(displayName: string, options?: CallOptions): Promise<string | undefined>;
}

type Translation = ReadonlyMap<string, string>;
type Translate = (values: readonly string[], options?: CallOptions) => Promise<Translation>;

interface Entry {
  /** Undefined: known to be unknown. */
  readonly text: string | undefined;
  /** Epoch seconds. */
  readonly expires_at: number;
}

type Limits = Required<
  Pick<DisplayNameCacheOptions, 'ttlSeconds' | 'missTtlSeconds' | 'entriesMax' | 'clock'>
>;

// Plain letters alone: others fall together, the Kelvin sign with k for one, and the name of one
// player would then stand for another's.
const fold = (value: string): string =>
  value.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** One direction: what values translate to. */
class Direction {
  readonly #limits: Limits;
  readonly #ask: Translate;
  // In the order of their last use.
  readonly #entries = new Map<string, Entry>();
  readonly #asking = new Map<string, Promise<Translation>>();

  constructor(limits: Limits, ask: Translate) {
    this.#limits = limits;
    this.#ask = ask;
  }

  /** What a value translated to when it was last asked for, however long ago. */
  peek(key: string): string | undefined {
    return this.#entries.get(fold(key))?.text;
  }

  forget(key: string): void {
    this.#entries.delete(fold(key));
  }

  keep(key: string, text: string | undefined): void {
    const { clock, entriesMax, missTtlSeconds, ttlSeconds } = this.#limits;
    const lifeSeconds = text === undefined ? missTtlSeconds : ttlSeconds;
    this.forget(key);
    this.#entries.set(fold(key), { text, expires_at: clock() + lifeSeconds });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > entriesMax && oldest !== undefined) this.#entries.delete(oldest);
  }

  #findFresh(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    // One that is over stays until its successor comes, which tells whether a name has changed.
    if (entry === undefined || entry.expires_at <= this.#limits.clock()) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Asks for keys that nobody is asking for. The answer is by folded key. */
  #askOnce(spelledByKey: ReadonlyMap<string, string>): Promise<Translation> {
    const answering = this.#ask([...spelledByKey.values()]).then((answer) => {
      const texts = new Map<string, string>();
      for (const [key, spelled] of spelledByKey) {
        const text = answer.get(spelled);
        this.keep(spelled, text);
        if (text !== undefined) texts.set(key, text);
      }
      return texts;
    });
    const flight = answering.finally(() => {
      for (const key of spelledByKey.keys()) this.#asking.delete(key);
    });
    for (const key of spelledByKey.keys()) this.#asking.set(key, flight);
    return flight;
  }

  async translate(
    values: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Translation> {
    signal?.throwIfAborted();
    const texts = new Map<string, string>();
    const missing = new Map<string, string>();
    const flights = new Set<Promise<Translation>>();
    for (const value of values) {
      const key = fold(value);
      const flight = this.#asking.get(key);
      const entry = flight === undefined ? this.#findFresh(key) : undefined;
      if (flight !== undefined) flights.add(flight);
      else if (entry === undefined) missing.set(key, missing.get(key) ?? value);
      else if (entry.text !== undefined) texts.set(key, entry.text);
    }
    if (missing.size > 0) flights.add(this.#askOnce(missing));
    // Others wait for the same answers: the signal ends the wait alone, never the request.
    const answers = await waitFor(Promise.all(flights), signal);
    for (const answer of answers) {
      for (const [key, text] of answer) texts.set(key, text);
    }
    const found = values.flatMap((value): [string, string][] => {
      const text = texts.get(fold(value));
      return text === undefined ? [] : [[value, text]];
    });
    return new Map(found);
  }
}

function wholeNumber(value: number, min: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new InvalidOptions(`${name} must be a whole number, at least ${min}`);
}

/**
 * Makes a cache in memory. Nothing is asked until it is used.
 *
 * @throws InvalidOptions when a limit is out of range
 * @see Trackmania's spec, §8
 */
export function createDisplayNameCache(options: DisplayNameCacheOptions): DisplayNameCache {
  const { source, clock = createRuntime({}).clock } = options;
  const limits: Limits = {
    clock,
    ttlSeconds: wholeNumber(options.ttlSeconds ?? 86_400, 1, 'ttlSeconds'),
    missTtlSeconds: wholeNumber(options.missTtlSeconds ?? 300, 0, 'missTtlSeconds'),
    entriesMax: wholeNumber(options.entriesMax ?? 10_000, 1, 'entriesMax'),
  };
  const ids = new Direction(limits, (names) => source.accountIds(names));
  const names: Direction = new Direction(limits, async (accountIds) => {
    const answer = await source.displayNames(accountIds);
    for (const [accountId, name] of answer) {
      // Renamed: the old name may be somebody else's by now.
      const formerName = names.peek(accountId);
      const holder = formerName === undefined ? undefined : ids.peek(formerName);
      if (formerName !== undefined && fold(holder ?? '') === fold(accountId)) {
        ids.forget(formerName);
      }
      // Not the other way round: an answer to a name repeats it in the case that was asked. Of
      // an id only the case could differ, and the service writes small letters.
      ids.keep(name, fold(accountId));
    }
    return answer;
  });
  return {
    displayNames: async (accountIds, call) => {
      checkList(accountIds, 'accountIds');
      return names.translate(accountIds, call?.signal);
    },
    accountIds: async (displayNames, call) => {
      checkList(displayNames, 'displayNames');
      return ids.translate(displayNames, call?.signal);
    },
    findDisplayName: async (accountId, call) =>
      (await names.translate([accountId], call?.signal)).get(accountId),
    findAccountId: async (displayName, call) =>
      (await ids.translate([displayName], call?.signal)).get(displayName),
  };
}
