import { addressBlockOf } from '../limit/network-address.ts';
import type { RateLimitStore } from '../limit/rate-limiter.ts';
import type { Requester } from '../ports.ts';

/** Keeps codes from being guessed, whoever asks and from wherever. */
export interface SecondFactorLimit {
  /**
   * Counts a code that is about to be looked at. Of codes that are sent at once no more are looked at than
   * of codes sent one by one.
   *
   * @returns the seconds to wait when there were too many tries; undefined when the code may be looked at
   */
  countTry(member_id: string, now: number): Promise<number | undefined>;
  /**
   * Counts the answer of a passkey that is about to be looked at, by account and address: nobody guesses one,
   * but each costs work and, when it is wrong, an event.
   *
   * @returns the seconds to wait when there were too many; undefined when the answer may be looked at
   */
  countPasskeyTry(
    member_id: string,
    requester: Requester,
    now: number,
  ): Promise<number | undefined>;
  /**
   * Counts a code that was wrong.
   *
   * @returns true once a day at most: when so many were wrong that the member should hear of it
   */
  countFailure(member_id: string, now: number): Promise<boolean>;
}

/** How many codes an account may have tried in a minute. */
export const secondFactorTriesPerMinute = 5;

/** How many answers of passkeys are looked at in a minute, for an account from an address. */
export const passkeyTriesPerMinute = 20;

/**
 * How many of them may be wrong within longer times. An account that is being guessed at becomes slow and is
 * never locked: passkeys and remembered browsers are not counted, and what is wrong today is forgotten
 * tomorrow. Sixty guesses a day, three codes right at any moment: less than 1 in 5,000 a day.
 */
export const secondFactorFailureLimits = [
  { name: 'quarter_hour', seconds: 900, failures: 10 },
  { name: 'hour', seconds: 3600, failures: 20 },
  { name: 'day', seconds: 86_400, failures: 60 },
] as const;

// As many as nobody gets wrong who reads the code off the own telephone.
const failuresToTell = 5;
const minuteSeconds = 60;
const daySeconds = 86_400;

/** Binds the limit to its counters, which all nodes share. */
export function createSecondFactorLimit(store: RateLimitStore): SecondFactorLimit {
  const failures = (name: string, member_id: string) =>
    `second_factor_failure_${name}:${member_id}`;
  return {
    async countTry(member_id, now) {
      const waits: number[] = [];
      for (const { name, failures: limit } of secondFactorFailureLimits) {
        const found = await store.find(failures(name, member_id), now);
        if (found !== undefined && found.count >= limit) waits.push(found.window_ends_at - now);
      }
      if (waits.length > 0) return Math.max(1, ...waits);
      const tried = await store.count(`second_factor_try:${member_id}`, minuteSeconds, now);
      if (tried.count <= secondFactorTriesPerMinute) return undefined;
      return Math.max(1, tried.window_ends_at - now);
    },
    async countPasskeyTry(member_id, { ip }, now) {
      const bucket = `passkey_try:${member_id}:${addressBlockOf(ip)}`;
      const tried = await store.count(bucket, minuteSeconds, now);
      if (tried.count <= passkeyTriesPerMinute) return undefined;
      return Math.max(1, tried.window_ends_at - now);
    },
    async countFailure(member_id, now) {
      let ofToday = 0;
      for (const { name, seconds } of secondFactorFailureLimits) {
        ofToday = (await store.count(failures(name, member_id), seconds, now)).count;
      }
      if (ofToday < failuresToTell) return false;
      const told = await store.count(`second_factor_told:${member_id}`, daySeconds, now);
      return told.count === 1;
    },
  };
}
