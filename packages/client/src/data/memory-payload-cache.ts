import { InvalidOptions } from '../errors.ts';
import { createPayloadCache } from './cached-answers.ts';
import type { CachedAnswer, PayloadCache, PayloadStore } from './data-behaviour.ts';

/** How much a cache in memory holds. */
export interface MemoryPayloadCacheOptions {
  /** Default: 500. */
  readonly entriesMax?: number;
  /** Of all entries together; one character takes one or two bytes. Default: 33,554,432. */
  readonly charactersMax?: number;
}

/**
 * A payload cache in the memory of one process: when it is full, what was longest not asked for goes first.
 *
 * @throws InvalidOptions when an option is not a whole number above 0
 */
export function memoryPayloadCache(options: MemoryPayloadCacheOptions = {}): PayloadCache {
  return createPayloadCache(memoryPayloadStore(options));
}

/** What {@link memoryPayloadCache} keeps its answers in. @throws as that */
export function memoryPayloadStore(options: MemoryPayloadCacheOptions = {}): PayloadStore {
  const { entriesMax = 500, charactersMax = 33_554_432 } = options;
  for (const [name, value] of Object.entries({ entriesMax, charactersMax })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new InvalidOptions(`${name} of memoryPayloadCache must be a whole number above 0`);
    }
  }
  // A Map lists its keys in the order in which they were set: the first is the oldest.
  const entries = new Map<string, CachedAnswer>();
  let characters = 0;
  const remove = (key: string): void => {
    characters -= entries.get(key)?.answer.length ?? 0;
    entries.delete(key);
  };
  const put = (key: string, entry: CachedAnswer): void => {
    remove(key);
    entries.set(key, entry);
    characters += entry.answer.length;
    for (const oldest of entries.keys()) {
      if (entries.size <= entriesMax && characters <= charactersMax) return;
      remove(oldest);
    }
  };
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry !== undefined) put(key, entry);
      return entry;
    },
    set: put,
    delete: remove,
  };
}
