import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';

import type { FastifyInstance } from 'fastify';

import { Browser } from '../test/browser.ts';
import { fakeClient, fakeRace, fakeSeasonIds, startFakeService } from '../test/fake-service.ts';
import type { FakeService } from '../test/fake-service.ts';
import { createPitWall } from './create-pit-wall.ts';

const start = 1_795_500_000;

let service: FakeService;
let app: FastifyInstance;
let origin: string;
let faults: string[];

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

before(async () => {
  service = await startFakeService(start);
  const port = await findFreePort();
  origin = `http://127.0.0.1:${port}`;
  app = await createPitWall({
    origin,
    serviceUrl: service.url,
    ...fakeClient,
    clock: () => service.state.now,
    onFault: (line) => faults.push(line),
  });
  await app.listen({ host: '127.0.0.1', port });
});

beforeEach(() => {
  faults = [];
  Object.assign(service.state, {
    now: start,
    name: 'Alex Example',
    races: [1, 2, 3].map((index) => fakeRace(index)),
    authorizationError: undefined,
    expires: undefined,
    slowMilliseconds: 0,
  });
  service.state.refusals.clear();
  service.state.sessions.clear();
  service.state.seen.length = 0;
});

after(async () => {
  await app.close();
  await service.close();
});

async function signIn(): Promise<Browser> {
  const browser = new Browser(origin);
  await browser.open('/');
  const page = await browser.submit('/sign-in');
  assert.equal(page.url, `${origin}/profile`);
  assert.equal(page.status, 200);
  return browser;
}

/** Signs in up to the redirect that leads back here, and does not follow it. */
async function beginSignIn(): Promise<{ browser: Browser; callback: string }> {
  const browser = new Browser(origin);
  await browser.open('/');
  const token = /name="form_token" value="([^"]+)"/.exec(browser.text)?.[1] ?? '';
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${origin}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ form_token: token }).toString(),
  });
  const [name = '', value = ''] = (answer.headers.getSetCookie()[0]?.split(';')[0] ?? '').split(
    '=',
  );
  browser.cookies.set(name, value);
  const back = await browser.openOnce(answer.headers.get('location') ?? '');
  return { browser, callback: back.headers.get('location') ?? '' };
}

const refreshes = () => service.state.seen.filter((line) => line.endsWith('refresh_token')).length;

test('a member walks all steps and signs out, and the session has ended at the service', async () => {
  const browser = await signIn();
  assert.match(browser.text, /Signed in as <strong><bdi>Alex Example<\/bdi>/);
  assert.match(browser.text, /Class B/);
  assert.match(browser.text, /14 March 2021/);
  await browser.open('/races');
  assert.match(browser.text, /<svg[^>]*role="img"/);
  assert.match(browser.text, /iRating 1840 now, \+30 over these races/);
  await browser.open('/laps?subsession_id=61000002');
  assert.match(browser.text, /Best 1:32\.757, lap 2/);
  assert.match(browser.text, /12\.346 s behind/);
  assert.match(browser.text, /Gap to the winner/);
  assert.match(browser.text, /Wim Winner/);
  await browser.open('/sessions');
  assert.match(browser.text, /this one/);
  assert.equal(service.state.sessions.size, 1);
  const page = await browser.submit('/sign-out');
  assert.equal(page.url, `${origin}/signed-out`);
  assert.match(browser.text, /You are signed out/);
  assert.match(browser.text, /\/oauth2\/<wbr \/>revoke\/<wbr \/>current/);
  assert.equal(service.state.sessions.size, 0);
  assert.equal((await browser.open('/profile')).url, `${origin}/`);
  assert.deepEqual(faults, []);
});

test('step 4 without a race shows the newest one', async () => {
  const browser = await signIn();
  await browser.open('/laps');
  assert.match(browser.text, /<option value="61000003" selected>/);
  assert.match(browser.text, /Series 3/);
});

test('the first page keeps nothing here and says what will happen', async () => {
  const page = await new Browser(origin).open('/');
  assert.equal(page.status, 200);
  assert.match(page.text, /S256 code challenge/);
  assert.deepEqual(service.state.seen, []);
});

test('an expired access token is renewed once for all parallel pages, and the page says so', async () => {
  const browser = await signIn();
  service.state.now += 601;
  const others = [new Browser(origin), new Browser(origin)];
  for (const other of others) for (const pair of browser.cookies) other.cookies.set(...pair);
  await Promise.all([browser, ...others].map((each) => each.open('/races')));
  assert.equal(refreshes(), 1);
  const all = [browser, ...others].map((each) => each.text).join('\n');
  assert.match(all, /grant_type=refresh_token/);
  assert.match(all, /The refresh token was traded at \d\d:\d\d:\d\d UTC/);
  assert.match(browser.text, /Last refresh<\/dt>\s*<dd>\s*<time/);
});

test('the refresh token can be traded by hand, and the way back is the page it was on', async () => {
  const browser = await signIn();
  await browser.open('/races');
  const page = await browser.submit('/refresh');
  assert.equal(page.url, `${origin}/races`);
  assert.equal(refreshes(), 1);
  const elsewhere = await browser.submit('/refresh', { return_to: '//evil.example/' });
  assert.equal(elsewhere.url, `${origin}/`);
});

test('access that was ended elsewhere leads to its page, and the tokens are dropped', async () => {
  const browser = await signIn();
  const before = new Map(browser.cookies);
  service.state.sessions.clear();
  const page = await browser.open('/races');
  assert.equal(page.status, 403);
  assert.match(page.text, /Your access was ended/);
  assert.match(page.text, /action="\/sign-in"/);
  assert.notDeepEqual(browser.cookies, before);
  service.state.seen.length = 0;
  assert.equal((await browser.open('/races')).url, `${origin}/`);
  assert.deepEqual(service.state.seen, []);
  await browser.submit('/sign-in');
  assert.equal(browser.page?.url, `${origin}/profile`);
});

test('a session of another browser is ended from the list, and the own one stays', async () => {
  const browser = await signIn();
  const other = await signIn();
  await browser.open('/sessions');
  await browser.submit('/sessions/end');
  assert.equal(service.state.sessions.size, 1);
  assert.match(browser.text, /this one/);
  assert.match((await other.open('/profile')).text, /Your access was ended/);
});

test('a stolen state is refused in another browser, and the right one can still use it', async () => {
  const { browser, callback } = await beginSignIn();
  const thief = new Browser(origin);
  await thief.open('/');
  service.state.seen.length = 0;
  const refused = await thief.open(callback);
  assert.equal(refused.status, 400);
  assert.match(refused.text, /This sign-in did not begin here/);
  assert.deepEqual(service.state.seen, []);
  assert.equal((await browser.open(callback)).url, `${origin}/profile`);
});

test('a stolen state is refused in a browser that has begun a sign-in of its own', async () => {
  const { callback } = await beginSignIn();
  const { browser } = await beginSignIn();
  service.state.seen.length = 0;
  assert.equal((await browser.open(callback)).status, 400);
  assert.deepEqual(service.state.seen, []);
});

test('a callback without a state, with an unknown one or used before is refused', async () => {
  const { browser, callback } = await beginSignIn();
  for (const path of ['/callback', '/callback?code=x', '/callback?code=x&state=y']) {
    assert.equal((await browser.open(path)).status, 400, path);
  }
  assert.equal((await browser.open(callback)).status, 200);
  service.state.seen.length = 0;
  assert.equal((await browser.open(callback)).status, 400);
  assert.deepEqual(service.state.seen, []);
});

test('two sign-ins that run beside one another in one browser can both be finished', async () => {
  const { browser, callback } = await beginSignIn();
  await browser.open('/');
  assert.equal((await browser.submit('/sign-in')).url, `${origin}/profile`);
  assert.equal((await browser.open(callback)).url, `${origin}/profile`);
});

test('a sign-in gives the browser another cookie than the one it came with', async () => {
  const { browser, callback } = await beginSignIn();
  const before = [...browser.cookies.values()];
  await browser.open(callback);
  assert.notDeepEqual([...browser.cookies.values()], before);
  const old = new Browser(origin);
  for (const name of browser.cookies.keys()) old.cookies.set(name, before[0] ?? '');
  assert.equal((await old.open('/profile')).url, `${origin}/`);
});

test('Deny leads to a friendly page with a way to try again', async () => {
  service.state.authorizationError = 'access_denied';
  const browser = new Browser(origin);
  await browser.open('/');
  const page = await browser.submit('/sign-in');
  assert.equal(page.status, 403);
  assert.match(page.text, /You pressed Deny/);
  service.state.authorizationError = undefined;
  assert.equal((await browser.submit('/sign-in')).url, `${origin}/profile`);
});

test('another error of the authorization endpoint is shown with its description', async () => {
  service.state.authorizationError = 'temporarily_unavailable';
  const browser = new Browser(origin);
  await browser.open('/');
  const page = await browser.submit('/sign-in');
  assert.equal(page.status, 502);
  assert.match(page.text, /temporarily_unavailable/);
  assert.match(page.text, /the words of the service/);
});

test('an error of the service is shown with its words and its request id', async () => {
  const browser = await signIn();
  service.state.refusals.set('/data/stats/member_recent_races', 500);
  const page = await browser.open('/races');
  assert.equal(page.status, 502);
  for (const words of [/server_error/, /told to fail/, /fake-request-1/]) {
    assert.match(page.text, words);
  }
  service.state.refusals.clear();
  assert.equal((await browser.open('/races')).status, 200);
});

test('signing out while the service is down keeps the tokens and offers to forget them', async () => {
  const browser = await signIn();
  service.state.refusals.set('/oauth2/revoke/current', 503);
  const page = await browser.submit('/sign-out');
  assert.equal(page.status, 502);
  assert.match(page.text, /You are still signed in/);
  assert.equal((await browser.open('/profile')).url, `${origin}/profile`);
  await browser.submit('/sign-out', { forget: 'here' });
  assert.equal((await browser.open('/profile')).url, `${origin}/`);
  assert.equal(service.state.sessions.size, 1);
});

test('a form of another site, another port or without a token does nothing', async () => {
  const browser = await signIn();
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:9' },
    { origin: 'http://127.0.0.1:9' },
    { origin: 'null' },
    {},
  ];
  for (const headers of foreign) {
    const page = await browser.submit('/sign-out', {}, headers);
    assert.equal(page.status, 403, JSON.stringify(headers));
    await browser.open('/profile');
  }
  for (const action of ['/sign-out', '/sessions/end', '/refresh', '/sign-in']) {
    const page = await browser.submit(action, { form_token: 'wrong', session_id: 'x' });
    assert.equal(page.status, 403, action);
    await browser.open('/profile');
  }
  assert.equal(service.state.sessions.size, 1);
  assert.equal(refreshes(), 0);
});

test('a form token of one browser does not work in another', async () => {
  const [browser, other] = [await signIn(), await signIn()];
  const token = /name="form_token" value="([^"]+)"/.exec(other.text)?.[1] ?? '';
  assert.equal((await browser.submit('/sign-out', { form_token: token })).status, 403);
});

test('bodies that are too long or no form are refused', async () => {
  const browser = await signIn();
  assert.equal((await browser.submit('/sign-out', { x: 'x'.repeat(20_000) })).status, 413);
  const json = await fetch(`${origin}/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(json.status, 415);
});

test('every page goes out under strict headers, without script, style or handler of its own', async () => {
  const browser = await signIn();
  const paths = [
    '/',
    '/profile',
    '/races',
    '/laps',
    '/season',
    '/career',
    '/sessions',
    '/nowhere',
    '/callback',
    '/laps?subsession_id=x',
  ];
  for (const path of paths) {
    const { headers, text } = await browser.open(path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; style-src 'self'; img-src 'self';/, path);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.doesNotMatch(text, /<script|<style|\sstyle=|\son[a-z]+=/, path);
  }
});

test('the cookie cannot be read by scripts, is not sent by other sites and names its port', async () => {
  const response = await fetch(`${origin}/`);
  const cookie = response.headers.getSetCookie()[0] ?? '';
  assert.match(cookie, new RegExp(`^pit_wall_${new URL(origin).port}=[\\w-]{43};`));
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
});

test('no token, code, secret, verifier or signature reaches a page', async () => {
  const browser = await signIn();
  let all = browser.text;
  service.state.now += 601;
  for (const path of ['/races', '/laps', '/season', '/career', '/sessions', '/']) {
    await browser.open(path);
    all += browser.text;
  }
  await browser.submit('/sign-out');
  all += browser.text;
  const secrets = [/secret-(code|access|refresh|signature)/, /pps_test-secret/, /code_verifier/];
  for (const secret of secrets) assert.doesNotMatch(all, secret);
});

test('hostile names are text and nothing else', async () => {
  service.state.name = '<script>alert(1)</script>"\u202e';
  service.state.races = [fakeRace(1, { series_name: '</select><img src=x onerror=y>' })];
  const browser = await signIn();
  for (const path of ['/profile', '/races', '/laps', '/season']) {
    const { text } = await browser.open(path);
    assert.doesNotMatch(text, /<script|<img src=x|\u202e/, path);
  }
});

test('a member without a race is told so in both steps', async () => {
  service.state.races = [];
  const browser = await signIn();
  for (const path of ['/races', '/laps']) {
    const page = await browser.open(path);
    assert.equal(page.status, 200);
    assert.match(page.text, /No races yet/);
  }
});

test('a race that does not exist leads back to the own races', async () => {
  const browser = await signIn();
  for (const path of ['/laps?subsession_id=1', '/laps?subsession_id=abc']) {
    const page = await browser.open(path);
    assert.equal(page.status, 404);
    assert.match(page.text, /href="\/races">My races/);
  }
});

test('a race is shown with the places of the whole field, lap by lap, and its result', async () => {
  const browser = await signIn();
  const { text } = await browser.open('/laps?subsession_id=61000002');
  assert.match(text, /The places of 2 cars over 4 laps\. You went from 8 to 4\./);
  assert.match(text, /your best place was 1, your worst 2/);
  assert.match(text, /<path class="line own"/);
  assert.match(text, /<h2>Result<\/h2>/);
});

test('a race whose lap chart is refused shows the member’s own laps all the same', async () => {
  const browser = await signIn();
  service.state.refusals.set('/data/results/lap_chart_data', 404);
  const { status, text } = await browser.open('/laps?subsession_id=61000002');
  assert.equal(status, 200);
  assert.match(text, /No lap chart/);
  assert.match(text, /refused the laps of the whole field/);
  assert.match(text, /Best 1:32\.757, lap 2/);
  assert.doesNotMatch(text, /Gap to the winner/);
});

test('the season shows points per week, the place among the neighbours, and the schedule', async () => {
  const browser = await signIn();
  const { text } = await browser.open('/season');
  assert.match(text, /You scored in 2 weeks, most in week 2: 71 points\. Week 2 is raced now\./);
  assert.match(text, /<dd>2 of 2<\/dd>/);
  assert.match(text, /The standing of Division 8/);
  assert.match(text, /Wim Winner/);
  assert.match(text, /Elmsund Raceway/);
  assert.match(text, /href="\/laps\?subsession_id=61000001"/);
  const asked = service.state.seen.filter((line) => line.endsWith('/season_driver_standings'));
  assert.equal(asked.length, 3, 'the whole season and the two weeks that were raced');
});

test('a page that is loaded again asks only for what has expired', async () => {
  service.state.expires = new Date((start + 600) * 1000).toISOString();
  const browser = await signIn();
  const first = await browser.open('/season');
  assert.doesNotMatch(first.text, /had not expired/);
  service.state.seen.length = 0;
  const again = await browser.open('/season');
  assert.match(again.text, /\d+ answers had not expired and were not asked for again/);
  // What a search finds does not say how long it holds.
  const asked = service.state.seen.filter((line) => line.includes('/data/'));
  assert.deepEqual(asked, ['GET /data/results/search_series']);
  const main = (text: string): string => text.split('<main')[1]?.split('class="wire"')[0] ?? '';
  const withoutTokens = (text: string): string => main(text).replaceAll(/value="[^"]*"/g, '');
  assert.equal(withoutTokens(again.text), withoutTokens(first.text));
  service.state.now = start + 601;
  service.state.seen.length = 0;
  await browser.open('/season');
  assert.ok(service.state.seen.some((line) => line.endsWith('/data/series/seasons')));
});

test('what was kept for one member is not shown to the next one in the same browser', async () => {
  service.state.expires = new Date((start + 600) * 1000).toISOString();
  const browser = await signIn();
  assert.match((await browser.open('/career')).text, /My career in Sports Car/);
  await browser.submit('/sign-out');
  await browser.open('/');
  await browser.submit('/sign-in');
  service.state.seen.length = 0;
  await browser.open('/career');
  assert.ok(service.state.seen.some((line) => line.endsWith('/data/stats/member_career')));
});

test('a page whose data takes its time shows its head first, with a word about that', async () => {
  const browser = await signIn();
  service.state.slowMilliseconds = 400;
  const response = await browser.openOnce('/career');
  assert.equal(response.status, 200);
  const parts: string[] = [];
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    parts.push(decoder.decode(part, { stream: true }));
    if (parts.length === 1) {
      assert.match(
        parts[0] ?? '',
        /<p class="waiting" role="status">Reading from the data service/,
      );
      assert.doesNotMatch(parts[0] ?? '', /<main/);
    }
  }
  const text = parts.join('');
  assert.ok(parts.length > 1);
  assert.match(text, /My career in Sports Car/);
  assert.equal(text.split('<main').length, 2);
  assert.match(text, /<\/html>\s*$/);
  assert.match(text, /<b>GET<\/b> \/data\/<wbr \/>stats\/<wbr \/>member_career/);
});

test('a page that is quick has no word about waiting', async () => {
  const browser = await signIn();
  assert.doesNotMatch((await browser.open('/career')).text, /class="waiting"/);
});

test('what goes wrong while a page is waited for is told in its place', async () => {
  const browser = await signIn();
  service.state.slowMilliseconds = 400;
  service.state.refusals.set('/data/member/chart_data', 429);
  const { status, text } = await browser.open('/career');
  assert.equal(status, 200);
  assert.match(text, /class="waiting"/);
  assert.match(text, /<h1>/);
  assert.match(text, /minute/);
  const missing = await browser.open('/career?category_id=99');
  assert.match(missing.text, /href="\/career"/);
  assert.equal(faults.length, 0);
});

test('a season that the member has not raced shows its schedule and no standing', async () => {
  const browser = await signIn();
  const { text } = await browser.open(`/season?season_id=${fakeSeasonIds.other}`);
  assert.match(text, /Season 6059/);
  assert.match(text, /No standing yet/);
  assert.match(text, /Elmsund Raceway/);
  assert.doesNotMatch(text, /Points per week/);
});

test('standings that are refused leave the schedule, and used-up requests end the page', async () => {
  const browser = await signIn();
  service.state.refusals.set('/data/stats/season_driver_standings', 403);
  const { status, text } = await browser.open('/season');
  assert.equal(status, 200);
  assert.match(text, /Some standings are missing/);
  assert.doesNotMatch(text, /No standing yet/);
  assert.match(text, /Elmsund Raceway/);
  service.state.refusals.set('/data/stats/season_driver_standings', 429);
  assert.equal((await browser.open('/season')).status, 503);
});

test('a member without a race this season is told what to do', async () => {
  service.state.races = [];
  const browser = await signIn();
  const { status, text } = await browser.open('/season');
  assert.equal(status, 200);
  assert.match(text, /No race this season/);
});

test('the career shows the iRating over time, the years and this year', async () => {
  const browser = await signIn();
  const { text } = await browser.open('/career');
  assert.match(text, /My career in Sports Car/);
  assert.match(
    text,
    /iRating 1650 now, \+150 since 8 September 2026; highest 1720 on 8 October 2026/,
  );
  assert.match(text, /Year by year/);
  assert.match(text, /<dt>Official races<\/dt>\s*<dd>28<\/dd>/);
});

test('a season or category that there is not leads back to the own ones', async () => {
  const browser = await signIn();
  const wrong = [
    ['/season?season_id=1', '/season'],
    ['/season?season_id=x', '/season'],
    ['/career?category_id=1', '/career'],
    ['/career?category_id=-1', '/career'],
  ] as const;
  for (const [path, back] of wrong) {
    const page = await browser.open(path);
    assert.equal(page.status, 404, path);
    assert.match(page.text, new RegExp(`<a class="button" href="${back}">`), path);
  }
});

test('data of another form is called that, and the field is named', async () => {
  service.state.races = [fakeRace(1, { finish_position: 'first' })];
  const browser = await signIn();
  const page = await browser.open('/races');
  assert.equal(page.status, 502);
  assert.match(page.text, /has no number &quot;finish_position&quot;/);
});

test('Pit Wall answers under its own name only, and leads localhost to it', async () => {
  const { port } = new URL(origin);
  const foreign = await app.inject({ url: '/', headers: { host: `evil.example:${port}` } });
  assert.equal(foreign.statusCode, 421);
  const local = await app.inject({ url: '/races', headers: { host: `localhost:${port}` } });
  assert.equal(local.statusCode, 307);
  assert.equal(local.headers.location, `${origin}/races`);
});

test('the files of the pages are served, and kept for as long as they stay the same', async () => {
  const browser = new Browser(origin);
  await browser.open('/');
  const hrefs = [...browser.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
    ([, href]) => href,
  );
  assert.ok(hrefs.length >= 2);
  for (const href of hrefs) {
    const response = await fetch(`${origin}${href}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('cache-control') ?? '', /immutable/);
  }
});

test('a connection that says nothing does not keep a stopped Pit Wall running', async () => {
  const own = await createPitWall({
    origin: 'http://127.0.0.1:1',
    serviceUrl: 'http://localhost:1',
    client_id: 'pit-wall',
    client_secret: 'secret',
    onFault: () => {},
  });
  await own.listen({ host: '127.0.0.1', port: 0 });
  const { port } = own.server.address() as AddressInfo;
  const accepted = new Promise((resolve) => own.server.once('connection', resolve));
  const socket = connect({ host: '127.0.0.1', port }).on('error', () => {});
  await accepted;
  const began = performance.now();
  await own.close();
  assert.ok(performance.now() - began < 2000);
  socket.destroy();
});
