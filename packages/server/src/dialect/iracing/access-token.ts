import { formatScope } from '@pitpass/protocol';

import type { Client } from '../../domain/client/client.ts';
import type { AccessTokenFacts, AccessTokenProfile } from '../../domain/dialect.ts';
import type { Random } from '../../domain/ports.ts';
import { createUuid } from '../../domain/presented.ts';

/** The claims of an access token in the iRacing dialect. @see RFC 9068 §2.2; the book, chapter 13.4 */
export interface AccessTokenClaims {
  readonly session_id: string;
  readonly iss: string;
  readonly exp: number;
  readonly iat: number;
  readonly auth_time: number;
  readonly aud: readonly string[];
  readonly sub: string;
  readonly client_id: string;
  readonly jti: string;
  readonly scope: string | null;
  readonly iracing_env: string | null;
  readonly iracing_cust_id: number | null;
  readonly iracing_group_ids: readonly number[] | null;
}

/** The audience that the service's own protected routes ask for. */
export const ownAudience = 'oauth-api';

/** The audiences of a client's tokens: itself, the service, and what it is registered for. */
export function accessTokenAudiences(client: Client): readonly string[] {
  return [client.client_id, ownAudience, ...client.audiences];
}

/** How the tokens of the dialect are signed. @see RFC 9068; the book, chapter 13.4 */
export const iracingAccessTokens: AccessTokenProfile = {
  dialect: 'iracing',
  alg: 'ES256',
  hasIssuer: true,
  requiredClaims: ['session_id', 'exp', 'iat', 'aud', 'client_id', 'jti'],
};

/** The claims of a member's access token. A token without scope says null. */
export function createIracingClaims(facts: AccessTokenFacts, random: Random): AccessTokenClaims {
  const scope = formatScope(facts.scope);
  return {
    session_id: facts.session_id,
    iss: facts.issuer,
    exp: facts.expires_at,
    iat: facts.issued_at,
    auth_time: facts.auth_time,
    aud: accessTokenAudiences(facts.client),
    sub: facts.member_id,
    client_id: facts.client.client_id,
    jti: createUuid(random),
    scope: scope === '' ? null : scope,
    iracing_env: null,
    iracing_cust_id: facts.cust_id,
    iracing_group_ids: null,
  };
}
