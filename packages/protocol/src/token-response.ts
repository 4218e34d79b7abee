/**
 * A successful answer of the token endpoint. Optional members are left out when there is nothing to say.
 *
 * @see RFC 6749 §5.1; the book, chapter 13.2
 */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Lifetime of the access token in seconds. */
  readonly expires_in: number;
  readonly refresh_token?: string;
  /** Lifetime of the refresh token in seconds; present exactly when the refresh token is. */
  readonly refresh_token_expires_in?: number;
  readonly scope?: string;
}

// RFC 6749 appendix A.12 and A.17: printable ASCII. Anything else could not be sent back in a header.
const isText = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]+$/.test(value);
const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isAbsentOr = <T>(
  isWanted: (value: unknown) => value is T,
  value: unknown,
): value is T | undefined => value === undefined || isWanted(value);

/**
 * Reads a token answer from parsed JSON, or undefined when it is not one. An optional member that is
 * `null` counts as absent, because services in the wild send it so; `token_type` may have any case.
 *
 * @see RFC 6749 §5.1
 */
export function parseTokenResponse(body: unknown): TokenResponse | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const answer = body as Readonly<Record<string, unknown>>;
  const { access_token, token_type, expires_in } = answer;
  if (!isText(access_token) || !isSeconds(expires_in)) return undefined;
  if (!isText(token_type) || token_type.toLowerCase() !== 'bearer') return undefined;
  const refresh_token = answer['refresh_token'] ?? undefined;
  const refresh_token_expires_in = answer['refresh_token_expires_in'] ?? undefined;
  const scope = answer['scope'] === '' ? undefined : (answer['scope'] ?? undefined);
  if (!isAbsentOr(isText, refresh_token) || !isAbsentOr(isText, scope)) return undefined;
  if (!isAbsentOr(isSeconds, refresh_token_expires_in)) return undefined;
  return {
    access_token,
    token_type: 'Bearer',
    expires_in,
    ...(refresh_token !== undefined && { refresh_token }),
    ...(refresh_token_expires_in !== undefined && { refresh_token_expires_in }),
    ...(scope !== undefined && { scope }),
  };
}
