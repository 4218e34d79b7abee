import { parseParameters } from '@pitpass/protocol';

/** What a token request says of itself, before anybody has checked it. */
export interface TokenRequestFacts {
  readonly grant_type: string | undefined;
  readonly client_id: string | undefined;
}

function parseJsonTexts(body: string): (name: string) => string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return () => undefined;
  }
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const texts = new Map<string, unknown>(members);
  return (name) => {
    const text = texts.get(name);
    return typeof text === 'string' ? text : undefined;
  };
}

/** The user of an `Authorization: Basic` header. @see RFC 6749 §2.3.1 */
function findBasicClient(authorization: string | undefined): string | undefined {
  const encoded = /^basic ([A-Za-z0-9+/]{1,4096}={0,2})$/i.exec(authorization ?? '')?.[1];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const user = text.slice(0, Math.max(0, text.indexOf(':')));
  try {
    return decodeURIComponent(user.replaceAll('+', ' ')) || undefined;
  } catch {
    return undefined;
  }
}

/** Reads grant and client of a token request from its form, its JSON or its Basic credentials. */
export function readTokenRequest(
  body: unknown,
  authorization: string | undefined,
): TokenRequestFacts {
  const text = typeof body === 'string' ? body : '';
  const form = parseParameters(text);
  const get = text.startsWith('{') ? parseJsonTexts(text) : (name: string) => form.get(name);
  return {
    grant_type: get('grant_type'),
    client_id: get('client_id') ?? findBasicClient(authorization),
  };
}

/**
 * The same form with another refresh token in it, or undefined when it has none, or several, which
 * is refused for a reason of its own.
 */
export function replaceRefreshToken(body: unknown, refresh_token: string): string | undefined {
  if (typeof body !== 'string') return undefined;
  const form = new URLSearchParams(body);
  if (form.getAll('refresh_token').length !== 1) return undefined;
  form.set('refresh_token', refresh_token);
  return form.toString();
}
