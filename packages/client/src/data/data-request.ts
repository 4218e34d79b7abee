import type { Configuration } from '../configuration.ts';
import { InvalidOptions } from '../errors.ts';
import { refuseAnswer } from '../refuse-answer.ts';
import type { Answer, TransportRequest } from '../transport.ts';
import type { CallContext } from './data-behaviour.ts';

/** One value of a parameter; several become one, separated by commas. */
export type DataParameter =
  string | number | boolean | readonly (string | number)[] | null | undefined;

/**
 * The parameters of a data method. Absent ones are left out. `lookup/get` alone wants names
 * repeated: give it a URLSearchParams.
 */
export type DataParameters = Readonly<Record<string, DataParameter>> | URLSearchParams;

/**
 * The service and method that a data path names. `/data/results/get`, `data/results/get` and `results/get` are the same.
 *
 * @throws InvalidOptions when it is anything else, a whole URL for example: the access token goes
 *   nowhere but to `/data`
 */
export function parseDataPath(path: string): string {
  const name = path.replace(/^\//, '').replace(/^data\//, '');
  if (!/^[a-z0-9_]+(\/[a-z0-9_]+)*$/i.test(name)) {
    throw new InvalidOptions(
      'a data path is a service and a method, /data/results/get for example, without query or dots',
    );
  }
  return name;
}

/** The query of a data request. */
export function formatDataQuery(parameters: DataParameters): string {
  if (parameters instanceof URLSearchParams) return parameters.toString();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue;
    // TypeScript does not narrow readonly arrays by Array.isArray.
    const values = Array.isArray(value) ? (value as readonly (string | number)[]) : [value];
    query.append(name, values.join(','));
  }
  return query.toString();
}

/** What is left of the member's requests in this minute, as the last answer told. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** When the count begins anew, in epoch seconds. */
  readonly reset_at: number;
}

/** How one request to the data service is sent. */
export interface DataRequestOptions {
  readonly signal?: AbortSignal;
  /**
   * Whose token it is, when the app knows for sure: their `cust_id`, not something that a request brought
   * along. The payload cache and the pace then know the member again when the token is another. Default: who
   * has the same token is the same member.
   */
  readonly member?: string;
  /** Told with each answer of the data service, refusals too, what is left of the minute. */
  readonly onRateLimit?: (rateLimit: RateLimit) => void;
}

/** Reads the three headers, or undefined when one is missing or no number. */
export function parseRateLimit(headers: Headers): RateLimit | undefined {
  const read = (name: string): number => Number.parseInt(headers.get(name) ?? '', 10);
  const limit = read('x-ratelimit-limit');
  const remaining = read('x-ratelimit-remaining');
  const reset_at = read('x-ratelimit-reset');
  const isWhole = [limit, remaining, reset_at].every(Number.isSafeInteger);
  return isWhole ? { limit, remaining, reset_at } : undefined;
}

/** Does something that is safe to repeat, as often as the provider's retries say. */
export function persist<T>(
  configuration: Configuration,
  signal: AbortSignal | undefined,
  act: () => Promise<T>,
): Promise<T> {
  const { retries } = configuration;
  return retries === undefined ? act() : retries(act, createContext(configuration, signal));
}

function createContext(
  { clock, random, log }: Configuration,
  signal: AbortSignal | undefined,
): CallContext {
  return { clock, random, log, signal };
}

/**
 * Asks the data service itself, when the budget allows it, and takes note of what is left of that.
 *
 * @throws ResourceErrorResponse, RateLimited, SiteMaintenance, InvalidResponse, NetworkFailure,
 *   Timeout
 */
export async function requestData(
  configuration: Configuration,
  access_token: string,
  method: string,
  query: string,
  { member, onRateLimit, signal }: DataRequestOptions,
): Promise<Answer> {
  const { pacing } = configuration;
  const subject = `/data/${method}`;
  const send = (): Promise<Answer> =>
    configuration.send({
      method: 'GET',
      url: `${configuration.dataUrl}${subject}${query === '' ? '' : `?${query}`}`,
      subject,
      access_token,
      timeoutSeconds: configuration.requestTimeoutSeconds,
      // Some answers are the content itself, so that they may be as long as a file.
      bytesMax: configuration.downloadBytesMax,
      signal,
    });
  const answer = await (pacing === undefined
    ? send()
    : pacing(member ?? access_token, send, createContext(configuration, signal)));
  const rateLimit = parseRateLimit(answer.headers);
  if (rateLimit !== undefined) {
    configuration.budget.rateLimit = rateLimit;
    onRateLimit?.(rateLimit);
  }
  if (answer.status !== 200) {
    const context = { now: configuration.clock(), secrets: [access_token] };
    await refuseAnswer(answer, 'data', subject, context);
  }
  return answer;
}

/**
 * Downloads one file behind a signed link. The access token stays at home: the host of the files
 * refuses a request that carries two credentials, and it is none of its business. A link, or a
 * redirect, leads to plain http on this computer only when the data service is there too.
 *
 * @throws ResourceErrorResponse with speaker `file_host`, InsecureUrl, InvalidResponse,
 *   NetworkFailure, Timeout
 */
export async function downloadFile(
  configuration: Configuration,
  url: string,
  subject: string,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return persist(configuration, signal, async () => {
    const answer = await configuration.send(fileRequest(configuration, url, subject, signal));
    if (answer.status !== 200) await refuseFile(configuration, answer, url, subject);
    return answer;
  });
}

/** The request for one file behind a signed link. */
export function fileRequest(
  configuration: Configuration,
  url: string,
  subject: string,
  signal: AbortSignal | undefined,
): TransportRequest {
  return {
    method: 'GET',
    url,
    subject,
    timeoutSeconds: configuration.downloadTimeoutSeconds,
    bytesMax: configuration.downloadBytesMax,
    signal,
    followsRedirects: true,
    plainHttpHosts: configuration.dataUrl.startsWith('http:') ? configuration.plainHttpHosts : [],
  };
}

/** Words what the host of the files said no with. @throws as `refuseAnswer` does */
export function refuseFile(
  configuration: Configuration,
  answer: Answer,
  url: string,
  subject: string,
): Promise<never> {
  return refuseAnswer(answer, 'file_host', subject, { now: configuration.clock(), secrets: [url] });
}
