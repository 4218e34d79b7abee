import { InvalidResponse, isClientError, NetworkFailure, Timeout } from './errors.ts';
import type { AnswerDetails } from './errors.ts';
import { loadPart } from './load-part.ts';
import { parseSecureUrl, urlForMessage } from './secure-url.ts';

const answerBytesMax = 1024 * 1024;

/** One request. Its text, as far as it is secret, never reaches an error. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** What is asked, for messages: `the token endpoint`. */
  readonly subject: string;
  readonly access_token?: string | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** A body of the type that the headers name, where there is no form. */
  readonly body?: string | undefined;
  /** Headers in place of this transport's own, their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** The most that is read of the body, after decompression. Default: 1 MiB. */
  readonly bytesMax?: number;
  readonly signal?: AbortSignal | undefined;
  /** True for files: no credential goes with them, so a redirect does no harm. */
  readonly followsRedirects?: boolean;
  /** Where plain http may lead, at first and by redirects. Default: the transport's hosts. */
  readonly plainHttpHosts?: readonly string[];
}

/** An answer, read to its end. */
export interface Answer extends AnswerDetails {
  readonly headers: Headers;
  readonly text: string;
}

/** Sends one request and reads the whole answer, whatever its status. */
export type Transport = (request: TransportRequest) => Promise<Answer>;

/** What the system called a failure, or that there was one. */
export function failureReason(error: unknown): string {
  const { cause, code } = (error ?? {}) as { readonly cause?: unknown; readonly code?: unknown };
  const reason = (cause as { readonly code?: unknown } | undefined)?.code ?? code;
  return typeof reason === 'string' ? reason : 'the connection failed or broke off';
}

/**
 * What is thrown for a request that failed. Its cause is told without the queries of addresses: Deno and Bun
 * name whole addresses there, and a link's signature with them. Headers that cannot be sent are named with
 * the token in them.
 */
export function createNetworkFailure(asked: string, error: unknown): NetworkFailure {
  const { cause = error } = Object(error) as { readonly cause?: unknown };
  return new NetworkFailure(`${asked} could not be reached: ${failureReason(error)}`, {
    cause: new Error(String(cause).replaceAll(/\?\S+|Bearer.*/gs, '?…')),
  });
}

/** A request as `fetch` takes it. */
export function createRequestInit(request: TransportRequest, signal: AbortSignal): RequestInit {
  const { method, access_token, form } = request;
  const headers: Record<string, string> = {
    accept: 'application/json, */*;q=0.5',
    ...request.headers,
  };
  let { body } = request;
  if (access_token !== undefined) headers['authorization'] = `Bearer ${access_token}`;
  if (form !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    body = new URLSearchParams(form).toString();
  }
  // A redirect would carry the credentials to wherever it points, or lead a file's to anywhere.
  return { method, headers, signal, redirect: 'manual', ...(body !== undefined && { body }) };
}

/** What errors tell of an answer to what was sent. */
export function describeAnswer(
  response: Response,
  { access_token, form }: Pick<TransportRequest, 'access_token' | 'form'>,
): AnswerDetails {
  const sent = [access_token, ...Object.values(form ?? {})];
  const { status, headers } = response;
  return { status, request_id: readRequestId(headers, sent), response };
}

/**
 * Sends the request. What redirects do with it is loaded when the first one comes.
 *
 * @throws InvalidResponse for one that is not followed, InsecureUrl for one that leads to nowhere safe
 */
export async function fetchResponse(
  fetchAnswer: typeof fetch,
  request: TransportRequest,
  signal: AbortSignal,
  asked: string,
): Promise<Response> {
  const response = await fetchAnswer(request.url, createRequestInit(request, signal));
  if (!isRedirected(response)) return response;
  const { followRedirects } = await loadPart(import('./redirects.ts'));
  return followRedirects(fetchAnswer, request, signal, asked, response);
}

/** True for a redirect, and for what a fetch of the app's own has followed although it was told not to. */
function isRedirected({ redirected, status }: Response): boolean {
  // Browsers hide redirects behind the status 0.
  return redirected || status < 200 || (status > 299 && status < 400);
}

/** The text of a body, or undefined when it has more bytes than `bytesMax`; then it ends unread. */
async function readText(response: Response, bytesMax: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let byteCount = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    byteCount += value.byteLength;
    if (byteCount > bytesMax) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/**
 * Makes a transport over `fetch`. Every address is checked before it is asked, redirects too: https
 * or, where it may lead there, this computer. A request ends after its timeout (body included). At
 * most five redirects are followed, without any credential; in browsers none, since they show
 * nobody where a redirect leads before they have followed it.
 *
 * The transport throws InsecureUrl, Timeout, NetworkFailure, InvalidResponse (a redirect that is
 * not followed, a body that is too long or a web page), or the reason of the caller's signal.
 */
export function createTransport(
  fetchAnswer: typeof fetch,
  plainHttpHosts?: readonly string[],
): Transport {
  return async (given) => {
    const request = { plainHttpHosts, bytesMax: answerBytesMax, ...given };
    const { bytesMax } = request;
    const url = parseSecureUrl(
      request.url,
      `the address of ${request.subject}`,
      request.plainHttpHosts,
    );
    const asked = `${request.subject} (${urlForMessage(url)})`;
    const timeout = AbortSignal.timeout(request.timeoutSeconds * 1000);
    const signal =
      request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
    let response: Response;
    let text: string | undefined;
    try {
      response = await fetchResponse(fetchAnswer, request, signal, asked);
      text = await readText(response, bytesMax);
    } catch (cause) {
      if (request.signal?.aborted === true) throw request.signal.reason;
      if (isClientError(cause)) throw cause;
      if (timeout.aborted) {
        throw new Timeout(`${asked} did not answer within ${request.timeoutSeconds} seconds`);
      }
      throw createNetworkFailure(asked, cause);
    }
    const details = describeAnswer(response, request);
    // Neither JSON nor CSV begins so. Networks that want a sign-in of their own answer for everybody.
    if (text === undefined || (response.ok && /^\s*</.test(text))) {
      const what =
        text === undefined
          ? `more than ${bytesMax} bytes`
          : 'a web page: check the address, and what stands in between';
      throw new InvalidResponse(`${asked} answered with ${what}`, details);
    }
    return { ...details, headers: response.headers, text };
  };
}

/** The service's name for a request, unless it repeats something that was sent. */
export function readRequestId(
  headers: Headers,
  sent: readonly (string | undefined)[],
): string | undefined {
  const id = headers.get('x-request-id') ?? '';
  const isEcho = sent.some((value = '') => value.length > 7 && id.includes(value));
  return /^[\w.:/+=-]{1,128}$/.test(id) && !isEcho ? id : undefined;
}

/** The whole seconds of a `Retry-After` header, from a number or a date. @see RFC 9110 §10.2.3 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header);
  // Date.parse alone takes almost anything for a date.
  const date = /^[A-Z][a-z]{2}, \d{2} /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil(date / 1000) - now);
}

/** The JSON of a text, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
