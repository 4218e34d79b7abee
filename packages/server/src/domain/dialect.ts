import type { GrantType } from '@pitpass/protocol';

import type { Client, DialectName } from './client/client.ts';
import type { Random } from './ports.ts';
import type { Digest } from './presented.ts';

/** How the access tokens of a dialect are signed, and which claims one of them must have. */
export interface AccessTokenProfile {
  readonly dialect: DialectName;
  readonly alg: 'ES256' | 'RS256';
  /** Whether its tokens name the issuer. */
  readonly hasIssuer: boolean;
  readonly requiredClaims: readonly string[];
}

/** What an access token speaks of. All of it has been verified. */
export interface AccessTokenFacts {
  readonly issuer: string;
  readonly client: Client;
  readonly session_id: string;
  readonly member_id: string;
  readonly cust_id: number;
  readonly account_id: string;
  readonly auth_time: number;
  readonly issued_at: number;
  readonly expires_at: number;
  readonly scope: readonly string[];
  /** Digest of the refresh token that is handed out with it. */
  readonly refresh_token_digest: Digest | undefined;
}

/** What a client's own access token speaks of: no member, no session. */
export type ClientTokenFacts = Pick<
  AccessTokenFacts,
  'client' | 'issued_at' | 'expires_at' | 'scope'
>;

/** What the rules ask of the dialect that a client belongs to: everything in which dialects differ. */
export interface DialectRules {
  readonly name: DialectName;
  /** The grants that the token endpoint of the dialect knows. */
  readonly grantTypes: readonly GrantType[];
  readonly accessTokens: AccessTokenProfile;
  /** The digest of a presented client secret, or undefined when it does not have the dialect's form. */
  digestClientSecret(secret: string): Digest | undefined;
  /**
   * What the log says of a wrong secret that has another dialect's form; undefined when it has this one's.
   * Never holds any of it.
   */
  describeForeignSecret(secret: string): string | undefined;
  /** A new code or refresh token, of at least 256 random bits, in the form that the dialect shows. */
  createPresented(kind: 'authorization_code' | 'refresh_token', random: Random): string;
  /** True when a grant of this scope comes with a refresh token. */
  comesWithRefreshToken(granted_scope: readonly string[]): boolean;
  /** The claims of a member's access token. */
  createClaims(facts: AccessTokenFacts, random: Random): object;
  /** The claims of a client's own token; undefined where the dialect has no such grant. */
  readonly createClientClaims: ((facts: ClientTokenFacts, random: Random) => object) | undefined;
}
