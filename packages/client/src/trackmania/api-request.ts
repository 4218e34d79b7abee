import { InvalidOptions, InvalidResponse, RateLimited, ResourceErrorResponse } from '../errors.ts';
import type { AnswerDetails, ErrorWords } from '../errors.ts';
import { cleanText } from '../clean-text.ts';
import { readErrorWords } from '../refusal-words.ts';
import { parseJson, parseRetryAfter } from '../transport.ts';
import type { Answer } from '../transport.ts';
import type { TrackmaniaConfiguration } from './configuration.ts';

const answerBytesMax = 16 * 1024 * 1024;
// Named alone or with others, the service reads these as lists only.
const listParameters = new Set(['accountId', 'displayName', 'mapId']);

/** One value of a parameter, or several. */
export type ApiParameter =
  string | number | boolean | readonly (string | number)[] | null | undefined;

/**
 * The parameters of a route. Absent ones are left out; lists get the brackets that the service
 * wants, whether the name brings them or not.
 */
export type ApiParameters = Readonly<Record<string, ApiParameter>> | URLSearchParams;

/** A request to one of the routes under `/api`. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Without the leading `/api/`. */
  readonly path: string;
  readonly parameters?: ApiParameters;
  readonly json?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** What a route answered, for the reader of its form. */
export interface ApiAnswer {
  /** The JSON; undefined when there was no content. */
  readonly value: unknown;
  /** How a message names the route. */
  readonly subject: string;
  readonly details: AnswerDetails;
}

/**
 * Reads the path of a route. `/api/user`, `api/user` and `user` are the same.
 *
 * @throws InvalidOptions when it is anything else, a whole URL for example: the access token goes
 *   nowhere but to the service's routes
 */
export function parseApiPath(path: string): string {
  const name = path.replace(/^\//, '').replace(/^api\//, '');
  if (!/^[a-z0-9_-]+(\/[a-z0-9_-]+)*$/i.test(name)) {
    throw new InvalidOptions(
      'a path is words and slashes, /api/user/clubs/admin for example, without query or dots',
    );
  }
  return name;
}

/**
 * The query of a request.
 *
 * @see Trackmania's spec, §11.1
 */
export function formatApiQuery(parameters: ApiParameters): string {
  const query = new URLSearchParams();
  if (parameters instanceof URLSearchParams) {
    for (const [name, value] of parameters) {
      const isList = listParameters.has(name) || parameters.getAll(name).length > 1;
      query.append(isList ? withBrackets(name) : name, value);
    }
    return query.toString();
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue;
    const isList = listParameters.has(name) || Array.isArray(value);
    // TypeScript does not narrow readonly arrays by Array.isArray.
    const values = Array.isArray(value) ? (value as readonly (string | number)[]) : [value];
    for (const one of values) query.append(isList ? withBrackets(name) : name, String(one));
  }
  return query.toString();
}

function withBrackets(name: string): string {
  return name.endsWith(']') ? name : `${name}[]`;
}

// The library behind the service says some refusals in one plain sentence.
function readSentence(text: string, secrets: readonly string[]): Partial<ErrorWords> {
  const isSentence = text.trim() !== '' && text.length <= 300 && !/[<>{}]/.test(text);
  return isSentence ? { error_description: cleanText(text, secrets) } : {};
}

async function refuse(
  answer: Answer,
  subject: string,
  now: number,
  access_token: string,
): Promise<never> {
  if (answer.status === 429) {
    const retryAfterSeconds = parseRetryAfter(answer.headers.get('retry-after'), now);
    throw new RateLimited('service', retryAfterSeconds, now, answer);
  }
  const words =
    parseJson(answer.text) === undefined
      ? readSentence(answer.text, [access_token])
      : await readErrorWords(answer.text, [access_token]);
  throw new ResourceErrorResponse('service', subject, words, answer);
}

/**
 * Asks one of the routes, with a token.
 *
 * @throws ResourceErrorResponse with speaker `service`, whatever form the refusal has; RateLimited,
 *   InvalidResponse, NetworkFailure, Timeout
 * @see Trackmania's spec, §7.8
 */
export async function requestApi(
  configuration: TrackmaniaConfiguration,
  access_token: string,
  { method, path, parameters = {}, json, signal }: ApiRequest,
): Promise<ApiAnswer> {
  const subject = `/api/${path}`;
  const query = formatApiQuery(parameters);
  const answer = await configuration.send({
    method,
    url: `${configuration.endpoints.api_endpoint}/${path}${query === '' ? '' : `?${query}`}`,
    subject,
    access_token,
    ...(json !== undefined && { body: JSON.stringify(json) }),
    timeoutSeconds: configuration.requestTimeoutSeconds,
    bytesMax: answerBytesMax,
    signal,
  });
  if (answer.status < 200 || answer.status > 299) {
    await refuse(answer, subject, configuration.clock(), access_token);
  }
  const isEmpty = answer.text.trim() === '';
  const value = isEmpty ? undefined : parseJson(answer.text);
  if (!isEmpty && value === undefined) {
    throw new InvalidResponse(`${subject} is not whole JSON`, answer);
  }
  return { value, subject, details: answer };
}
