import assert from 'node:assert/strict';
import { test } from 'node:test';

import Fastify from 'fastify';

import { iracingDialect, openHouse } from '../../test/house.ts';
import type { ClientStore } from '../domain/client/client.ts';
import { allowClientOrigin, answerPreflight } from './cross-origin.ts';

const origin = 'https://lens.example';
const call = { method: 'GET', headers: ['authorization', 'content-type'] } as const;

async function openApp(change: Partial<ClientStore> = {}) {
  const house = await openHouse();
  await house.saveClient({ client_id: 'lap-lens', cors_origins: [origin] });
  await house.saveClient({ client_id: 'lap-map', dialect: 'trackmania', cors_origins: [origin] });
  const parts = { clients: { ...house.stores.clients, ...change }, dialect: iracingDialect };
  const app = Fastify();
  app.decorateRequest('logFields', undefined);
  app.options('/', (request, reply) => answerPreflight(request, reply, parts, call));
  app.get<{ Querystring: { client_id?: string } }>('/', async (request, reply) => {
    await allowClientOrigin(request, reply, request.query.client_id, parts);
    return { detail: request.logFields?.detail };
  });
  const ask = async (method: 'GET' | 'OPTIONS', url: string, from: string | undefined = origin) => {
    const headers = from === '' ? {} : { origin: from };
    const answer = await app.inject({ method, url, headers });
    const { [`access-control-allow-origin`]: allowed, vary } = answer.headers;
    return { answer, allowed, vary };
  };
  return { ...house, ask };
}

test('S75 the origin of the client may read the answer, and only with the client’s own id', async () => {
  const { ask } = await openApp();
  assert.equal((await ask('GET', '/?client_id=lap-lens')).allowed, origin);
  for (const url of ['/', '/?client_id=nobody', '/?client_id=lap-map']) {
    const { allowed, vary } = await ask('GET', url);
    assert.deepEqual([allowed, vary], [undefined, 'origin'], url);
  }
});

for (const foreign of [
  'null',
  '*',
  `${origin}/`,
  `${origin}.evil.example`,
  'HTTPS://LENS.EXAMPLE',
]) {
  test(`S75 the origin ${foreign} is not the registered one`, async () => {
    const { ask } = await openApp();
    assert.equal((await ask('GET', '/?client_id=lap-lens', foreign)).allowed, undefined);
    assert.equal((await ask('OPTIONS', '/', foreign)).allowed, undefined);
  });
}

test('S75 a request without an origin is none of another page', async () => {
  const { ask } = await openApp();
  const { allowed, vary } = await ask('GET', '/?client_id=lap-lens', '');
  assert.deepEqual([allowed, vary], [undefined, undefined]);
});

test('S75 book 11 a preflight names what the path takes, and nothing to an origin that nobody registered', async () => {
  const { ask } = await openApp();
  const { answer } = await ask('OPTIONS', '/');
  assert.equal(answer.statusCode, 204);
  assert.equal(answer.headers['access-control-allow-methods'], 'GET');
  assert.equal(answer.headers['access-control-allow-headers'], 'authorization, content-type');
  const foreign = (await ask('OPTIONS', '/', 'https://evil.example')).answer;
  assert.equal(foreign.statusCode, 204);
  for (const name of Object.keys(foreign.headers)) assert.doesNotMatch(name, /^access-control/);
});

test('S75 the origins of a disabled client and of another dialect get no preflight', async () => {
  const { ask, saveClient } = await openApp();
  await saveClient({ client_id: 'lap-lens', cors_origins: [origin], state: 'disabled' });
  assert.equal((await ask('OPTIONS', '/')).allowed, undefined);
});

test('S75 book 11 when it cannot be decided there is no header, and the answer is what it is', async () => {
  const fail = async () => Promise.reject(new Error('store'));
  const { ask } = await openApp({ findClient: fail, isCorsOriginRegistered: fail });
  const { answer, allowed } = await ask('GET', '/?client_id=lap-lens');
  assert.deepEqual([answer.statusCode, allowed], [200, undefined]);
  assert.match(answer.body, /could not be read/);
  const preflight = await ask('OPTIONS', '/');
  assert.deepEqual([preflight.answer.statusCode, preflight.allowed], [204, undefined]);
});
