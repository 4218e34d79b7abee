import { InvalidResponse, NetworkFailure, Timeout } from './errors.ts';
import type { AnswerDetails } from './errors.ts';
import { parseSecureUrl, urlForMessage } from './secure-url.ts';

/** One request. Its text, as far as it is secret, never reaches an error. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** What is asked, for messages: `the token endpoint`. */
  readonly subject: string;
  readonly access_token?: string | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
  /** True for files: no credential goes with them, so a redirect does no harm. */
  readonly followsRedirects?: boolean;
}

/** An answer, read to its end. */
export interface Answer extends AnswerDetails {
  readonly headers: Headers;
  readonly text: string;
}

/** Sends one request and reads the whole answer, whatever its status. */
export type Transport = (request: TransportRequest) => Promise<Answer>;

function failureReason(error: unknown): string {
  const causes = [error, (error as { cause?: unknown } | undefined)?.cause];
  for (const cause of causes.toReversed()) {
    const code = (cause as { code?: unknown } | undefined)?.code;
    if (typeof code === 'string') return code;
  }
  return 'the connection failed or broke off';
}

function createRequestInit(request: TransportRequest, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json, */*;q=0.5' };
  if (request.access_token !== undefined)
    headers['authorization'] = `Bearer ${request.access_token}`;
  if (request.form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
  return {
    method: request.method,
    headers,
    signal,
    // A redirect would carry the credentials to wherever it points.
    redirect: request.followsRedirects === true ? 'follow' : 'manual',
    ...(request.form !== undefined && { body: new URLSearchParams(request.form).toString() }),
  };
}

/**
 * Makes a transport over `fetch`. Every request is checked to be https or loopback, ends after its
 * timeout (body included), and refuses redirects unless it carries no credential.
 *
 * The transport throws InsecureUrl, Timeout, NetworkFailure, InvalidResponse (a redirect), or the
 * reason of the caller's signal.
 */
export function createTransport(fetchAnswer: typeof fetch): Transport {
  return async (request) => {
    const url = parseSecureUrl(request.url, `the address of ${request.subject}`);
    const asked = `${request.subject} (${urlForMessage(url)})`;
    const timeout = AbortSignal.timeout(request.timeoutSeconds * 1000);
    const signal =
      request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
    let response: Response;
    let text: string;
    try {
      response = await fetchAnswer(request.url, createRequestInit(request, signal));
      text = await response.text();
    } catch (cause) {
      if (request.signal?.aborted === true) throw request.signal.reason;
      if (timeout.aborted) {
        throw new Timeout(`${asked} did not answer within ${request.timeoutSeconds} seconds`);
      }
      throw new NetworkFailure(`${asked} could not be reached: ${failureReason(cause)}`, { cause });
    }
    const { status, headers } = response;
    const details = { status, request_id: readRequestId(headers), response };
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      throw new InvalidResponse(
        `${asked} answered with a redirect, which is not followed`,
        details,
      );
    }
    if (response.redirected) parseSecureUrl(response.url, `the address of ${request.subject}`);
    return { ...details, headers, text };
  };
}

function readRequestId(headers: Headers): string | undefined {
  const id = headers.get('x-request-id');
  return id !== null && /^[\w.:/+=-]{1,128}$/.test(id) ? id : undefined;
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

const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g;

/**
 * Text of a stranger, fit for a message: no control characters, at most 300 characters, and none of
 * the secrets that were sent, should the stranger have echoed them.
 */
export function cleanText(text: string, secrets: readonly string[] = []): string {
  let cleaned = text;
  for (const secret of secrets) {
    // A shorter one is no secret, and its absence from a sentence would tell what it is.
    if (secret.length < 8) continue;
    const formEncoded = new URLSearchParams([['', secret]]).toString().slice(1);
    for (const form of [secret, encodeURIComponent(secret), formEncoded]) {
      cleaned = cleaned.replaceAll(form, '[secret]');
    }
  }
  cleaned = cleaned.replaceAll(controlCharacters, ' ').trim();
  return cleaned.length > 300 ? `${cleaned.slice(0, 299)}…` : cleaned;
}
