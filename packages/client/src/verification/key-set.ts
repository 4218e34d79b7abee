import { InvalidOptions, InvalidResponse } from '../errors.ts';
import { createTransport, parseJson } from '../transport.ts';
import type { Answer } from '../transport.ts';
import { signatureAlgorithms } from './signature-algorithm.ts';
import type { VerificationRules } from './verification-rules.ts';

const defaultLifeSeconds = 300;
const lifeSecondsMin = 60;
const lifeSecondsMax = 3600;
const searchIntervalSeconds = 60;
const failureSeconds = 5;
const keySetBytesMax = 256 * 1024;
const keysMax = 100;
const nothing = new Uint8Array();

/** The public keys of an issuer. */
export interface KeySet {
  /**
   * The key of the id and algorithm, or undefined when the issuer has none: its set is fetched when it was
   * never fetched or its time is over, and for an unknown id, for that at most once a minute.
   *
   * @throws NetworkFailure, Timeout or InvalidResponse when the set could not be had; who asks again within
   *   5 seconds is told the same
   */
  findKey(kid: string, alg: string): Promise<CryptoKey | undefined>;
}

/** Keys by algorithm and id; no id has a blank in it. */
type Keys = ReadonlyMap<string, CryptoKey>;

const nameOf = (kid: string, alg: string): string => `${alg} ${kid}`;

/** How long an answer may be kept: what it says, within bounds. @see RFC 9111 §4.2.1 */
function lifeOf(headers: Headers): number {
  const directives = headers.get('cache-control')?.toLowerCase() ?? '';
  if (/(^|[\s,])no-(store|cache)\b/.test(directives)) return lifeSecondsMin;
  const maxAge = /(?:^|[\s,])max-age="?(\d{1,9})/.exec(directives)?.[1];
  const age = /^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? '0';
  const life = maxAge === undefined ? defaultLifeSeconds : Number(maxAge) - Number(age);
  return Math.min(Math.max(life, lifeSecondsMin), lifeSecondsMax);
}

function getSubtle(): SubtleCrypto {
  const subtle = (globalThis as { readonly crypto?: Partial<Crypto> }).crypto?.subtle;
  if (subtle !== undefined) return subtle;
  throw new InvalidOptions('there is no crypto.subtle here (browsers have it on https pages only)');
}

/** Whether a key may verify signatures of the algorithm, as far as it says so. @see RFC 7517 §4 */
function isMeantFor(jwk: Readonly<Record<string, unknown>>, alg: string): boolean {
  const { use, key_ops, alg: own } = jwk;
  if (own !== undefined && own !== alg) return false;
  if (use !== undefined && use !== 'sig') return false;
  return key_ops === undefined || (Array.isArray(key_ops) && key_ops.includes('verify'));
}

async function importKeys(list: readonly unknown[]): Promise<Keys> {
  const subtle = getSubtle();
  const keys = new Map<string, CryptoKey>();
  for (const entry of list) {
    const jwk = (entry ?? {}) as Readonly<Record<string, unknown>>;
    for (const [alg, algorithm] of signatureAlgorithms) {
      const { kid } = jwk;
      if (typeof kid !== 'string' || !isMeantFor(jwk, alg) || keys.has(nameOf(kid, alg))) continue;
      const members = algorithm.publicMembers(jwk);
      if (members === undefined) continue;
      // A key that is none, a point off the curve say, must not take the others away. Deno finds out when
      // such a key is used first.
      const key = await subtle
        .importKey('jwk', members, algorithm.importParameters, false, ['verify'])
        .then(async (imported) => {
          await subtle.verify(algorithm.verifyParameters, imported, nothing, nothing);
          return imported;
        })
        .catch(() => undefined);
      if (key !== undefined) keys.set(nameOf(kid, alg), key);
    }
  }
  return keys;
}

function readKeyList(answer: Answer): readonly unknown[] {
  if (answer.status !== 200) {
    throw new InvalidResponse(`the issuer's key set was answered with ${answer.status}`, answer);
  }
  const body = parseJson(answer.text) as { readonly keys?: unknown } | null | undefined;
  const keys = body?.keys;
  if (Array.isArray(keys) && keys.length <= keysMax) return keys as readonly unknown[];
  throw new InvalidResponse(
    `the issuer's key set is no JSON with at most ${keysMax} keys: look at jwksUrl`,
    answer,
  );
}

/** Keeps an issuer's keys; see {@link KeySet}. Nothing is fetched before a key is asked for. */
export function createKeySet(
  rules: Pick<
    VerificationRules,
    'fetch' | 'clock' | 'jwksUrl' | 'plainHttpHosts' | 'requestTimeoutSeconds'
  >,
): KeySet {
  const { clock, jwksUrl, requestTimeoutSeconds } = rules;
  const send = createTransport(rules.fetch, rules.plainHttpHosts);
  let kept: { readonly keys: Keys; readonly at: number; readonly until: number } | undefined;
  let failed: { readonly error: Error; readonly at: number } | undefined;
  let fetching: Promise<Keys> | undefined;
  let searchedAt: number | undefined;

  const load = async (): Promise<Keys> => {
    try {
      const subject = "the issuer's key set";
      const answer = await send({
        method: 'GET',
        url: jwksUrl,
        subject,
        timeoutSeconds: requestTimeoutSeconds,
        bytesMax: keySetBytesMax,
      });
      const keys = await importKeys(readKeyList(answer));
      const at = clock();
      kept = { keys, at, until: at + lifeOf(answer.headers) };
      failed = undefined;
      return keys;
    } catch (error) {
      failed = { error: error as Error, at: clock() };
      throw error;
    }
  };
  const fetchOnce = (): Promise<Keys> => {
    if (fetching !== undefined) return fetching;
    // A clock that was set back must not keep an old state alive.
    if (failed !== undefined && Math.abs(clock() - failed.at) < failureSeconds) {
      return Promise.reject(failed.error);
    }
    fetching = load().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };
  const mayNotSearch = (now: number): boolean =>
    searchedAt !== undefined && Math.abs(now - searchedAt) < searchIntervalSeconds;

  return {
    async findKey(kid, alg) {
      const name = nameOf(kid, alg);
      const now = clock();
      if (kept !== undefined && now >= kept.at && now < kept.until) {
        const key = kept.keys.get(name);
        if (key !== undefined) return key;
        // Whoever comes while the set is fetched waits for it: it may hold the key.
        if (fetching === undefined && mayNotSearch(now)) return undefined;
      }
      const keys = await fetchOnce();
      const key = keys.get(name);
      if (key === undefined) searchedAt = clock();
      return key;
    },
  };
}
