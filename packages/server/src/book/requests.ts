import { iracingPaths } from '../dialect/iracing/paths.ts';
import type { BookExample } from '../pages/book-content.ts';
import type { BookDemo, BookFacts } from './facts.ts';

/** The clients that requests are shown with: the demo's, or variables to fill in. */
export function exampleClients({ demo }: BookFacts): BookDemo {
  return (
    demo ?? {
      password_limited_client_id: '$CLIENT_ID',
      server_client_id: '$CLIENT_ID',
      native_client_id: '$CLIENT_ID',
      native_redirect_uri: '$REDIRECT_URI',
    }
  );
}

/** One member of a form. What a shell or the encoding could spoil is quoted and percent-encoded by curl. */
function formArgument([name, value]: readonly [string, string]): string {
  return /^[A-Za-z0-9_.-]+$/.test(value)
    ? `-d ${name}=${value}`
    : `--data-urlencode "${name}=${value}"`;
}

/** A form that is posted to a path of the dialect, by a client or with a token. */
export function postRequest(
  { origin }: BookFacts,
  path: string,
  form: Readonly<Record<string, string>>,
  { withToken = false }: { readonly withToken?: boolean } = {},
): string {
  return [
    `curl -s ${origin}${path}`,
    ...(withToken ? ['-H "Authorization: Bearer $ACCESS_TOKEN"'] : []),
    ...(Object.keys(form).length === 0 ? ['-X POST'] : []),
    ...Object.entries(form).map(formArgument),
  ].join(' \\\n  ');
}

/** A GET with the access token. */
export function getRequest({ origin }: BookFacts, path: string): string {
  return `curl -s ${origin}${path} \\\n  -H "Authorization: Bearer $ACCESS_TOKEN"`;
}

/** The authorization request of the native client, as the address that a browser is sent to. */
export function authorizeAddress(
  facts: BookFacts,
  over: Readonly<Record<string, string | undefined>> = {},
): string {
  const { native_client_id, native_redirect_uri } = exampleClients(facts);
  const query = Object.entries({
    client_id: native_client_id,
    redirect_uri: native_redirect_uri,
    response_type: 'code',
    code_challenge: '$CODE_CHALLENGE',
    code_challenge_method: 'S256',
    state: 'n7Qe2',
    scope: 'iracing.auth iracing.profile',
    ...over,
  })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    // A variable stays one; what it holds needs no encoding.
    .map(([name, value]) => `${name}=${value.startsWith('$') ? value : encodeURIComponent(value)}`);
  return `${facts.origin}${iracingPaths.authorize}?${query.join('&')}`;
}

/** A request with its answer. */
export function example(
  name: string,
  request: string,
  status?: number,
  answer?: object | string,
): BookExample {
  const words = typeof answer === 'object' ? JSON.stringify(answer, null, 2) : answer;
  return { kind: 'example', name, request, status, answer: words };
}
