import { isClientError } from './errors.ts';
import type { Log } from './logger.ts';
import { urlForMessage } from './secure-url.ts';
import { failureReason, parseRetryAfter, readRequestId } from './transport.ts';

// What identifies a request and opens nothing. Everything else of a form is redacted.
const plainParameters = new Set(['grant_type', 'client_id', 'redirect_uri', 'scope']);

/** A form as it may be shown, and the values of it that may not. */
function readForm(
  body: unknown,
  type: string | null,
): { readonly shown: string; readonly secrets: readonly string[] } {
  const isForm = type === 'application/x-www-form-urlencoded' && typeof body === 'string';
  const form = isForm ? [...new URLSearchParams(body)] : [];
  const show = ([name, value]: [string, string]) =>
    `${name}=${plainParameters.has(name) ? value : '[redacted]'}`;
  return { shown: form.map(show).join(' '), secrets: form.map(([, value]) => value) };
}

/**
 * Sends a request as `fetch` does, and tells it at debug when its head has come: method, address without
 * query, the form's parameters, status, the service's name for it, duration. Limits are told as warnings.
 */
export async function fetchTelling(
  fetchAnswer: typeof fetch,
  log: Log,
  now: () => number,
  input: string,
  init: RequestInit,
): Promise<Response> {
  const sent = new Headers(init.headers);
  const { shown, secrets } = readForm(init.body, sent.get('content-type'));
  const authorization = sent.get('authorization')?.replace(/^\w+ /, '');
  const request = `${init.method} ${urlForMessage(new URL(input))}`;
  const shownParts = {
    ...(shown !== '' && { form: shown }),
    ...(authorization !== undefined && { authorization: 'Bearer [redacted]' }),
  };
  const begin = performance.now();
  const told = () => ({ milliseconds: Math.round(performance.now() - begin), ...shownParts });
  try {
    const response = await fetchAnswer(input, init);
    const { status, headers } = response;
    const request_id = readRequestId(headers, [...secrets, authorization]);
    const answer = { status, ...(request_id !== undefined && { request_id }) };
    log('debug', request, { ...answer, ...told() });
    const retryAfterSeconds = parseRetryAfter(headers.get('retry-after'), now());
    if (status === 429 || retryAfterSeconds !== undefined) {
      log('warn', 'the service asks to wait', { request, ...answer, retryAfterSeconds });
    }
    return response;
  } catch (error) {
    const reason = isClientError(error) ? error.code : failureReason(error);
    log('debug', `${request} got no answer`, { reason, ...told() });
    throw error;
  }
}
