import { html } from './html.ts';
import type { Html } from './html.ts';
import { addressCut, cutValue } from './long-value.ts';

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Decides whether an address that somebody outside chose may become a link: absolute `https:`, or
 * `http:` on loopback or on one of the given hosts (`host` or `host:port`). The result is
 * normalised and carries no user name or password.
 *
 * @returns the address to put into `href`, or undefined: then show the text without a link.
 * @see S181
 */
export function safeHref(address: string, httpHosts: readonly string[] = []): string | undefined {
  const url = URL.parse(address);
  if (!url || url.username !== '' || url.password !== '') return undefined;
  if (url.protocol === 'https:') return url.href;
  if (url.protocol !== 'http:') return undefined;
  const isAllowed = loopbackHosts.has(url.hostname) || httpHosts.includes(url.host);
  return isAllowed ? url.href : undefined;
}

/**
 * Decides whether an address of the service itself may become a link: a path on this host, or what
 * {@link safeHref} lets through.
 *
 * @returns the address to put into `href`, or undefined.
 */
export function ownHref(address: string): string | undefined {
  const isPath = /^\/(?![/\\])[^\s\\]*$/.test(address);
  return isPath ? address : safeHref(address);
}

/**
 * Tells whether a parsed address leads back to the reader's own computer.
 *
 * @see RFC 8252 §7.3
 */
export function isLoopback(url: URL): boolean {
  return loopbackHosts.has(url.hostname);
}

/**
 * Shows a developer's own page by its host, as a link where that is safe and as text where not. The
 * link passes neither our address nor a handle to our window on.
 */
export function outsideLink(address: string): Html {
  const href = safeHref(address);
  // As a URL writes it: a host of look-alike letters shows as the punycode that it is.
  if (href === undefined) return cutValue(URL.parse(address)?.href ?? address, addressCut);
  const host = new URL(href).host;
  return html`<a href="${href}" rel="noopener nofollow noreferrer"
    >${cutValue(host, addressCut)}</a
  >`;
}
