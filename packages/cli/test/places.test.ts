import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { mask } from '@pitpass/protocol';
import { PlaceFileUnreadable } from '@pitpass/server';

import { createPlaceDatabase, kassel } from '../../server/test/place-database.ts';
import { createFolder, findFreePort } from './pitpass.ts';
import { serve } from '../src/serve/serve.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36';

test('S136 book 14.1 sessions tell place and program where the operator provides a database of places, and store neither', async (t) => {
  const folder = createFolder(t);
  const file = join(folder, 'places.mmdb');
  writeFileSync(file, createPlaceDatabase({ '127.0.0.0/8': kassel, '::1/128': kassel }));
  const service = await serve({
    isLocal: true,
    environment: {
      PITPASS_DATA_DIRECTORY: join(folder, '.pitpass'),
      PITPASS_PORT: String(await findFreePort()),
      PITPASS_LOG_LEVEL: 'silent',
      PITPASS_PLACES_FILE: file,
    },
    onNotice: () => {},
    overrides: { passwordHashCost: { memoryKib: 8, passes: 1 } },
  });
  t.after(() => service.close());
  const bot = service.demo?.clients.find(({ users }) => users !== undefined);
  const member = service.demo?.members.find(({ username }) => bot?.users?.includes(username));
  assert.ok(bot?.client_secret !== undefined && member !== undefined);
  const form = {
    grant_type: 'password_limited',
    client_id: bot.client_id,
    client_secret: mask(bot.client_secret, bot.client_id, sha256),
    username: member.username,
    password: mask(member.password, member.username, sha256),
    scope: 'iracing.auth',
  };
  const { origin } = service.config;
  const headers = { 'user-agent': chromeOnWindows };
  const answer = await fetch(`${origin}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  const listed = await fetch(`${origin}/oauth2/sessions`, {
    headers: { ...headers, authorization: `Bearer ${access_token}` },
  });
  const { sessions } = (await listed.json()) as { sessions: Record<string, unknown>[] };
  for (const prefix of ['first', 'last']) {
    const told = ['continent', 'country', 'subdivisions', 'city'].map(
      (name) => sessions[0]?.[`${prefix}_${name}`],
    );
    assert.deepEqual(told, ['Europe', 'Germany', ['Hesse'], 'Kassel']);
    assert.equal(sessions[0]?.[`${prefix}_user_agent_operating_system`], 'Windows');
    assert.equal(sessions[0]?.[`${prefix}_user_agent_browser`], 'Chrome');
    assert.equal(sessions[0]?.[`${prefix}_user_agent_header`], chromeOnWindows);
  }
});

test('S136 a file of places that is missing or something else stops the start with one sentence', async (t) => {
  const folder = createFolder(t);
  writeFileSync(join(folder, 'wrong.mmdb'), 'no database');
  const port = String(await findFreePort());
  for (const [file, words] of [
    ['missing.mmdb', /missing\.mmdb is not there\./],
    ['wrong.mmdb', /wrong\.mmdb is no whole database in the MaxMind format\./],
  ] as const) {
    const environment = {
      PITPASS_DATA_DIRECTORY: join(folder, '.pitpass'),
      PITPASS_PLACES_FILE: join(folder, file),
      PITPASS_PORT: port,
      PITPASS_LOG_LEVEL: 'silent',
    };
    const starting = serve({ isLocal: true, environment, onNotice: () => {} });
    await assert.rejects(starting, (error: Error) => {
      assert.ok(error instanceof PlaceFileUnreadable);
      assert.match(error.message, words);
      assert.match(error.message, /leave it out; sessions then show no place\.$/);
      return true;
    });
  }
});
