import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';

import { fileURLToPath } from 'node:url';

import { startPitpass } from 'pitpass/testing';
import type { DemoMember, Pitpass } from 'pitpass/testing';

import { createRaceLog } from './app.ts';
import type { RaceLog } from './app.ts';
import { CookieBrowser, hiddenField } from './test/cookie-browser.ts';

let pitpass: Pitpass;
let member: DemoMember;
let stranger: DemoMember;
let raceLog: RaceLog;
let server: Server;
let origin: string;
let folder: string;
let faults: unknown[] = [];
/** What stands between the app and the service in a test; undefined lets everything through. */
let inTheWay: ((url: URL) => Response | Promise<Response> | undefined) | undefined;
let asked: string[] = [];

before(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  pitpass = await startPitpass({ redirect_uris: { pitWall: [`${origin}/callback`] } });
  [member, stranger] = pitpass.members as [DemoMember, DemoMember];
  folder = mkdtempSync(join(tmpdir(), 'race-log-'));
  const { client_id, client_secret = '' } = pitpass.clients.pitWall;
  raceLog = createRaceLog({
    provider: {
      client_id,
      client_secret,
      redirect_uri: `${origin}/callback`,
      scope: 'iracing.auth iracing.profile',
      issuerUrl: `${pitpass.url}/oauth2`,
      dataUrl: pitpass.url,
      clock: pitpass.clock,
      fetch: async (input, init) => {
        asked.push(new URL(String(input)).pathname);
        return (await inTheWay?.(new URL(String(input)))) ?? fetch(input, init);
      },
    },
    folder,
    sessionSecret: 'a-secret-for-the-cookies-of-this-test',
    onFault: (error) => faults.push(error),
  });
  server.on('request', raceLog.app);
});
after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  raceLog.close();
  await pitpass.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a test with something between the app and the service. */
async function interposed(
  interpose: NonNullable<typeof inTheWay>,
  act: () => Promise<void>,
): Promise<void> {
  inTheWay = interpose;
  try {
    await act();
  } finally {
    inTheWay = undefined;
  }
}

/** Presses the button, and lets the member decide at the service; the address that the browser comes back to. */
async function walkToCallback(
  browser: CookieBrowser,
  decision: 'allow' | 'deny' = 'allow',
): Promise<string> {
  const { status, headers } = await browser.post('/sign-in');
  assert.equal(status, 303);
  const url = headers.get('location') ?? '';
  if (decision === 'allow') return (await pitpass.authorize(member, { url })).callbackUrl;
  // The other member has allowed nothing yet, and is asked.
  const refusal: unknown = await pitpass
    .authorize(stranger, { url, decision })
    .catch((error) => error);
  return (refusal as { callbackUrl: string }).callbackUrl;
}

async function signIn(browser = new CookieBrowser(origin)): Promise<CookieBrowser> {
  const { status, headers } = await browser.open(await walkToCallback(browser));
  assert.equal(status, 303);
  assert.equal(headers.get('location'), '/races');
  return browser;
}

async function signOut(browser: CookieBrowser): Promise<Response> {
  const csrf = hiddenField(await browser.read('/'), 'csrf');
  return browser.post('/sign-out', { csrf });
}

describe('Express login', () => {
  it('signs a member in with PKCE and state kept on the server, shows profile and races', async () => {
    const browser = new CookieBrowser(origin);
    const { headers } = await browser.post('/sign-in');
    const { searchParams } = new URL(headers.get('location') ?? '');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.match(searchParams.get('state') ?? '', /^[\w-]{20,}$/);
    await signIn(browser);
    assert.match(await browser.read('/profile'), /Alex Thornquist[\s\S]*1000001/);
    assert.match(await browser.read('/races'), /<b>P\d+<\/b>/);
    assert.match(await browser.read('/'), /Hello, Alex Thornquist/);
  });

  it('gives the browser nothing but an HttpOnly, SameSite cookie; no token reaches it', async () => {
    const browser = new CookieBrowser(origin);
    const answer = await browser.open(await walkToCallback(browser));
    assert.equal(browser.setCookies.length, 1);
    assert.match(browser.setCookies[0] ?? '', /; Path=\/;.*HttpOnly; SameSite=Lax$/);
    assert.equal(await answer.text().then((text) => /eyJ/.test(text)), false);
    for (const path of ['/', '/profile', '/races']) {
      assert.doesNotMatch(await browser.read(path), /eyJ|access_token|refresh_token/);
    }
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
  });

  it('changes the cookie at the sign-in, so that nobody who planted one is signed in (session fixation)', async () => {
    const victim = new CookieBrowser(origin);
    const callback = await walkToCallback(victim);
    const planted = new Map(victim.cookies);
    await victim.open(callback);
    const attacker = new CookieBrowser(origin);
    for (const [name, value] of planted) attacker.cookies.set(name, value);
    assert.doesNotMatch(await attacker.read('/'), /Alex Thornquist/);
    assert.match(await victim.read('/'), /Alex Thornquist/);
  });

  it('keeps tokens in a file of its owner alone, a row for each sign-in, and cookies only as digests', async () => {
    const browser = await signIn();
    const [cookie = ''] = browser.cookies.values();
    const sid = decodeURIComponent(cookie).slice(2).split('.')[0] ?? '';
    assert.ok(sid.length >= 43);
    assert.equal(statSync(join(folder, 'tokens.sqlite')).mode & 0o777, 0o600);
    for (const suffix of ['', '-wal']) {
      assert.ok(!readFileSync(join(folder, `sessions.sqlite${suffix}`)).includes(sid));
    }
  });

  it('refreshes once for parallel requests of one browser', async () => {
    const browser = await signIn();
    pitpass.advance(700);
    asked = [];
    const pages = await Promise.all(
      Array.from({ length: 6 }, () => browser.open('/profile').then(({ status }) => status)),
    );
    assert.deepEqual(pages, [200, 200, 200, 200, 200, 200]);
    assert.equal(asked.filter((path) => path === '/oauth2/token').length, 1);
  });

  it('ends the session at the service when the member signs out, and no other', async () => {
    const [one, other] = [await signIn(), await signIn()];
    const count = async () => {
      const tokens = await pitpass.tokens(member);
      const answer = await fetch(`${pitpass.url}/oauth2/sessions`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      });
      return ((await answer.json()) as { sessions: unknown[] }).sessions.length;
    };
    const before = await count();
    const answer = await signOut(one);
    assert.equal(answer.headers.get('location'), '/?signed-out');
    // One went, and counting makes one.
    assert.equal(await count(), before);
    assert.doesNotMatch(await one.read('/profile'), /1000001/);
    assert.match(await other.read('/profile'), /1000001/);
  });

  it('refuses to sign out without the token of the page, or from a page of another site (CSRF)', async () => {
    const browser = await signIn();
    const csrf = hiddenField(await browser.read('/'), 'csrf');
    const attempts = [
      browser.post('/sign-out'),
      browser.post('/sign-out', { csrf: 'x'.repeat(43) }),
      browser.post('/sign-out', { csrf }, { origin: 'https://evil.example' }),
      browser.post('/sign-out', { csrf }, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
    ];
    for (const attempt of attempts) assert.equal((await attempt).status, 403);
    assert.equal((await browser.open('/sign-out')).status, 404);
    assert.match(await browser.read('/profile'), /1000001/);
  });
});

describe('Express login tells what went wrong, as a page', () => {
  it('the member declined', async () => {
    const browser = new CookieBrowser(origin);
    const answer = await browser.open(await walkToCallback(browser, 'deny'));
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /You said no[\s\S]*Sign in with iRacing/);
  });

  it('a callback of another browser, without a state, or used before, signs nobody in', async () => {
    const [one, other] = [new CookieBrowser(origin), new CookieBrowser(origin)];
    await other.post('/sign-in');
    const callback = await walkToCallback(one);
    asked = [];
    for (const url of [callback, '/callback', '/callback?code=a', '/callback?state=&code=a']) {
      const answer = await other.open(url);
      assert.equal(answer.status, 400, url.slice(0, 12));
      assert.match(await answer.text(), /did not begin here/);
    }
    assert.deepEqual(asked, []);
    assert.equal((await one.open(callback)).status, 303);
    assert.equal((await one.open(callback)).status, 400);
    assert.equal((await one.open(callback, { method: 'HEAD' })).status, 405);
  });

  it('a callback where nothing was begun leaves no session behind', async () => {
    const browser = new CookieBrowser(origin);
    await browser.open('/callback?code=a&state=b');
    assert.deepEqual(browser.setCookies, []);
  });

  it('two tabs may both come back', async () => {
    const browser = new CookieBrowser(origin);
    const [first, second] = [await walkToCallback(browser), await walkToCallback(browser)];
    assert.equal((await browser.open(second)).status, 303);
    assert.equal((await browser.open(first)).status, 400);
    assert.match(await browser.read('/'), /Alex Thornquist/);
  });

  it('maintenance: 503, and the member stays signed in', async () => {
    const browser = await signIn();
    const maintenance = () =>
      Response.json({ error: 'Site Maintenance', note: 'back soon' }, { status: 503 });
    await interposed(
      ({ pathname }) => (pathname.startsWith('/data') ? maintenance() : undefined),
      async () => {
        const answer = await browser.open('/races');
        assert.equal(answer.status, 503);
        assert.match(await answer.text(), /Maintenance[\s\S]*Try again/);
      },
    );
    assert.match(await browser.read('/races'), /<b>P/);
  });

  it('too many requests: 503 with the seconds to wait, in the page and in Retry-After', async () => {
    const browser = await signIn();
    const limited = () =>
      new Response('', {
        status: 429,
        headers: { 'x-ratelimit-reset': String(pitpass.clock() + 42) },
      });
    await interposed(
      ({ pathname }) => (pathname.startsWith('/data') ? limited() : undefined),
      async () => {
        const answer = await browser.open('/races');
        assert.equal(answer.status, 503);
        assert.equal(answer.headers.get('retry-after'), '42');
        assert.match(await answer.text(), /Try again in 42 seconds/);
      },
    );
  });

  it('a sign-in that was ended at the service: the page asks to sign in again, and forgets who it was', async () => {
    const browser = await signIn();
    const tokens = await pitpass.tokens(member);
    await fetch(`${pitpass.url}/oauth2/revoke/client`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    const answer = await browser.open('/profile');
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /sign in again/i);
    assert.doesNotMatch(await browser.read('/'), /Alex Thornquist/);
  });

  it('a service that cannot be reached at the sign-out: the member can sign out here', async () => {
    const browser = await signIn();
    const csrf = hiddenField(await browser.read('/'), 'csrf');
    await interposed(
      () => Promise.reject(new TypeError('fetch failed')),
      async () => {
        const answer = await browser.post('/sign-out', { csrf });
        assert.equal(answer.status, 504);
        assert.match(await answer.text(), /not signed out yet[\s\S]*name="here" value="yes"/);
        const here = await browser.post('/sign-out', { csrf, here: 'yes' });
        assert.equal(here.headers.get('location'), '/');
      },
    );
    assert.doesNotMatch(await browser.read('/'), /Alex Thornquist/);
  });

  it('a sign-in whose profile does not come is not kept, here or at the service', async () => {
    const browser = new CookieBrowser(origin);
    const callback = await walkToCallback(browser);
    asked = [];
    const broken = () => new Response('<html>', { status: 502 });
    await interposed(
      ({ pathname }) => (pathname.endsWith('/profile') ? broken() : undefined),
      async () => assert.equal((await browser.open(callback)).status, 502),
    );
    assert.match(String(faults.splice(0)), /profile/);
    assert.equal(asked.at(-1), '/oauth2/revoke/current');
    assert.equal((await browser.open(callback)).status, 400);
    assert.doesNotMatch(await browser.read('/'), /Alex Thornquist/);
  });

  it('a service that refuses the app: a page without details, and the reason in its log', async () => {
    const browser = new CookieBrowser(origin);
    const callback = await walkToCallback(browser);
    faults = [];
    const refusal = { error: 'invalid_client', error_description: 'the client secret is wrong' };
    await interposed(
      ({ pathname }) =>
        pathname.endsWith('/token') ? Response.json(refusal, { status: 401 }) : undefined,
      async () => {
        const answer = await browser.open(callback);
        assert.equal(answer.status, 502);
        assert.doesNotMatch(await answer.text(), /invalid_client/);
      },
    );
    assert.match(String(faults.splice(0)), /invalid_client/);
  });

  it('markup in a name is text', async () => {
    const browser = new CookieBrowser(origin);
    const profile = { iracing_name: '<img src=x onerror=alert(1)>', iracing_cust_id: 7 };
    await interposed(
      ({ pathname }) => (pathname.endsWith('/profile') ? Response.json(profile) : undefined),
      async () => {
        await signIn(browser);
        const page = await browser.read('/');
        assert.match(page, /&lt;img src=x/);
        assert.doesNotMatch(page, /<img/);
      },
    );
  });

  it('an address that leads nowhere', async () => {
    const answer = await new CookieBrowser(origin).open('/nowhere');
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /No such page/);
  });
});

describe('Express login over a week', () => {
  it('a cookie that is over signs nobody in, and takes its tokens along', async () => {
    const browser = await signIn();
    pitpass.advance(7 * 86_400 + 1);
    assert.doesNotMatch(await browser.read('/'), /Alex Thornquist/);
    const tokens = new DatabaseSync(join(folder, 'tokens.sqlite'));
    const count = () => Number(tokens.prepare('SELECT count(*) AS n FROM token_set').get()?.['n']);
    assert.ok(count() > 0);
    await raceLog.sweep();
    assert.equal(count(), 0);
    tokens.close();
    assert.deepEqual(faults, []);
  });
});

describe('Express login under https', () => {
  it('sends its cookie over https alone, to its own host alone', async () => {
    const own = join(folder, 'https');
    const { app, close } = createRaceLog({
      provider: {
        client_id: 'race-log',
        redirect_uri: 'https://race-log.example/callback',
        issuerUrl: `${pitpass.url}/oauth2`,
      },
      folder: own,
      sessionSecret: 'a-secret-for-the-cookies-of-this-test',
      onFault: (error) => faults.push(error),
    });
    const behind = createServer(app);
    await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
    const { port } = behind.address() as AddressInfo;
    const signIn = (protocol: string) =>
      fetch(`http://127.0.0.1:${port}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: 'https://race-log.example', 'x-forwarded-proto': protocol },
      });
    const [cookie = ''] = (await signIn('https')).headers.getSetCookie();
    assert.match(cookie, /^__Host-race_log=.*; Path=\/;.*; HttpOnly; Secure; SameSite=Lax$/);
    assert.deepEqual((await signIn('http')).headers.getSetCookie(), []);
    behind.closeAllConnections();
    await new Promise((resolve) => behind.close(resolve));
    close();
  });
});

describe('Express login as a program', () => {
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
        IRACING_REDIRECT_URI: `http://127.0.0.1:${port}/callback`,
        IRACING_ISSUER_URL: `${pitpass.url}/oauth2`,
      },
    });
    const ended = once(child, 'exit');
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    assert.equal(line, `Race Log is at http://127.0.0.1:${port}\n`);
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    assert.match(await answer.text(), /Sign in with iRacing/);
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });

  it('says in a sentence that its port is taken, and ends', { timeout: 20_000 }, async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const child = spawn(process.execPath, ['--conditions=source', program], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        IRACING_CLIENT_ID: 'pit-wall',
        IRACING_CLIENT_SECRET: 'as it was issued',
        IRACING_REDIRECT_URI: `http://127.0.0.1:${port}/callback`,
        IRACING_ISSUER_URL: `${pitpass.url}/oauth2`,
      },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    assert.deepEqual(await once(child, 'exit'), [1, null]);
    await new Promise((resolve) => taken.close(resolve));
    assert.match(said, /^Race Log cannot listen: .*EADDRINUSE.*\n$/);
  });

  it('says in sentences what is missing', { timeout: 20_000 }, async () => {
    const { PATH } = process.env;
    const child = spawn(process.execPath, ['--conditions=source', program], {
      cwd: folder,
      env: { PATH },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    assert.deepEqual(await once(child, 'exit'), [2, null]);
    assert.match(said, /IRACING_CLIENT_ID is missing/);
  });

  it('says that its secret is missing before anybody signs in', { timeout: 20_000 }, async () => {
    const child = spawn(process.execPath, ['--conditions=source', program], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        IRACING_CLIENT_ID: 'pit-wall',
        IRACING_CLIENT_SECRET: '',
        IRACING_REDIRECT_URI: 'http://127.0.0.1:7481/callback',
      },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    assert.deepEqual(await once(child, 'exit'), [2, null]);
    assert.match(said, /IRACING_CLIENT_SECRET is missing/);
  });
});
