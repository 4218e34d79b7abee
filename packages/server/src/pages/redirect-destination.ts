import { isLoopback } from './href.ts';
import { addressCut, cutMiddle } from './long-value.ts';

/** Where the browser goes after consent, in a member's words. */
export interface RedirectDestination {
  /** A web site, an app listening on this computer, or an app that a scheme opens. */
  readonly kind: 'site' | 'computer' | 'app';
  /** The part that tells one destination from another, cut when long. */
  readonly address: string;
  /** The same, never cut. */
  readonly wholeAddress: string;
}

/**
 * Describes a verified redirect URI: the origin of a web site, host and port of an app on this
 * computer, or the scheme that opens an app. Paths and queries say nothing to a member and are left
 * out; hosts are in their ASCII form, so that letters that look alike do not pass for others.
 *
 * @see RFC 8252 §7, S178
 */
export function describeRedirect(redirectUri: string): RedirectDestination {
  const url = URL.parse(redirectUri);
  if (!url) return destination('site', redirectUri);
  if (url.protocol === 'https:') return destination('site', url.origin);
  if (url.protocol === 'http:') {
    return isLoopback(url) ? destination('computer', url.host) : destination('site', url.origin);
  }
  return destination('app', `${url.protocol}//`);
}

function destination(kind: RedirectDestination['kind'], wholeAddress: string): RedirectDestination {
  return { kind, wholeAddress, address: cutMiddle(wholeAddress, addressCut) };
}
