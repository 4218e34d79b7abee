import { InsecureUrl, InvalidOptions } from './errors.ts';

/** This computer, as URLs name it: where plain http may lead without asking. */
export const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** A URL as it may stand in a message: without query, fragment and user information. */
export function urlForMessage(url: URL): string {
  return url.origin === 'null' ? url.protocol : url.origin + url.pathname;
}

/** True when an absolute URL is one of this computer. */
export function isLoopbackUrl(url: string): boolean {
  return loopbackHosts.includes(new URL(url).hostname);
}

/**
 * Reads a URL that something will be sent to.
 *
 * @param subject what the URL is, for the message
 * @param plainHttpHosts where plain http may lead
 * @throws InsecureUrl when it is plain http to where that may not lead, or not http at all
 * @throws InvalidOptions when it is no URL, or holds user information
 */
export function parseSecureUrl(
  text: string,
  subject: string,
  plainHttpHosts: readonly string[] = loopbackHosts,
): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new InvalidOptions(`${subject} is not an absolute URL`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidOptions(`${subject} holds a user name or password`);
  }
  const isPlain = url.protocol === 'http:' && plainHttpHosts.includes(url.hostname);
  if (isPlain || url.protocol === 'https:') return url;
  const hosts = plainHttpHosts.join(', ') || 'data that came by it';
  throw new InsecureUrl(
    `${subject} (${urlForMessage(url)}) must be https; plain http is for ${hosts}`,
  );
}
