import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { runSucceeding } from '../harness/command.ts';
import { writeWideDemo } from '../harness/demo.ts';
import { assertJsonError } from '../harness/expectations.ts';
import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  sendWithToken,
} from '../harness/oauth.ts';
import type { Answer } from '../harness/request.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { DemoClient } from '../harness/running-service.ts';

after(stopEverything);

const origin = 'https://lens.example';
const otherOrigin = 'https://glass.example';
const glass: DemoClient = {
  client_id: 'lap-glass',
  client_type: 'single-page-app',
  dialect: 'iracing',
  redirect_uris: [`${otherOrigin}/callback`],
};

const service = await startService({ prepare: writeWideDemo });
const registration = {
  '--dialect': glass.dialect,
  '--name': 'Lap Glass',
  '--client-id': glass.client_id,
  '--client-type': glass.client_type,
  '--redirect-uri': glass.redirect_uris[0] ?? '',
  '--cors-origin': otherOrigin,
};
await runSucceeding(service, ['clients', 'add', ...Object.entries(registration).flat()]);
const { page, server } = clientsOf(service);
const browser = await createSignedInBrowser(service, memberOf(service));

const routes = [
  { path: '/oauth2/sessions', method: 'GET', status: 200 },
  { path: '/oauth2/iracing/profile', method: 'GET', status: 200 },
  { path: '/oauth2/revoke/sessions', method: 'POST', status: 200, form: { session_ids: 'x' } },
  { path: '/oauth2/revoke/current', method: 'POST', status: 200, form: {} },
  { path: '/oauth2/revoke/client', method: 'POST', status: 200, form: {} },
] as const;
type Route = (typeof routes)[number];

const obtain = async (client: DemoClient) =>
  (await obtainTokens(service, browser, client)).access_token;

function call(route: Route, access_token: string, from: string): Promise<Answer> {
  const { path, method } = route;
  const headers = { origin: from };
  const form = 'form' in route ? { form: route.form } : {};
  return sendWithToken(service, path, access_token, { method, headers, ...form });
}

function preflight({ path, method }: Route, from: string): Promise<Answer> {
  return service.send(path, {
    method: 'OPTIONS',
    headers: {
      origin: from,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization, content-type',
    },
  });
}

function assertReadable(answer: Answer, from: string): void {
  assert.equal(answer.header('access-control-allow-origin'), from);
  assert.equal(answer.header('access-control-allow-credentials'), 'true');
  assert.match(answer.header('access-control-expose-headers') ?? '', /x-request-id/);
  assert.equal(answer.header('vary'), 'origin');
}

function assertUnreadable(answer: Answer): void {
  for (const name of Object.keys(answer.headers)) assert.doesNotMatch(name, /^access-control-/);
}

for (const route of routes) {
  describe(`CORS of ${route.path}`, () => {
    it('S75 book 11 a page of the registered origin may ask and read', async () => {
      const asked = await preflight(route, origin);
      assert.equal(asked.status, 204);
      assertReadable(asked, origin);
      assert.equal(asked.header('access-control-allow-methods'), route.method);
      assert.equal(asked.header('access-control-allow-headers'), 'authorization, content-type');
      assert.ok(Number(asked.header('access-control-max-age')) > 0);
      assert.equal(asked.body, '');
      const answer = await call(route, await obtain(page), origin);
      assert.equal(answer.status, route.status, answer.body);
      assertReadable(answer, origin);
    });

    for (const foreign of [
      'https://evil.example',
      'null',
      `${origin}:444`,
      'http://lens.example',
    ]) {
      it(`S75 book 11 the origin ${foreign} gets no header`, async () => {
        const asked = await preflight(route, foreign);
        assert.equal(asked.status, 204);
        assertUnreadable(asked);
        const answer = await call(route, await obtain(page), foreign);
        assert.equal(answer.status, route.status);
        assertUnreadable(answer);
      });
    }

    it('S75 the origin of another client does not read what this client’s token gives', async () => {
      assertReadable(await preflight(route, otherOrigin), otherOrigin);
      assertUnreadable(await call(route, await obtain(page), otherOrigin));
      assertUnreadable(await call(route, await obtain(server), origin));
      assertReadable(await call(route, await obtain(glass), otherOrigin), otherOrigin);
    });

    it('S75 book 14.1 a page reads that its session has ended, and nobody reads a refusal without a token', async () => {
      const access_token = await obtain(page);
      await sendWithToken(service, '/oauth2/revoke/current', access_token, { form: {} });
      const ended = await call(route, access_token, origin);
      assertJsonError(service, ended, 'access_denied');
      assertReadable(ended, origin);
      const none = await service.send(route.path, { method: route.method, headers: { origin } });
      assertJsonError(service, none, 'invalid_token');
      assertUnreadable(none);
    });
  });
}

describe('CORS of protected routes', () => {
  it('S75 a page reads that its token has expired, and that a forged one is refused', async () => {
    const [route] = routes;
    const access_token = await obtain(page);
    const forged = `${access_token.slice(0, -8)}AAAAAAAA`;
    for (const expected of ['forged', 'expired']) {
      if (expected === 'expired') await service.advance(3600);
      const answer = await call(route, expected === 'forged' ? forged : access_token, origin);
      assertJsonError(service, answer, 'invalid_token');
      assertReadable(answer, origin);
      assert.match(answer.header('access-control-expose-headers') ?? '', /www-authenticate/);
      assertUnreadable(await call(route, access_token, otherOrigin));
    }
  });

  it('S75 pages, keys and the authorization endpoint have none', async () => {
    for (const path of ['/', '/login', '/account', '/oauth2/jwks.json', '/oauth2/authorize']) {
      assertUnreadable(await service.send(path, { headers: { origin } }));
      const headers = { origin, 'access-control-request-method': 'GET' };
      assertUnreadable(await service.send(path, { method: 'OPTIONS', headers }));
    }
  });
});
