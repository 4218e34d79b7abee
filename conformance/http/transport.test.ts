import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import {
  authorizeUrl,
  clientsOf,
  createSignedInBrowser,
  logIn,
  memberOf,
  obtainTokens,
  passwordLimited,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import type { Answer } from '../harness/request.ts';
import { send } from '../harness/request.ts';
import { startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const service = await startService({ environment: { PITPASS_LOG_FORMAT: 'json' } });
const { server, bot } = clientsOf(service);
const member = memberOf(service);
const html = { accept: 'text/html,*/*;q=0.8' };
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Writes bytes and reads until the service closes the connection or falls silent. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(service.port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let read = '';
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      read += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(read));
    socket.on('error', reject);
  });
}

describe('names of the service', () => {
  it('S141 an unknown Host is 421 on every kind of route, as JSON or as a page', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${service.port}`,
      'localhost',
      'localhost:1',
      `localhost.evil.example:${service.port}`,
      `localhost:${service.port}.evil.example`,
      `169.254.169.254:${service.port}`,
    ]) {
      for (const path of [
        '/',
        '/oauth2/jwks.json',
        '/login',
        '/data/doc',
        '/data-files/x',
        '/no',
      ]) {
        const answer = await service.send(path, { headers: { host } });
        assert.equal(answer.status, 421, `${host} ${path}`);
        assert.equal(answer.json()['status'], 421);
        const page = await service.send(path, { headers: { host, ...html } });
        assert.equal(page.status, 421);
        assert.match(page.header('content-type') ?? '', /^text\/html/);
        for (const { body } of [answer, page]) assert.ok(!body.includes('evil.example'));
      }
      const token = await service.send('/oauth2/token', {
        form: { grant_type: 'x' },
        headers: { host },
      });
      assert.equal(token.status, 421);
    }
  });

  it('S141 a request without a Host, or with two, is refused', async () => {
    const none = await sendRaw('GET / HTTP/1.0\r\n\r\n');
    assert.match(none, /^HTTP\/1\.[01] 4(00|21) /);
    const two = await sendRaw(
      `GET / HTTP/1.1\r\nHost: localhost:${service.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    );
    assert.ok(!two.includes('evil.example'));
  });

  it('S141 both loopback addresses and their names are answered to', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST']) {
      const host = `${name}:${service.port}`;
      const answer = await service.send('/oauth2/jwks.json', { headers: { host } });
      assert.equal(answer.status, 200, host);
    }
    const page = await service.send('/login?x=1', {
      headers: { host: `127.0.0.1:${service.port}`, ...html },
    });
    assert.equal(page.status, 302);
    assert.equal(page.header('location'), `${service.origin}/login?x=1`);
    const other = await send(`http://[::1]:${service.port}`, '/oauth2/jwks.json').catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    // A machine without IPv6 has one loopback address.
    if (typeof other === 'string' || other === undefined) {
      assert.match(other ?? '', /EADDRNOTAVAIL|EAFNOSUPPORT|ECONNREFUSED/);
    } else {
      assert.equal(other.status, 200);
    }
  });

  it('S141 S206 forged headers of a proxy change nothing', async () => {
    const forged = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.7',
      forwarded: 'host=evil.example;proto=https;for=203.0.113.7',
      'x-real-ip': '203.0.113.7',
      'x-original-url': '/account',
      'x-rewrite-url': '/account',
    };
    const browser = new Browser(service, { accept: html.accept, ...forged });
    const login = await browser.open(authorizeUrl(server));
    const consent = await logIn(browser, login, memberOf(service, 1));
    const left = await browser.submit(formTo(consent, '/consent'), { decision: 'allow' });
    for (const { answer } of [login, consent, left]) {
      assert.ok(!answer.body.includes('evil.example'));
      assert.ok(!(answer.header('location') ?? '').includes('evil.example'));
    }
    for (const line of browser.setCookies) assert.doesNotMatch(line, /Secure|evil/);
    const tokens = tokensOf(await passwordLimited(service, bot, member));
    const claims = Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString();
    assert.ok(claims.includes(`"${service.origin}/oauth2"`));
    const error = await service.send('/oauth2/token', { form: {}, headers: forged });
    assert.ok(String(error.json()['error_uri']).startsWith(service.origin));
  });
});

describe('headers', async () => {
  const browser = await createSignedInBrowser(service, member);
  await obtainTokens(service, browser, server);
  const asked = new Browser(service);

  it('S222 S53 every page carries its security headers and loads nothing from elsewhere', async () => {
    const pages: [string, Answer][] = [
      ['start', await browser.request('/')],
      ['login', (await asked.open(authorizeUrl(server))).answer],
      ['consent', (await browser.open(authorizeUrl(server, { scope: 'iracing.auth' }))).answer],
      ['account', await browser.request('/account')],
      ['logout', await browser.request('/logout')],
      ['signed out', await browser.request('/signed-out')],
      ['error', await browser.request('/oauth2/authorize')],
      ['missing', await browser.request('/nothing')],
      ['book', await browser.request('/oauth2/book/errors.html')],
      ['search', await browser.request('/oauth2/book/search?q=token')],
      ['one error', await browser.request('/oauth2/book/error_invalid_grant.html')],
    ];
    for (const [name, answer] of pages) {
      if (answer.status === 302) continue;
      const csp = answer.header('content-security-policy') ?? '';
      assert.match(csp, /default-src 'none'/, name);
      assert.match(csp, /frame-ancestors 'none'/, name);
      assert.match(csp, /base-uri 'none'/, name);
      assert.match(csp, /form-action 'self'/, name);
      assert.doesNotMatch(csp, /unsafe|\*/, name);
      assert.equal(answer.header('x-content-type-options'), 'nosniff', name);
      assert.equal(answer.header('referrer-policy'), 'no-referrer', name);
      assert.equal(answer.header('cross-origin-opener-policy'), 'same-origin', name);
      assert.equal(answer.header('x-frame-options'), 'DENY', name);
      assert.ok(answer.header('permissions-policy') !== undefined, name);
      // The book holds nothing of anybody's, and is asked for by its tag.
      const isBook = name === 'book' || name === 'one error';
      assert.equal(answer.header('cache-control'), isBook ? 'no-cache' : 'no-store', name);
      // Loopback http has no HSTS to give.
      assert.equal(answer.header('strict-transport-security'), undefined, name);
      assert.match(answer.header('content-type') ?? '', /^text\/html; charset=utf-8$/, name);
      const loads = [
        ...answer.body.matchAll(/<(?:script|link|img|iframe)\b[^>]*(?:src|href)="([^"]*)"/g),
      ];
      assert.ok(loads.length > 0, name);
      for (const [, href = ''] of loads) assert.match(href, /^\//, name);
      assert.doesNotMatch(answer.body, /<script(?![^>]*src=)|\son\w+="|style="/, name);
    }
  });

  it('S222 no answer names the software or its version', async () => {
    for (const path of ['/', '/oauth2/jwks.json', '/oauth2/token', '/data/doc', '/nothing']) {
      const answer = await service.send(path);
      for (const name of ['server', 'x-powered-by', 'via']) {
        assert.equal(answer.header(name), undefined);
      }
    }
  });

  it('S222 what pages load is there, typed and immutable', async () => {
    const { body } = await browser.request('/');
    const hrefs = [...body.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, href]) => href ?? '');
    assert.ok(hrefs.length >= 3);
    for (const href of hrefs) {
      const answer = await service.send(href);
      assert.equal(answer.status, 200, href);
      assert.match(answer.header('cache-control') ?? '', /immutable/);
      assert.equal(answer.header('x-content-type-options'), 'nosniff');
    }
    for (const path of ['/assets/../package.json', '/assets/%2e%2e/x', '/assets/', '/.git/HEAD']) {
      assert.ok([400, 404].includes((await service.send(path)).status), path);
    }
  });
});

describe('request ids', () => {
  it('S223 book 10 book 17 every answer has one of its own, whatever the caller sends, and the log knows it', async () => {
    const seen = new Set<string>();
    const tokens = tokensOf(await passwordLimited(service, bot, member));
    for (const sent of [undefined, 'mine', 'a"b<script>', 'x'.repeat(500), 'a, b']) {
      const headers: Record<string, string> = sent === undefined ? {} : { 'x-request-id': sent };
      const answers = [
        await service.send('/', { headers }),
        await service.send('/oauth2/token', { form: {}, headers }),
        await service.send('/oauth2/authorize', { headers }),
        await service.send('/oauth2/jwks.json', { headers }),
        await service.send('/nothing', { headers }),
        await service.send('/%zz', { headers }),
        await service.send('/', { headers: { ...headers, host: 'evil.example' } }),
        await service.send('/assets/none', { headers }),
        await service.send('/data/doc', { headers }),
        await service.send('/data-files/none', { headers }),
        await sendWithToken(service, '/data/constants/divisions', tokens.access_token, { headers }),
        await service.send('/oauth2/token', { body: 'x', headers }),
        await service.send('/oauth2/token', { body: 'x'.repeat(70_000), headers }),
        await service.send('/oauth2/token', { headers: { ...headers, pad: 'x'.repeat(17_000) } }),
      ];
      for (const [index, answer] of answers.entries()) {
        const id = answer.header('x-request-id') ?? '';
        assert.match(id, uuid, `answer ${index}: ${answer.status}`);
        assert.ok(!seen.has(id));
        seen.add(id);
      }
    }
    const last = await service.send('/oauth2/token', { form: { grant_type: 'x' } });
    await service.send('/');
    const id = last.header('x-request-id') ?? '?';
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    const lines = service
      .output()
      .split('\n')
      .filter((line) => line.includes(id));
    assert.equal(lines.length, 1);
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    assert.equal(line['request_id'], id);
    assert.equal(line['path'], '/oauth2/token');
    assert.equal(line['status'], 400);
    assert.equal(line['error'], 'invalid_request');
  });

  it('S220 hostile text in a request stays out of the log, which has one line a request', async () => {
    await service.send('/oauth2/token', {
      form: { grant_type: 'x\n{"level":60}', client_id: 'a\u001b[31m\nb' },
      headers: { 'user-agent': 'x\u0007{"level":60}'.replace('\u0007', '') },
    });
    await service.send('/nothing%0a%0d{"level":60}');
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    const lines = service.output().trim().split('\n');
    for (const line of lines) {
      const { level = 30 } = JSON.parse(line) as { level?: number };
      assert.ok(level < 60);
    }
  });
});

describe('broken requests', () => {
  it('S76 bytes that are not HTTP get 400 and close the connection', async () => {
    for (const bytes of [
      '\u0000\u0001\u0002\r\n\r\n',
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `POST /oauth2/token HTTP/1.1\r\nHost: localhost:${service.port}\r\nContent-Length: -1\r\n\r\n`,
      `POST /oauth2/token HTTP/1.1\r\nHost: localhost:${service.port}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: localhost:${service.port}\r\nbad header\r\n\r\n`,
    ]) {
      const answer = await sendRaw(bytes);
      assert.match(answer, /^HTTP\/1\.1 4\d\d /, JSON.stringify(bytes));
      assert.match(answer, /x-request-id: [0-9a-f-]{36}/);
    }
    assert.equal((await service.send('/oauth2/jwks.json')).status, 200);
  });

  it('S76 mutated token requests never make the service fail', async () => {
    const valid = `grant_type=refresh_token&client_id=${server.client_id}&client_secret=x&refresh_token=y`;
    let seed = 20_261_120;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let trial = 0; trial < 500; trial += 1) {
      const bytes = Buffer.from(valid, 'latin1');
      for (let change = 0; change <= random(6); change += 1) {
        bytes[random(bytes.length)] = random(256);
      }
      const answer = await service.send('/oauth2/token', {
        body: bytes.subarray(0, random(bytes.length) + 1),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      assert.ok(answer.status === 400 || answer.status === 403, `${answer.status} ${answer.body}`);
    }
    assert.doesNotMatch(service.output(), /internal error/);
  });
});
