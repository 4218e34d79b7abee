import assert from 'node:assert/strict';
import { test } from 'node:test';

import fastifyCookie from '@fastify/cookie';
import Fastify from 'fastify';

import { createSeededRandom } from '../../test/house.ts';
import { prefersHtml } from './authorization-refusal.ts';
import {
  clearLoginCookie,
  cookieNames,
  ensureBrowserCookie,
  readBrowserCookie,
  readLoginCookie,
  setLoginCookie,
} from './cookies.ts';
import { formActionSource, setPageHeaders } from './security-headers.ts';

const firefox = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const accepts: readonly [string | undefined, boolean][] = [
  [firefox, true],
  ['text/html', true],
  ['TEXT/HTML; charset=utf-8', true],
  ['application/json;q=0.5, text/html;q=0.6', true],
  [undefined, false],
  ['', false],
  ['*/*', false],
  ['application/json', false],
  ['application/json, text/html', false],
  ['text/html;q=0.5, application/json;q=0.9', false],
  ['text/html;q=0', false],
  ['text/html;q=x', false],
  ['text/plain', false],
  [`${'a'.repeat(100_000)},text/html`, false],
  [','.repeat(100_000), false],
];
for (const [accept, isHtml] of accepts) {
  const shown = accept === undefined ? 'no Accept header' : `Accept: ${accept.slice(0, 80)}`;
  test(`${shown} ${isHtml ? 'prefers' : 'does not prefer'} a page`, () => {
    assert.equal(prefersHtml(accept), isHtml);
  });
}

test('S173 on https every cookie carries the __Host- prefix, on loopback the port', () => {
  assert.deepEqual(cookieNames('https://id.example'), {
    login: '__Host-pitpass_login',
    browser: '__Host-pitpass_browser',
    known: '__Host-pitpass_known',
    isSecure: true,
  });
  const local = cookieNames('http://localhost:7480');
  assert.deepEqual(local, {
    login: 'pitpass_login_7480',
    browser: 'pitpass_browser_7480',
    known: 'pitpass_known_7480',
    isSecure: false,
  });
  assert.equal(cookieNames('http://localhost').login, 'pitpass_login_80');
  assert.notEqual(cookieNames('http://localhost:7490').login, local.login);
});

async function openCookieApp(origin: string) {
  const names = cookieNames(origin);
  const app = Fastify();
  await app.register(fastifyCookie);
  const random = createSeededRandom('cookies');
  app.get('/login', (_request, reply) => {
    setLoginCookie(reply, names, 'ppb_value');
    return reply.send();
  });
  app.get('/logout', (_request, reply) => {
    clearLoginCookie(reply, names);
    return reply.send();
  });
  app.get('/browser', (request, reply) =>
    reply.send({
      ensured: ensureBrowserCookie(request, reply, names, random),
      browser: readBrowserCookie(request, names) ?? null,
      login: readLoginCookie(request, names) ?? null,
    }),
  );
  app.get('/headers', (_request, reply) =>
    setPageHeaders(reply, names.isSecure, ['https://app.example']).send('x'),
  );
  return { app, names };
}

test('S173 on https a cookie is Secure, HttpOnly, SameSite=Lax, for the whole host and no domain', async () => {
  const { app } = await openCookieApp('https://id.example');
  const login = (await app.inject('/login')).headers['set-cookie'];
  const expected =
    '__Host-pitpass_login=ppb_value; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax';
  assert.equal(login, expected);
  const browser = String((await app.inject('/browser')).headers['set-cookie']);
  assert.match(browser, /^__Host-pitpass_browser=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure;/);
});

test('S187 logging out takes the cookie out of the browser with the attributes that it was set with', async () => {
  const { app } = await openCookieApp('https://id.example');
  const cleared = String((await app.inject('/logout')).headers['set-cookie']);
  assert.match(cleared, /^__Host-pitpass_login=; (Max-Age=0; )?Path=\/; Expires=Thu, 01 Jan 1970/);
  assert.match(cleared, /HttpOnly; Secure; SameSite=Lax$/);
});

test('S176 the mark of a browser stays through sign-ins, so that no tab overwrites another', async () => {
  const { app, names } = await openCookieApp('http://localhost:7480');
  const first = await app.inject('/browser');
  const mark = first.json().ensured;
  const second = await app.inject({ url: '/browser', cookies: { [names.browser]: mark } });
  assert.equal(second.json().ensured, mark);
  assert.equal(second.headers['set-cookie'], undefined);
});

test('a cookie of another form than ours is as good as none', async () => {
  const { app, names } = await openCookieApp('http://localhost:7480');
  const good = 'a'.repeat(43);
  for (const value of [
    '',
    'short',
    `${good}!`,
    'a'.repeat(101),
    `' OR 1=1 --${good}`,
    'ä'.repeat(30),
  ]) {
    const headers = { cookie: `${names.browser}=${value}; ${names.login}=${value}` };
    const { browser, login } = (await app.inject({ url: '/browser', headers })).json();
    assert.deepEqual([browser, login], [null, null], value);
  }
  const headers = { cookie: `${names.browser}=${good}; ${names.login}=${good}` };
  const { browser, login } = (await app.inject({ url: '/browser', headers })).json();
  assert.deepEqual([browser, login], [good, good]);
});

test('S53 S222 a page has every header that keeps it from being framed, kept, sniffed or scripted', async () => {
  const { app } = await openCookieApp('https://id.example');
  const { headers } = await app.inject('/headers');
  const expected = {
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-type': 'text/html; charset=utf-8',
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(headers[name], value, name);
  const policy = String(headers['content-security-policy']);
  assert.doesNotMatch(policy, /unsafe|\*|http:/);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /form-action 'self' https:\/\/app\.example;/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.equal(headers['server'], undefined);
  assert.equal(headers['x-powered-by'], undefined);
});

test('S222 on plain http nothing promises https', async () => {
  const { app } = await openCookieApp('http://localhost:7480');
  const { headers } = await app.inject('/headers');
  assert.equal(headers['strict-transport-security'], undefined);
});

const formActions = {
  'https://app.example/cb?x=1': 'https://app.example',
  'https://app.example:8443/cb': 'https://app.example:8443',
  'http://127.0.0.1:7491/cb': 'http://127.0.0.1:7491',
  'com.example.app://cb': 'com.example.app:',
};
for (const [redirect_uri, expected] of Object.entries(formActions)) {
  test(`a form may lead to ${redirect_uri} by naming ${expected}`, () => {
    const named = formActionSource(redirect_uri);
    assert.equal(named, expected);
    assert.doesNotMatch(named, /[;\s,'"]/);
  });
}
