import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { cheapHash, secretKey } from '../test/house.ts';
import { makeClient, makeMember, t0 } from '../test/store-contract/records.ts';
import { parseConfig } from './config/parse-config.ts';
import { createAuthorizationServer } from './create-authorization-server.ts';
import type { ServerOptions } from './create-authorization-server.ts';
import { SigningKeyUnreadable } from './domain/key/signing-key-record.ts';
import { sqliteFileName } from './store/open-database.ts';
import { openSqliteDatabase } from './store/sqlite/sqlite-database.ts';

const root = mkdtempSync(join(tmpdir(), 'pitpass-server-'));
after(() => rmSync(root, { recursive: true, force: true }));

const createFolder = () => mkdtempSync(join(root, 'data-'));

function create(
  environment: Record<string, string>,
  { isLocal = true, ...options }: Partial<ServerOptions> & { isLocal?: boolean } = {},
) {
  const settings = { PITPASS_DATA_DIRECTORY: createFolder(), PITPASS_LOG_LEVEL: 'silent' };
  const config = parseConfig({ ...settings, ...environment }, { isLocal });
  const defaults = { secretKey, clock: () => t0, passwordHashCost: cheapHash };
  return createAuthorizationServer(config, { ...defaults, ...options });
}

async function hostsOf(environment: Record<string, string>, isLocal: boolean) {
  const server = await create(environment, { isLocal });
  await server.close();
  return [...server.allowedHosts].sort();
}

test('S144 a secret key of fewer than 32 bytes is refused', async () => {
  for (const length of [0, 16, 31]) {
    await assert.rejects(create({}, { secretKey: new Uint8Array(length) }), /at least 32 bytes/);
  }
});

test('the local service answers to the names of this computer on its port and to no other', async () => {
  assert.deepEqual(await hostsOf({ PITPASS_PORT: '7490' }, true), [
    '127.0.0.1:7490',
    '[::1]:7490',
    'localhost:7490',
  ]);
});

test('an operated service answers to its issuer alone, with and without the default port', async () => {
  assert.deepEqual(await hostsOf({ PITPASS_ISSUER: 'https://id.example' }, false), [
    'id.example',
    'id.example:443',
  ]);
  assert.deepEqual(await hostsOf({ PITPASS_ISSUER: 'https://id.example:8443' }, false), [
    'id.example:8443',
  ]);
});

test('another Host is answered with 421, whatever is asked', async () => {
  const server = await create({});
  const status = async (host: string) =>
    (await server.app.inject({ url: '/oauth2/jwks.json', headers: { host } })).statusCode;
  for (const host of ['localhost:7480', 'LOCALHOST:7480', '127.0.0.1:7480', '[::1]:7480']) {
    assert.equal(await status(host), 200, host);
  }
  const wrong = ['evil.example', 'localhost', 'localhost:7481', 'localhost:7480.evil.example', ''];
  for (const host of wrong) assert.equal(await status(host), 421, host);
  await server.close();
});

test('S206 S224 headers that only a proxy may set are ignored, whoever sends them', async () => {
  const folder = createFolder();
  const server = await create({ PITPASS_DATA_DIRECTORY: folder });
  const headers = {
    host: 'localhost:7480',
    'content-type': 'application/x-www-form-urlencoded',
    'x-forwarded-for': '192.0.2.66',
    forwarded: 'for=192.0.2.66;host=evil.example;proto=https',
    'x-real-ip': '192.0.2.66',
    'x-client-ip': '192.0.2.66',
    'cf-connecting-ip': '192.0.2.66',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-user': 'member-1',
    'x-client-cert': 'MIIB',
    'x-ssl-client-verify': 'SUCCESS',
  };
  const payload = 'grant_type=refresh_token&client_id=nobody&refresh_token=x';
  const url = '/oauth2/token';
  const remoteAddress = '198.51.100.7';
  const answer = await server.app.inject({ method: 'POST', url, headers, payload, remoteAddress });
  assert.equal(answer.statusCode, 403);
  assert.doesNotMatch(answer.body, /evil|https:/);
  await server.close();
  const database = openSqliteDatabase(join(folder, sqliteFileName));
  const events = await database.query('SELECT ip FROM audit_event', []);
  const buckets = await database.query('SELECT bucket FROM rate_limit', []);
  await database.close();
  assert.deepEqual(
    events.map(({ ip }) => ip),
    [remoteAddress],
  );
  assert.deepEqual(
    buckets.map(({ bucket }) => bucket),
    [`client_failure:${remoteAddress}`],
  );
});

test('a second start finds members, clients and keys as they were left', async () => {
  const environment = { PITPASS_DATA_DIRECTORY: createFolder() };
  const keysOf = async (server: Awaited<ReturnType<typeof create>>) =>
    (await server.app.inject({ url: '/oauth2/jwks.json', headers: { host: 'localhost:7480' } }))
      .body;
  const first = await create(environment);
  const [client, member] = [makeClient(), makeMember()];
  await first.clients.saveClient(client);
  await first.members.saveMember(member);
  const keys = await keysOf(first);
  await first.close();
  const second = await create(environment);
  assert.deepEqual(await second.clients.findClient(client.client_id), client);
  assert.deepEqual({ ...(await second.members.findMember(member.member_id)) }, member);
  assert.equal(await keysOf(second), keys);
  await second.close();
});

test('S145 another secret key stops the start and leaves the database closed and usable', async () => {
  const environment = { PITPASS_DATA_DIRECTORY: createFolder() };
  await (await create(environment)).close();
  const other = new Uint8Array(32).fill(1);
  await assert.rejects(create(environment, { secretKey: other }), SigningKeyUnreadable);
  assert.deepEqual(readdirSync(environment.PITPASS_DATA_DIRECTORY), ['pitpass.sqlite']);
  await (await create(environment)).close();
});
