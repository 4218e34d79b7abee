import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';

import { fileTokenStore } from '@pitpass/client/node';
import { options } from '@pitpass/server';

import { createFolder } from '../../test/pitpass.ts';
import { chooseProvider, chooseSettings } from './choose-settings.ts';
import type { SettingsSources } from './choose-settings.ts';
import { openDemo } from '../serve/demo-file.ts';
import { readDemo } from './demo.ts';
import { findUnknownVariables, serverVariables } from './known-variables.ts';
import { bindStore, readAccountSettings, storeSignIn } from './account-settings.ts';
import type { AccountSettings } from './account-settings.ts';
import { findTokenFile } from './token-file.ts';

const tokenSet = { access_token: 'access-1', token_type: 'Bearer', expires_at: 1 } as const;

const remembered: AccountSettings = {
  service: 'https://id.example.org',
  data_url: 'https://data.example.org',
  client_id: 'tool',
  redirect_uris: ['http://127.0.0.1:4001/callback'],
  client_secret_source: { from: 'none' },
};

describe('known variables', () => {
  test('are those of the table of the server, each of them', () => {
    const table = Object.values(options).map(({ variable }) => variable);
    assert.deepEqual([...serverVariables].sort(), table.sort());
  });

  test('far-off names are reported without a suggestion, foreign ones not at all', () => {
    const sentences = findUnknownVariables({ PITPASS_SOMETHING_ELSE_ALTOGETHER: 'x', PATH: '/' });
    assert.equal(sentences.length, 1);
    assert.match(sentences[0] ?? '', /PITPASS_SOMETHING_ELSE_ALTOGETHER .* has no effect\.$/);
  });
});

describe('the token file', () => {
  const place = {
    homeDirectory: resolve('/home/x'),
    directory: resolve('/elsewhere'),
    environment: {},
  };
  const local = join(place.homeDirectory, '.local', 'state', 'pitpass');

  test('lies where each platform keeps the state of programs', () => {
    assert.equal(findTokenFile({}, { ...place, platform: 'linux' }), join(local, 'default.json'));
    assert.equal(
      findTokenFile({ profile: 'league' }, { ...place, platform: 'darwin' }),
      join(place.homeDirectory, 'Library', 'Application Support', 'Pitpass', 'league.json'),
    );
    const environment = { LOCALAPPDATA: resolve('/appdata') };
    assert.equal(
      findTokenFile({}, { ...place, environment, platform: 'win32' }),
      join(resolve('/appdata'), 'Pitpass', 'default.json'),
    );
  });

  test('follows XDG_STATE_HOME when that is absolute, and only then', () => {
    const at = (state: string): string =>
      findTokenFile({}, { ...place, environment: { XDG_STATE_HOME: state }, platform: 'linux' });
    assert.equal(at(resolve('/state')), join(resolve('/state'), 'pitpass', 'default.json'));
    assert.equal(at('state'), join(local, 'default.json'));
  });

  test('is the one that was named: the option before the variable, a profile before it too', () => {
    const environment = { PITPASS_TOKEN_FILE: 'mine.json' };
    const named = { ...place, environment, platform: 'linux' } as const;
    assert.equal(findTokenFile({}, named), resolve('/elsewhere/mine.json'));
    assert.equal(
      findTokenFile({ tokenFile: 'yours.json' }, named),
      resolve('/elsewhere/yours.json'),
    );
    assert.equal(findTokenFile({ profile: 'league' }, named), join(local, 'league.json'));
  });
});

describe('the settings of a sign-in', () => {
  const sources = (changes: Partial<SettingsSources>): SettingsSources => ({
    flags: {},
    surroundings: { environment: {}, directory: resolve('/elsewhere') },
    demo: undefined,
    remembered: undefined,
    provider: 'iracing',
    grant_type: 'authorization_code',
    ...changes,
  });

  const dataUrlOf = (settings: AccountSettings): string | undefined =>
    settings.provider === 'trackmania' ? undefined : settings.data_url;

  test('are those of production when nothing else is known, with its own data service', () => {
    const chosen = chooseSettings(sources({ flags: { clientId: 'tool' } }));
    assert.equal(chosen.service, 'https://oauth.iracing.com');
    assert.equal(dataUrlOf(chosen), 'https://members-ng.iracing.com');
    assert.throws(() => chooseSettings(sources({})), /--client-id/);
  });

  test('are what the profile remembers, as long as service and client are the same', () => {
    assert.deepEqual(chooseSettings(sources({ remembered })), remembered);
    const other = chooseSettings(sources({ remembered, flags: { clientId: 'other' } }));
    assert.deepEqual(other.redirect_uris, []);
    assert.equal(dataUrlOf(other), remembered.service);
  });

  test('the secret of another client is not remembered', () => {
    const kept = { from: 'saved', client_secret: 's' } as const;
    const before = { ...remembered, client_secret_source: kept };
    assert.deepEqual(chooseSettings(sources({ remembered: before })).client_secret_source, kept);
    const flags = { clientId: 'other' };
    const other = chooseSettings(sources({ remembered: before, flags }));
    assert.deepEqual(other.client_secret_source, { from: 'none' });
  });

  test('an option wins over the environment', () => {
    const environment = { PITPASS_SERVICE: 'https://a.example', PITPASS_CLIENT_ID: 'a' };
    const surroundings = { environment, directory: resolve('/elsewhere') };
    const chosen = chooseSettings(sources({ surroundings, flags: { clientId: 'b' } }));
    assert.deepEqual([chosen.service, chosen.client_id], ['https://a.example', 'b']);
  });
});

describe('the settings of a sign-in at Trackmania', () => {
  const before: AccountSettings = {
    service: 'https://id.example.org',
    client_id: 'aaaabbbbccccddddeeee',
    redirect_uris: ['http://127.0.0.1:4001/callback'],
    client_secret_source: { from: 'environment' },
    provider: 'trackmania',
    grant_type: 'authorization_code',
  };
  const sources = (changes: Partial<SettingsSources>): SettingsSources => ({
    flags: {},
    surroundings: { environment: {}, directory: resolve('/elsewhere') },
    demo: undefined,
    remembered: undefined,
    provider: 'trackmania',
    grant_type: 'authorization_code',
    ...changes,
  });

  test('the dialect is named, else remembered, else that of iRacing', () => {
    assert.equal(chooseProvider({}, {}, undefined), 'iracing');
    assert.equal(chooseProvider({}, {}, remembered), 'iracing');
    assert.equal(chooseProvider({}, {}, before), 'trackmania');
    const environment = { PITPASS_PROVIDER: 'trackmania' };
    assert.equal(chooseProvider({}, environment, remembered), 'trackmania');
    assert.equal(chooseProvider({ provider: 'iracing' }, environment, before), 'iracing');
  });

  test('are those of production when nothing else is known, with a secret to be asked for', () => {
    const chosen = chooseSettings(sources({ flags: { clientId: 'tool' } }));
    assert.deepEqual(chosen, {
      service: 'https://api.trackmania.com',
      client_id: 'tool',
      redirect_uris: [],
      client_secret_source: { from: 'prompt' },
      provider: 'trackmania',
      grant_type: 'authorization_code',
    });
  });

  test('are what the profile remembers of this dialect, and nothing of the other', () => {
    assert.deepEqual(chooseSettings(sources({ remembered: before })), before);
    assert.throws(() => chooseSettings(sources({ remembered })), /api\.trackmania\.com\?/);
    const provider = 'iracing';
    assert.throws(
      () => chooseSettings(sources({ remembered: before, provider })),
      /oauth\.iracing\.com\?/,
    );
  });

  test('a client itself always needs its secret, a member with --pkce does not', () => {
    const flags = { clientId: 'tool', pkce: true };
    const chosen = chooseSettings(sources({ flags }));
    assert.deepEqual(chosen.client_secret_source, { from: 'none' });
    const grant_type = 'client_credentials';
    const own = chooseSettings(sources({ flags, grant_type }));
    assert.deepEqual(own.client_secret_source, { from: 'prompt' });
  });

  test('come back as they were stored; a half of them does not', async (t) => {
    const file = join(createFolder(t), 'default.json');
    await storeSignIn(fileTokenStore(file), file, before, tokenSet);
    assert.deepEqual(await readAccountSettings(file), before);
    for (const half of [
      { ...before, grant_type: 'password' },
      { ...before, provider: 'other' },
      { ...before, client_id: 7 },
    ]) {
      writeFileSync(file, JSON.stringify({ pitpass: half }));
      assert.equal(await readAccountSettings(file), undefined);
    }
  });
});

describe('a demo', () => {
  for (const service of ['https://id.example', 'http://10.0.0.1:7480', 'file:///etc', 'x', 7]) {
    test(`is not believed when its service is ${service}`, async (t) => {
      const path = join(createFolder(t), 'demo.json');
      writeFileSync(path, JSON.stringify({ service, members: [], clients: [] }));
      await assert.rejects(readDemo(path), { code: 'demo_unreadable' });
    });
  }

  test('is not believed when a member of it is none', async (t) => {
    for (const member of [null, 1, {}, { username: 5 }, { username: 'x' }]) {
      const path = join(createFolder(t), 'demo.json');
      const demo = { service: 'http://localhost:7480', members: [member], clients: [] };
      writeFileSync(path, JSON.stringify(demo));
      await assert.rejects(readDemo(path), { code: 'demo_unreadable' });
      assert.throws(() => openDemo(path, demo.service, demo.service), /has a member without/);
    }
  });

  test('may be missing', async (t) => {
    assert.equal(await readDemo(join(createFolder(t), 'demo.json')), undefined);
  });
});

describe('stored settings', () => {
  test('come back as they were, beside the tokens', async (t) => {
    const file = join(createFolder(t), 'profile', 'default.json');
    const store = fileTokenStore(file);
    await storeSignIn(store, file, remembered, tokenSet);
    assert.deepEqual(await readAccountSettings(file), remembered);
    assert.deepEqual(await store.load(), tokenSet);
  });

  test('bind the tokens: after another sign-in they are not given out', async (t) => {
    const file = join(createFolder(t), 'default.json');
    const store = fileTokenStore(file);
    await storeSignIn(store, file, remembered, tokenSet);
    const bound = bindStore(store, file, remembered);
    assert.deepEqual(await bound.load(), tokenSet);
    const other = { ...remembered, service: 'https://other.example' };
    await storeSignIn(store, file, other, { ...tokenSet, access_token: 'access-2' });
    await assert.rejects(bound.load(), { code: 'profile_changed' });
  });
});
