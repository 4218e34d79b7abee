/** The hosts that are answered for, by what they are in production. */
export const hosts = {
  authorization: 'oauth.iracing.com',
  data: 'members-ng.iracing.com',
  /** Where the links of `/data` lead. @see iracing-data-api, "JSON for JSON" */
  files: 'scorpio-assets.s3.amazonaws.com',
  trackmania: 'api.trackmania.com',
} as const;

/** Every host that is answered for, in lower case. */
export const answeredHosts: readonly string[] = Object.values(hosts);

// One application answers for all of them. What begins like this belongs to another host than the
// authorization service's.
const elsewhere = ['/data/', '/data-files/', '/api/', '/oauth/', '/local/'];

/** Whether a host has a path in production: an app that mixes them up must not work here alone. */
export function hasPath(host: string, path: string): boolean {
  switch (host) {
    case hosts.authorization:
      return !elsewhere.some((prefix) => path.startsWith(prefix));
    case hosts.data:
      return path.startsWith('/data/');
    case hosts.files:
      return path.startsWith('/data-files/');
    case hosts.trackmania:
      return path.startsWith('/api') || path.startsWith('/oauth/');
    default:
      return false;
  }
}

/** The addresses that a program sends a browser to, without what follows the path. */
export const authorizeUrls: readonly string[] = [
  `https://${hosts.authorization}/oauth2/authorize`,
  `https://${hosts.trackmania}/oauth/authorize`,
];

/**
 * The page of the local service that stands for an address of production; undefined when the address
 * is not one that a program sends a browser to sign in.
 */
export function findLocalPage(address: string, pagesOrigin: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !authorizeUrls.includes(url.origin + url.pathname)) return undefined;
  return pagesOrigin + url.pathname + url.search;
}
