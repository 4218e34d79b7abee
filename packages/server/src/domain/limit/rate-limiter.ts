import { OAuthError } from '@pitpass/protocol';

import type { Requester } from '../ports.ts';
import { digestOf } from '../presented.ts';
import type { Client } from '../client/client.ts';
import { passwordLimitedMembersMax } from '../client/client.ts';
import { refreshWindowSeconds } from '../token/refresh-token.ts';
import { addressBlockOf } from './network-address.ts';

/** A bucket after a request was counted in it, or as it stands. */
export interface RateLimitState {
  /** Requests that the window allows. */
  readonly limit: number;
  /** Requests left in the window, never below zero. */
  readonly remaining: number;
  /** Whole seconds until the window ends. */
  readonly resetSeconds: number;
  /** True when the counted request was one too many. */
  readonly isExceeded: boolean;
}

/** Counters that survive a restart and are shared by all nodes. */
export interface RateLimitStore {
  /**
   * Counts one request in a fixed window that begins with its first request. One statement, so that of 2n
   * parallel requests on a bucket of n exactly n see a count of at most n.
   *
   * @returns the count including this one, and the epoch second at which the window ends
   */
  count(
    bucket: string,
    windowSeconds: number,
    now: number,
  ): Promise<{ readonly count: number; readonly window_ends_at: number }>;
  /** The count of a running window, or undefined when none is running. */
  find(
    bucket: string,
    now: number,
  ): Promise<{ readonly count: number; readonly window_ends_at: number } | undefined>;
}

/** Who guesses a password, and for whom. */
export interface PasswordGuess {
  /** Normalised. Whether there is such an account makes no difference. */
  readonly username: string;
  readonly requester: Requester;
  /** The remembered browser of the account that presents its mark; its guesses are counted by themselves. */
  readonly browser_id?: string | undefined;
}

/** The settable numbers of the limits. */
export interface RateLimitPolicy {
  /** Password-limited requests per client and member in an hour. */
  readonly passwordLimitedPerHour: number;
  /** Failed client authentications per address in a minute. */
  readonly clientAuthenticationFailuresPerMinute: number;
  /** Wrong passwords per account and address in fifteen minutes, at every door together. */
  readonly passwordFailuresPerQuarterHour: number;
  /** Refreshes of one session in a minute. */
  readonly refreshesPerMinute: number;
}

/** The limits of the authorization service. */
export interface RateLimiter {
  /**
   * Counts a password-limited request of an authenticated client, per client and per client and member.
   *
   * @returns the tighter of the two buckets
   */
  countPasswordLimited(client: Client, username: string, now: number): Promise<RateLimitState>;
  /**
   * Counts a failed client authentication of an address.
   *
   * @throws OAuthError `unauthorized_client` with the seconds to wait when the address failed too often
   */
  countClientAuthenticationFailure(requester: Requester, now: number): Promise<void>;
  /** The failure bucket of an address as it stands. */
  findClientAuthenticationFailures(requester: Requester, now: number): Promise<RateLimitState>;
  /**
   * How a session stands in its own budget of refreshes with one more than were counted. Nobody else's
   * requests use it up.
   */
  readRefreshes(
    counted: { readonly count: number; readonly window_ends_at: number },
    now: number,
  ): RateLimitState;
  /**
   * Counts a wrong password: for the account from the address, for the account from everywhere, and for the
   * address; in a browser that is known to the account, for that browser alone.
   */
  countPasswordFailure(guess: PasswordGuess, now: number): Promise<void>;
  /**
   * How a guess stands in the bucket of its account and address, or of its known browser: how many more wrong
   * ones are allowed. Once too many came from everywhere, an address that is new to the account has one.
   */
  findPasswordFailures(guess: PasswordGuess, now: number): Promise<RateLimitState>;
  /** Seconds to wait before another password is looked at, or undefined when one may be tried now. */
  findPasswordWaitSeconds(guess: PasswordGuess, now: number): Promise<number | undefined>;
  /**
   * Counts a code that is about to be mailed for a sign-in to an account.
   *
   * @returns the seconds to wait when there were too many; undefined when it may be sent
   */
  countBrowserCode(member_id: string, now: number): Promise<number | undefined>;
  /** Seconds until another code may be mailed, or undefined when one may be mailed now. */
  findBrowserCodeWaitSeconds(member_id: string, now: number): Promise<number | undefined>;
}

function toState(
  counted: { readonly count: number; readonly window_ends_at: number },
  limit: number,
  now: number,
): RateLimitState {
  return {
    limit,
    remaining: Math.max(0, limit - counted.count),
    resetSeconds: Math.max(0, counted.window_ends_at - now),
    isExceeded: counted.count > limit,
  };
}

function findWaitSeconds(
  counted: { readonly count: number; readonly window_ends_at: number } | undefined,
  limit: number,
  now: number,
): number | undefined {
  if (counted === undefined || counted.count < limit) return undefined;
  return Math.max(1, counted.window_ends_at - now);
}

/** Codes that are mailed in an hour for signing in to one account. @see S190 */
export const browserCodesPerHour = 5;

// How many accounts may be tried to their limit from one address before it has to wait itself.
const accountsPerAddress = 10;
// How many addresses may try an account to their limit before each new one has a single try. @see S209
const addressesPerAccount = 5;
const hourSeconds = 3600;
const quarterHourSeconds = 900;
const minuteSeconds = 60;

type PasswordLimits = Pick<
  RateLimiter,
  'countPasswordFailure' | 'findPasswordFailures' | 'findPasswordWaitSeconds'
>;

function createPasswordLimits(store: RateLimitStore, policy: RateLimitPolicy): PasswordLimits {
  const passwords = ({ username, requester, browser_id }: PasswordGuess) =>
    browser_id === undefined
      ? `password_failure:${digestOf(username)}:${addressBlockOf(requester.ip)}`
      : `password_failure:browser:${browser_id}`;
  const accountPasswords = ({ username }: PasswordGuess) =>
    `password_failure:account:${digestOf(username)}`;
  const addressPasswords = ({ ip }: Requester) => `password_failure:${addressBlockOf(ip)}`;
  const findPasswordLimit = async (guess: PasswordGuess, now: number) => {
    const perAddress = policy.passwordFailuresPerQuarterHour;
    if (guess.browser_id !== undefined) return perAddress;
    const everywhere = await store.find(accountPasswords(guess), now);
    return (everywhere?.count ?? 0) < perAddress * addressesPerAccount ? perAddress : 1;
  };
  return {
    async countPasswordFailure(guess, now) {
      await store.count(passwords(guess), quarterHourSeconds, now);
      if (guess.browser_id !== undefined) return;
      await store.count(accountPasswords(guess), quarterHourSeconds, now);
      await store.count(addressPasswords(guess.requester), quarterHourSeconds, now);
    },
    async findPasswordFailures(guess, now) {
      const limit = await findPasswordLimit(guess, now);
      const counted = await store.find(passwords(guess), now);
      return toState(counted ?? { count: 0, window_ends_at: now + quarterHourSeconds }, limit, now);
    },
    async findPasswordWaitSeconds(guess, now) {
      const limit = await findPasswordLimit(guess, now);
      const own = findWaitSeconds(await store.find(passwords(guess), now), limit, now);
      if (guess.browser_id !== undefined) return own;
      const ofAddress = findWaitSeconds(
        await store.find(addressPasswords(guess.requester), now),
        policy.passwordFailuresPerQuarterHour * accountsPerAddress,
        now,
      );
      const waits = [own, ofAddress].filter((wait) => wait !== undefined);
      return waits.length === 0 ? undefined : Math.max(...waits);
    },
  };
}

/**
 * Binds the limits to their counters. Account names enter bucket names only as digests, IPv6 addresses only
 * as their /64.
 */
export function createRateLimiter(store: RateLimitStore, policy: RateLimitPolicy): RateLimiter {
  const failures = ({ ip }: Requester) => `client_failure:${addressBlockOf(ip)}`;
  const browserCodes = (member_id: string) => `browser_code:${member_id}`;
  return {
    async countPasswordLimited(client, username, now) {
      const perMember = policy.passwordLimitedPerHour;
      const perClient = perMember * passwordLimitedMembersMax;
      const bucket = `password_limited:${client.client_id}`;
      const byMember = toState(
        await store.count(`${bucket}:${digestOf(username)}`, hourSeconds, now),
        perMember,
        now,
      );
      const byClient = toState(await store.count(bucket, hourSeconds, now), perClient, now);
      return byClient.isExceeded || byClient.remaining < byMember.remaining ? byClient : byMember;
    },
    async countClientAuthenticationFailure(requester, now) {
      const limit = policy.clientAuthenticationFailuresPerMinute;
      const counted = await store.count(failures(requester), minuteSeconds, now);
      const state = toState(counted, limit, now);
      if (state.isExceeded) {
        throw new OAuthError('unauthorized_client', 'too many failed client authentications', {
          retryAfterSeconds: state.resetSeconds,
        });
      }
    },
    async findClientAuthenticationFailures(requester, now) {
      const counted = await store.find(failures(requester), now);
      const limit = policy.clientAuthenticationFailuresPerMinute;
      return toState(counted ?? { count: 0, window_ends_at: now + minuteSeconds }, limit, now);
    },
    readRefreshes({ count, window_ends_at }, now) {
      const counted =
        window_ends_at > now
          ? { count: count + 1, window_ends_at }
          : { count: 1, window_ends_at: now + refreshWindowSeconds };
      return toState(counted, policy.refreshesPerMinute, now);
    },
    ...createPasswordLimits(store, policy),
    async countBrowserCode(member_id, now) {
      const counted = await store.count(browserCodes(member_id), hourSeconds, now);
      const { isExceeded, resetSeconds } = toState(counted, browserCodesPerHour, now);
      return isExceeded ? Math.max(1, resetSeconds) : undefined;
    },
    async findBrowserCodeWaitSeconds(member_id, now) {
      const counted = await store.find(browserCodes(member_id), now);
      return findWaitSeconds(counted, browserCodesPerHour, now);
    },
  };
}
