import type { Digest } from '../presented.ts';
import type { Session } from '../session/session.ts';
import type { RefreshTokenRetry } from './refresh-token-retry.ts';

/** A refresh token that is about to be stored. */
export interface NewRefreshToken {
  readonly token_digest: Digest;
  readonly session_id: string;
  readonly client_id: string;
  readonly issued_at: number;
  readonly expires_at: number;
}

/** A refresh token with the session it belongs to, as found. */
export interface StoredRefreshToken extends NewRefreshToken {
  readonly consumed_at: number | null;
  readonly session: Session;
  readonly member_cust_id: number;
  readonly member_account_id: string;
  readonly is_member_active: boolean;
  /** How often the session was refreshed in a window of {@link refreshWindowSeconds}, open or over. */
  readonly refreshes: { readonly count: number; readonly window_ends_at: number };
}

/** How long a window is in which the refreshes of a session are counted. It begins with the first. */
export const refreshWindowSeconds = 60;

/** What a rotation changes of its session. */
export interface SessionProgress {
  readonly last_activity: number;
  readonly session_expiration: number;
  readonly last_ip: string | null;
  readonly last_user_agent_header: string | null;
}

/** Where refresh tokens are kept. */
export interface RefreshTokenStore {
  /** True while the token is unspent, its session live, its member's account in use and its client active. */
  isRefreshTokenLive(token_digest: Digest, now: number): Promise<boolean>;
  findRefreshToken(token_digest: Digest): Promise<StoredRefreshToken | undefined>;
  /**
   * Consumes the token, stores its successor and moves the session on, in one transaction. One conditional
   * statement is the verdict: of any number of parallel calls exactly one succeeds. What is kept for
   * whoever repeats the call is there as soon as the token is spent.
   *
   * @param retry - undefined when a repeated call is to be given nothing
   * @returns false, and nothing is written, when the token is spent, expired or another client's, or its
   *   session has ended
   */
  rotateRefreshToken(
    consumed: { readonly token_digest: Digest; readonly client_id: string },
    successor: NewRefreshToken,
    progress: SessionProgress,
    now: number,
    retry?: RefreshTokenRetry,
  ): Promise<boolean>;
  /** What was kept of a token's rotation, as long as its window runs and its successor is unspent. */
  findRefreshTokenRetry(token_digest: Digest, now: number): Promise<RefreshTokenRetry | undefined>;
}

/**
 * Seconds after a one-time value was consumed within which a second use by the right client is a lost race
 * and ends nothing. After it, a second use is taken for theft.
 *
 * @see RFC 9700 §4.14.2
 */
export const reuseRaceWindowSeconds = 10;
