import { OAuthError, parameterCountMax, parseParameters } from '@pitpass/protocol';
import type { ParameterProblem, Parameters } from '@pitpass/protocol';
import type { FastifyRequest } from 'fastify';

import { rawForm } from '../http-parts.ts';
import type { ReadTokenParameters } from './token-endpoint.ts';

function unreadable(problem: ParameterProblem['kind'], name?: string): Parameters {
  return {
    get: () => undefined,
    has: () => false,
    problems: [{ kind: problem, name }],
  };
}

/** Reads an object of texts as if it had been a form, so that the same limits hold. */
function parseJsonParameters(text: string): Parameters {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unreadable('malformed');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return unreadable('malformed');
  }
  const entries = Object.entries(body);
  if (entries.length > parameterCountMax) return unreadable('too_many');
  const form = new URLSearchParams();
  for (const [name, value] of entries) {
    if (typeof value !== 'string') {
      return unreadable('malformed', /^[a-z_]{1,40}$/.test(name) ? name : undefined);
    }
    form.append(name, value);
  }
  const parameters = parseParameters(form.toString());
  const isForClient = parameters.get('grant_type') === 'client_credentials';
  return isForClient ? parameters : unreadable('malformed', 'grant_type');
}

/** The client's credentials of an `Authorization: Basic` header. @see RFC 6749 §2.3.1 */
function parseBasic(header: string): { client_id: string; client_secret: string } | undefined {
  const encoded = /^basic ([A-Za-z0-9+/]{1,4096}={0,2})$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  try {
    const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '));
    const client_id = decode(text.slice(0, colon));
    const client_secret = decode(text.slice(colon + 1));
    // As in a form: no identifier has this character, and PostgreSQL takes no text that does.
    return client_id.includes('\0') ? undefined : { client_id, client_secret };
  } catch {
    return undefined;
  }
}

function addClient(
  parameters: Parameters,
  client: { readonly client_id: string; readonly client_secret: string },
): Parameters {
  const added = new Map(Object.entries(client));
  return {
    get: (name) => added.get(name) ?? parameters.get(name),
    has: (name) => added.has(name) || parameters.has(name),
    problems: parameters.problems,
  };
}

function parseBody(request: FastifyRequest): Parameters {
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  return isJson ? parseJsonParameters(rawForm(request)) : parseParameters(rawForm(request));
}

const sealedForm = /^def50200[0-9a-f]+$/;
const nobodysValue = 'def50200';

/** What this dialect cannot have sealed is looked up as nothing: another dialect's stays unknown. */
function hideOtherDialects(parameters: Parameters): Parameters {
  const isSealed = (name: string) => name === 'code' || name === 'refresh_token';
  return {
    ...parameters,
    get: (name) => {
      const value = parameters.get(name);
      return value === undefined || !isSealed(name) || sealedForm.test(value)
        ? value
        : nobodysValue;
    },
  };
}

/**
 * Token requests of the Trackmania dialect are forms; for client credentials a JSON object of texts will do.
 * The client may present itself in an `Authorization: Basic` header instead of the body.
 *
 * @see RFC 6749 §2.3.1; trackmania-api §5
 */
export const readTrackmaniaParameters: ReadTokenParameters = (request) => {
  const body = hideOtherDialects(parseBody(request));
  const { authorization } = request.headers;
  const client = authorization === undefined ? undefined : parseBasic(authorization);
  return client === undefined ? body : addClient(body, client);
};

/** Node keeps the first of several Authorization headers and drops the rest silently. */
function hasSeveralAuthorizations({ rawHeaders }: FastifyRequest['raw']): boolean {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  return names.filter((name) => name.toLowerCase() === 'authorization').length > 1;
}

/** Refuses a header that is not Basic, and a client that presents itself twice or as two. */
export function refuseSecondAuthentication(request: FastifyRequest): void {
  const { authorization } = request.headers;
  if (authorization === undefined) return;
  if (hasSeveralAuthorizations(request.raw)) {
    throw new OAuthError('invalid_request', 'more than one Authorization header');
  }
  const client = parseBasic(authorization);
  if (client === undefined) {
    throw new OAuthError('invalid_client', 'Authorization header is not Basic credentials');
  }
  const body = parseBody(request);
  if (body.has('client_secret')) {
    throw new OAuthError('invalid_request', 'client_secret in the body and in the header');
  }
  if ((body.get('client_id') ?? client.client_id) !== client.client_id) {
    throw new OAuthError('invalid_request', 'client_id in the body is not the one in the header');
  }
}
