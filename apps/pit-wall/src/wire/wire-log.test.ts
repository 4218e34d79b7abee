import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createWireLog } from './wire-log.ts';

const service = 'http://127.0.0.1:9';

function start(status = 200) {
  let now = 1_000;
  const log = createWireLog({
    fetch: async () => new Response('{}', { status }),
    clock: () => now,
    milliseconds: () => now * 1000,
  });
  return { log, advance: (seconds: number) => (now += seconds) };
}

const secrets = {
  client_secret: 'secret-of-the-client',
  refresh_token: 'refresh-token-1',
  code: 'the-code',
  code_verifier: 'the-verifier',
};

test('a message is written down by method, path and outcome, once', async () => {
  const { log } = start(404);
  await log.fetch(`${service}/data/results/get?subsession_id=7&a=1%2C2`, {
    headers: { authorization: 'Bearer access-token-1' },
  });
  const [entry, ...others] = log.takeNew();
  assert.deepEqual(others, []);
  assert.equal(entry?.target, '/data/results/get?subsession_id=7&a=1,2');
  assert.equal(entry?.outcome, '404');
  assert.equal(entry?.note, 'with Bearer token');
  assert.deepEqual(log.takeNew(), []);
});

test('no token, code, secret or signature is ever in the log', async () => {
  const { log } = start();
  const body = new URLSearchParams({ grant_type: 'authorization_code', ...secrets }).toString();
  await log.fetch(`${service}/oauth2/token`, { method: 'POST', body });
  await log.fetch(`${service}/files/1?X-Amz-Signature=the-signature`);
  await log.fetch(`${service}/oauth2/sessions`, {
    headers: { authorization: 'Bearer access-token-1' },
  });
  const text = JSON.stringify(log.takeNew());
  for (const secret of [...Object.values(secrets), 'the-signature', 'access-token-1']) {
    assert.ok(!text.includes(secret), `${secret} is in the log`);
  }
  assert.match(text, /grant_type=authorization_code/);
});

test('a refresh counts when it succeeded, and not when it was refused', async () => {
  const body = 'grant_type=refresh_token';
  const good = start();
  good.advance(5);
  await good.log.fetch(`${service}/oauth2/token`, { method: 'POST', body });
  assert.equal(good.log.lastRefreshAt(), 1_005);
  const bad = start(400);
  await bad.log.fetch(`${service}/oauth2/token`, { method: 'POST', body });
  assert.equal(bad.log.lastRefreshAt(), undefined);
});

test('a message without an answer is written down and fails as before', async () => {
  const log = createWireLog({
    fetch: async () => Promise.reject(new TypeError('fetch failed')),
    clock: () => 1,
    milliseconds: () => 1,
  });
  await assert.rejects(log.fetch(`${service}/x`), TypeError);
  assert.equal(log.takeNew()[0]?.outcome, 'no answer');
});

test('a log that nobody looks at does not grow without end', () => {
  const { log } = start();
  for (let index = 0; index < 150; index += 1) {
    log.add({ by: 'Pit Wall', method: 'GET', target: `/${index}`, note: '', outcome: '200' });
  }
  const entries = log.takeNew();
  assert.equal(entries.length, 120);
  assert.equal(entries.at(-1)?.target, '/149');
});
