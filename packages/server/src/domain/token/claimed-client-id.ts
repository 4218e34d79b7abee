import { decodeJwt, errors } from 'jose';

/**
 * The client that an access token says it was issued to. Nothing is verified, neither signature nor expiry:
 * good for choosing who may read a refusal, and for nothing that is granted.
 *
 * @returns undefined when the token is no JWT or names no client
 */
export function findClaimedClientId(token: string): string | undefined {
  try {
    const { client_id } = decodeJwt(token);
    return typeof client_id === 'string' ? client_id : undefined;
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return undefined;
    throw error;
  }
}
