import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { mask } from '@pitpass/protocol';

import type { DemoClient } from '../src/serve/demo-file.ts';
import { startLocalService } from './local-service.ts';
import type { LocalService } from './local-service.ts';
import { createPageVisitor } from './page-visitor.ts';
import { createFolder, findFreePort, pitpass, startPitpass } from './pitpass.ts';
import type { PitpassOptions } from './pitpass.ts';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

describe('faults of the local service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-cli-'));
  const tokenFile = join(folder, 'tokens.json');
  const options: PitpassOptions = { directory: folder };
  let service: LocalService;
  let origin: string;
  let iracing: Tokens;
  let trackmania: Tokens;

  before(async () => {
    service = await startLocalService(folder);
    origin = service.demo.service;
    iracing = (await (await passwordLimited()).json()) as Tokens;
    trackmania = await signInToTrackmania();
  });

  after(async () => {
    await service.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    const { exitCode, stderr } = await fault('clear');
    assert.equal(exitCode, 0, stderr);
  });

  const fault = (...words: string[]) => pitpass(['fault', ...words], options);

  async function add(...words: string[]): Promise<void> {
    const { exitCode, stderr } = await fault('add', ...words);
    assert.equal(exitCode, 0, stderr);
  }

  function clientOf(matches: (client: DemoClient) => boolean): DemoClient {
    const client = service.demo.clients.find(matches);
    assert.ok(client !== undefined);
    return client;
  }

  const post = (path: string, form: Record<string, string>, headers = {}) =>
    fetch(origin + path, { method: 'POST', body: new URLSearchParams(form), headers });

  function botCredentials() {
    const { client_id, client_secret = '' } = clientOf(({ users }) => users !== undefined);
    return { client_id, client_secret: mask(client_secret, client_id, sha256) };
  }

  function passwordLimited(): Promise<Response> {
    const { username = '', password = '' } = service.demo.members[0] ?? {};
    return post('/oauth2/token', {
      grant_type: 'password_limited',
      ...botCredentials(),
      username,
      password: mask(password, username, sha256),
      scope: 'iracing.auth iracing.profile',
    });
  }

  function refresh(refresh_token: string): Promise<Response> {
    const grant_type = 'refresh_token';
    return post('/oauth2/token', { grant_type, ...botCredentials(), refresh_token });
  }

  function refreshTrackmania(refresh_token: string): Promise<Response> {
    const { client_id, client_secret = '' } = clientOf(({ dialect }) => dialect === 'trackmania');
    const grant_type = 'refresh_token';
    return post('/api/access_token', { grant_type, client_id, client_secret, refresh_token });
  }

  async function signInToTrackmania(): Promise<Tokens> {
    const words = ['login', '--provider', 'trackmania', '--no-browser', '--timeout', '20'];
    const running = startPitpass(words, {
      directory: folder,
      environment: { PITPASS_TOKEN_FILE: tokenFile },
    });
    const said = await running.untilSaid(/Waiting at/);
    const visitor = createPageVisitor();
    const page = await visitor.open(/^ {2}(http\S+)$/m.exec(said)?.[1] ?? '');
    const { username = '', password = '' } = service.demo.members[0] ?? {};
    const next = await visitor.submit(page, { username, password });
    // The second time the member has allowed it already.
    if (next.text.includes('name="decision"')) await visitor.submit(next, { decision: 'allow' });
    assert.equal((await running.ended).exitCode, 0);
    return JSON.parse(readFileSync(tokenFile, 'utf8')) as Tokens;
  }

  const get = (path: string) =>
    fetch(origin + path, { headers: { authorization: `Bearer ${iracing.access_token}` } });
  const getApi = (path: string) =>
    fetch(origin + path, { headers: { authorization: `Bearer ${trackmania.access_token}` } });
  const info = () => get('/data/member/info');
  const getLink = async () => ((await (await info()).json()) as { link: string }).link;

  async function assertLogged(name: string, path: string): Promise<void> {
    const until = performance.now() + 2000;
    const isLogged = () =>
      service
        .log()
        .split('\n')
        .some((line) => line.includes(`"path":"${path}"`) && line.includes(`"fault":"${name}"`));
    while (!isLogged() && performance.now() < until) await sleep(10);
    assert.ok(isLogged(), `no line of ${path} names ${name}`);
  }

  test('maintenance: 503 in the words of /data, in both dialects, until it is cleared', async () => {
    await add('maintenance');
    const answers = [
      await info(),
      await refresh(iracing.refresh_token),
      await getApi('/api/user'),
      await refreshTrackmania(trackmania.refresh_token),
    ];
    for (const answer of answers) {
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get('retry-after'), null);
      const body = (await answer.json()) as { error: string; note: string };
      assert.equal(body.error, 'Site Maintenance');
      assert.match(body.note, /undergoing maintenance/);
    }
    await assertLogged('maintenance', '/data/member/info');
    assert.equal((await fetch(`${origin}/`)).status, 200);
    await fault('clear', 'maintenance');
    assert.equal((await info()).status, 200);
  });

  test('rate-limit: each endpoint says in its own way how long to wait', async () => {
    await add('rate-limit', '--seconds', '7');
    const data = await info();
    assert.equal(data.status, 429);
    assert.equal(await data.text(), 'Rate limit exceeded');
    assert.equal(data.headers.get('x-ratelimit-limit'), '240');
    assert.equal(data.headers.get('x-ratelimit-remaining'), '0');
    const reset = Number(data.headers.get('x-ratelimit-reset')) - Math.floor(Date.now() / 1000);
    assert.ok(reset >= 6 && reset <= 7, String(reset));
    const token = await passwordLimited();
    assert.equal(token.status, 400);
    assert.equal(token.headers.get('retry-after'), '7');
    assert.equal(token.headers.get('ratelimit-remaining'), '0');
    assert.equal(((await token.json()) as { error: string }).error, 'unauthorized_client');
    const api = await getApi('/api/user');
    assert.equal(api.status, 429);
    assert.equal(api.headers.get('retry-after'), '7');
    const trackmaniaToken = await refreshTrackmania(trackmania.refresh_token);
    assert.equal(trackmaniaToken.status, 429);
    assert.equal(trackmaniaToken.headers.get('retry-after'), '7');
  });

  test('unauthorized --once: one 401 as for a dead token, and the token is good again', async () => {
    await add('unauthorized', '--once');
    const refused = await info();
    assert.equal(refused.status, 401);
    assert.deepEqual(await refused.json(), { error: 'Unauthorized' });
    assert.match(refused.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
    assert.ok(refused.headers.has('x-ratelimit-remaining'));
    assert.equal((await info()).status, 200);
    await assertLogged('unauthorized', '/data/member/info');
    await add('unauthorized', '--once');
    const api = await getApi('/api/user');
    assert.equal(api.status, 401);
    assert.equal(
      ((await api.json()) as { hint: string }).hint,
      'Access token could not be verified',
    );
    assert.equal((await getApi('/api/user')).status, 200);
  });

  test('unauthorized is not met by a request without a token, which is refused anyway', async () => {
    await add('unauthorized', '--once');
    assert.equal((await fetch(`${origin}/data/member/info`)).status, 401);
    assert.equal((await info()).status, 401);
    assert.equal((await info()).status, 200);
  });

  test('forbidden: 403 for a token that is good, 401 for one that is not', async () => {
    await add('forbidden', '--count', '2');
    const bad = { authorization: 'Bearer nothing' };
    assert.equal((await fetch(`${origin}/data/member/info`, { headers: bad })).status, 401);
    assert.equal((await fetch(`${origin}/api/user`, { headers: bad })).status, 401);
    const data = await info();
    assert.equal(data.status, 403);
    assert.deepEqual(await data.json(), { error: 'Forbidden' });
    assert.ok(data.headers.has('x-ratelimit-remaining'));
    const api = await getApi('/api/user');
    assert.equal(api.status, 403);
    assert.deepEqual(await api.json(), { message: 'Insufficient scopes.' });
    assert.equal((await info()).status, 200);
  });

  test('gateway-timeout: a page in HTML, and a refresh token is not spent by it', async () => {
    await add('gateway-timeout');
    for (const ask of [info, () => getApi('/api/user'), () => refresh(iracing.refresh_token)]) {
      const answer = await ask();
      assert.equal(answer.status, 504);
      assert.equal(answer.headers.get('content-type'), 'text/html');
      assert.match(await answer.text(), /<h1>504/);
    }
    assert.ok((await info()).headers.has('x-ratelimit-remaining'));
    await fault('clear');
    const answer = await refresh(iracing.refresh_token);
    assert.equal(answer.status, 200);
    iracing = (await answer.json()) as Tokens;
  });

  test('slow: the answer takes that long where the path begins so, and nowhere else', async () => {
    await add('slow', '--seconds', '1', '--path', '/data/member');
    const measure = async (path: string): Promise<number> => {
      const began = performance.now();
      assert.equal((await get(path)).status, 200);
      return performance.now() - began;
    };
    assert.ok((await measure('/data/member/info')) >= 950);
    assert.ok((await measure('/data/constants/divisions')) < 900);
    await assertLogged('slow', '/data/member/info');
  });

  test('truncated: the connection ends in the middle of what was promised', async () => {
    await add('truncated', '--once');
    const cut = await info();
    assert.equal(cut.status, 200);
    assert.ok(Number(cut.headers.get('content-length')) > 100);
    await assert.rejects(cut.text());
    await assertLogged('truncated', '/data/member/info');
    const link = await getLink();
    await add('truncated', '--once', '--path', '/data-files/');
    await assert.rejects((await fetch(link)).text());
    assert.equal((await fetch(link)).status, 200);
    await add('truncated', '--once');
    await assert.rejects((await getApi('/api/user')).text());
    const table = await get('/data/driver_stats_by_category/sports_car');
    const { link: csv } = (await table.json()) as { link: string };
    await add('truncated', '--once', '--path', '/data-files/');
    await assert.rejects((await fetch(csv)).text());
  });

  test('expired-link: the link is dead, the next one is good', async () => {
    await add('expired-link', '--once');
    const dead = await fetch(await getLink());
    assert.equal(dead.status, 403);
    assert.match(await dead.text(), /Request has expired/);
    await assertLogged('expired-link', '/data/member/info');
    assert.equal((await fetch(await getLink())).status, 200);
  });

  test('clock-skew: Date, the reset of the limit and expires are off, the tokens are not', async () => {
    const now = Math.floor(Date.now() / 1000);
    const read = async () => {
      const answer = await info();
      const { expires } = (await answer.json()) as { expires: string };
      return {
        date: Date.parse(answer.headers.get('date') ?? '') / 1000 - now,
        reset: Number(answer.headers.get('x-ratelimit-reset')) - now,
        expires,
      };
    };
    const before = await read();
    await add('clock-skew', '--seconds', '-7200');
    const after = await read();
    const isNear = (left: number, right: number) => Math.abs(left - right) <= 5;
    assert.ok(isNear(before.date, 0) && isNear(after.date, -7200), JSON.stringify(after));
    assert.ok(after.reset < -7000, String(after.reset));
    assert.match(after.expires, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const moved = (Date.parse(after.expires) - Date.parse(before.expires)) / 1000;
    assert.ok(moved === -7200 || moved === -6300, String(moved));
    const token = await passwordLimited();
    const { expires_in, access_token } = (await token.json()) as Tokens & { expires_in: number };
    assert.ok(isNear(Date.parse(token.headers.get('date') ?? '') / 1000 - now, -7200));
    assert.equal(expires_in, 600);
    const headers = { authorization: `Bearer ${access_token}` };
    assert.equal((await fetch(`${origin}/data/member/info`, { headers })).status, 200);
  });

  test('refresh-token-spent: the refusal of a spent token, and the token is good afterwards', async () => {
    await add('refresh-token-spent', '--once');
    const refused = await refresh(iracing.refresh_token);
    assert.equal(refused.status, 400);
    assert.equal(((await refused.json()) as { error: string }).error, 'invalid_grant');
    await assertLogged('refresh-token-spent', '/oauth2/token');
    const answer = await refresh(iracing.refresh_token);
    assert.equal(answer.status, 200);
    iracing = (await answer.json()) as Tokens;
    await add('refresh-token-spent', '--once');
    const other = await refreshTrackmania(trackmania.refresh_token);
    assert.equal(other.status, 401);
    assert.equal(((await other.json()) as { hint: string }).hint, 'Token has been revoked');
    const good = await refreshTrackmania(trackmania.refresh_token);
    assert.equal(good.status, 200);
    trackmania = (await good.json()) as Tokens;
  });

  test('refresh-answer-lost: the connection breaks, and the old token is spent for good', async () => {
    await add('refresh-answer-lost', '--once');
    await assert.rejects(refresh(iracing.refresh_token));
    await assertLogged('refresh-answer-lost', '/oauth2/token');
    assert.equal((await refresh(iracing.refresh_token)).status, 400);
    await add('refresh-answer-lost', '--once');
    await assert.rejects(refreshTrackmania(trackmania.refresh_token));
    assert.equal((await refreshTrackmania(trackmania.refresh_token)).status, 401);
    iracing = (await (await passwordLimited()).json()) as Tokens;
    trackmania = await signInToTrackmania();
  });

  test('refresh-answer-lost does not touch a request that gets no tokens', async () => {
    await add('refresh-answer-lost', '--once');
    assert.equal((await refresh('ppr_nothing')).status, 400);
    assert.equal((await passwordLimited()).status, 200);
    assert.match((await fault('list')).stdout, /refresh-answer-lost/);
  });

  test('list shows what is on, as a table and in JSON, and clear says how many it switched off', async () => {
    assert.match((await fault('list')).stderr, /No fault is on/);
    await add('slow', '--client', 'garage-bot', '--count', '3', '--path', '/data/results');
    await add('maintenance', '--client', 'lap-lens');
    const table = (await fault('list')).stdout;
    assert.match(table, /^FAULT {8}CLIENT {6}PATH {11}SECONDS {2}LEFT\n/);
    assert.match(table, /^slow +garage-bot +\/data\/results +5 +3$/m);
    assert.match(table, /^maintenance +lap-lens +- +- +-$/m);
    const { faults } = JSON.parse((await fault('list', '--json')).stdout) as { faults: object[] };
    assert.deepEqual(faults[0], {
      name: 'slow',
      client_id: 'garage-bot',
      remaining: 3,
      seconds: 5,
      path: '/data/results',
    });
    assert.match((await fault('clear', 'slow')).stderr, /1 fault is off/);
    assert.equal((await fault('clear', '--json')).stdout, '{"cleared":1}\n');
    assert.match((await fault('clear')).stderr, /nothing to switch off/);
  });

  test('a fault for one client is not met by another', async () => {
    await add('maintenance', '--client', 'lap-lens');
    assert.equal((await info()).status, 200);
    await add('maintenance', '--client', 'garage-bot', '--count', '2');
    assert.equal((await info()).status, 503);
    assert.equal((await getApi('/api/user')).status, 200);
    assert.equal((await passwordLimited()).status, 503);
    assert.equal((await passwordLimited()).status, 200);
  });

  test('a page of a registered origin can read the refusal of a token request', async () => {
    await add('refresh-token-spent');
    await add('rate-limit', '--count', '1');
    const { client_id } = clientOf(({ client_type }) => client_type === 'single-page-app');
    const form = { grant_type: 'refresh_token', client_id, refresh_token: 'ppr_x' };
    const headers = { origin: 'http://127.0.0.1:7482' };
    for (const error of ['unauthorized_client', 'invalid_grant']) {
      const answer = await post('/oauth2/token', form, headers);
      assert.equal(((await answer.json()) as { error: string }).error, error);
      assert.equal(answer.headers.get('access-control-allow-origin'), headers.origin);
    }
  });

  test('what cannot be had is one clear sentence and exit code 2', async () => {
    const refused: readonly (readonly [readonly string[], RegExp])[] = [
      [['add', 'explode'], /There is no such fault; there are maintenance/],
      [['add', 'slow', '--seconds', 'x'], /seconds of slow must be a whole number from 1 to 300/],
      [['add', 'slow', '--count', '-1'], /count must be a whole number/],
      [['add', 'slow', '--once', '--count', '2'], /--once and --count both say how often/],
      [['add', 'slow', '--path', '/account'], /slow does not happen under \/account/],
      [['add', 'slow', '--client', 'nobody'], /There is no client of that id/],
      [
        [
          'add',
          'expired-link',
          '--client',
          clientOf((client) => client.dialect === 'trackmania').client_id,
        ],
        /does not happen in the dialect/,
      ],
      [['clear', 'explode'], /There is no such fault/],
      [['list', '--service', 'https://oauth.iracing.com'], /is not on this computer/],
      [['list', '--data-directory', 'nowhere'], /There is no local service in .*nowhere/],
      [['add'], /Missing required argument 'name'/],
    ];
    for (const [words, sentence] of refused) {
      const { exitCode, stderr, stdout } = await fault(...words);
      assert.match(stderr, sentence);
      assert.equal(exitCode, 2, stderr);
      assert.equal(stdout, '');
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
    assert.match((await fault('list')).stderr, /No fault is on/);
  });

  test('the token is of its owner alone, shown nowhere, and another one is refused', async (t) => {
    const file = join(service.dataDirectory, 'local-token');
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
    const localToken = readFileSync(file, 'utf8').trim();
    const { stdout, stderr } = await fault('list', '--json');
    assert.ok(!(stdout + stderr + service.log()).includes(localToken));
    const other = createFolder(t);
    writeFileSync(join(other, 'local-token'), 'x'.repeat(43));
    const refused = await fault('list', '--service', origin, '--data-directory', other);
    assert.equal(refused.exitCode, 4);
    assert.match(refused.stderr, /does not know the local token of this data directory/);
  });

  test('a service that is not there, or holds no token, is said so', async (t) => {
    const gone = `http://localhost:${await findFreePort()}`;
    const silent = await fault('list', '--service', gone);
    assert.equal(silent.exitCode, 5);
    assert.match(silent.stderr, /does not answer; start it with "pitpass serve --local"/);
    const missing = await fault('list', '--service', gone, '--data-directory', createFolder(t));
    assert.equal(missing.exitCode, 1);
    assert.match(missing.stderr, /local-token cannot be read \(ENOENT\)/);
  });

  test('a service that stops does not wait for those it keeps waiting', async () => {
    await add('slow', '--seconds', '300');
    const waiting = info().then(
      (answer) => answer.status,
      () => 0,
    );
    await sleep(100);
    assert.equal(await service.stop('SIGTERM'), 0);
    assert.equal(await waiting, 200);
    service = await startLocalService(folder);
    origin = service.demo.service;
    assert.match((await fault('list')).stderr, /No fault is on/);
  });
});
