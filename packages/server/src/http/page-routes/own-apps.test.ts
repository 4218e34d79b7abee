import assert from 'node:assert/strict';
import { test } from 'node:test';

import fastifyCookie from '@fastify/cookie';
import Fastify from 'fastify';

import {
  createSeededRandom,
  openHouse,
  secretKey,
  registrationProfiles,
} from '../../../test/house.ts';
import { createSealer } from '../../domain/key/sealing.ts';
import { digestOf } from '../../domain/presented.ts';
import { startBrowserLogin } from '../../domain/session/browser-login.ts';
import { loadAssets } from '../assets.ts';
import { createFormToken } from '../form-token.ts';
import type { HttpParts } from '../http-parts.ts';
import { registerOwnApps } from './own-apps.ts';
import { recentSignInSeconds } from './recent-sign-in.ts';

const origin = 'https://id.example';

type Form = Readonly<Record<string, string>>;

const clubRoom: Form = {
  client_name: 'Club Room',
  homepage_url: 'https://club.example/',
  description: 'Shows clubs.',
  redirect_uris: 'https://club.example/cb\r\n\r\nhttps://staging.club.example/cb\r\n',
  confidential: 'yes',
};

async function openOwnApps() {
  const house = await openHouse();
  const parts = {
    ...house.parts,
    registrationProfiles,
    ...house.stores,
    random: createSeededRandom('own apps'),
    transactionSealer: createSealer(secretKey, 'transactions', createSeededRandom('sealer')),
    origin,
    formKey: secretKey,
    assets: loadAssets(),
    notice: undefined,
  } as unknown as HttpParts;
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  await app.register(fastifyCookie);
  registerOwnApps(app, parts);

  const signIn = async () => {
    const member = await house.saveMember();
    const presented = await startBrowserLogin(member, undefined, parts);
    const cookie = `__Host-pitpass_login=${presented}`;
    const get = (url: string) => app.inject({ url, headers: { cookie } });
    const send = (url: string, form: Form, headers: Form = {}) =>
      app.inject({
        method: 'POST',
        url,
        payload: new URLSearchParams(form).toString(),
        headers: {
          cookie,
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
          ...headers,
        },
      });
    /** What the first form of a page that posts to the address carries along. */
    const findHidden = async (page: string, action: string): Promise<Form> => {
      const { payload } = await get(page);
      const form = payload.split('<form').find((text) => text.includes(`action="${action}"`));
      const own = form?.split('</form>')[0] ?? '';
      const inputs = own.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g);
      return Object.fromEntries([...inputs].map(([, name, value]) => [name ?? '', value ?? '']));
    };
    const findToken = async (page: string, action: string): Promise<string> =>
      (await findHidden(page, action))['form_token'] ?? '';
    const post = async (page: string, action: string, form: Form = {}) =>
      send(action, { ...form, ...(await findHidden(page, action)) });
    const create = (form: Form = clubRoom) => post('/manager/create', '/manager/create', form);
    const list = () => house.stores.clients.listClientsOfOwner(member.member_id);
    return { member, presented, get, send, findHidden, findToken, post, create, list };
  };
  return { house, app, signIn };
}

const secretOf = (payload: string) =>
  /<code class="selectable">([0-9a-f]{40})<\/code>/.exec(payload)?.[1];

test('whoever is not signed in is sent to the login page, and their forms are refused', async () => {
  const { app } = await openOwnApps();
  for (const url of ['/manager', '/manager/create', '/manager/apps/x']) {
    const answer = await app.inject({ url });
    assert.deepEqual(
      [answer.statusCode, answer.headers.location],
      [303, '/login?destination=%2Fmanager'],
    );
  }
  const headers = { 'sec-fetch-site': 'same-origin' };
  for (const url of ['/manager/create', '/manager/apps/x', '/manager/apps/x/delete']) {
    assert.equal((await app.inject({ method: 'POST', url, headers })).statusCode, 403);
  }
});

test('TM 9 S197 a registration answers with identifier and secret once, not to be kept by anybody, and in no address', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  const answer = await mia.create();
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.headers.location, undefined);
  const [client] = await mia.list();
  for (const path of ['/oauth/authorize', '/api/access_token']) {
    assert.ok(answer.payload.includes(`<code>${origin}${path}</code>`), path);
  }
  const secret = secretOf(answer.payload) ?? '';
  assert.equal(client?.secret_digest, digestOf(secret));
  assert.ok(answer.payload.includes(client?.client_id ?? '?'));
  assert.deepEqual(client?.redirect_uris, [
    'https://club.example/cb',
    'https://staging.club.example/cb',
  ]);
  assert.deepEqual(
    [client?.dialect, client?.developer_name, client?.is_reviewed],
    ['trackmania', mia.member.display_name, false],
  );
  for (const url of ['/manager', `/manager/apps/${client?.client_id}`]) {
    const { payload } = await mia.get(url);
    assert.ok(payload.includes('Club Room') && !payload.includes(secret));
  }
});

test('TM 9 S63 an app that is not ticked as confidential has no secret', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  const { confidential: _ticked, ...form } = clubRoom;
  const answer = await mia.create(form);
  assert.equal(secretOf(answer.payload), undefined);
  const [client] = await mia.list();
  assert.equal(client?.secret_digest, null);
  const page = `/manager/apps/${client?.client_id}`;
  const form_token = await mia.findToken(page, page);
  const rotated = await mia.send(`${page}/rotate-secret`, { form_token });
  assert.equal(rotated.statusCode, 409);
  assert.equal((await mia.list())[0]?.secret_digest, null);
});

test('a form that breaks rules comes back with every problem and all that was typed, and nothing is registered', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  const answer = await mia.create({
    client_name: 'x'.repeat(81),
    homepage_url: 'club.example',
    redirect_uris: 'http://club.example/cb\n/cb',
  });
  assert.equal(answer.statusCode, 422);
  const { payload } = answer;
  assert.match(payload, /4 things need to be changed/);
  for (const name of ['client_name', 'homepage_url', 'redirect_uris']) {
    assert.match(payload, new RegExp(`id="${name}-error"`));
  }
  assert.match(payload, /value="x{81}"/);
  assert.match(payload, />\nhttp:\/\/club\.example\/cb\n\/cb<\/textarea>/);
  assert.doesNotMatch(payload, / checked/);
  assert.deepEqual(await mia.list(), []);
});

test('several redirect URIs on one line are refused, with what a line is for', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  for (const redirect_uris of [
    'http://127.0.0.1/a,http://127.0.0.1/b',
    'https://a.example/ https://b.example/',
  ]) {
    const answer = await mia.create({ ...clubRoom, redirect_uris });
    assert.equal(answer.statusCode, 422);
    assert.match(answer.payload, /Write each redirect URI on a line of its own, without commas\./);
  }
  const bare = await mia.create({ ...clubRoom, redirect_uris: 'localhost:8765/callback' });
  assert.match(bare.payload, /begin it with http:\/\/ or https:\/\//);
  assert.deepEqual(await mia.list(), []);
});

test('a change is saved, said once, and comes back by no address that somebody made up', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  await mia.create();
  const [client] = await mia.list();
  const page = `/manager/apps/${client?.client_id}`;
  const { confidential: _ticked, ...rest } = clubRoom;
  const form = { ...rest, client_name: 'Club House' };
  const answer = await mia.post(page, page, form);
  assert.equal(answer.statusCode, 303);
  const saved = await mia.get(answer.headers.location ?? '');
  assert.match(saved.payload, /role="status">Your changes are saved/);
  assert.match(saved.payload, /<h1><bdi>Club House<\/bdi><\/h1>/);
  assert.doesNotMatch((await mia.get(`${page}?done=saved&notice=x`)).payload, /role="status"/);
  const [after] = await mia.list();
  assert.deepEqual(after, { ...client, client_name: 'Club House' });
  const refused = await mia.post(page, page, { ...form, client_name: '' });
  assert.equal(refused.statusCode, 422);
  assert.match(refused.payload, /id="client_name-error"/);
  assert.deepEqual(await mia.list(), [after]);
});

test('the secret is replaced and shown in the answer alone', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  const first = secretOf((await mia.create()).payload);
  const [client] = await mia.list();
  const page = `/manager/apps/${client?.client_id}`;
  const answer = await mia.post(page, `${page}/rotate-secret`);
  const second = secretOf(answer.payload) ?? '';
  assert.notEqual(second, first);
  assert.equal((await mia.list())[0]?.secret_digest, digestOf(second));
  assert.equal(answer.headers['cache-control'], 'no-store');
});

test('an app is deleted after a question, and the list says so once', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  await mia.create();
  const [client] = await mia.list();
  const page = `/manager/apps/${client?.client_id}`;
  const answer = await mia.post(page, `${page}/delete`);
  assert.equal(answer.statusCode, 303);
  assert.match((await mia.get(answer.headers.location ?? '')).payload, /The app is deleted/);
  assert.doesNotMatch((await mia.get('/manager?done=deleted')).payload, /The app is deleted/);
  assert.deepEqual(await mia.list(), []);
  assert.equal((await mia.get(page)).statusCode, 404);
});

test('S198 redirect URIs, secret and deletion want a sign-in of the last fifteen minutes, and nothing is done without', async () => {
  const { signIn, house } = await openOwnApps();
  const mia = await signIn();
  await mia.create();
  const [client] = await mia.list();
  const page = `/manager/apps/${client?.client_id}`;
  const { confidential: _ticked, ...rest } = clubRoom;
  const risky: readonly (readonly [string, Form])[] = [
    [page, { ...rest, redirect_uris: 'https://elsewhere.example/cb' }],
    [`${page}/rotate-secret`, {}],
    [`${page}/delete`, {}],
  ];
  house.time.now += recentSignInSeconds + 1;
  for (const [action, form] of risky) {
    const answer = await mia.post(page, action, form);
    assert.equal(answer.statusCode, 303, action);
    assert.match(answer.headers.location ?? '', /^\/login\?transaction=/, action);
    assert.deepEqual(await mia.list(), [client], action);
  }
  const harmless = await mia.post(page, page, { ...rest, client_name: 'Club House' });
  assert.match(harmless.headers.location ?? '', /done=saved/);
});

test('S198 the owner gets a mail, and an event is written, for redirect URIs, secret and deletion', async () => {
  const { signIn, house } = await openOwnApps();
  const mia = await signIn();
  await mia.create();
  const [client] = await mia.list();
  const page = `/manager/apps/${client?.client_id}`;
  const { confidential: _ticked, ...rest } = clubRoom;
  await mia.post(page, page, { ...rest, description: 'Shows more.' });
  assert.deepEqual(await house.sentLetters(), []);
  await mia.post(page, page, { ...rest, redirect_uris: 'https://elsewhere.example/cb' });
  await mia.post(page, `${page}/rotate-secret`);
  await mia.post(page, `${page}/delete`);
  const letters = (await house.sentLetters()).map(({ to, letter }) => [
    to,
    letter.kind,
    'change' in letter && letter.change,
    letter.happening.client_name,
  ]);
  assert.deepEqual(
    letters,
    ['redirect_uris', 'secret', 'deleted'].map((change) => [
      mia.member.username,
      'sign_in.app_changed',
      change,
      'Club Room',
    ]),
  );
  const events = house.events
    .map(({ event }) => event)
    .filter((event) => event.startsWith('client'));
  assert.deepEqual(events.slice(1), [
    'client_edited',
    'client_edited',
    'client_secret_rotated',
    'client_deleted',
  ]);
});

test('S198 a sign-in of fifteen minutes ago is fresh enough', async () => {
  const { signIn, house } = await openOwnApps();
  const mia = await signIn();
  await mia.create();
  const [client] = await mia.list();
  const page = `/manager/apps/${client?.client_id}`;
  house.time.now += recentSignInSeconds;
  assert.equal((await mia.post(page, `${page}/rotate-secret`)).statusCode, 200);
});

test('S196 the app of another developer or of staff, in either dialect, cannot be told from none', async () => {
  const { signIn, house } = await openOwnApps();
  const [mia, max] = [await signIn(), await signIn()];
  await mia.create();
  const [own] = await mia.list();
  await house.saveClient({ client_id: 'of-staff', dialect: 'trackmania' });
  const foreign = { ...own, client_id: 'lap-lens', dialect: 'iracing' } as const;
  assert.ok(own);
  await house.stores.clients.createClientOfOwner({ ...own, ...foreign }, mia.member.member_id, 50);
  const withoutIds = (payload: string) =>
    payload.replaceAll(/<code[^>]*>[^<]*<\/code>|req-[0-9a-z]+/g, '');
  const missing = await max.get('/manager/apps/nothing');
  assert.equal(missing.statusCode, 404);
  for (const client_id of [own.client_id, 'of-staff', 'lap-lens']) {
    const page = `/manager/apps/${client_id}`;
    const shown = await max.get(page);
    assert.equal(shown.statusCode, 404);
    assert.equal(withoutIds(shown.payload), withoutIds(missing.payload));
    const before = await house.stores.clients.findOwnedClient(client_id);
    // No page of ours hands out this token.
    const form_token = createFormToken(secretKey, max.presented, `own-app.${client_id}`);
    const actions = ['rotate-secret', 'delete', 'add-secret', 'end-old-secret', 'enable'];
    for (const action of [page, ...actions.map((name) => `${page}/${name}`)]) {
      const refused = await max.send(action, { ...clubRoom, form_token });
      assert.equal(refused.statusCode, 404);
      assert.equal(withoutIds(refused.payload), withoutIds(missing.payload));
    }
    assert.deepEqual(await house.stores.clients.findOwnedClient(client_id), before);
  }
  assert.doesNotMatch((await max.get('/manager')).payload, /Club Room/);
});

test('book 7 an app of racing data is shown to its developer and changed by staff alone', async () => {
  const { signIn, house } = await openOwnApps();
  const mia = await signIn();
  const client = await house.saveClient({ client_id: 'lap-lens' });
  const { member_id } = mia.member;
  await house.database.query('INSERT INTO client_owner (client_id, member_id) VALUES ($1, $2)', [
    client.client_id,
    member_id,
  ]);
  const page = '/manager/apps/lap-lens';
  const { statusCode, payload } = await mia.get(page);
  assert.equal(statusCode, 200);
  assert.match(payload, /https:\/\/demo\.example\/cb/);
  assert.doesNotMatch(payload, /<textarea/);
  const form_token = createFormToken(secretKey, mia.presented, 'own-app.lap-lens');
  assert.equal((await mia.send(page, { ...clubRoom, form_token })).statusCode, 404);
  assert.deepEqual(await house.stores.clients.findClient('lap-lens'), client);
});

test('S68 S197 a second secret is shown once and works beside the first, and the first can be ended', async () => {
  const { signIn, house } = await openOwnApps();
  const mia = await signIn();
  const first = digestOf(secretOf((await mia.create()).payload) ?? '');
  const [own] = await mia.list();
  const page = `/manager/apps/${own?.client_id}`;
  const added = await mia.post(page, `${page}/add-secret`);
  assert.equal(added.statusCode, 200);
  const second = secretOf(added.payload) ?? '';
  const find = () => house.stores.clients.findClient(own?.client_id ?? '');
  const ends_at = house.time.now + 86_400;
  assert.deepEqual((await find())?.former_secret, { secret_digest: first, ends_at });
  assert.equal((await find())?.secret_digest, digestOf(second));
  const { payload } = await mia.get(page);
  assert.ok(!payload.includes(second));
  assert.match(payload, /There are two secrets now/);
  assert.doesNotMatch(payload, /\/add-secret"/);
  const letters = (await house.sentLetters()).length;
  assert.equal((await mia.post(page, `${page}/end-old-secret`)).statusCode, 303);
  assert.equal((await find())?.former_secret, undefined);
  assert.equal((await house.sentLetters()).length, letters + 1);
});

test('S198 a second secret, and the end of the first, need a sign-in of the last fifteen minutes', async () => {
  const { signIn, house } = await openOwnApps();
  const mia = await signIn();
  await mia.create();
  const [own] = await mia.list();
  const page = `/manager/apps/${own?.client_id}`;
  house.time.now += recentSignInSeconds + 1;
  for (const action of ['add-secret', 'end-old-secret']) {
    const hidden = await mia.findHidden(page, `${page}/add-secret`);
    const answer = await mia.send(`${page}/${action}`, hidden);
    assert.match(String(answer.headers.location), /^\/login\?transaction=/);
  }
  assert.deepEqual(await mia.list(), [own]);
});

test('S200 an app whose name could be taken for another one waits, and is not usable yet', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  const answer = await mia.create({ ...clubRoom, client_name: 'Tr\u0430ckmania Clubs' });
  assert.equal(answer.statusCode, 303);
  const [own] = await mia.list();
  assert.equal(own?.state, 'requested');
  const { payload } = await mia.get(String(answer.headers.location));
  assert.match(payload, /Waits for its review/);
  assert.doesNotMatch(payload, /rotate-secret/);
});

test('S204 book 8 an app that nobody used is enabled again by its developer, and not by another way', async () => {
  const { signIn, house } = await openOwnApps();
  const mia = await signIn();
  await mia.create();
  const [own] = await mia.list();
  const client_id = own?.client_id ?? '';
  const page = `/manager/apps/${client_id}`;
  const { clients } = house.stores;
  await clients.watchClients(house.time.now);
  const now = house.time.now + 180 * 86_400;
  await clients.takeIdleStep({ client_id, days: 180, disables: true, mail: undefined }, now);
  const again = await mia.post(page, `${page}/enable`);
  assert.equal(again.statusCode, 303);
  assert.equal((await clients.findClient(client_id))?.state, 'active');
  const form_token = createFormToken(secretKey, mia.presented, `own-app.${client_id}`);
  assert.equal((await mia.send(`${page}/enable`, { form_token })).statusCode, 409);
  await clients.disableClient(client_id, undefined, now);
  assert.doesNotMatch((await mia.get(page)).payload, /\/enable"/);
  assert.equal((await mia.send(`${page}/enable`, { form_token })).statusCode, 409);
});

test('S174 a form of another site, without a token, or with that of another form or sign-in does nothing', async () => {
  const { signIn } = await openOwnApps();
  const [mia, max] = [await signIn(), await signIn()];
  await mia.create();
  const [client] = await mia.list();
  const page = `/manager/apps/${client?.client_id}`;
  const form_token = await mia.findToken(page, page);
  const ofCreate = await mia.findToken('/manager/create', '/manager/create');
  const ofMax = await max.findToken('/manager/create', '/manager/create');
  const tries = [
    mia.send(`${page}/delete`, { form_token }, { 'sec-fetch-site': 'same-site' }),
    mia.send(`${page}/delete`, { form_token }, { 'sec-fetch-site': 'cross-site' }),
    mia.send(`${page}/delete`, {}),
    mia.send(`${page}/delete`, { form_token: ofCreate }),
    mia.send(`${page}/rotate-secret`, { form_token: ofCreate }),
    mia.send(page, { ...clubRoom, client_name: 'Taken', form_token: ofCreate }),
    mia.send('/manager/create', { ...clubRoom, form_token: ofMax }),
    mia.send('/manager/create', { ...clubRoom, form_token }),
  ];
  for (const answer of await Promise.all(tries)) assert.equal(answer.statusCode, 403);
  assert.deepEqual(await mia.list(), [client]);
});

test('the fiftieth app is the last: the form is refused with what to do, and the list offers none', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  for (let count = 0; count < 50; count += 1) {
    assert.equal((await mia.create()).statusCode, 200);
  }
  const answer = await mia.create();
  assert.equal(answer.statusCode, 422);
  assert.match(answer.payload, /role="alert">[\s\S]*50 apps of this member[\s\S]*delete one first/);
  assert.match((await mia.get('/manager')).payload, /You have 50 apps/);
});

test('the form for a new app counts once: sent again, it comes back as it was typed and registers nothing', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  const sent = { ...clubRoom, ...(await mia.findHidden('/manager/create', '/manager/create')) };
  assert.equal((await mia.send('/manager/create', sent)).statusCode, 200);
  const standing = await mia.list();
  assert.equal(standing.length, 1);
  for (const again of [sent, { ...clubRoom, form_token: sent['form_token'] ?? '' }]) {
    const answer = await mia.send('/manager/create', again);
    assert.equal(answer.statusCode, 422);
    assert.equal(secretOf(answer.payload), undefined);
    assert.match(answer.payload, /role="alert">\s*<p>Nothing was saved yet\.<\/p>/);
    assert.match(answer.payload, /since this form was shown.*in your list already/);
    assert.match(answer.payload, /value="Club Room"/);
    assert.deepEqual(await mia.list(), standing);
  }
  assert.equal((await mia.create()).statusCode, 200);
  assert.equal((await mia.list()).length, 2);
});

test('of one form for a new app that arrives eight times at once, one counts', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  const sent = { ...clubRoom, ...(await mia.findHidden('/manager/create', '/manager/create')) };
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => mia.send('/manager/create', sent)),
  );
  const counted = answers.filter(({ statusCode }) => statusCode === 200);
  assert.equal(counted.length, 1);
  assert.equal((await mia.list()).length, 1);
});

test('the form that replaces a secret counts once: the secret that it showed stays good', async () => {
  const { signIn } = await openOwnApps();
  const mia = await signIn();
  await mia.create();
  const [client] = await mia.list();
  const page = `/manager/apps/${client?.client_id}`;
  const sent = await mia.findHidden(page, `${page}/rotate-secret`);
  const shown = secretOf((await mia.send(`${page}/rotate-secret`, sent)).payload) ?? '';
  for (const again of [sent, { form_token: sent['form_token'] ?? '' }]) {
    const answer = await mia.send(`${page}/rotate-secret`, again);
    assert.equal(answer.statusCode, 409);
    assert.equal(secretOf(answer.payload), undefined);
    assert.match(answer.payload, /replaced already.*The secret that was shown then is good/s);
    assert.equal((await mia.list())[0]?.secret_digest, digestOf(shown));
  }
  const next = await mia.post(page, `${page}/rotate-secret`);
  assert.notEqual(secretOf(next.payload), shown);
  assert.equal((await mia.list())[0]?.secret_digest, digestOf(secretOf(next.payload) ?? ''));
});

test('S174 what a form is about cannot be made up: not for another app, nor by another developer', async () => {
  const { signIn } = await openOwnApps();
  const [mia, max] = [await signIn(), await signIn()];
  await mia.create();
  await mia.create();
  const [one, other] = (await mia.list()).map(({ client_id }) => `/manager/apps/${client_id}`);
  const ofOne = await mia.findHidden(one ?? '', `${one}/rotate-secret`);
  const ofOther = await mia.findHidden(other ?? '', `${other}/rotate-secret`);
  const mixed = { form_token: ofOne['form_token'] ?? '', standing: ofOther['standing'] ?? '' };
  const before = await mia.list();
  assert.equal((await mia.send(`${one}/rotate-secret`, mixed)).statusCode, 409);
  const ofMax = await max.findHidden('/manager/create', '/manager/create');
  const ofMia = await mia.findHidden('/manager/create', '/manager/create');
  const stolen = { ...clubRoom, ...ofMia, standing: ofMax['standing'] ?? '' };
  assert.equal((await mia.send('/manager/create', stolen)).statusCode, 422);
  assert.deepEqual(await mia.list(), before);
});
