// A client of the wire, written for the tests from the documents alone.
import { createHash, randomBytes } from 'node:crypto';

import { Browser, formTo } from './browser.ts';
import type { Page } from './browser.ts';
import type { Answer, Sent } from './request.ts';
import type { DemoClient, DemoMember, Service } from './running-service.ts';

export const tokenPath = '/oauth2/token';
export const authorizePath = '/oauth2/authorize';
export const bothScopes = 'iracing.auth iracing.profile';

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** The masked form of a secret or password. @see The book, chapter 13.2 */
export function mask(secret: string, identifier: string): string {
  return sha256(secret + identifier.trim().toLowerCase()).toString('base64');
}

/** A code verifier and its S256 challenge. @see RFC 7636 §4 */
export function createPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: sha256(verifier).toString('base64url') };
}

/** What the token endpoint answers. */
export interface Tokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly refresh_token_expires_in?: number;
  readonly scope?: string;
}

/** The demo's clients by what they are. */
export function clientsOf({ demo }: Service) {
  const pick = (matches: (client: DemoClient) => boolean): DemoClient => {
    const client = demo.clients.find(matches);
    if (client === undefined) throw new Error('demo.json lacks a client');
    return client;
  };
  return {
    /** Confidential, with authorization codes. */
    server: pick((client) => client.client_secret !== undefined && client.users === undefined),
    /** Public, in the browser. */
    page: pick((client) => client.client_type === 'single-page-app'),
    /** Public, with loopback redirects. */
    native: pick((client) => client.client_type === 'native'),
    /** Confidential, with the password-limited grant. */
    bot: pick((client) => client.users !== undefined),
  };
}

/** A member of the demo by position. */
export function memberOf({ demo }: Service, index = 0): DemoMember {
  const member = demo.members[index];
  if (member === undefined) throw new Error(`demo.json lacks member ${index}`);
  return member;
}

/** `client_id` and, where there is one, the masked `client_secret`. */
export function credentialsOf(client: DemoClient): { client_id: string; client_secret?: string } {
  const { client_id, client_secret } = client;
  return client_secret === undefined
    ? { client_id }
    : { client_id, client_secret: mask(client_secret, client_id) };
}

/** The path of an authorization request; parameters that are undefined are left out. */
export function authorizeUrl(
  client: DemoClient,
  parameters: Readonly<Record<string, string | undefined>> = {},
): string {
  const query = new URLSearchParams();
  const all: Record<string, string | undefined> = {
    client_id: client.client_id,
    redirect_uri: client.redirect_uris[0],
    response_type: 'code',
    scope: bothScopes,
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
  return `${authorizePath}?${query.toString()}`;
}

/** Posts a token request. */
export function requestToken(
  service: Service,
  form: Readonly<Record<string, string | undefined>>,
  sent: Sent = {},
): Promise<Answer> {
  return service.send(tokenPath, { ...sent, form });
}

/** Signs in on the login page that is open. */
export function logIn(browser: Browser, page: Page, member: DemoMember): Promise<Page> {
  const { username, password } = member;
  return browser.submit(formTo(page, '/login'), { username, password });
}

/** A browser in which the member is signed in to the service itself. */
export async function createSignedInBrowser(service: Service, member: DemoMember) {
  const browser = new Browser(service);
  const page = await logIn(browser, await browser.open('/login'), member);
  if (page.path !== '/account') throw new Error(`Signing in led to ${page.path}`);
  return browser;
}

/** Reads the code out of where a browser was sent. */
export function codeOf(page: Page): string {
  const code = page.leftTo?.searchParams.get('code');
  if (code === null || code === undefined) {
    const where = page.leftTo?.href ?? `${page.path} ${page.answer.status}`;
    throw new Error(`There is no code: ${where} ${page.answer.body.slice(0, 300)}`);
  }
  return code;
}

/**
 * Takes a signed-in browser through an authorization request to a code, allowing on the consent page when
 * it is asked.
 */
export async function obtainCode(
  browser: Browser,
  client: DemoClient,
  parameters: Readonly<Record<string, string | undefined>> = {},
): Promise<string> {
  const page = await browser.open(authorizeUrl(client, parameters));
  if (page.leftTo !== undefined) return codeOf(page);
  return codeOf(await browser.submit(formTo(page, '/consent'), { decision: 'allow' }));
}

/** Trades a code that was obtained with the client's first redirect URI. */
export function exchangeCode(
  service: Service,
  client: DemoClient,
  code: string,
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  return requestToken(service, {
    grant_type: 'authorization_code',
    ...credentialsOf(client),
    code,
    redirect_uri: client.redirect_uris[0],
    ...more,
  });
}

/** Refreshes. */
export function refresh(
  service: Service,
  client: DemoClient,
  refresh_token: string | undefined,
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  return requestToken(service, {
    grant_type: 'refresh_token',
    ...credentialsOf(client),
    refresh_token,
    ...more,
  });
}

/** Presents a member's masked password. */
export function passwordLimited(
  service: Service,
  client: DemoClient,
  member: Pick<DemoMember, 'username' | 'password'>,
  more: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  const { username, password } = member;
  return requestToken(service, {
    grant_type: 'password_limited',
    ...credentialsOf(client),
    username,
    password: mask(password, username),
    scope: bothScopes,
    ...more,
  });
}

/** The tokens of an answer, which must be a 200. */
export function tokensOf(answer: Answer): Tokens {
  if (answer.status !== 200) throw new Error(`No tokens: ${answer.status} ${answer.body}`);
  return answer.json<Tokens>();
}

/** Code and exchange in one go, with PKCE, which every client may use. */
export async function obtainTokens(
  service: Service,
  browser: Browser,
  client: DemoClient,
  parameters: Readonly<Record<string, string | undefined>> = {},
): Promise<Tokens> {
  const { verifier, challenge } = createPkce();
  const code = await obtainCode(browser, client, {
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...parameters,
  });
  return tokensOf(
    await exchangeCode(service, client, code, {
      code_verifier: verifier,
      ...(parameters['redirect_uri'] !== undefined && {
        redirect_uri: parameters['redirect_uri'],
      }),
    }),
  );
}

/** A request with an access token. */
export function sendWithToken(
  service: Service,
  path: string,
  access_token: string,
  sent: Sent = {},
): Promise<Answer> {
  const headers = { authorization: `Bearer ${access_token}`, ...sent.headers };
  return service.send(path, { ...sent, headers });
}

/** Asks the profile route whether an access token with `iracing.profile` is accepted: its status. */
export async function profileStatus(service: Service, access_token: string): Promise<number> {
  return (await sendWithToken(service, '/oauth2/iracing/profile', access_token)).status;
}
