import type { TokenResponse } from '@pitpass/protocol';

import { createSealer } from '../key/sealing.ts';
import type { Random } from '../ports.ts';
import type { Digest } from '../presented.ts';

/** What is kept of a rotation for callers that repeat it: useless without the token that was spent. */
export interface RefreshTokenRetry {
  /** The spent token's. */
  readonly token_digest: Digest;
  readonly successor_digest: Digest;
  readonly sealed_response: string;
  /** The first second in which it is given to nobody any more. */
  readonly expires_at: number;
}

interface SealedResponse {
  readonly response: TokenResponse;
  readonly issued_at: number;
}

// 256 random bits at least, and no copy of them is stored: as good a key as any.
const createRetrySealer = (refresh_token: string, random: Random) =>
  createSealer(Buffer.from(refresh_token), 'refresh token retry', random);

const contextOf = ({
  token_digest,
  successor_digest,
}: Omit<RefreshTokenRetry, 'sealed_response'>) => `${token_digest} ${successor_digest}`;

/**
 * Seals the answer to a refresh with a key that is derived from the token that was presented for it.
 *
 * @param refresh_token - the presented token, which this answer spends
 * @see RFC 9700 §4.14.2; decision 0018
 */
export function sealRefreshTokenRetry(
  refresh_token: string,
  kept: Omit<RefreshTokenRetry, 'sealed_response'>,
  sealed: SealedResponse,
  random: Random,
): RefreshTokenRetry {
  const sealer = createRetrySealer(refresh_token, random);
  return { ...kept, sealed_response: sealer.seal(JSON.stringify(sealed), contextOf(kept)) };
}

function withoutElapsed(seconds: number, elapsedSeconds: number): number {
  return Math.max(0, seconds - elapsedSeconds);
}

/**
 * Opens the answer that was given to whoever presented the token first. The tokens are the same; the
 * lifetimes are what is left of them.
 *
 * @returns undefined when it was sealed with another token, or altered
 */
export function openRefreshTokenRetry(
  refresh_token: string,
  retry: RefreshTokenRetry,
  now: number,
  random: Random,
): TokenResponse | undefined {
  const text = createRetrySealer(refresh_token, random).open(
    retry.sealed_response,
    contextOf(retry),
  );
  if (text === undefined) return undefined;
  const { response, issued_at } = JSON.parse(text) as SealedResponse;
  const elapsedSeconds = now - issued_at;
  const { refresh_token_expires_in } = response;
  return {
    ...response,
    expires_in: withoutElapsed(response.expires_in, elapsedSeconds),
    ...(refresh_token_expires_in !== undefined && {
      refresh_token_expires_in: withoutElapsed(refresh_token_expires_in, elapsedSeconds),
    }),
  };
}
