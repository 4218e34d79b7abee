import { baseUrl } from '../configuration.ts';
import { InvalidOptions } from '../errors.ts';
import { createRuntime } from '../runtime.ts';
import type { RuntimeOptions } from '../runtime.ts';
import { parseSecureUrl } from '../secure-url.ts';

/** What a data proxy may be asked, by whom, and whom it asks. */
export interface DataProxyOptions extends Pick<
  RuntimeOptions,
  'fetch' | 'clock' | 'dangerouslyAllowPlainHttpTo'
> {
  /** Where browsers find the proxy, `https://app.example/api`: what an app gives the SDK as `dataUrl`. */
  readonly publicUrl: string;
  /**
   * The methods that may be asked: `results/get` is one, `results/*` are those of a service, `*` are all.
   * Nothing else is, whatever the member's token allows.
   */
  readonly methods: readonly string[];
  /** Signs the addresses of files; at least 32 characters that nobody can guess, the same at every instance. */
  readonly secret: string;
  /** Origins of pages that may read the answers, `https://app.example`. Its own always may. */
  readonly origins?: readonly string[];
  /** What stands before `/data` at the service. Default: `https://members-ng.iracing.com`. */
  readonly dataUrl?: string;
  /** Where files may lie. Default: the hosts of iRacing's files, or, with a `dataUrl`, its origin. */
  readonly fileOrigins?: readonly string[];
  /** For every question to the data service. Default: 30. */
  readonly requestTimeoutSeconds?: number;
  /** For the download of one file. Default: 120. */
  readonly downloadTimeoutSeconds?: number;
  /** The most of one file that is handed on. Default: 67,108,864 (64 MiB). */
  readonly downloadBytesMax?: number;
  /** Told in one sentence, without secrets, what the service did that it should not. */
  readonly onFault?: (sentence: string) => void;
}

/** {@link DataProxyOptions}, checked and complete. */
export interface ProxyConfiguration extends Required<
  Omit<DataProxyOptions, 'origins' | 'secret' | 'dangerouslyAllowPlainHttpTo'>
> {
  readonly origins: ReadonlySet<string>;
  readonly secret: string;
  /** The path of `publicUrl`, without a slash at its end. */
  readonly mountPath: string;
}

const productionUrl = 'https://members-ng.iracing.com';
const productionFileOrigins = [
  'https://scorpio-assets.s3.amazonaws.com',
  'https://scorpio-assets.s3.us-east-1.amazonaws.com',
];

/** An origin as browsers write it. @throws InvalidOptions, InsecureUrl */
function readOrigin(text: string, name: string, plainHttpHosts: readonly string[]): string {
  const { origin } = parseSecureUrl(text, name, plainHttpHosts);
  if (origin === text) return text;
  throw new InvalidOptions(`${name} must hold origins such as ${origin}, without a path`);
}

function readMethods(methods: readonly string[]): readonly string[] {
  const isGood = (method: string) => /^(\*|[a-z0-9_]+(\/[a-z0-9_]+)*(\/\*)?)$/.test(method);
  if (Array.isArray(methods) && methods.length > 0 && methods.every(isGood)) return methods;
  throw new InvalidOptions('methods must list what may be asked: results/get, results/* or *');
}

function limit(
  options: DataProxyOptions,
  name: 'requestTimeoutSeconds' | 'downloadTimeoutSeconds' | 'downloadBytesMax',
  fallback: number,
  max: number,
): number {
  const chosen = options[name] ?? fallback;
  if (Number.isFinite(chosen) && chosen > 0 && chosen <= max) return chosen;
  throw new InvalidOptions(`${name} must be a number between 0 and ${max}`);
}

/**
 * Checks a proxy's options and fills in the defaults.
 *
 * @throws InvalidOptions when one is missing or malformed
 * @throws InsecureUrl when a URL or origin is plain http to another computer
 */
export function createProxyConfiguration(options: DataProxyOptions): ProxyConfiguration {
  const { secret } = options;
  const { clock, fetch: send, plainHttpHosts } = createRuntime(options);
  if (typeof secret !== 'string' || secret.length < 32) {
    throw new InvalidOptions('secret must have at least 32 characters that nobody can guess');
  }
  const publicUrl = baseUrl(options.publicUrl, 'publicUrl', plainHttpHosts);
  const dataUrl = baseUrl(options.dataUrl ?? productionUrl, 'dataUrl', plainHttpHosts);
  const { origin, pathname } = new URL(publicUrl);
  const readOrigins = (name: 'origins' | 'fileOrigins') =>
    options[name]?.map((text) => readOrigin(text, name, plainHttpHosts));
  const fileOrigins = readOrigins('fileOrigins');
  const isProduction = dataUrl === productionUrl;
  return {
    publicUrl,
    mountPath: pathname.replace(/\/$/, ''),
    methods: readMethods(options.methods),
    secret,
    origins: new Set([origin, ...(readOrigins('origins') ?? [])]),
    dataUrl,
    fileOrigins: fileOrigins ?? (isProduction ? productionFileOrigins : [new URL(dataUrl).origin]),
    requestTimeoutSeconds: limit(options, 'requestTimeoutSeconds', 30, 86_400),
    downloadTimeoutSeconds: limit(options, 'downloadTimeoutSeconds', 120, 86_400),
    downloadBytesMax: limit(options, 'downloadBytesMax', 64 * 1024 * 1024, 2 ** 40),
    fetch: send,
    clock,
    onFault: options.onFault ?? (() => undefined),
  };
}
