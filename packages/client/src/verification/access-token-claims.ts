import { refuse } from './refuse.ts';
import type { VerificationRules } from './verification-rules.ts';

/**
 * What a verified access token says. Claims that it left out are null; claims that are not named here are
 * kept as they came. @see the book, chapter 13.4
 */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly exp: number;
  readonly iat: number;
  readonly auth_time: number;
  readonly aud: readonly string[];
  readonly client_id: string;
  readonly jti: string;
  readonly sub: string | null;
  readonly session_id: string | null;
  readonly scope: string | null;
  readonly iracing_env: string | null;
  readonly iracing_cust_id: number | null;
  readonly iracing_group_ids: readonly number[] | null;
  readonly [claim: string]: unknown;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isListOf = (value: unknown, isMember: (member: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isMember);

const required: Readonly<Record<string, (value: unknown) => boolean>> = {
  iss: isText,
  exp: isSeconds,
  iat: isSeconds,
  auth_time: isSeconds,
  aud: (value) => isListOf(value, isText),
  client_id: isText,
  jti: isText,
};
const nullable: typeof required = {
  sub: isText,
  session_id: isText,
  scope: isText,
  iracing_env: isText,
  iracing_cust_id: isNumber,
  iracing_group_ids: (value) => isListOf(value, isNumber),
};

function parseClaims(members: Readonly<Record<string, unknown>>): AccessTokenClaims {
  const claims: Record<string, unknown> = { ...members };
  // One audience may stand without its list. RFC 7519 §4.1.3
  if (isText(claims['aud'])) claims['aud'] = [claims['aud']];
  for (const [name, isRight] of Object.entries(required)) {
    if (!isRight(claims[name])) refuse('claims_malformed');
  }
  for (const [name, isRight] of Object.entries(nullable)) {
    claims[name] ??= null;
    if (claims[name] !== null && !isRight(claims[name])) refuse('claims_malformed');
  }
  const { nbf } = claims;
  if (nbf !== undefined && !isSeconds(nbf)) refuse('claims_malformed');
  return claims as unknown as AccessTokenClaims;
}

function checkTimes(claims: AccessTokenClaims, now: number, toleranceSeconds: number): void {
  const { exp, iat, auth_time, nbf } = claims;
  if (exp + toleranceSeconds <= now) refuse('expired');
  const latest = now + toleranceSeconds;
  if (iat > latest || auth_time > latest) refuse('not_yet_valid');
  if (isSeconds(nbf) && nbf > latest) refuse('not_yet_valid');
  if (auth_time > iat) refuse('auth_time_after_iat');
}

/**
 * Checks the claims of a token whose signature was verified before, in the order of the book: times, issuer,
 * client, audience, scope, environment.
 *
 * @param now epoch seconds
 * @throws AccessTokenInvalid
 * @see the book, chapter 13.4; RFC 9068 §4
 */
export function checkClaims(
  members: Readonly<Record<string, unknown>>,
  rules: VerificationRules,
  now: number,
): AccessTokenClaims {
  const claims = parseClaims(members);
  checkTimes(claims, now, rules.clockToleranceSeconds);
  if (claims.iss !== rules.issuer) refuse('issuer_wrong');
  if (rules.client_id !== undefined && claims.client_id !== rules.client_id) refuse('client_wrong');
  if (!rules.audiences.every((audience) => claims.aud.includes(audience))) refuse('audience_wrong');
  const granted = new Set(claims.scope?.split(' '));
  if (!rules.scopes.every((scope) => granted.has(scope))) refuse('scope_insufficient');
  if (rules.iracing_env !== undefined && claims.iracing_env !== rules.iracing_env) {
    refuse('environment_wrong');
  }
  return claims;
}
