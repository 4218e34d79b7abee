import { InsecureUrl, InvalidOptions } from './errors.ts';

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A URL as it may stand in a message: without query, fragment and user information. */
export function urlForMessage(url: URL): string {
  return url.origin === 'null' ? url.protocol : url.origin + url.pathname;
}

/** True when an absolute URL is one of this computer. */
export function isLoopbackUrl(url: string): boolean {
  return loopbackHosts.has(new URL(url).hostname);
}

/** Where plain http may lead: to this computer, or nowhere. */
export type PlainHttp = 'loopback' | 'nowhere';

/**
 * Reads a URL that something will be sent to.
 *
 * @param subject what the URL is, for the message
 * @throws InsecureUrl when it is plain http to where that may not lead, or not http at all
 * @throws InvalidOptions when it is no URL, or holds user information
 */
export function parseSecureUrl(
  text: string,
  subject: string,
  plainHttp: PlainHttp = 'loopback',
): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new InvalidOptions(`${subject} is not an absolute URL`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidOptions(`${subject} holds a user name or password before its host`);
  }
  if (url.protocol === 'https:') return url;
  if (plainHttp === 'nowhere') {
    throw new InsecureUrl(`${subject} (${urlForMessage(url)}) must be https, as /data is`);
  }
  if (url.protocol === 'http:' && loopbackHosts.has(url.hostname)) return url;
  throw new InsecureUrl(
    `${subject} (${urlForMessage(url)}) must be https; ` +
      'plain http is for localhost, 127.0.0.1 and [::1]',
  );
}
