import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';

import Fastify from 'fastify';

import { addLogFields } from './http-parts.ts';
import type { LogFields } from './http-parts.ts';
import { createLog, logRequests } from './log.ts';

const hostile = 'a\nb\r\n{"level":60}\u001b[31mred\u001b[0m\u0007\u000b\u0000"}';
// What a line-based reader or a terminal acts upon.
const control = /[\u0000-\u001f\u007f]/;

async function openLog(format: string, level = 'info') {
  const written: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      done();
    },
  });
  const log = await createLog({ level, format, destination });
  return { log, read: () => written.join('') };
}

async function request(format: string, url: string, fields: LogFields = {}, level = 'info') {
  const { log, read } = await openLog(format, level);
  const app = Fastify({ logger: false, genReqId: () => 'request-1' });
  logRequests(app, log);
  app.get('/oauth2/token', (incoming, reply) => {
    addLogFields(incoming, fields);
    return reply.send();
  });
  app.get('/broken', () => {
    throw new Error('fault');
  });
  await app.inject({ url, headers: { authorization: 'Bearer secret', cookie: 'c=secret' } });
  await app.close();
  return read();
}

test('a request is one JSON line with its id, route, status and time, and nothing else', async () => {
  const line = await request('json', '/oauth2/token', {
    client_id: 'lap-lens',
    error: 'invalid_grant',
  });
  assert.equal(line.split('\n').length, 2);
  const { time, ms, ...rest } = JSON.parse(line);
  assert.match(time, /^\d{4}-\d\d-\d\dT/);
  assert.equal(typeof ms, 'number');
  assert.deepEqual(rest, {
    level: 30,
    request_id: 'request-1',
    method: 'GET',
    path: '/oauth2/token',
    status: 200,
    client_id: 'lap-lens',
    error: 'invalid_grant',
    msg: 'request',
  });
});

test('S65 what the query and the headers hold is in no line, at the deepest level and in both formats', async () => {
  for (const format of ['json', 'human']) {
    const url = '/oauth2/token?code=secret&access_token=secret&password=secret';
    assert.doesNotMatch(await request(format, url, {}, 'trace'), /secret|access_token/);
    const lost = await request(format, '/nowhere/secret?code=secret', {}, 'trace');
    assert.match(lost, /\(no route\)/);
    assert.doesNotMatch(lost, /secret/);
  }
});

for (const format of ['json', 'human']) {
  test(`S220 line breaks and escape sequences in a logged field are one line in the ${format} format`, async () => {
    const written = await request(format, '/oauth2/token', { detail: hostile, client_id: hostile });
    assert.doesNotMatch(written.trimEnd(), control);
    if (format === 'json') assert.equal(JSON.parse(written).detail, hostile);
  });

  test(`S220 an error of ours, its stack included, is one line in the ${format} format`, async () => {
    const { log, read } = await openLog(format);
    log.error({ err: { message: hostile } }, 'housekeeping');
    const first = read();
    assert.doesNotMatch(first.trimEnd(), control);
    log.error({ err: { stack: new Error(hostile).stack } }, 'internal error');
    const second = read().slice(first.length);
    assert.doesNotMatch(second.trimEnd(), control);
    assert.match(second, /log\.test\.ts/);
  });
}

test('a fault of ours is an error line, a request an info line, and the level decides', async () => {
  assert.equal(JSON.parse(await request('json', '/broken')).level, 50);
  assert.equal(await request('json', '/oauth2/token', {}, 'warn'), '');
  assert.equal(JSON.parse(await request('json', '/broken', {}, 'error')).status, 500);
  assert.equal(await request('json', '/broken', {}, 'silent'), '');
});
