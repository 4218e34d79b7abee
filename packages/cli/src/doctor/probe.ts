/** What a service answered to a harmless request. */
export interface Probe {
  readonly status: number;
  /** Where it redirects to. */
  readonly location: string | undefined;
  /** What its body says as JSON; empty for anything else. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** How many seconds the clock of the service is ahead of ours; undefined when it tells no time. */
  readonly clockAheadSeconds: number | undefined;
}

/** Why no answer came. */
export interface Unreachable {
  readonly reason: string;
}

const timeoutMilliseconds = 10_000;
const bodyMax = 65_536;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name of its host is not known',
  EAI_AGAIN: 'the name of its host could not be looked up',
  ECONNRESET: 'the connection was broken off',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  CERT_HAS_EXPIRED: 'its certificate has expired, or this clock is wrong',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, or this clock is wrong',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is from an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is from an authority that is not known here',
};

function toReason(error: unknown): string {
  if ((error as Error).name === 'TimeoutError') return 'it did not answer in time';
  const cause = (error as { readonly cause?: { readonly code?: unknown } }).cause;
  const code = typeof cause?.code === 'string' ? cause.code : '';
  return reasons[code] ?? (code === '' ? 'no answer came' : `no answer came (${code})`);
}

/** The beginning of a body; whatever comes after it is not waited for. */
async function readBeginning({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > bodyMax) break;
  }
  return text;
}

async function readFields(response: Response): Promise<Record<string, unknown>> {
  const text = await readBeginning(response);
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function readClock(response: Response, begun: number, ended: number): number | undefined {
  const told = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(told)) return undefined;
  // The header knows whole seconds, and was written some time between question and answer.
  const [earliest, latest] = [begun - 1000, ended];
  if (told >= earliest && told <= latest) return 0;
  const milliseconds = told > latest ? told - latest : told - earliest;
  return Math.round(milliseconds / 1000);
}

/** Sends one request; nothing is followed, and a body that is too long is not waited for. */
export async function probe(url: string, init: RequestInit = {}): Promise<Probe | Unreachable> {
  const begun = Date.now();
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMilliseconds),
      ...init,
      headers: { accept: 'application/json', ...init.headers },
    });
    const clockAheadSeconds = readClock(response, begun, Date.now());
    const location = response.headers.get('location') ?? undefined;
    const fields = await readFields(response);
    return { status: response.status, location, fields, clockAheadSeconds };
  } catch (error) {
    return { reason: toReason(error) };
  }
}

/** True when no answer came. */
export function isUnreachable(answer: Probe | Unreachable): answer is Unreachable {
  return 'reason' in answer;
}

/** What a service says about a client and a redirect URI of it. */
export type RedirectUriState =
  'registered' | 'unregistered' | 'unknown_client' | 'disabled' | 'unclear';

/**
 * Asks the authorization endpoint whether it knows a client and a redirect URI. The request is one
 * that it refuses in any case: to the redirect URI when both are right, and otherwise here. Nothing
 * begins by it.
 *
 * @see The book, chapters 13.1 and 16; RFC 6749 §4.1.2.1
 */
export async function askAboutRedirectUri(
  service: string,
  client_id: string,
  redirect_uri: string,
): Promise<RedirectUriState> {
  const query = new URLSearchParams({ client_id, redirect_uri, response_type: 'none' });
  const answer = await probe(`${service}/oauth2/authorize?${query.toString()}`);
  if (isUnreachable(answer)) return 'unclear';
  if (answer.status >= 300 && answer.status < 400) return 'registered';
  const { error, error_description } = answer.fields;
  const description = typeof error_description === 'string' ? error_description : '';
  if (error === 'unauthorized_client') return 'disabled';
  if (error !== 'invalid_client') return 'unclear';
  if (/redirect/i.test(description)) return 'unregistered';
  return /client/i.test(description) ? 'unknown_client' : 'unclear';
}
