/** Where a redirect URI leads: decides what consent may remember and what the page says. */
export type RedirectUriKind = 'https' | 'http' | 'loopback' | 'custom_scheme';

const forbiddenSchemes = new Set(['javascript', 'data', 'vbscript', 'file', 'blob', 'about']);
// Parameters that our own answer adds; a registration that holds one could be made to lie about it.
const answerParameters = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri'];
const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * True for a host name that is this computer, as URLs write it: an address of IPv6 in brackets.
 *
 * @see RFC 8252 §7.3
 */
export function isLoopbackHostname(hostname: string): boolean {
  return loopbackHosts.has(hostname);
}

function hasForbiddenCharacter(uri: string): boolean {
  for (const character of uri) {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0x20 || code >= 0x7f || character === '\\' || character === '*') return true;
  }
  return false;
}

function findWebUriProblem(uri: string, parsed: URL): string | undefined {
  // Browsers find a host where RFC 3986 sees none (https:///cb) and another one than was written
  // (127.1, %65xample): what staff reads must be where the browser goes.
  const host = /^https?:\/\/(\[[^\]/?]*\]|[^/?:]*)/i.exec(uri)?.[1];
  if (host === undefined || host === '') return 'redirect_uri has no host after two slashes';
  // A semicolon or comma in a host would end a directive of our content security policy.
  if (host.toLowerCase() !== parsed.hostname || /[^a-z0-9._:[\]-]/.test(parsed.hostname)) {
    return `redirect_uri writes its host in an unusual way; browsers read ${parsed.hostname}`;
  }
  if (parsed.protocol === 'http:' && !isLoopbackHostname(parsed.hostname)) {
    return 'redirect_uri uses http for a host that is not this computer; use https';
  }
  return undefined;
}

/**
 * Says why a redirect URI cannot be registered, or undefined when it can. A registered URI is absolute,
 * ASCII, has at least three slashes, no fragment, no user information, no wildcard and no parameter that
 * the answer itself adds.
 *
 * @see The book, chapter 7; RFC 6749 §3.1.2; RFC 8252 §7; RFC 9700 §2.6
 */
export function findRedirectUriProblem(uri: string): string | undefined {
  if (uri.length > 2048) return 'redirect_uri longer than 2048 characters';
  if (hasForbiddenCharacter(uri)) {
    return 'redirect_uri holds a space, a control character, a backslash, an asterisk or a character that is not ASCII';
  }
  if (/,https?:\/\//i.test(uri)) {
    return 'redirect_uri looks like more than one; write each on its own, without commas';
  }
  if (/^[a-z0-9.-]+:\d+(?:[/?#]|$)/i.test(uri)) {
    return 'redirect_uri begins with a host and a port; begin it with http:// or https://';
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1];
  if (scheme === undefined) return 'redirect_uri is not absolute: it has no scheme';
  if (forbiddenSchemes.has(scheme.toLowerCase())) return `redirect_uri may not use ${scheme}:`;
  if (uri.includes('#')) return 'redirect_uri has a fragment';
  let parsed: URL;
  try {
    parsed = new URL(uri);
  } catch {
    return 'redirect_uri is not a well-formed URI';
  }
  if (parsed.username !== '' || parsed.password !== '' || /^[^/?]*\/\/[^/?]*@/.test(uri)) {
    return 'redirect_uri has user information before the host';
  }
  const isWeb = parsed.protocol === 'https:' || parsed.protocol === 'http:';
  if (!isWeb && !scheme.includes('.')) {
    return 'redirect_uri uses a custom scheme without a dot; use a reversed domain name';
  }
  const slashes = uri.split('?')[0]?.split('/').length ?? 1;
  if (isWeb && slashes - 1 < 3) {
    return 'redirect_uri has fewer than three slashes: end the host with a slash';
  }
  const lent = answerParameters.find((name) => parsed.searchParams.has(name));
  if (lent !== undefined) return `redirect_uri holds the parameter ${lent}, which the answer adds`;
  return isWeb ? findWebUriProblem(uri, parsed) : undefined;
}

/**
 * True when the presented URI is one of the registered ones, byte for byte. Nothing is normalized: another
 * case, port, trailing slash or encoding is another URI.
 *
 * @see The book, chapter 7 (rules 1 and 7); RFC 9700 §2.1
 */
export function isRegisteredRedirectUri(registered: readonly string[], presented: string): boolean {
  return registered.includes(presented);
}

/** The kind of a registered redirect URI. */
export function redirectUriKind(uri: string): RedirectUriKind {
  const parsed = new URL(uri);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return 'custom_scheme';
  if (isLoopbackHostname(parsed.hostname)) return 'loopback';
  return parsed.protocol === 'https:' ? 'https' : 'http';
}

/**
 * Adds parameters to a registered redirect URI, after the query that it may already have and without
 * touching a byte of it.
 *
 * @see RFC 6749 §3.1.2, §4.1.2
 */
export function appendToRedirectUri(
  uri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const query = Object.entries(parameters)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  if (query === '') return uri;
  if (!uri.includes('?')) return `${uri}?${query}`;
  return uri.endsWith('?') || uri.endsWith('&') ? uri + query : `${uri}&${query}`;
}
