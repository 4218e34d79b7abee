import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { runSucceeding } from '../harness/command.ts';
import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  refresh,
  tokensOf,
} from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { DemoClient, Service } from '../harness/running-service.ts';
import { launchBrowser, newVisitor } from './chromium.ts';

let service: Service;
let browser: Browser;
let app: DemoClient;
let registered: string;
let foreign: string;
const servers: Server[] = [];

/** The origin of an empty page. It is really served: the browser asks where a page came from. */
async function servePage(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>App</title>');
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function registerApp(origin: string): Promise<DemoClient> {
  const client_id = 'page-app';
  const redirect_uri = `${origin}/callback`;
  const options = {
    '--dialect': 'iracing',
    '--name': 'Page App',
    '--client-id': client_id,
    '--client-type': 'single-page-app',
    '--redirect-uri': redirect_uri,
    '--cors-origin': origin,
  };
  await runSucceeding(service, ['clients', 'add', ...Object.entries(options).flat()]);
  const client_type = options['--client-type'];
  return { client_id, client_type, dialect: 'iracing', redirect_uris: [redirect_uri] };
}

before(async () => {
  service = await startService();
  [registered, foreign] = [await servePage(), await servePage()];
  app = await registerApp(registered);
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  for (const server of servers) server.close();
  await stopEverything();
});

/** A page of the origin, and what the browser says on its console. */
async function openPage(origin: string) {
  const context = await newVisitor(browser);
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(`${origin}/`);
  return { page, said };
}

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

/** What a script of the page reads: status, body and a header, or only that it may not. */
function ask(page: Page, { path, method = 'GET', headers, form }: Asked) {
  return page.evaluate(
    async ([url, verb, sent, body]) => {
      try {
        const answer = await fetch(url, {
          method: verb,
          headers: sent,
          ...(body !== undefined && { body: new URLSearchParams(body) }),
        });
        const challenge = answer.headers.get('www-authenticate');
        return { status: answer.status, body: await answer.text(), challenge };
      } catch (error) {
        return (error as Error).name;
      }
    },
    [service.origin + path, method, headers, form] as const,
  );
}

/** The browser kept answers back because a header was missing, and for no other reason. */
function assertSaid(said: readonly string[], times: number): void {
  const refusals = said.filter((text) => text.startsWith('Access to fetch'));
  assert.equal(refusals.length, times);
  for (const text of refusals) assert.match(text, /No 'Access-Control-Allow-Origin' header/);
}

describe('a page of another origin in a real browser', () => {
  const obtain = async () => {
    const member = await createSignedInBrowser(service, memberOf(service));
    return obtainTokens(service, member, app);
  };
  const bearer = (access_token: string) => ({ authorization: `Bearer ${access_token}` });

  it('S75 that its client registered refreshes, reads the profile, lists sessions and ends its own', async () => {
    const { page } = await openPage(registered);
    const { refresh_token = '' } = await obtain();
    const { client_id } = app;
    const form = { grant_type: 'refresh_token', client_id, refresh_token };
    const refreshed = await ask(page, { path: '/oauth2/token', method: 'POST', headers: {}, form });
    assert.ok(typeof refreshed === 'object', String(refreshed));
    const { access_token } = JSON.parse(refreshed.body) as { access_token: string };
    const headers = bearer(access_token);
    const profile = await ask(page, { path: '/oauth2/iracing/profile', headers });
    assert.ok(typeof profile === 'object' && profile.body.includes('iracing_cust_id'));
    const sessions = await ask(page, { path: '/oauth2/sessions', headers });
    assert.ok(typeof sessions === 'object' && sessions.body.includes('session_id'));
    const end = { method: 'POST', headers, form: {} };
    const ended = await ask(page, { path: '/oauth2/revoke/current', ...end });
    assert.ok(typeof ended === 'object' && ended.status === 200);
    const later = await ask(page, { path: '/oauth2/sessions', headers });
    assert.ok(typeof later === 'object' && later.status === 401);
    assert.match(later.challenge ?? '', /invalid_token/);
  });

  it('S75 that nobody registered reads nothing, and what needs a preflight is not even sent', async () => {
    const { page, said } = await openPage(foreign);
    const tokens = await obtain();
    const headers = bearer(tokens.access_token);
    for (const path of ['/oauth2/sessions', '/oauth2/iracing/profile']) {
      assert.equal(await ask(page, { path, headers }), 'TypeError');
    }
    const end = { method: 'POST', headers, form: {} };
    assert.equal(await ask(page, { path: '/oauth2/revoke/client', ...end }), 'TypeError');
    assertSaid(said, 3);
    // The session is still there: the browser kept the call back.
    tokensOf(await refresh(service, app, tokens.refresh_token));
  });

  it('S75 that its client registered reads nothing of what another client’s token gives', async () => {
    const { page, said } = await openPage(registered);
    const member = await createSignedInBrowser(service, memberOf(service));
    const { access_token } = await obtainTokens(service, member, clientsOf(service).server);
    const answer = await ask(page, { path: '/oauth2/sessions', headers: bearer(access_token) });
    assert.equal(answer, 'TypeError');
    assertSaid(said, 1);
  });
});
