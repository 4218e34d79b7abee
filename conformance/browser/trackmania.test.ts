import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { arrivedWords, startCallbackApp } from '../harness/callback-app.ts';
import type { CallbackApp } from '../harness/callback-app.ts';
import { authorizeUrl, clientsOf, createPkce, memberOf, sendWithToken } from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import {
  assertRefusalRedirected,
  assertRefused,
  assertTokenRefused,
  exchangeTrackmaniaCode,
  getUser,
  keeperOf,
  refreshTrackmania,
  refreshTokenRefused,
  registerTrackmaniaClient,
  scopeRefused,
  trackmaniaAuthorizeUrl,
  trackmaniaScopes,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';
import type { ConfidentialClient, Fields, TrackmaniaTokens } from '../harness/trackmania.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';
import { readMain, signIn } from './member-steps.ts';

const profile = 'league-8';
const favorites = '/api/user/maps/favorite';

let service: Service;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let app: CallbackApp;
let keeper: ConfidentialClient;

before(async () => {
  [service, browser] = await Promise.all([startService(), launchBrowser()]);
  keeper = keeperOf(service);
  app = await startCallbackApp(keeper.redirect_uris);
  context = await newVisitor(browser);
  page = await context.newPage();
});
after(async () => {
  app?.close();
  await browser?.close();
  await stopEverything();
});

const urlOf = (client: ConfidentialClient, fields: Fields): string =>
  service.origin + trackmaniaAuthorizeUrl(client, { redirect_uri: app.redirect_uri, ...fields });

/** Presses a button that leads to the app, and gives the address at which it was called back. */
async function pressAndArrive(target: Page, button: RegExp): Promise<URL> {
  await target.getByRole('button', { name: button }).click();
  await target.getByText(arrivedWords).waitFor();
  return app.nextCall();
}

/** The name of the app as the consent page has it, and every line of what it will be able to do. */
async function readAbilities(target: Page): Promise<readonly string[]> {
  await target.getByRole('button', { name: /^allow/i }).waitFor();
  return (await target.locator('.checks li').allInnerTexts()).map((line) => line.trim());
}

describe('a member lets an app of the Trackmania dialect in', () => {
  let tokens: TrackmaniaTokens;
  let code: string;
  let spent: TrackmaniaTokens;

  it('TM 4.2 S178 is asked to sign in first, on a page that names the app', async () => {
    await page.goto(urlOf(keeper, { scope: trackmaniaScopes, state: 'lap 7&x' }));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.match(await readMain(page), /to continue to Medal Keeper/);
    assert.deepEqual(await inspectPage(page, 'trackmania-login'), []);
  });

  it('TM 4.2 S182 is told of a wrong password, and the app of nothing', async () => {
    const { username } = memberOf(service);
    await signIn(page, { username, password: 'not the password' });
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel(/e-mail/i).inputValue(), username);
    assert.equal(new URL(page.url()).origin, service.origin);
  });

  it('TM 4.2 TM 6 S178 reads each scope in words, and that one of them changes something', async () => {
    await signIn(page, memberOf(service));
    assert.deepEqual(await readAbilities(page), [
      'see your name and account id',
      'see the clubs that you run',
      'see your favourite maps and your records',
      'add and remove favourite maps of yours',
    ]);
    const text = await readMain(page);
    for (const shown of [
      'Medal Keeper',
      'Pitpass demo',
      '127.0.0.1',
      'It will not see your pass',
    ]) {
      assert.ok(text.includes(shown), `${shown} is missing from: ${text}`);
    }
    assert.doesNotMatch(text, /cannot change anything/);
    assert.doesNotMatch(text, /customer number|iRacing|write_favorite/);
    assert.deepEqual(await inspectPage(page, 'trackmania-consent'), []);
  });

  it('TM 4.3 comes back to the app’s own address with code and state alone', async () => {
    const arrived = await pressAndArrive(page, /^allow/i);
    assert.deepEqual([...arrived.searchParams.keys()], ['code', 'state']);
    assert.equal(arrived.searchParams.get('state'), 'lap 7&x');
    code = arrived.searchParams.get('code') ?? '';
    assert.match(code, /^def50200[0-9a-f]{836}$/);
  });

  it('TM 5.2 TM 7.1 is known to the app by name and account id once the code is traded', async () => {
    const { redirect_uri } = app;
    spent = trackmaniaTokensOf(
      await exchangeTrackmaniaCode(service, keeper, code, { redirect_uri }),
    );
    const user = await getUser(service, spent.access_token);
    const { account_id: accountId, display_name: displayName } = memberOf(service);
    assert.deepEqual(user.json(), { accountId, displayName });
  });

  it('TM 7.5 TM 7.6 finds a favourite map that the app added, and none that it took away', async () => {
    const documentation = await service.send('/doc.json');
    const uid = /"uid":\s*"([^"]+)"/.exec(documentation.body)?.[1];
    assert.ok(uid !== undefined);
    const post = (path: string) =>
      sendWithToken(service, `${favorites}/${path}`, spent.access_token, {
        body: JSON.stringify({ uid }),
        headers: { 'content-type': 'application/json' },
      });
    const list = async () =>
      (await sendWithToken(service, favorites, spent.access_token))
        .json<{ list: { uid: string }[] }>()
        .list.map((map) => map.uid);
    // The demo has given the member some, perhaps this one among them.
    assert.equal((await post('remove')).status, 204);
    const others = await list();
    assert.equal((await post('add')).status, 204);
    assert.deepEqual(new Set(await list()), new Set([uid, ...others]));
    assert.equal((await post('remove')).status, 204);
    assert.ok(!others.includes(uid));
    assert.deepEqual(await list(), others);
  });

  it('TM 5.3 stays signed in over a refresh, which ends the old access token at once', async () => {
    tokens = trackmaniaTokensOf(await refreshTrackmania(service, keeper, spent.refresh_token));
    const old = await getUser(service, spent.access_token);
    assertTokenRefused(old, profile, 'Access token has been revoked');
    assert.equal((await getUser(service, tokens.access_token)).status, 200);
  });

  it('TM 4.2 is not asked again for what is allowed already', async () => {
    await page.goto(urlOf(keeper, { scope: 'clubs' }));
    await page.getByText(arrivedWords).waitFor();
    assert.deepEqual([...(await app.nextCall()).searchParams.keys()], ['code']);
  });

  it('S138 sees the apps of both dialects on one page, each with its own words', async () => {
    const { challenge } = createPkce();
    const lapLens = authorizeUrl(clientsOf(service).page, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    await page.goto(service.origin + lapLens);
    await page.getByRole('button', { name: /^allow/i }).click();
    await page.waitForURL('chrome-error://**');
    await page.goto(`${service.origin}/account`);
    const read = async (name: string) =>
      (await page.getByRole('article', { name }).innerText()).replaceAll(/\s+/g, ' ');
    const [medalKeeper, ofIracing] = [await read('Medal Keeper'), await read('Lap Lens')];
    assert.match(medalKeeper, /your name and account id.*clubs that you run.*add and remove fav/);
    assert.doesNotMatch(medalKeeper, /customer number/);
    assert.match(ofIracing, /customer number/);
    assert.doesNotMatch(ofIracing, /account id|favourite/);
    assert.deepEqual(await inspectPage(page, 'trackmania-account'), []);
  });

  it('TM 5.5 S90 ends access with one press, and no token of the app is good any more', async () => {
    await page.getByRole('button', { name: 'End access for Medal Keeper' }).click();
    await page.getByRole('status').waitFor();
    const answer = await getUser(service, tokens.access_token);
    assertTokenRefused(answer, profile, 'Access token has been revoked');
    const refreshed = await refreshTrackmania(service, keeper, tokens.refresh_token);
    const refusal = refreshTokenRefused(profile, 'Token has been revoked');
    assertRefused(refreshed, profile, refusal);
  });
});

describe('a member or the service says no to an app of the Trackmania dialect', () => {
  let stranger: ConfidentialClient;

  before(async () => {
    stranger = await registerTrackmaniaClient(service, [app.redirect_uri]);
  });

  it('TM 6 S178 reads on a request without scopes that name and account id are seen, and no more', async () => {
    await page.goto(urlOf(stranger, { state: 'mine' }));
    assert.deepEqual(await readAbilities(page), ['see your name and account id']);
    assert.match(await readMain(page), /will not see your password, and cannot change anything/);
    assert.deepEqual(await inspectPage(page, 'trackmania-consent-plain'), []);
  });

  it('TM 4.3 S55 comes back with access_denied, its hint and the state after Deny', async () => {
    const arrived = await pressAndArrive(page, /^deny/i);
    const refusal = { error: 'access_denied', hint: 'The user denied the request' } as const;
    assertRefusalRedirected(arrived, app.redirect_uri, profile, refusal, 'mine');
  });

  it('TM 4.3 S5 comes back with invalid_scope, without being asked anything', async () => {
    await page.goto(urlOf(stranger, { scope: 'clubs podium', state: 'mine' }));
    await page.getByText(arrivedWords).waitFor();
    const refusal = scopeRefused('podium');
    assertRefusalRedirected(await app.nextCall(), app.redirect_uri, profile, refusal);
  });

  const refusals = [
    ['an unknown client', { client_id: '0123456789abcdef0123' }, 401, 'invalid_client'],
    ['an unregistered address', { redirect_uri: 'https://x.test/' }, 401, 'invalid_client'],
    ['the implicit grant', { response_type: 'token' }, 400, 'unsupported_grant_type'],
  ] as const;
  for (const [title, fields, status, error] of refusals) {
    it(`TM 3 TM 4.3 S3 stays on a page of the service for ${title}, with no way to the app`, async () => {
      const response = await page.goto(urlOf(stranger, fields));
      assert.equal(response?.status(), status);
      assert.equal(new URL(page.url()).origin, service.origin);
      await page.getByText('For the developer of the app').click();
      const text = await readMain(page);
      assert.match(text, /^This app cannot sign you in\./);
      assert.ok(text.includes(error), text);
      assert.doesNotMatch(await page.content(), /x\.test/);
      assert.equal(await page.locator(`a[href^="${app.redirect_uri}"]`).count(), 0);
    });
  }

  it('TM 4.3 S178 shows that page clean in every view', async () => {
    assert.deepEqual(await inspectPage(page, 'trackmania-error'), []);
  });
});

describe('a browser without scripts', () => {
  it('TM 4.2 leads a member through login and consent to the app as well', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const target = await plain.newPage();
    await target.goto(urlOf(keeper, { scope: 'read_favorite', state: 'plain' }));
    await signIn(target, memberOf(service, 1));
    const arrived = await pressAndArrive(target, /^allow/i);
    assert.equal(arrived.searchParams.get('state'), 'plain');
    await plain.close();
  });
});

describe('the documentation of the routes', () => {
  it('TM 1 stands on the start page beside the manager, and both open from there', async () => {
    for (const [link, path, heading] of [
      ['Your own apps', '/manager', 'Your apps'],
      ['The Trackmania routes', '/doc', 'Trackmania API'],
    ] as const) {
      await page.goto(service.origin);
      await page.getByRole('link', { name: link }).click();
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      assert.equal(new URL(page.url()).pathname, path);
    }
  });

  it('TM 1 TM 7 S169 shows all eight, and asks nobody else for anything', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${service.origin}/doc`);
    const own = (url: string) => url.startsWith(service.origin) || url.startsWith('data:');
    assert.deepEqual(
      asked.filter((url) => !own(url)),
      [],
    );
    assert.equal(await page.getByRole('article').count(), 8);
    for (const scope of trackmaniaScopes.split(' ')) {
      await page.getByText(`[SCOPE: ${scope}]`).first().waitFor();
    }
    assert.deepEqual(await inspectPage(page, 'trackmania-doc'), []);
  });

  it('TM 7 leads from its list to each route', async () => {
    const links = await page.getByRole('navigation').getByRole('link').all();
    assert.equal(links.length, 8);
    for (const link of links) {
      const name = (await link.getAttribute('href'))?.slice(1) ?? '?';
      assert.equal(await page.locator(`article [id="${name}"]`).count(), 1, name);
    }
  });
});
