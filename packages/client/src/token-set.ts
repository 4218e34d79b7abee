import type { TokenResponse } from '@pitpass/protocol';

/** A refresh that was begun and whose answer has not been stored. */
export interface RefreshIntent {
  /** SHA-256 of the refresh token that it spends, in URL-safe Base64. */
  readonly refresh_token_digest: string;
  /** When it was begun, in epoch seconds. */
  readonly begun_at: number;
  /** True once the service has said that the token is spent: what it answered is lost. */
  readonly is_lost?: true;
}

/**
 * Tokens as an app keeps them: the token response with its lifetimes turned into points in time.
 */
export interface TokenSet {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** When the access token ends, in epoch seconds. */
  readonly expires_at: number;
  /** Works once. */
  readonly refresh_token?: string;
  /** When the refresh token ends, in epoch seconds. */
  readonly refresh_token_expires_at?: number;
  /** What was granted, separated by spaces. Its absence can mean that nothing was. */
  readonly scope?: string;
  /** Stored before a refresh is sent, and gone once its answer is stored. */
  readonly refresh_intent?: RefreshIntent;
}

/** The names of all members that a {@link TokenSet} can have. */
export const tokenSetMembers: readonly string[] = [
  'access_token',
  'token_type',
  'expires_at',
  'refresh_token',
  'refresh_token_expires_at',
  'scope',
  'refresh_intent',
] satisfies readonly (keyof TokenSet)[];

/**
 * The longest that an access token is trusted to live: what seems to live longer was stored by a clock that
 * was wrong.
 */
export const daySeconds = 86_400;

/**
 * Turns a token response that arrived at `now` into a token set. When it brings no refresh token,
 * the one of `previous` is kept, because the service sends a new one at its discretion.
 *
 * @see The book, chapters 13.2 and 13.4
 */
export function createTokenSet(
  response: TokenResponse,
  now: number,
  previous?: TokenSet,
): TokenSet {
  const { access_token, expires_in, refresh_token, refresh_token_expires_in, scope } = response;
  const after = (seconds: number): number => now + Math.floor(seconds);
  const refresh =
    refresh_token === undefined
      ? pickRefreshToken(previous)
      : {
          refresh_token,
          ...(refresh_token_expires_in !== undefined && {
            refresh_token_expires_at: after(refresh_token_expires_in),
          }),
        };
  return {
    access_token,
    token_type: 'Bearer',
    expires_at: after(Math.min(daySeconds, expires_in)),
    ...refresh,
    ...(scope !== undefined && { scope }),
  };
}

function pickRefreshToken(
  tokenSet: TokenSet | undefined,
): Pick<TokenSet, 'refresh_token' | 'refresh_token_expires_at'> {
  if (tokenSet?.refresh_token === undefined) return {};
  const { refresh_token, refresh_token_expires_at } = tokenSet;
  return {
    refresh_token,
    ...(refresh_token_expires_at !== undefined && { refresh_token_expires_at }),
  };
}

/**
 * Reads a token set from stored JSON, or undefined when it is not one. Unknown members are left
 * out.
 */
export function parseTokenSet(value: unknown): TokenSet | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Readonly<Record<string, unknown>>;
  const { access_token, expires_at, refresh_token, refresh_token_expires_at, scope } = record;
  if (typeof access_token !== 'string' || access_token === '') return undefined;
  if (typeof expires_at !== 'number' || !Number.isFinite(expires_at)) return undefined;
  if (!isAbsentOr(refresh_token, 'string') || !isAbsentOr(scope, 'string')) return undefined;
  if (!isAbsentOr(refresh_token_expires_at, 'number')) return undefined;
  const refresh_intent = parseRefreshIntent(record['refresh_intent']);
  if (refresh_intent === null) return undefined;
  return {
    access_token,
    token_type: 'Bearer',
    expires_at,
    ...(typeof refresh_token === 'string' && { refresh_token }),
    ...(typeof refresh_token_expires_at === 'number' && { refresh_token_expires_at }),
    ...(typeof scope === 'string' && { scope }),
    ...(refresh_intent !== undefined && { refresh_intent }),
  };
}

/** Undefined when there is none, null when it is not one. */
function parseRefreshIntent(value: unknown): RefreshIntent | undefined | null {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return null;
  const { refresh_token_digest, begun_at, is_lost } = value as Partial<
    Readonly<Record<keyof RefreshIntent, unknown>>
  >;
  if (typeof refresh_token_digest !== 'string' || typeof begun_at !== 'number') return null;
  return { refresh_token_digest, begun_at, ...(is_lost === true && { is_lost }) };
}

function isAbsentOr(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || value === null || typeof value === type;
}
