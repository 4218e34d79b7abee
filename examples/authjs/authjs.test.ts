import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

import { startPitpass } from 'pitpass/testing';
import type { DemoMember, Pitpass } from 'pitpass/testing';

import { CookieBrowser } from '../express-login/test/cookie-browser.ts';
import { createApp } from './app.ts';

let pitpass: Pitpass;
let member: DemoMember;
let stranger: DemoMember;
let server: Server;
let origin: string;
let folder: string;
let faults: unknown[] = [];
const realFetch = globalThis.fetch;
/** What stands between the app and the service in a test; undefined lets an answer through as it is. */
let inTheWay: ((url: URL, answer: () => Promise<Response>) => Promise<Response>) | undefined;
let sent: { readonly path: string; readonly body: string }[] = [];

before(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redirect_uri = `${origin}/auth/callback/iracing`;
  pitpass = await startPitpass({ redirect_uris: { pitWall: [redirect_uri] } });
  [member, stranger] = pitpass.members as [DemoMember, DemoMember];
  folder = mkdtempSync(join(tmpdir(), 'paddock-'));
  // Auth.js takes the global one.
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (!url.href.startsWith(pitpass.url)) return realFetch(input, init);
    sent.push({ path: url.pathname, body: String(init?.body ?? '') });
    const answer = () => realFetch(input, init);
    return inTheWay === undefined ? answer() : inTheWay(url, answer);
  };
  const { client_id, client_secret = '' } = pitpass.clients.pitWall;
  const app = await createApp({
    provider: {
      client_id,
      client_secret,
      redirect_uri,
      scope: 'iracing.auth iracing.profile',
      issuerUrl: `${pitpass.url}/oauth2`,
      dataUrl: pitpass.url,
      clock: pitpass.clock,
    },
    tokenFile: join(folder, 'tokens.sqlite'),
    secret: 'a-secret-for-the-cookies-of-this-test',
    onFault: (error) => faults.push(error),
  });
  server.on('request', app);
});
after(async () => {
  globalThis.fetch = realFetch;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await pitpass.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  inTheWay = undefined;
  sent = [];
  faults = [];
});

async function csrfToken(browser: CookieBrowser): Promise<string> {
  const answer = await browser.open('/auth/csrf');
  return ((await answer.json()) as { csrfToken: string }).csrfToken;
}

/** Presses the button on Auth.js's page; the authorization URL that it leads to. */
async function begin(browser: CookieBrowser): Promise<string> {
  assert.match(await browser.read('/auth/signin'), /Sign in with iRacing/);
  const fields = { csrfToken: await csrfToken(browser), callbackUrl: `${origin}/member` };
  const { headers } = await browser.post('/auth/signin/iracing', fields);
  return headers.get('location') ?? '';
}

async function signIn(browser = new CookieBrowser(origin)): Promise<CookieBrowser> {
  const { callbackUrl } = await pitpass.authorize(member, { url: await begin(browser) });
  const { headers } = await browser.open(callbackUrl);
  assert.equal(headers.get('location'), `${origin}/member`);
  return browser;
}

describe('Auth.js provider', () => {
  it('walks the full sign-in: PKCE S256, state, masked secret, profile; then data', async () => {
    const browser = new CookieBrowser(origin);
    const url = await begin(browser);
    const { searchParams, pathname } = new URL(url);
    assert.equal(pathname, '/oauth2/authorize');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.ok(searchParams.get('state'));
    assert.equal(searchParams.get('scope'), 'iracing.auth iracing.profile');
    const { callbackUrl } = await pitpass.authorize(member, { url });
    await browser.open(callbackUrl);
    const form = new URLSearchParams(sent.find(({ path }) => path === '/oauth2/token')?.body);
    assert.match(form.get('client_secret') ?? '', /^[\w+/]{43}=$/);
    assert.notEqual(form.get('client_secret'), pitpass.clients.pitWall.client_secret);
    assert.ok(form.get('code_verifier'));
    assert.match(await browser.read('/'), /Hello, Alex Thornquist/);
    assert.match(await browser.read('/member'), /Alex Thornquist[\s\S]*<dt>Oval<\/dt><dd>Rookie/);
    assert.deepEqual(faults, []);
  });

  it('gives the browser no token, in no cookie and not at /auth/session', async () => {
    const browser = await signIn();
    const session = await browser.read('/auth/session');
    assert.match(session, /Alex Thornquist/);
    assert.doesNotMatch(session, /token|eyJ|1000001\//);
    for (const line of browser.setCookies) assert.match(line, /HttpOnly; SameSite=Lax/);
    // Encrypted, and too short to hold the access token.
    assert.ok([...browser.cookies.values()].every((value) => value.length < 1000));
  });

  it('shows a sign-in page that loads nothing from elsewhere', async () => {
    const page = await new CookieBrowser(origin).read('/auth/signin');
    assert.doesNotMatch(page, /(src|href)="https?:/);
  });

  it('is in no frame, the pages of Auth.js as little as its own', async () => {
    const browser = new CookieBrowser(origin);
    for (const path of ['/', '/auth/signin', '/auth/signout', '/auth/error']) {
      const { headers } = await browser.open(path);
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/, path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    }
  });

  it('takes null members of the token response', async () => {
    inTheWay = async ({ pathname }, answer) => {
      const response = await answer();
      if (pathname !== '/oauth2/token') return response;
      return Response.json({ ...((await response.json()) as object), scope: null });
    };
    await signIn();
    assert.deepEqual(faults, []);
  });

  it('refreshes once for parallel requests of one browser', async () => {
    const browser = await signIn();
    pitpass.advance(700);
    sent = [];
    const pages = Array.from({ length: 6 }, () => browser.open('/member'));
    for (const { status } of await Promise.all(pages)) assert.equal(status, 200);
    assert.equal(sent.filter(({ path }) => path === '/oauth2/token').length, 1);
  });

  it('ends the session at the service when the member signs out', async () => {
    const browser = await signIn();
    sent = [];
    await browser.post('/auth/signout', { csrfToken: await csrfToken(browser) });
    assert.ok(sent.some(({ path }) => path === '/oauth2/revoke/current'));
    assert.doesNotMatch(await browser.read('/member'), /Alex Thornquist/);
    assert.match(await browser.read('/'), /Sign in/);
    assert.deepEqual(faults, []);
  });
});

describe('Auth.js provider, when something goes wrong', () => {
  const isNobody = async (browser: CookieBrowser) =>
    assert.equal(await browser.read('/auth/session'), 'null');

  it('the member declined', async () => {
    const browser = new CookieBrowser(origin);
    const url = await begin(browser);
    const refusal: unknown = await pitpass
      .authorize(stranger, { url, decision: 'deny' })
      .catch((error: unknown) => error);
    const { headers } = await browser.open((refusal as { callbackUrl: string }).callbackUrl);
    assert.match(headers.get('location') ?? '', /\/auth\/signin\?error=OAuthCallbackError/);
    await isNobody(browser);
  });

  it("a callback of another browser's sign-in, or used twice, signs nobody in", async () => {
    const [one, other] = [new CookieBrowser(origin), new CookieBrowser(origin)];
    const { callbackUrl } = await pitpass.authorize(member, { url: await begin(one) });
    await begin(other);
    sent = [];
    await other.open(callbackUrl);
    await isNobody(other);
    assert.deepEqual(sent, []);
    await one.open(callbackUrl);
    assert.match(await one.read('/'), /Alex Thornquist/);
  });

  it('a refused profile makes nobody out of the refusal', async () => {
    inTheWay = async ({ pathname }, answer) =>
      pathname.endsWith('/profile')
        ? Response.json({ error: 'invalid_token' }, { status: 401 })
        : answer();
    const browser = new CookieBrowser(origin);
    const { callbackUrl } = await pitpass.authorize(member, { url: await begin(browser) });
    await browser.open(callbackUrl);
    await isNobody(browser);
  });

  it('a refused code is told to the log without the secret, the code or the verifier', async () => {
    inTheWay = async ({ pathname }, answer) =>
      pathname === '/oauth2/token'
        ? Response.json({ error: 'invalid_grant' }, { status: 400 })
        : answer();
    const browser = new CookieBrowser(origin);
    const { callbackUrl } = await pitpass.authorize(member, { url: await begin(browser) });
    await browser.open(callbackUrl);
    await isNobody(browser);
    assert.ok(faults.length > 0);
    const log = inspect(faults, { depth: 10 });
    const form = new URLSearchParams(sent.find(({ path }) => path === '/oauth2/token')?.body);
    for (const name of ['client_secret', 'code', 'code_verifier']) {
      const secret = form.get(name) ?? '';
      assert.ok(secret.length > 8 && !log.includes(secret), name);
    }
  });

  it('maintenance and limits of the data service are told, and the member stays signed in', async () => {
    const browser = await signIn();
    inTheWay = async ({ pathname }, answer) =>
      pathname.startsWith('/data')
        ? Response.json({ error: 'Site Maintenance' }, { status: 503 })
        : answer();
    const answer = await browser.open('/member');
    assert.equal(answer.status, 503);
    assert.match(await answer.text(), /planned work/);
    inTheWay = undefined;
    assert.match(await browser.read('/member'), /<dt>Oval/);
  });

  it('another Host is refused, so that Auth.js makes no address out of it', async () => {
    const { port } = server.address() as AddressInfo;
    const answer = await realFetch(`http://localhost:${port}/auth/signin`);
    assert.equal(answer.status, 421);
    const forwarded = await realFetch(`${origin}/auth/signin`, {
      headers: { 'x-forwarded-host': 'evil.example' },
    });
    assert.equal(forwarded.status, 421);
  });
});

describe('Auth.js example as a program', () => {
  const program = fileURLToPath(new URL('main.ts', import.meta.url));

  it('starts from variables, answers, and ends with the signal', { timeout: 20_000 }, async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const { client_id, client_secret = '' } = pitpass.clients.pitWall;
    const child = spawn(process.execPath, ['--conditions=source', program], {
      cwd: folder,
      env: {
        ...process.env,
        IRACING_CLIENT_ID: client_id,
        IRACING_CLIENT_SECRET: client_secret,
        IRACING_REDIRECT_URI: `http://127.0.0.1:${port}/auth/callback/iracing`,
        IRACING_ISSUER_URL: `${pitpass.url}/oauth2`,
        IRACING_SCOPE: 'iracing.auth iracing.profile',
      },
    });
    const ended = once(child, 'exit');
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    assert.equal(line, `Paddock is at http://127.0.0.1:${port}\n`);
    assert.match(await (await realFetch(`http://127.0.0.1:${port}/auth/signin`)).text(), /iRacing/);
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });
});
