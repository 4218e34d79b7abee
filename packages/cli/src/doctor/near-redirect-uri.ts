import { isLoopbackHostname } from '@pitpass/protocol';

/** A registered redirect URI and how another one differs from it, in words. */
export interface NearRedirectUri {
  readonly uri: string;
  readonly difference: string;
}

/** A part of a URI, and how much it says about which one was meant. */
interface PartDifference {
  readonly weight: number;
  readonly words: string;
}

function comparePaths(presented: URL, registered: URL): PartDifference[] {
  const [left, right] = [presented.pathname, registered.pathname];
  if (left === right) return [];
  const slash = (path: string): string => path.replace(/\/$/, '');
  if (slash(left) === slash(right)) {
    const words = left.endsWith('/')
      ? 'it has a slash at the end, and the registered one has none'
      : 'it has no slash at the end, and the registered one has';
    return [{ weight: 1, words }];
  }
  if (left.toLowerCase() === right.toLowerCase()) {
    return [{ weight: 1, words: `the path is in another case: ${right} is registered` }];
  }
  return [{ weight: 6, words: `the path is ${left}, and ${right} is registered` }];
}

function compareHosts(presented: URL, registered: URL): PartDifference[] {
  const [left, right] = [presented.hostname, registered.hostname];
  if (left === right) return [];
  const isLocal = isLoopbackHostname(left) && isLoopbackHostname(right);
  const words = isLocal
    ? `it says ${left}, and ${right} is registered: both are this computer, and no two names are the same here`
    : `the host is ${left}, and ${right} is registered`;
  return [{ weight: isLocal ? 1 : 8, words }];
}

function comparePorts(presented: URL, registered: URL): PartDifference[] {
  if (presented.port === registered.port) return [];
  const show = (port: string): string => (port === '' ? 'no port' : `port ${port}`);
  return [
    {
      weight: 2,
      words: `it has ${show(presented.port)}, and ${show(registered.port)} is registered`,
    },
  ];
}

function compareSchemes(presented: URL, registered: URL): PartDifference[] {
  if (presented.protocol === registered.protocol) return [];
  const [left, right] = [presented.protocol, registered.protocol].map((text) => text.slice(0, -1));
  return [{ weight: 3, words: `it begins with ${left}, and ${right} is registered` }];
}

function compareQueries(presented: URL, registered: URL): PartDifference[] {
  if (presented.search === registered.search) return [];
  return [{ weight: 3, words: 'its query is another one' }];
}

function compare(presented: string, uri: string): { weight: number; near: NearRedirectUri } {
  if (!URL.canParse(presented) || !URL.canParse(uri)) {
    return { weight: Infinity, near: { uri, difference: 'it is no whole address' } };
  }
  const pair = [new URL(presented), new URL(uri)] as const;
  const parts = [compareSchemes, compareHosts, comparePorts, comparePaths, compareQueries].flatMap(
    (comparePart) => comparePart(...pair),
  );
  if (parts.length === 0) {
    // Browsers read both the same; the service compares byte for byte.
    const difference = 'it is written differently, in its case, its encoding or an implied port';
    return { weight: 0, near: { uri, difference } };
  }
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  return { weight, near: { uri, difference: parts.map(({ words }) => words).join('; ') } };
}

/**
 * The registered redirect URI that was probably meant by one that is not registered, and what is
 * different. Undefined when none is registered.
 *
 * @see The book, chapter 7: redirect URIs are compared byte for byte
 */
export function findNearRedirectUri(
  presented: string,
  registered: readonly string[],
): NearRedirectUri | undefined {
  return registered
    .map((uri) => compare(presented, uri))
    .sort((left, right) => left.weight - right.weight)[0]?.near;
}
