import { exitCodes, Problem, usageProblem } from '../problem.ts';
import { localTokenHeader } from '../serve/faults/faults-path.ts';
import type { LocalService } from '../settings/local-service.ts';
import { toVisibleText } from '../terminal/visible-text.ts';

const timeoutMs = 10_000;

/** A request to what only a local service has. */
export interface LocalRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query, where there is one. */
  readonly path: string;
  readonly body?: object;
  /** What a service that is not local does not have, such as "faults to switch". */
  readonly what: string;
}

async function send(
  { service, localToken }: LocalService,
  { method, path, body }: LocalRequest,
): Promise<Response> {
  try {
    return await fetch(`${service}${path}`, {
      method,
      headers: { [localTokenHeader]: localToken, 'content-type': 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Problem(
      'network_failure',
      exitCodes.unreachable,
      `${service} does not answer; start it with "pitpass serve --local".`,
    );
  }
}

async function readSentence(response: Response): Promise<string> {
  const body = (await response.json().catch(() => undefined)) as
    { readonly error_description?: unknown } | undefined;
  const sentence = body?.error_description;
  return typeof sentence === 'string' ? toVisibleText(sentence) : `It answered ${response.status}.`;
}

async function toProblem(response: Response, service: string, what: string): Promise<Problem> {
  switch (response.status) {
    case 400:
      return usageProblem(await readSentence(response));
    case 403:
      return new Problem(
        'access_denied',
        exitCodes.refused,
        `${service} does not know the local token of this data directory; name the directory it was started with by --data-directory.`,
      );
    case 404:
      return new Problem(
        'not_local',
        exitCodes.refused,
        `${service} has no ${what}: it was not started with --local.`,
      );
    default:
      return new Problem(
        'unexpected_answer',
        exitCodes.failure,
        `${service} did not answer as a local service does. ${await readSentence(response)}`,
      );
  }
}

/**
 * Asks a route of a local service that is for the holder of its local token.
 *
 * @returns the body of the answer
 * @throws Problem when it cannot be reached, is not local, does not know the token, or refuses
 */
export async function requestLocal<Body>(
  local: LocalService,
  request: LocalRequest,
): Promise<Body> {
  const response = await send(local, request);
  if (!response.ok) throw await toProblem(response, local.service, request.what);
  return (await response.json()) as Body;
}
