import type {
  AccessTokenFacts,
  AccessTokenProfile,
  ClientTokenFacts,
} from '../../domain/dialect.ts';
import type { Random } from '../../domain/ports.ts';
import type { Digest } from '../../domain/presented.ts';
import type { TrackmaniaErrorProfile } from './error-profile.ts';

/** The claims of an access token. There is no issuer. @see trackmania-api §5.4 */
export interface TrackmaniaClaims {
  /** The client. */
  readonly aud: string;
  /** 80 hex characters. */
  readonly jti: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  /** The account id of the member; of a client's own token empty or the client id. */
  readonly sub: string;
  readonly scopes: readonly string[];
}

/** How the tokens of the dialect are signed. */
export const trackmaniaAccessTokens: AccessTokenProfile = {
  dialect: 'trackmania',
  alg: 'RS256',
  hasIssuer: false,
  requiredClaims: ['aud', 'jti', 'iat', 'nbf', 'exp', 'sub', 'scopes'],
};

const digestBytes = 32;
const tailBytes = 8;

/**
 * The claims of a member's token. Its `jti` begins with the digest of the refresh token that is handed out
 * with it: the access token counts only as long as that one is unspent, so a refresh ends it in the very
 * statement that spends the refresh token.
 */
export function createMemberClaims(facts: AccessTokenFacts, random: Random): TrackmaniaClaims {
  const { client, issued_at, expires_at, scope, account_id, refresh_token_digest } = facts;
  if (refresh_token_digest === undefined)
    throw new Error('No access token without a refresh token');
  const digest = Buffer.from(refresh_token_digest, 'base64url');
  return {
    aud: client.client_id,
    jti: Buffer.concat([digest, random(tailBytes)]).toString('hex'),
    iat: issued_at,
    nbf: issued_at,
    exp: expires_at,
    sub: account_id,
    scopes: scope,
  };
}

/** The digest of the refresh token that a member's token was handed out with. */
export function refreshTokenDigestOf({ jti }: TrackmaniaClaims): Digest {
  return Buffer.from(jti.slice(0, 2 * digestBytes), 'hex').toString('base64url') as Digest;
}

/** The claims of a client's own token: its subject is no account. @see trackmania-api §5.4 */
export function createClientClaims(
  { client, issued_at, expires_at, scope }: ClientTokenFacts,
  random: Random,
  profile: TrackmaniaErrorProfile,
): TrackmaniaClaims {
  return {
    aud: client.client_id,
    jti: Buffer.from(random(digestBytes + tailBytes)).toString('hex'),
    iat: issued_at,
    nbf: issued_at,
    exp: expires_at,
    sub: profile === 'league-8' ? '' : client.client_id,
    scopes: scope,
  };
}

/** True for a client's own token: there is no member behind it. */
export function isClientToken({ sub, aud }: TrackmaniaClaims): boolean {
  return sub === '' || sub === aud;
}
