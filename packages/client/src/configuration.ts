import { mask } from '@pitpass/protocol';
import type { DataBehaviour } from './data/data-behaviour.ts';
import type { RateLimit } from './data/data-request.ts';
import { InvalidOptions } from './errors.ts';
import { createRuntime } from './runtime.ts';
import type { Runtime, RuntimeOptions } from './runtime.ts';
import { parseScope } from './scope.ts';
import { parseSecureUrl } from './secure-url.ts';
import { createTransport } from './transport.ts';
import type { Transport } from './transport.ts';

/** The addresses of the authorization service, each replaceable. */
export interface Endpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly sessions_endpoint: string;
  readonly revoke_current_endpoint: string;
  readonly revoke_sessions_endpoint: string;
  readonly revoke_client_endpoint: string;
  readonly profile_endpoint: string;
}

/** What an app says about itself and about the service it talks to. Production is the default. */
export interface IracingOptions extends RuntimeOptions, DataBehaviour {
  readonly client_id: string;
  /** As it was issued, not masked. Public clients have none. */
  readonly client_secret?: string;
  /** The registered redirect URI, byte for byte. Not needed for `password_limited` alone. */
  readonly redirect_uri?: string;
  /** Scopes separated by spaces. Default: `iracing.auth`. */
  readonly scope?: string;
  /** Default: `https://oauth.iracing.com/oauth2`. */
  readonly issuerUrl?: string;
  /** What stands before `/data`. Default: `https://members-ng.iracing.com`. */
  readonly dataUrl?: string;
  /** Addresses that do not follow from `issuerUrl`. */
  readonly endpoints?: Partial<Endpoints>;
  /** For every request but the download of files. Default: 30. */
  readonly requestTimeoutSeconds?: number;
  /** For the download of one file behind a link. Default: 120. */
  readonly downloadTimeoutSeconds?: number;
  /** The most that is read of one data answer, file or chunk. Default: 67,108,864 (64 MiB). */
  readonly downloadBytesMax?: number;
}

/** What a client of any dialect must know to sign members in and to be granted tokens. */
export interface ClientConfiguration extends Runtime {
  readonly client_id: string;
  readonly redirect_uri: string | undefined;
  readonly scope: string;
  readonly endpoints: Pick<Endpoints, 'authorization_endpoint' | 'token_endpoint'>;
  readonly requestTimeoutSeconds: number;
  readonly send: Transport;
  /** The client secret as the token endpoint wants it, or undefined when there is none. */
  presentedClientSecret(): Promise<string | undefined>;
}

/** {@link IracingOptions}, checked and complete. */
export interface Configuration extends ClientConfiguration, DataBehaviour {
  readonly endpoints: Endpoints;
  readonly dataUrl: string;
  readonly downloadTimeoutSeconds: number;
  readonly downloadBytesMax: number;
  readonly hasClientSecret: boolean;
  /** What the last answer to a data call told, whoever asked. */
  readonly budget: { rateLimit?: RateLimit };
}

/**
 * A URL that paths are put after, without a slash at its end.
 *
 * @throws InvalidOptions when it is malformed or has a query or fragment
 * @throws InsecureUrl when it is plain http to another computer
 */
export function baseUrl(text: string, subject: string, plainHttpHosts?: readonly string[]): string {
  const url = parseSecureUrl(text, subject, plainHttpHosts);
  if (url.search !== '' || url.hash !== '') {
    throw new InvalidOptions(`${subject} may not have a query or a fragment`);
  }
  return url.href.replace(/\/+$/, '');
}

const endpointPaths: Endpoints = {
  authorization_endpoint: 'authorize',
  token_endpoint: 'token',
  sessions_endpoint: 'sessions',
  revoke_current_endpoint: 'revoke/current',
  revoke_sessions_endpoint: 'revoke/sessions',
  revoke_client_endpoint: 'revoke/client',
  profile_endpoint: 'iracing/profile',
};

function createEndpoints(
  issuerUrl: string,
  own: Partial<Endpoints>,
  plainHttpHosts: readonly string[],
): Endpoints {
  const endpoints: Record<keyof Endpoints, string> = { ...endpointPaths };
  for (const name of Object.keys(endpoints) as (keyof Endpoints)[]) {
    const url = own[name];
    endpoints[name] =
      url === undefined
        ? `${issuerUrl}/${endpoints[name]}`
        : parseSecureUrl(url, `endpoints.${name}`, plainHttpHosts).href;
  }
  return endpoints;
}

/** A number of seconds, up to a day. @throws InvalidOptions when it is out of range */
export function seconds(value: number | undefined, fallback: number, name: string): number {
  return checkRange(value ?? fallback, name, 'seconds', 86_400, Number.isFinite);
}

function checkRange(
  value: number,
  name: string,
  unit: string,
  max: number,
  isFit: (value: unknown) => boolean,
): number {
  if (isFit(value) && value > 0 && value <= max) return value;
  throw new InvalidOptions(`${name} must be a number of ${unit} above 0, at most ${max}`);
}

// A longer text is more than a string can hold.
const textBytesMax = 500_000_000;

/**
 * Checks an app's options and fills in the defaults.
 *
 * @throws InvalidOptions when `client_id` is missing, a URL is malformed or a limit is out of range
 * @throws InsecureUrl when a URL is plain http to another computer
 */
export function createConfiguration(options: IracingOptions): Configuration {
  const { client_id, client_secret, redirect_uri, scope = 'iracing.auth' } = options;
  if (typeof client_id !== 'string' || client_id.trim() === '') {
    throw new InvalidOptions('client_id is missing');
  }
  const runtime = createRuntime(options);
  const { plainHttpHosts } = runtime;
  const issuerUrl = baseUrl(
    options.issuerUrl ?? 'https://oauth.iracing.com/oauth2',
    'issuerUrl',
    plainHttpHosts,
  );
  let masked: Promise<string> | undefined;
  return {
    ...runtime,
    client_id,
    redirect_uri,
    scope: parseScope(scope),
    endpoints: createEndpoints(issuerUrl, options.endpoints ?? {}, plainHttpHosts),
    dataUrl: baseUrl(
      options.dataUrl ?? 'https://members-ng.iracing.com',
      'dataUrl',
      plainHttpHosts,
    ),
    requestTimeoutSeconds: seconds(options.requestTimeoutSeconds, 30, 'requestTimeoutSeconds'),
    downloadTimeoutSeconds: seconds(options.downloadTimeoutSeconds, 120, 'downloadTimeoutSeconds'),
    downloadBytesMax: checkRange(
      options.downloadBytesMax ?? 67_108_864,
      'downloadBytesMax',
      'whole bytes',
      textBytesMax,
      Number.isInteger,
    ),
    send: createTransport(runtime.fetch, plainHttpHosts),
    checkParameters: options.checkParameters,
    payloadCache: options.payloadCache,
    retries: options.retries,
    pacing: options.pacing,
    budget: {},
    hasClientSecret: client_secret !== undefined && client_secret !== '',
    presentedClientSecret: async () => {
      if (client_secret === undefined || client_secret === '') return undefined;
      masked ??= mask(client_secret, client_id, runtime.digest);
      return masked;
    },
  };
}
