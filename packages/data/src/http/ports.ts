import type { FastifyRequest } from 'fastify';
import type { StoredMember } from '../world/member.ts';

/** What `/data` reads from an access token. */
export interface AccessTokenClaims {
  readonly session_id: string;
  readonly client_id: string;
  readonly iracing_cust_id: number | null;
  /** Space-separated; null when none was granted. */
  readonly scope: string | null;
  /** Epoch seconds. */
  readonly exp: number;
  readonly aud: readonly string[];
}

/** What `/data` needs of the authorization service and of its surroundings. */
export interface DataApiOptions {
  /**
   * Verifies signature, expiry, audience `data-server` and issuer. Undefined when the token is not
   * acceptable. It is asked on every request: keep verified signatures. When it answers without a
   * promise, the request is served without one.
   */
  readonly verifyAccessToken: (
    token: string,
  ) => Promise<AccessTokenClaims | undefined> | AccessTokenClaims | undefined;
  /** Whether the token's session still stands. Asked on every request; answer from memory. */
  readonly isSessionAlive: (session_id: string) => boolean | Promise<boolean>;
  /** The stored members. They take part in races from their `member_since` on. */
  readonly listMembers: () => readonly StoredMember[] | Promise<readonly StoredMember[]>;
  /** Epoch seconds. */
  readonly clock: () => number;
  /** The key that links are signed with, at least 32 bytes. */
  readonly linkKey: Uint8Array;
  /** Scheme and authority that links begin with, e.g. `http://localhost:7480`. */
  readonly publicOrigin: string;
  /** Host header values that links may begin with instead, under the scheme of `publicOrigin`. */
  readonly allowedHosts: readonly string[];
  /** Names the world; the same text gives the same world. */
  readonly seed?: string;
  /** Requests per member and minute; 240 when left out. */
  readonly requestsPerMinute?: number;
  /**
   * Asked once for each answer that leads to files; true gives it links that have expired when they
   * arrive, so that an app's way out of that can be tried. Without it every link is good.
   */
  readonly areLinksExpired?: (request: FastifyRequest) => boolean;
}
