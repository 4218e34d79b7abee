import { baseUrl, seconds } from '../configuration.ts';
import type { ClientConfiguration } from '../configuration.ts';
import { InvalidOptions } from '../errors.ts';
import { createRuntime } from '../runtime.ts';
import type { RuntimeOptions } from '../runtime.ts';
import { parseScope } from '../scope.ts';
import { parseSecureUrl } from '../secure-url.ts';
import { createTransport } from '../transport.ts';
import type { Transport } from '../transport.ts';

/** The addresses of Trackmania's service, each replaceable. */
export interface TrackmaniaEndpoints {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  /** What stands before `/user` and the other routes. */
  readonly api_endpoint: string;
}

/** What an app says about itself and about the service it talks to. Production is the default. */
export interface TrackmaniaOptions extends RuntimeOptions {
  /** The identifier of the app's registration. */
  readonly client_id: string;
  /** As it was issued; it is sent as it is. Every documented grant needs it. */
  readonly client_secret?: string;
  /** The registered redirect URI, byte for byte. Not needed for client credentials alone. */
  readonly redirect_uri?: string;
  /** Of `clubs`, `read_favorite` and `write_favorite`, separated by spaces. Default: none. */
  readonly scope?: string;
  /** Default: `https://api.trackmania.com`. */
  readonly serviceUrl?: string;
  /** Addresses that do not follow from `serviceUrl`. */
  readonly endpoints?: Partial<TrackmaniaEndpoints>;
  /** Send an S256 challenge with each sign-in; it is not documented. Default: false. */
  readonly pkce?: boolean;
  /**
   * Names the project and a contact, as is asked of users of Nadeo's services. Browsers send their
   * own instead. Default: this package and the client id.
   */
  readonly userAgent?: string;
  /** For every request. Default: 30. */
  readonly requestTimeoutSeconds?: number;
}

/** {@link TrackmaniaOptions}, checked and complete. */
export interface TrackmaniaConfiguration extends ClientConfiguration {
  readonly endpoints: TrackmaniaEndpoints;
  readonly usesPkce: boolean;
  readonly hasClientSecret: boolean;
}

function createEndpoints(
  serviceUrl: string,
  own: Partial<TrackmaniaEndpoints>,
  plainHttpHosts: readonly string[],
): TrackmaniaEndpoints {
  const { authorization_endpoint, token_endpoint, api_endpoint } = own;
  const choose = (text: string | undefined, name: string, fallback: string): string =>
    text === undefined ? fallback : parseSecureUrl(text, `endpoints.${name}`, plainHttpHosts).href;
  return {
    authorization_endpoint: choose(
      authorization_endpoint,
      'authorization_endpoint',
      `${serviceUrl}/oauth/authorize`,
    ),
    token_endpoint: choose(token_endpoint, 'token_endpoint', `${serviceUrl}/api/access_token`),
    api_endpoint: baseUrl(
      api_endpoint ?? `${serviceUrl}/api`,
      'endpoints.api_endpoint',
      plainHttpHosts,
    ),
  };
}

// A secret pasted with the line's end is answered like a wrong one, which nobody finds.
function refuseWhiteSpaceAround(value: string | undefined, name: string): void {
  if (value !== undefined && value !== value.trim()) {
    throw new InvalidOptions(`${name} begins or ends with white space: remove it`);
  }
}

/** The header, or undefined where the runtime has one of its own that pages cannot replace. */
function findUserAgent(own: string | undefined, client_id: string): string | undefined {
  const name = /^[\w.-]{1,64}$/.test(client_id) ? ` (client ${client_id})` : '';
  const userAgent = own ?? `pitpass-client${name}`;
  if (!/^[\x21-\x7e]([\x20-\x7e]{0,254}[\x21-\x7e])?$/.test(userAgent)) {
    throw new InvalidOptions('userAgent must be 1 to 256 visible ASCII characters');
  }
  const { navigator } = globalThis as { readonly navigator?: { readonly userAgent?: string } };
  // In a browser the header would cost every request a preflight, if it were sent at all.
  return navigator?.userAgent?.startsWith('Mozilla/') === true ? undefined : userAgent;
}

/**
 * Checks an app's options and fills in the defaults.
 *
 * @throws InvalidOptions when `client_id` is missing, a URL is malformed or a limit is out of range
 * @throws InsecureUrl when a URL is plain http to another computer
 */
export function createTrackmaniaConfiguration(options: TrackmaniaOptions): TrackmaniaConfiguration {
  const { client_id, client_secret, redirect_uri, scope = '', pkce = false } = options;
  if (typeof client_id !== 'string' || client_id.trim() === '') {
    throw new InvalidOptions('client_id is missing');
  }
  refuseWhiteSpaceAround(client_id, 'client_id');
  refuseWhiteSpaceAround(client_secret, 'client_secret');
  const runtime = createRuntime(options);
  const { plainHttpHosts } = runtime;
  const serviceUrl = baseUrl(
    options.serviceUrl ?? 'https://api.trackmania.com',
    'serviceUrl',
    plainHttpHosts,
  );
  const secret = client_secret === '' ? undefined : client_secret;
  const userAgent = findUserAgent(options.userAgent, client_id);
  const headers = {
    accept: 'application/json',
    ...(userAgent !== undefined && { 'user-agent': userAgent }),
  };
  const transport = createTransport(runtime.fetch, plainHttpHosts);
  const send: Transport = (request) =>
    transport({
      ...request,
      headers:
        request.body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    });
  return {
    ...runtime,
    client_id,
    redirect_uri,
    scope: parseScope(scope),
    endpoints: createEndpoints(serviceUrl, options.endpoints ?? {}, plainHttpHosts),
    usesPkce: pkce,
    requestTimeoutSeconds: seconds(options.requestTimeoutSeconds, 30, 'requestTimeoutSeconds'),
    send,
    hasClientSecret: secret !== undefined,
    presentedClientSecret: async () => secret,
  };
}
