import type { IncomingMessage } from 'node:http';

/** What a request says about itself. */
export type Presented =
  | { readonly token: string }
  /** `none`: no Authorization header. `malformed`: anything but one well-formed Bearer token. */
  | { readonly token: undefined; readonly reason: 'none' | 'malformed' };

const none: Presented = { token: undefined, reason: 'none' };
const malformed: Presented = { token: undefined, reason: 'malformed' };
const bearer = /^bearer ([\w.~+/-]+=*)$/i;

function isAuthorization(name: string | undefined): boolean {
  return name?.length === 13 && name.toLowerCase() === 'authorization';
}

/** Whether the request carries an Authorization header, whatever is in it. */
export function hasAuthorization(request: IncomingMessage): boolean {
  return request.headers.authorization !== undefined;
}

/**
 * Reads the access token of a request: exactly one Authorization header, the scheme in any case, one
 * space, one token and nothing else.
 *
 * @see RFC 6750 §2.1
 */
export function readBearerToken(request: IncomingMessage): Presented {
  const header = request.headers.authorization;
  if (header === undefined) return none;
  // Node keeps the first of several Authorization headers and drops the rest silently.
  const { rawHeaders } = request;
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (isAuthorization(rawHeaders[i])) count += 1;
  const token = count > 1 ? undefined : bearer.exec(header)?.[1];
  return token === undefined ? malformed : { token };
}

/**
 * The challenge of a 401: without an error code when no token was presented.
 *
 * @see RFC 6750 §3
 */
export function challenge(
  error?: 'invalid_token' | 'invalid_request' | 'insufficient_scope',
): string {
  if (error === undefined) return 'Bearer realm="data-server"';
  const scope = error === 'insufficient_scope' ? ', scope="iracing.auth"' : '';
  return `Bearer realm="data-server", error="${error}"${scope}`;
}
