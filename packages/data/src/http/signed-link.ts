import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** What a signed link turned out to be. */
export type LinkVerdict =
  | { readonly state: 'valid' | 'unsigned' | 'mismatch' }
  | {
      readonly state: 'expired';
      readonly lifetimeSeconds: number;
      /** Epoch seconds. */
      readonly expired: number;
    };

/** Signs paths for a while, without keeping anything, and checks them. */
export interface LinkSigner {
  /** The query, without `?`, that makes a path readable for some seconds from now on. */
  sign(path: string, lifetimeSeconds: number): string;
  /** Checks a path and the query it came with. A link works again and again until it expires. */
  verify(path: string, query: string): LinkVerdict;
}

const algorithm = 'PITPASS-HMAC-SHA256';
const names = ['X-Amz-Algorithm', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-Signature'] as const;

/** A moment in the basic form of ISO 8601, as signed links carry it: `20261120T154500Z`. */
export function amzDate(time: number): string {
  return `${new Date(time * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const time =
    Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0) / 1000;
  return amzDate(time) === text ? time : undefined;
}

/** Every expected name exactly once and nothing else, in any order. */
function readQuery(query: string): readonly [string, string, string, string] | undefined {
  const pairs = query.split('&').map((pair) => pair.split('='));
  if (pairs.length !== names.length || pairs.some((pair) => pair.length !== 2)) return undefined;
  const values = names.map((name) => pairs.find(([key]) => key === name)?.[1]);
  const [method, date, lifetime, signature] = values;
  if (method === undefined || date === undefined) return undefined;
  if (lifetime === undefined || signature === undefined) return undefined;
  return [method, date, lifetime, signature];
}

/**
 * Creates a signer of links. The signature covers the path, which names method, parameters and
 * caller, and the two times.
 *
 * @param linkKey at least 32 bytes
 */
export function createLinkSigner(linkKey: Uint8Array, clock: () => number): LinkSigner {
  if (linkKey.length < 32) throw new RangeError('The link key must have at least 32 bytes.');
  const key = createSecretKey(linkKey);
  const digest = (path: string, date: string, lifetime: string): string =>
    createHmac('sha256', key)
      .update(`pitpass data link\n${path}\n${date}\n${lifetime}`)
      .digest('hex');
  let dateOf = Number.NaN;
  let date = '';
  return {
    sign: (path, lifetimeSeconds) => {
      const now = clock();
      if (now !== dateOf) {
        dateOf = now;
        date = amzDate(now);
      }
      const lifetime = String(lifetimeSeconds);
      return `X-Amz-Algorithm=${algorithm}&X-Amz-Date=${date}&X-Amz-Expires=${lifetime}&X-Amz-Signature=${digest(path, date, lifetime)}`;
    },
    verify: (path, query) => {
      if (query === '') return { state: 'unsigned' };
      const values = readQuery(query);
      if (values === undefined) return { state: 'mismatch' };
      const [method, signedAt, lifetime, signature] = values;
      const expected = Buffer.from(digest(path, signedAt, lifetime));
      const given = Buffer.from(signature);
      const begin = parseAmzDate(signedAt);
      const same = given.length === expected.length && timingSafeEqual(given, expected);
      if (method !== algorithm || begin === undefined || !same) {
        return { state: 'mismatch' };
      }
      const lifetimeSeconds = Number(lifetime);
      const expired = begin + lifetimeSeconds;
      return clock() < expired
        ? { state: 'valid' }
        : { state: 'expired', lifetimeSeconds, expired };
    },
  };
}
