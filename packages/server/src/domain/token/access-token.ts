import type { Client } from '../client/client.ts';

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
