// A client of Trackmania's dialect, written for the tests from its description alone.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import { formTo } from './browser.ts';
import type { Browser } from './browser.ts';
import { assertUnstorable } from './expectations.ts';
import { codeOf, sendWithToken } from './oauth.ts';
import type { Answer, Sent } from './request.ts';
import type { DemoClient, Service } from './running-service.ts';

export const trackmaniaTokenPath = '/api/access_token';
export const trackmaniaAuthorizePath = '/oauth/authorize';
export const trackmaniaScopes = 'clubs read_favorite write_favorite';

/** The two known ways to write errors. @see trackmania-api §5.5 */
export const errorProfiles = ['league-8', 'league-9'] as const;

/** One of {@link errorProfiles}. */
export type ErrorProfile = (typeof errorProfiles)[number];

/** What the token endpoint answers. There is no scope. @see trackmania-api §5.2 */
export interface TrackmaniaTokens {
  readonly token_type: string;
  readonly expires_in: number;
  readonly access_token: string;
  readonly refresh_token?: string;
}

/** A confidential client, with the secret that it presents as it is. */
export type ConfidentialClient = DemoClient & { readonly client_secret: string };

/** Parameters of a request; those that are undefined are left out. */
export type Fields = Readonly<Record<string, string | undefined>>;

/** The description that goes with each error. @see trackmania-api §5.5 */
export const trackmaniaDescriptions = {
  invalid_client: 'Client authentication failed',
  unsupported_grant_type:
    'The authorization grant type is not supported by the authorization server.',
  invalid_request:
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  invalid_scope: 'The requested scope is invalid, unknown, or malformed',
  invalid_grant:
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  access_denied: 'The resource owner or authorization server denied the request.',
} as const;

/** A refusal as the dialect words it. */
export interface Refusal {
  readonly status: number;
  readonly error: keyof typeof trackmaniaDescriptions;
  /** Undefined where there must be none. */
  readonly hint?: string | RegExp;
  /** Where it is not the error's own. */
  readonly description?: string;
}

/** What both profiles answer where client and secret, or client and redirect URI, do not hold. */
export const clientRefused: Refusal = { status: 401, error: 'invalid_client' };

/** What both profiles answer where the request is for something that the service does not do. */
export const grantRefused: Refusal = {
  status: 400,
  error: 'unsupported_grant_type',
  hint: 'Check that all required parameters have been provided',
};

/** What both profiles answer where a parameter is missing or wrong in itself. */
export const parameterRefused = (name: string): Refusal => ({
  status: 400,
  error: 'invalid_request',
  hint: `Check the \`${name}\` parameter`,
});

/** What both profiles answer to a scope. */
export const scopeRefused = (scope: string): Refusal => ({
  status: 400,
  error: 'invalid_scope',
  hint: `Check the \`${scope}\` scope`,
});

/** What is answered to a code that no longer counts, or never did. */
export const codeRefused = (profile: ErrorProfile, hint: string): Refusal => ({
  status: 400,
  error: profile === 'league-8' ? 'invalid_request' : 'invalid_grant',
  hint,
});

/** What is answered to a refresh token that no longer counts, or never did. */
export const refreshTokenRefused = (profile: ErrorProfile, hint: string): Refusal => ({
  ...(profile === 'league-8'
    ? { status: 401, error: 'invalid_request' }
    : { status: 400, error: 'invalid_grant' }),
  hint,
  description: 'The refresh token is invalid.',
});

/** Asserts that members are those of a refusal, none more and none less. */
function assertMembers(
  members: Readonly<Record<string, unknown>>,
  profile: ErrorProfile,
  { error, hint, description = trackmaniaDescriptions[error] }: Refusal,
): void {
  const { hint: found, ...others } = members;
  assert.deepEqual(others, {
    error,
    error_description: description,
    ...(profile === 'league-8' && { message: description }),
  });
  if (hint instanceof RegExp) assert.match(String(found), hint);
  else assert.equal(found, hint);
}

/** Asserts that an answer is one refusal, whole: status, members, and that nobody may store it. */
export function assertRefused(answer: Answer, profile: ErrorProfile, refusal: Refusal): void {
  assert.equal(answer.status, refusal.status, answer.body);
  assert.match(answer.header('content-type') ?? '', /^application\/json/);
  assert.equal(answer.header('location'), undefined);
  assert.equal(answer.header('pragma'), 'no-cache');
  assertUnstorable(answer);
  assertMembers(answer.json(), profile, refusal);
}

/** Asserts that a browser was sent to the redirect URI with a refusal, the state and nothing more. */
export function assertRefusalRedirected(
  url: URL | undefined,
  redirect_uri: string | undefined,
  profile: ErrorProfile,
  refusal: Omit<Refusal, 'status'>,
  state?: string,
): void {
  assert.ok(url !== undefined && redirect_uri !== undefined);
  assert.equal(url.origin + url.pathname, redirect_uri);
  const { state: returned, ...members } = Object.fromEntries(url.searchParams);
  assert.equal(returned, state);
  assertMembers(members, profile, { status: 302, ...refusal });
}

/** The demo's client of the dialect. */
export function keeperOf({ demo }: Service): ConfidentialClient {
  const client = demo.clients.find(({ dialect }) => dialect === 'trackmania');
  if (client?.client_secret === undefined) throw new Error('demo.json lacks a Trackmania client');
  return { ...client, client_secret: client.client_secret };
}

/** Registers another client like the demo's one, at once. */
export async function registerTrackmaniaClient(
  service: Service,
  redirect_uris: readonly string[],
): Promise<ConfidentialClient> {
  const client_id = randomBytes(10).toString('hex');
  const client_secret = randomBytes(20).toString('hex');
  const digest = createHash('sha256').update(client_secret).digest('base64url');
  await copyClient(service, client_id, digest, { redirect_uris });
  const shared = { client_type: 'server-side', dialect: 'trackmania' };
  return { client_id, client_secret, redirect_uris, ...shared };
}

/** Registers a client without a secret. */
export async function registerPublicClient(
  service: Service,
  redirect_uris: readonly string[],
): Promise<DemoClient> {
  const client_id = randomBytes(10).toString('hex');
  const client_type = 'native';
  await copyClient(service, client_id, null, { redirect_uris, client_type });
  return { client_id, client_type, dialect: 'trackmania', redirect_uris };
}

async function copyClient(
  service: Service,
  client_id: string,
  secret_digest: string | null,
  change: Readonly<Record<string, unknown>>,
): Promise<void> {
  const [row] = await service.query('SELECT record FROM client WHERE client_id = $1', [
    keeperOf(service).client_id,
  ]);
  const record = JSON.parse(String(row?.['record'])) as object;
  await service.query(
    `INSERT INTO client (client_id, dialect, state, secret_digest, record, created_at)
      VALUES ($1, 'trackmania', 'active', $2, $3, 0)`,
    [client_id, secret_digest, JSON.stringify({ ...record, ...change })],
  );
}

/** `client_id` and, where there is one, the `client_secret` as it is. */
export function plainCredentialsOf({ client_id, client_secret }: DemoClient): Fields {
  return { client_id, client_secret };
}

/** The value of an `Authorization` header with a client's credentials. @see RFC 6749 §2.3.1 */
export function basicOf({ client_id, client_secret = '' }: DemoClient): string {
  return `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
}

/** The path of an authorization request with no scope; parameters that are undefined are left out. */
export function trackmaniaAuthorizeUrl(client: DemoClient, parameters: Fields = {}): string {
  const query = new URLSearchParams();
  const all: Fields = {
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0],
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
  return `${trackmaniaAuthorizePath}?${query.toString()}`;
}

/** Takes a signed-in browser to a code, allowing on the consent page when it is asked. */
export async function obtainTrackmaniaCode(
  browser: Browser,
  client: DemoClient,
  parameters: Fields = {},
): Promise<string> {
  const page = await browser.open(trackmaniaAuthorizeUrl(client, parameters));
  if (page.leftTo !== undefined) return codeOf(page);
  return codeOf(await browser.submit(formTo(page, '/consent'), { decision: 'allow' }));
}

/** Posts a token request. */
export function requestTrackmaniaToken(
  service: Service,
  form: Fields,
  sent: Sent = {},
): Promise<Answer> {
  return service.send(trackmaniaTokenPath, { ...sent, form });
}

/** Trades a code that was obtained with the client's first redirect URI. */
export function exchangeTrackmaniaCode(
  service: Service,
  client: DemoClient,
  code: string,
  more: Fields = {},
): Promise<Answer> {
  return requestTrackmaniaToken(service, {
    grant_type: 'authorization_code',
    ...plainCredentialsOf(client),
    code,
    redirect_uri: client.redirect_uris[0],
    ...more,
  });
}

/** Refreshes. */
export function refreshTrackmania(
  service: Service,
  client: DemoClient,
  refresh_token: string | undefined,
  more: Fields = {},
): Promise<Answer> {
  return requestTrackmaniaToken(service, {
    grant_type: 'refresh_token',
    ...plainCredentialsOf(client),
    refresh_token,
    ...more,
  });
}

/** Asks for a token of the client itself. */
export function requestClientToken(
  service: Service,
  client: DemoClient,
  more: Fields = {},
): Promise<Answer> {
  return requestTrackmaniaToken(service, {
    grant_type: 'client_credentials',
    ...plainCredentialsOf(client),
    ...more,
  });
}

/** The tokens of an answer, which must be a 200. */
export function trackmaniaTokensOf(answer: Answer): TrackmaniaTokens {
  if (answer.status !== 200) throw new Error(`No tokens: ${answer.status} ${answer.body}`);
  return answer.json<TrackmaniaTokens>();
}

/** Code and exchange in one go. */
export async function obtainTrackmaniaTokens(
  service: Service,
  browser: Browser,
  client: DemoClient,
  parameters: Fields = {},
): Promise<TrackmaniaTokens> {
  const code = await obtainTrackmaniaCode(browser, client, parameters);
  return trackmaniaTokensOf(await exchangeTrackmaniaCode(service, client, code));
}

/** Asks who a token belongs to. */
export function getUser(service: Service, access_token: string): Promise<Answer> {
  return sendWithToken(service, '/api/user', access_token);
}

/** Asserts that a resource route refuses a token with one of its hints. @see trackmania-api §7.8 */
export function assertTokenRefused(
  answer: Answer,
  profile: ErrorProfile,
  hint:
    | 'Missing "Authorization" header'
    | 'Access token could not be verified'
    | 'Access token has been revoked',
): void {
  assert.equal(answer.status, 401, answer.body);
  assertUnstorable(answer);
  assertMembers(answer.json(), profile, { status: 401, error: 'access_denied', hint });
  const isMissing = hint.startsWith('Missing');
  assert.equal(
    answer.header('www-authenticate'),
    `Bearer realm="trackmania"${isMissing ? '' : ', error="invalid_token"'}`,
  );
}
