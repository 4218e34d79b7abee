import type { AsyncSha256, Sha256 } from '@pitpass/protocol';
import { InvalidOptions } from './errors.ts';
import { loadPart } from './load-part.ts';
import { createLog } from './logger.ts';
import type { Log, Logger } from './logger.ts';
import { loopbackHosts } from './secure-url.ts';

/** The time in whole seconds since 1970. */
export type Clock = () => number;

/** Bytes from a source that nobody can guess. */
export type Random = (byteCount: number) => Uint8Array;

/** What the package takes from the runtime it lives in. Each part can be replaced. */
export interface Runtime {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: AsyncSha256;
  readonly log: Log;
  /** Where plain http may lead. */
  readonly plainHttpHosts: readonly string[];
}

/** The parts of {@link Runtime} as an app may give them; a synchronous digest will do. */
export interface RuntimeOptions {
  /** Default: the global `fetch`, looked up at each request. */
  readonly fetch?: typeof fetch;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default: WebCrypto's `getRandomValues`. */
  readonly random?: Random;
  /** SHA-256. Default: WebCrypto, which pages served over plain http do not have. */
  readonly digest?: Sha256 | AsyncSha256;
  /** Is told what happens; no secret is ever among it. Default: nobody. */
  readonly logger?: Logger;
  /**
   * Hosts that are asked over plain http although they are other computers: whoever is on the way there can
   * read and change everything, secrets and tokens included. For a private network such as that of
   * containers alone. Exact host names in lower case, as URLs write them, without a
   * port; anything else matches nothing, and the refusal lists it. Default: none.
   */
  readonly dangerouslyAllowPlainHttpTo?: readonly string[];
}

/**
 * SHA-256 by WebCrypto.
 *
 * @throws InvalidOptions when this runtime has no `crypto.subtle`
 */
export async function webSha256(text: string): Promise<Uint8Array> {
  const subtle = (globalThis as { readonly crypto?: Partial<Crypto> }).crypto?.subtle;
  if (subtle === undefined) {
    throw new InvalidOptions(
      'crypto.subtle is missing (browsers have it on https pages only): pass a digest',
    );
  }
  return new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** Fills in what an app did not give. */
export function createRuntime(options: RuntimeOptions): Runtime {
  const { digest = webSha256, logger } = options;
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  const fetchAnswer: typeof fetch =
    options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const log = createLog(logger);
  return {
    fetch:
      logger === undefined
        ? fetchAnswer
        : async (input, init = {}) => {
            const { fetchTelling } = await loadPart(import('./request-log.ts'));
            return fetchTelling(fetchAnswer, log, clock, input as string, init);
          },
    clock,
    random: options.random ?? ((count) => crypto.getRandomValues(new Uint8Array(count))),
    digest: async (text) => digest(text),
    log,
    plainHttpHosts: loopbackHosts.concat(options.dangerouslyAllowPlainHttpTo ?? []),
  };
}
