import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { Browser } from 'playwright-core';

import { memberOf } from '../harness/oauth.ts';
import {
  createDirectory,
  plainEnvironment,
  spawnTracked,
  startService,
  stopEverything,
  waitForExit,
} from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { launchBrowser, newVisitor } from './chromium.ts';

const launcher = fileURLToPath(new URL('../../packages/cli/bin/pitpass.js', import.meta.url));
const accessTokenLifetimeSeconds = 600;

let service: Service;
let browser: Browser;
let tokenFile: string;

before(async () => {
  service = await startService();
  browser = await launchBrowser();
  tokenFile = join(createDirectory(), 'tokens.json');
});
after(async () => {
  await browser?.close();
  await stopEverything();
});

/** Starts the command against the service under test. */
function startCommand(words: readonly string[]) {
  const child = spawnTracked([launcher, ...words], {
    ...plainEnvironment(),
    PITPASS_DATA_DIRECTORY: service.dataDirectory,
    PITPASS_TOKEN_FILE: tokenFile,
  });
  const said = { output: '', notes: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said.notes += chunk.toString();
  });
  return { child, said, done: waitForExit(child) };
}

async function runCommand(...words: readonly string[]): Promise<string> {
  const { said, done } = startCommand(words);
  assert.equal(await done, 0, `${words.join(' ')}: ${said.notes}`);
  return said.output;
}

async function countRefreshes(): Promise<number> {
  const [row] = await service.query(
    'SELECT count(*) AS refreshes FROM refresh_token WHERE consumed_at IS NOT NULL',
  );
  return Number(row?.['refreshes']);
}

/** Walks a sign-in of the command line through the browser, and waits until the command ends. */
async function signInThroughBrowser(...options: readonly string[]): Promise<string> {
  const { said, done } = startCommand(['login', '--no-browser', ...options]);
  const deadline = Date.now() + 8000;
  let address: string | undefined;
  while (address === undefined && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    address = /(http\S+\/authorize\?\S+)/.exec(said.notes)?.[1];
  }
  assert.ok(address !== undefined, said.notes);
  const page = await (await newVisitor(browser)).newPage();
  await page.goto(address);
  await page.getByLabel(/e-mail/i).fill(memberOf(service).username);
  await page.getByLabel(/password/i).fill(memberOf(service).password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /^allow/i }).click();
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:749[1-5]\//);
  assert.equal(await done, 0, said.notes);
  await page.context().close();
  return address;
}

describe('the command line against the running service', () => {
  it('signs in through the browser, on the first free of its loopback addresses', async () => {
    const address = await signInThroughBrowser();
    assert.equal(new URL(address).pathname, '/oauth2/authorize');
  });

  it('says who is signed in, and reads the laps of a race', async () => {
    assert.ok((await runCommand('whoami')).includes(memberOf(service).display_name));
    const races = JSON.parse(
      await runCommand('get', '/data/stats/member_recent_races', '--json'),
    ) as { races: { subsession_id: number }[] };
    const subsession_id = races.races[0]?.subsession_id;
    assert.ok(subsession_id !== undefined);
    const { cust_id } = memberOf(service);
    const laps = await runCommand(
      'get',
      '/data/results/lap_data',
      `subsession_id=${subsession_id}`,
      'simsession_number=0',
      `cust_id=${cust_id}`,
      '--json',
    );
    assert.match(laps, /"lap_number":1,/);
  });

  it('refreshes once for two processes that find the token expired at the same moment', async () => {
    const before = await countRefreshes();
    await service.advance(accessTokenLifetimeSeconds + 60);
    await Promise.all([
      runCommand('get', '/data/member/info', '--json'),
      runCommand('get', '/data/car/get', '--json'),
    ]);
    assert.equal(await countRefreshes(), before + 1);
  });

  it('lists its session and ends it', async () => {
    const sessions = JSON.parse(await runCommand('sessions', '--json')) as unknown;
    assert.match(JSON.stringify(sessions), /"current_session":true/);
    await runCommand('logout');
    const [row] = await service.query(
      'SELECT count(*) AS live FROM session WHERE ended_at IS NULL',
    );
    assert.equal(Number(row?.['live']), 0);
    const { done, said } = startCommand(['whoami']);
    assert.equal(await done, 3, said.notes);
  });
});

describe('TM 3 the command line in the dialect of Trackmania', () => {
  before(() => {
    tokenFile = join(createDirectory(), 'tokens.json');
  });

  it('signs in through the browser and says who it is', async () => {
    const address = await signInThroughBrowser('--provider', 'trackmania');
    assert.equal(new URL(address).pathname, '/oauth/authorize');
    const { account_id, display_name } = memberOf(service);
    const said = await runCommand('whoami');
    assert.ok(said.includes(display_name) && said.includes(account_id), said);
    const user = JSON.parse(await runCommand('get', '/api/user', '--json')) as unknown;
    assert.deepEqual(user, { accountId: account_id, displayName: display_name });
    const favorites = await runCommand('get', 'user/maps/favorite', '--json');
    assert.equal((JSON.parse(favorites) as { list: unknown[] }).list.length, 5);
  });

  it('turns names into account ids and back', async () => {
    const members = service.demo.members;
    const ids = members.map(({ account_id }) => `accountId=${account_id}`);
    const names = await runCommand('get', '/api/display-names', ...ids, '--json');
    const expected = members.map(({ account_id, display_name }) => [account_id, display_name]);
    assert.deepEqual(JSON.parse(names), Object.fromEntries(expected));
  });

  it('refreshes once for two processes that find the token expired at the same moment', async () => {
    const before = await countRefreshes();
    await service.advance(3660);
    await Promise.all([runCommand('get', '/api/user'), runCommand('get', '/api/user/clubs/admin')]);
    assert.equal(await countRefreshes(), before + 1);
  });

  it('forgets its tokens and says where the access is ended', async () => {
    const { said, done } = startCommand(['logout']);
    assert.equal(await done, 0, said.notes);
    assert.match(said.output + said.notes, /\/account/);
    const after = startCommand(['whoami']);
    assert.equal(await after.done, 3, after.said.notes);
  });
});
