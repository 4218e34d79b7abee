import { parseBearerCredentials } from '@pitpass/protocol';

import { failureReason } from '../transport.ts';
import { createFileAddresses } from './file-address.ts';
import type { FileAddresses } from './file-address.ts';
import { createProxyConfiguration } from './proxy-options.ts';
import type { DataProxyOptions, ProxyConfiguration } from './proxy-options.ts';
import { readRoute, refuseOrigin } from './proxy-request.ts';
import type { ProxyRefusal } from './proxy-request.ts';
import {
  corsHeaders,
  createAnswer,
  createRefusal,
  pickHeaders,
  safeContentType,
} from './proxy-response.ts';
import { limitStream, readText, TooLong } from './read-limited.ts';
import { ForeignFile, rewriteAddresses } from './rewrite-addresses.ts';
import type { AddressWriter } from './rewrite-addresses.ts';

/** Answers one request of a browser. It never throws. */
export type DataProxy = (request: Request) => Promise<Response>;

interface Proxy {
  readonly configuration: ProxyConfiguration;
  readonly addresses: FileAddresses;
  readonly filesUrl: string;
  readonly write: AddressWriter;
}

// First answers, and files that lead on, are put together anew: they are short.
const rewrittenBytesMax = 16 * 1024 * 1024;
const refusalBytesMax = 64 * 1024;

/** The service did not keep to what it does; told to `onFault`, not to the page. */
class UpstreamFault extends Error {
  readonly status: number = 502;
}

class UpstreamTimeout extends UpstreamFault {
  override readonly status = 504;
}

async function ask(
  { fetch: send }: ProxyConfiguration,
  url: string,
  headers: Readonly<Record<string, string>>,
  seconds: number,
  signal: AbortSignal,
): Promise<Response> {
  const timeout = AbortSignal.timeout(seconds * 1000);
  const { origin } = new URL(url);
  let response: Response;
  try {
    response = await send(url, {
      headers: { accept: 'application/json, */*;q=0.5', ...headers },
      signal: AbortSignal.any([signal, timeout]),
      redirect: 'manual',
    });
  } catch (error) {
    if (timeout.aborted)
      throw new UpstreamTimeout(`${origin} did not answer within ${seconds} seconds`);
    throw new UpstreamFault(`${origin} could not be reached: ${failureReason(error)}`);
  }
  const { status, redirected, type } = response;
  if (status === 200 && !redirected) return response;
  if (status >= 400 && status <= 599 && !redirected) return response;
  await response.body?.cancel();
  const what = redirected || type === 'opaqueredirect' ? 'a redirect' : String(status);
  throw new UpstreamFault(`${origin} answered with ${what}, which is not followed`);
}

/** The text of a short answer, whose end may never come. */
async function readAnswer(response: Response, bytesMax: number): Promise<string> {
  try {
    return await readText(response, bytesMax);
  } catch (error) {
    if (error instanceof TooLong) throw error;
    const isLate = (error as { readonly name?: unknown } | null)?.name === 'TimeoutError';
    if (isLate) throw new UpstreamTimeout('the service did not finish its answer in time');
    throw new UpstreamFault(`the answer of the service broke off: ${failureReason(error)}`);
  }
}

/** Passes on what the service said when it said no: its words and its waiting times, nothing more. */
async function passRefusal(response: Response, cors: Record<string, string>): Promise<Response> {
  const text = await readAnswer(response, refusalBytesMax);
  return createAnswer(text, response.status, {
    ...pickHeaders(response.headers),
    ...cors,
    'content-type': safeContentType(response.headers),
  });
}

/** Passes on a short answer, with the proxy's addresses in place of those of files. */
async function passRewritten(
  { filesUrl, write }: Proxy,
  method: string,
  response: Response,
  cors: Record<string, string>,
): Promise<Response> {
  const text = await readAnswer(response, rewrittenBytesMax);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UpstreamFault(`the answer of ${method} is not JSON`);
  }
  // Documentation is full of links that are meant for reading.
  const isDocumentation = /^doc(\/|$)/.test(method);
  const rewritten = isDocumentation
    ? value
    : await rewriteAddresses(method, value, filesUrl, write);
  return createAnswer(JSON.stringify(rewritten), 200, {
    ...pickHeaders(response.headers),
    ...cors,
    'content-type': 'application/json',
  });
}

async function passData(
  proxy: Proxy,
  request: Request,
  { method, query }: { readonly method: string; readonly query: string },
  cors: Record<string, string>,
): Promise<Response> {
  const { configuration } = proxy;
  const authorization = request.headers.get('authorization') ?? undefined;
  const credentials = parseBearerCredentials(authorization);
  if (credentials.kind !== 'token') {
    const error_description = 'send the access token as Authorization: Bearer';
    return createRefusal({ status: 401, error: 'invalid_token', error_description }, cors);
  }
  const url = `${configuration.dataUrl}/data/${method}${query === '' ? '' : `?${query}`}`;
  const headers = { authorization: `Bearer ${credentials.token}` };
  const { requestTimeoutSeconds } = configuration;
  const response = await ask(configuration, url, headers, requestTimeoutSeconds, request.signal);
  if (response.status !== 200) return passRefusal(response, cors);
  return passRewritten(proxy, method, response, cors);
}

async function passFile(
  proxy: Proxy,
  request: Request,
  name: string,
  cors: Record<string, string>,
): Promise<Response> {
  const { configuration, addresses } = proxy;
  const address = await addresses.verify(name);
  // The same status as of a dead link: whoever asks the method again gets a new one.
  const refused = { status: 403, error: 'link_refused', error_description: 'ask for a new link' };
  if (address === undefined || !mayLieThere(configuration, address.url)) {
    return createRefusal(refused, cors);
  }
  const { downloadTimeoutSeconds, downloadBytesMax } = configuration;
  const { url, reading } = address;
  const response = await ask(configuration, url, {}, downloadTimeoutSeconds, request.signal);
  if (response.status !== 200) return passRefusal(response, cors);
  if (reading === 'with_addresses') return passRewritten(proxy, 'file', response, cors);
  return createAnswer(limitStream(response, downloadBytesMax), 200, {
    ...cors,
    'content-type': safeContentType(response.headers),
  });
}

function mayLieThere({ fileOrigins }: ProxyConfiguration, url: string): boolean {
  if (!URL.canParse(url)) return false;
  // Not by its origin: blob:https://host/ has that of its host too, and so has one with a user name.
  const { href } = new URL(url);
  return fileOrigins.some((origin) => href.startsWith(`${origin}/`));
}

function createProxy(configuration: ProxyConfiguration, secret: string): Proxy {
  const addresses = createFileAddresses(secret, configuration.clock);
  const filesUrl = `${configuration.publicUrl}/files/`;
  return {
    configuration,
    addresses,
    filesUrl,
    write: async (url, reading) =>
      mayLieThere(configuration, url)
        ? filesUrl + (await addresses.sign({ url, reading }))
        : undefined,
  };
}

/** What went wrong, for the page; `onFault` is told more. */
function describeFault(error: unknown, { onFault }: ProxyConfiguration): ProxyRefusal {
  const isKnown =
    error instanceof UpstreamFault || error instanceof ForeignFile || error instanceof TooLong;
  try {
    onFault(isKnown ? error.message : `the proxy failed: ${failureReason(error)}`);
  } catch {
    // A log that cannot be written is no reason to leave a page without an answer.
  }
  const status = error instanceof UpstreamFault ? error.status : isKnown ? 502 : 500;
  const error_description = isKnown
    ? 'the data service did not answer as it should'
    : 'the proxy failed';
  return { status, error: isKnown ? 'bad_gateway' : 'server_error', error_description };
}

const preflightHeaders = {
  'access-control-allow-methods': 'GET',
  'access-control-allow-headers': 'authorization',
  'access-control-max-age': '600',
};

/**
 * A handler through which pages of listed origins read `/data`, which lets no page of another site read it.
 * It passes on the page's own access token to the one data service, and nothing else of the request: no
 * cookie, no header, no host. Files behind signed links come through it too, under addresses that it signs,
 * from the hosts of files alone and without the token. It asks nobody whom a request names, and follows
 * no redirect. It keeps no state: any number of instances may share the secret.
 *
 * @throws InvalidOptions, InsecureUrl for options that cannot be meant
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createDataProxy(options: DataProxyOptions): DataProxy {
  const configuration = createProxyConfiguration(options);
  const proxy = createProxy(configuration, configuration.secret);
  return async (request) => {
    const foreign = refuseOrigin(request.headers, configuration.origins);
    if (foreign !== undefined) return createRefusal(foreign);
    const cors = corsHeaders(request.headers.get('origin'));
    if (request.method === 'OPTIONS') {
      return createAnswer(null, 204, { ...cors, ...preflightHeaders });
    }
    if (request.method !== 'GET') {
      const error_description = 'the proxy takes GET alone';
      const refusal = { status: 405, error: 'invalid_request', error_description };
      return createRefusal(refusal, { ...cors, allow: 'GET, OPTIONS' });
    }
    try {
      const route = readRoute(request, configuration);
      if ('status' in route) return createRefusal(route, cors);
      return route.kind === 'file'
        ? await passFile(proxy, request, route.name, cors)
        : await passData(proxy, request, route, cors);
    } catch (error) {
      return createRefusal(describeFault(error, configuration), cors);
    }
  };
}
