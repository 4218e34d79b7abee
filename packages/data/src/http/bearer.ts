import type { BearerCredentials } from '@pitpass/protocol';
import { formatBearerChallenge, parseBearerCredentials } from '@pitpass/protocol';
import type { IncomingMessage } from 'node:http';

const malformed: BearerCredentials = { kind: 'malformed' };

function isAuthorization(name: string | undefined): boolean {
  return name?.length === 13 && name.toLowerCase() === 'authorization';
}

/** Whether the request carries an Authorization header, whatever is in it. */
export function hasAuthorization(request: IncomingMessage): boolean {
  return request.headers.authorization !== undefined;
}

/**
 * Reads the access token of a request: exactly one Authorization header with one well-formed token.
 *
 * @see RFC 6750 §2.1
 */
export function readBearerToken(request: IncomingMessage): BearerCredentials {
  const credentials = parseBearerCredentials(request.headers.authorization);
  if (credentials.kind !== 'token') return credentials;
  // Node keeps the first of several Authorization headers and drops the rest silently.
  const { rawHeaders } = request;
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (isAuthorization(rawHeaders[i])) count += 1;
  return count > 1 ? malformed : credentials;
}

/**
 * The challenge of a 401: without an error code when no token was presented.
 *
 * @see RFC 6750 §3
 */
export function challenge(error?: 'invalid_token' | 'insufficient_scope'): string {
  const realm = 'data-server';
  if (error === undefined) return formatBearerChallenge({ realm });
  const scope = 'iracing.auth';
  return formatBearerChallenge(
    error === 'insufficient_scope' ? { realm, error, scope } : { realm, error },
  );
}
