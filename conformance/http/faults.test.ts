import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';

import { startCommand, waitUntilServing } from '../harness/command.ts';
import { findFreePort } from '../harness/free-port.ts';
import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  passwordLimited,
  refresh,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import type { Answer, Sent } from '../harness/request.ts';
import { send } from '../harness/request.ts';
import { createDirectory, startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const path = '/local/faults';
const service = await startService();
const readToken = (): string =>
  readFileSync(join(service.dataDirectory, 'local-token'), 'utf8').trim();
const { bot, server } = clientsOf(service);
const member = memberOf(service);

function ask(method: string, sent: Sent = {}, target = path): Promise<Answer> {
  const headers = { 'pitpass-local-token': readToken(), ...sent.headers };
  return service.send(target, { ...sent, method, headers });
}

function add(fault: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return ask('POST', { headers, body: JSON.stringify(fault) });
}

const listed = async (): Promise<unknown[]> =>
  (await ask('GET')).json<{ faults: unknown[] }>().faults;

const botTokens = tokensOf(await passwordLimited(service, bot, member));
const info = (access_token = botTokens.access_token): Promise<Answer> =>
  sendWithToken(service, '/data/member/info', access_token);

afterEach(async () => {
  assert.equal((await ask('DELETE')).status, 200);
});

describe('who may switch faults', () => {
  const body = JSON.stringify({ name: 'maintenance' });
  const json = { 'content-type': 'application/json' };

  it('nobody without the token of the data directory, and then nothing is switched', async () => {
    const token = readToken();
    for (const presented of [
      undefined,
      '',
      'x',
      token.slice(1),
      `${token}x`,
      token.toUpperCase(),
    ]) {
      const headers = {
        ...json,
        ...(presented !== undefined && { 'pitpass-local-token': presented }),
      };
      const refused = await service.send(path, { method: 'POST', headers, body });
      assert.equal(refused.status, 403, String(presented));
      assert.equal(refused.json()['error'], 'access_denied');
      assert.equal((await service.send(path, { headers })).status, 403);
      assert.equal((await service.send(path, { method: 'DELETE', headers })).status, 403);
    }
    assert.deepEqual(await listed(), []);
    assert.equal((await info()).status, 200);
  });

  it('no page of another origin, whatever it presents', async () => {
    for (const headers of [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${service.port}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: service.origin },
    ]) {
      const refused = await ask('POST', { headers: { ...json, ...headers }, body });
      assert.equal(refused.status, 403, JSON.stringify(headers));
      assert.equal(refused.header('access-control-allow-origin'), undefined);
    }
    const preflight = await service.send(path, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'pitpass-local-token',
      },
    });
    assert.equal(preflight.header('access-control-allow-origin'), undefined);
    assert.deepEqual(await listed(), []);
    const own = await ask('GET', { headers: { origin: service.origin } });
    assert.equal(own.status, 200);
  });

  it('nobody under a host name that is not the service’s', async () => {
    const refused = await ask('GET', { headers: { host: 'evil.example' } });
    assert.equal(refused.status, 421);
  });

  it('the start page shows what is on, and its form switches it off from that page alone', async () => {
    assert.equal((await add({ name: 'slow', seconds: 9, path: '/data/results' })).status, 201);
    const page = await service.send('/');
    assert.match(page.body, /slow at \/data\/results…, until it is switched off/);
    const clear = (headers: NonNullable<Sent['headers']>) =>
      service.send('/local/faults/clear', { method: 'POST', form: {}, headers });
    for (const headers of [
      {},
      { origin: 'null' },
      { origin: 'http://evil.example' },
      { origin: service.origin, 'sec-fetch-site': 'cross-site' },
    ]) {
      assert.equal((await clear(headers)).status, 403, JSON.stringify(headers));
    }
    assert.equal((await listed()).length, 1);
    const cleared = await clear({ origin: 'null', 'sec-fetch-site': 'same-origin' });
    assert.equal(cleared.status, 303);
    assert.equal(cleared.header('location'), '/');
    assert.deepEqual(await listed(), []);
    assert.match((await service.send('/')).body, /pitpass fault add maintenance/);
  });
});

describe('a fault', () => {
  it('that is to be met once is met by one of many requests at the same moment', async () => {
    assert.equal((await add({ name: 'maintenance', count: 1 })).status, 201);
    const answers = await Promise.all(Array.from({ length: 20 }, () => info()));
    assert.equal(answers.filter(({ status }) => status === 503).length, 1);
    assert.equal(answers.filter(({ status }) => status === 200).length, 19);
    assert.deepEqual(await listed(), []);
  });

  it('of one client leaves the others alone', async () => {
    const browser = await createSignedInBrowser(service, member);
    const others = await obtainTokens(service, browser, server);
    await add({ name: 'unauthorized', client_id: bot.client_id });
    assert.equal((await info()).status, 401);
    assert.equal((await info(others.access_token)).status, 200);
    await add({ name: 'refresh-token-spent', client_id: server.client_id, count: 1 });
    const kept = await refresh(service, bot, botTokens.refresh_token);
    assert.equal(kept.status, 200);
    assert.equal((await refresh(service, server, others.refresh_token)).status, 400);
    assert.equal((await refresh(service, server, others.refresh_token)).status, 200);
  });

  it('that breaks off a refresh has spent the token, and a second use later ends the session', async () => {
    const tokens = tokensOf(await passwordLimited(service, bot, member));
    await add({ name: 'refresh-answer-lost', count: 1 });
    await assert.rejects(refresh(service, bot, tokens.refresh_token));
    assert.equal((await info(tokens.access_token)).status, 200);
    await service.advance(11);
    const again = await refresh(service, bot, tokens.refresh_token);
    assert.equal(again.json()['error'], 'invalid_grant');
    assert.equal((await info(tokens.access_token)).status, 401);
  });

  it('that was asked for wrongly is refused with one sentence, whatever the body is', async () => {
    const json = { 'content-type': 'application/json' };
    const bodies = ['', '{', '[]', '7', '{"name":"x"}', '{"name":"slow","count":0}', 'null'];
    for (const body of [...bodies, JSON.stringify({ name: 'slow', client_id: 'nobody' })]) {
      const refused = await ask('POST', { headers: json, body });
      assert.equal(refused.status, 400, body);
      assert.match(String(refused.json()['error_description']), /^[A-Z].*[.]$/);
    }
    const large = await ask('POST', { headers: json, body: ' '.repeat(5000) });
    assert.equal(large.status, 413);
    const form = await ask('POST', { form: { name: 'slow' } });
    assert.equal(form.status, 400);
    assert.equal((await ask('DELETE', {}, `${path}?name=x`)).status, 400);
    assert.deepEqual(await listed(), []);
  });

  it('is off after a restart, and the token is the same', async () => {
    const token = readToken();
    await add({ name: 'maintenance' });
    assert.equal((await service.send('/data/member/info')).status, 503);
    await service.stop();
    await service.start();
    assert.deepEqual(await listed(), []);
    assert.equal((await service.send('/data/member/info')).status, 401);
    assert.equal(readToken(), token);
  });
});

describe('a service that is not local', () => {
  it('has no faults, no token and no form that would switch them', async () => {
    const port = await findFreePort();
    const dataDirectory = createDirectory();
    const origin = `http://localhost:${port}`;
    const words = ['serve', '--port', String(port), '--issuer', origin];
    const command = startCommand([...words, '--data-directory', dataDirectory]);
    await waitUntilServing(command);
    const headers = { host: `localhost:${port}`, 'pitpass-local-token': readToken(), origin };
    for (const [method, target] of [
      ['GET', path],
      ['POST', path],
      ['DELETE', path],
      ['POST', `${path}/clear`],
    ] as const) {
      const form = method === 'POST' ? { form: {} } : {};
      const answer = await send(`http://127.0.0.1:${port}`, target, { method, headers, ...form });
      assert.equal(answer.status, 404, `${method} ${target}`);
    }
    assert.throws(() => readFileSync(join(dataDirectory, 'local-token')), { code: 'ENOENT' });
  });
});
