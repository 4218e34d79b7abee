import { isLoopback } from './href.ts';
import { addressCut, cutMiddle } from './long-value.ts';
import { texts } from './texts.ts';

/** Where the browser goes after consent, in a member's words. */
export interface RedirectDestination {
  /** Stands before the address ("an app on this computer"); empty for a web site. */
  readonly what: string;
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
  if (!url) return destination('', redirectUri);
  if (url.protocol === 'https:') return destination('', url.origin);
  if (url.protocol === 'http:') {
    return isLoopback(url)
      ? destination(texts.consent.appOnThisComputer, url.host)
      : destination('', url.origin);
  }
  return destination(texts.consent.appThatOpens, `${url.protocol}//`);
}

function destination(what: string, wholeAddress: string): RedirectDestination {
  return { what, wholeAddress, address: cutMiddle(wholeAddress, addressCut) };
}
