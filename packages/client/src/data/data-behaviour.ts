import type { Log } from '../logger.ts';
import type { Clock, Random } from '../runtime.ts';
import type { DataAnswer, DataCall } from './get-data.ts';

/** What a retry or a pace may need to know about the call that it is for. */
export interface CallContext {
  /** Ends the waiting; its reason is thrown then. */
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Does something that is safe to repeat as often as makes sense. `retryWithJitter` makes one. */
export type Retries = <T>(act: () => Promise<T>, context: CallContext) => Promise<T>;

/**
 * Sends a request when its budget allows, and learns from the answer's headers what is left of it.
 * `paceWithinBudget` makes one.
 *
 * @param budget the same for all requests that count together: the call's `member` or else its access token,
 *   which is a secret
 */
export type Pacing = <T extends { readonly headers: Headers }>(
  budget: string,
  send: () => Promise<T>,
  context: CallContext,
) => Promise<T>;

/** An answer as a cache keeps it. */
export interface CachedAnswer {
  /** JSON. It may be large. */
  readonly answer: string;
  /** When it is of no more use, in epoch seconds. */
  readonly expires_at: number;
}

/**
 * Where a payload cache keeps what it has, in memory, in Redis, on disk. Failures are told to the logger and
 * cost a request, no more. Keys hold no secret; who can write to the store decides what apps are told.
 */
export interface PayloadStore {
  get(key: string): CachedAnswer | undefined | Promise<CachedAnswer | undefined>;
  set(key: string, entry: CachedAnswer): unknown;
  /** Told of entries that are over or unreadable. */
  delete?(key: string): unknown;
}

/**
 * Answers data calls from what it kept. `memoryPayloadCache` makes one, and `createPayloadCache` does on a store
 * of one's own; apps do not call it.
 */
export type PayloadCache = (
  call: DataCall,
  ask: (call: DataCall) => Promise<DataAnswer>,
) => Promise<DataAnswer>;

/** How all data calls of a provider behave. */
export interface DataBehaviour {
  /**
   * Check the parameters of known methods before anything is sent. What is not known passes in any case.
   * Default: true.
   */
  readonly checkParameters?: boolean | undefined;
  /** Keeps what `get` answers until it expires. Default: nothing is kept. */
  readonly payloadCache?: PayloadCache | undefined;
  /** Repeats data requests and downloads that failed. Default: nothing is repeated. */
  readonly retries?: Retries | undefined;
  /** Spreads data requests over the window of their limit. Default: each is sent at once. */
  readonly pacing?: Pacing | undefined;
}
