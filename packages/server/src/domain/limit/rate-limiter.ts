import { OAuthError } from '@pitpass/protocol';

import type { Requester } from '../ports.ts';
import { digestOf } from '../presented.ts';
import type { Client } from '../client/client.ts';
import { passwordLimitedMembersMax } from '../client/client.ts';
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

/** The settable numbers of the limits. */
export interface RateLimitPolicy {
  /** Password-limited requests per client and member in an hour. */
  readonly passwordLimitedPerHour: number;
  /** Failed client authentications per address in a minute. */
  readonly clientAuthenticationFailuresPerMinute: number;
  /** Wrong passwords per account and address in fifteen minutes, at every door together. */
  readonly passwordFailuresPerQuarterHour: number;
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
  /** Counts a wrong password: for the account from the address, and for the address. */
  countPasswordFailure(username: string, requester: Requester, now: number): Promise<void>;
  /** Seconds to wait before another password is looked at, or undefined when one may be tried now. */
  findPasswordWaitSeconds(
    username: string,
    requester: Requester,
    now: number,
  ): Promise<number | undefined>;
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
const hourSeconds = 3600;
const quarterHourSeconds = 900;
const minuteSeconds = 60;

/**
 * Binds the limits to their counters. Account names enter bucket names only as digests, IPv6 addresses only
 * as their /64.
 */
export function createRateLimiter(store: RateLimitStore, policy: RateLimitPolicy): RateLimiter {
  const failures = ({ ip }: Requester) => `client_failure:${addressBlockOf(ip)}`;
  const passwords = (username: string, { ip }: Requester) =>
    `password_failure:${digestOf(username)}:${addressBlockOf(ip)}`;
  const browserCodes = (member_id: string) => `browser_code:${member_id}`;
  const addressPasswords = ({ ip }: Requester) => `password_failure:${addressBlockOf(ip)}`;
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
    async countPasswordFailure(username, requester, now) {
      await store.count(passwords(username, requester), quarterHourSeconds, now);
      await store.count(addressPasswords(requester), quarterHourSeconds, now);
    },
    async findPasswordWaitSeconds(username, requester, now) {
      const perAccount = policy.passwordFailuresPerQuarterHour;
      const waits = [
        findWaitSeconds(await store.find(passwords(username, requester), now), perAccount, now),
        findWaitSeconds(
          await store.find(addressPasswords(requester), now),
          perAccount * accountsPerAddress,
          now,
        ),
      ].filter((wait) => wait !== undefined);
      return waits.length === 0 ? undefined : Math.max(...waits);
    },
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
