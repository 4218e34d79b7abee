import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { formTo } from '../harness/browser.ts';
import type { Browser } from '../harness/browser.ts';
import { runCommand, runSucceeding } from '../harness/command.ts';
import { assertJsonError } from '../harness/expectations.ts';
import { decodeJwt } from '../harness/jwt.ts';
import { linkOf, readMails } from '../harness/mailbox.ts';
import {
  authorizeUrl,
  createSignedInBrowser,
  exchangeCode,
  memberOf,
  obtainCode,
  obtainTokens,
  profileStatus,
  refresh,
  sendWithToken,
} from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { DemoClient, Service } from '../harness/running-service.ts';

const callback = 'https://tool.example/cb';
const developer = 'developer@example.com';
const mailMsMax = 5000;

let service: Service;
let driver: Browser;

before(async () => {
  service = await startService();
  driver = await createSignedInBrowser(service, memberOf(service));
  await pitpass('members', 'add', developer, '--name', 'Dev Eloper');
});
after(stopEverything);

const environment = { PITPASS_PASSWORD: 'a password of the developer' };

/** Runs `pitpass` on the service's database while it runs. */
const run = (...words: string[]) => runCommand(service, words, environment);
const pitpass = (...words: string[]) => runSucceeding(service, words, environment);

/** Adds a client of the iRacing dialect as staff does. */
async function add(...words: string[]): Promise<DemoClient> {
  const shared = ['clients', 'add', '--dialect', 'iracing', '--redirect-uri', callback, '--json'];
  const { stdout } = await pitpass(...shared, ...words);
  const { client_id, client_secret } = JSON.parse(stdout) as DemoClient;
  return {
    client_id,
    ...(client_secret !== undefined && { client_secret }),
    client_type: 'server-side',
    dialect: 'iracing',
    redirect_uris: [callback],
  };
}

async function waitForMail(subject: string, to = developer) {
  const until = performance.now() + mailMsMax;
  while (performance.now() < until) {
    const mails = await readMails(service, to);
    const found = mails.find((mail) => mail.subject === subject);
    if (found !== undefined) return found;
    await sleep(50);
  }
  return assert.fail(`no mail "${subject}" came`);
}

/** Where an authorization request of the driver leads the browser, without a consent page. */
async function errorOf(client: DemoClient, parameters: Readonly<Record<string, string>> = {}) {
  const page = await driver.open(authorizeUrl(client, parameters));
  return page.leftTo?.searchParams.get('error');
}

const requests = `Sample Request for Password Limited Client

  • Client Name: My iRacing Data Tool
  • Client Type: server-side/password_limited/discord-bot
  • Developer Email: ${developer}
  • Audiences: data-server

Sample Request for Other Client Types

  • Client Name: My League Manager
  • Client Type: server-side/native/single-page-app
  • Developer Name: My Racing League Inc.
  • Developer URL: https://www.myleague.com
  • Developer Email: ${developer}
  • Redirect URIs:
    • https://www.myleague.com/oauth/callback
    • https://staging.myleague.com/oauth/callback
  • Audiences: data-server
`;

interface Requested {
  readonly client_id: string;
  readonly client_type: string;
  readonly due_at: number;
  readonly notes: readonly string[];
}

describe('requests from a file', () => {
  let league: Requested;

  it('book 2 both shapes of the documentation are taken down as they stand, and what was chosen is said', async () => {
    const file = join(service.dataDirectory, 'request.txt');
    writeFileSync(file, requests);
    const { stdout, stderr } = await pitpass('clients', 'request', file, '--json');
    assert.equal(stderr, '');
    const answer = JSON.parse(stdout) as { readonly requests: readonly Requested[] };
    assert.equal(answer.requests.length, 2);
    league = answer.requests[1] ?? assert.fail();
    assert.match(answer.requests[0]?.notes.join(' ') ?? '', /"discord-bot" is no type/);
    assert.match(league.notes.join(' '), /server-side was taken, because it stands first.*--type/);
    const left = league.due_at - Math.floor(Date.now() / 1000);
    assert.ok(Math.abs(left - 10 * 86_400) < 60);
  });

  it('book 2 S197 an approval mails the link, which a program that follows links does not use up', async () => {
    await pitpass('clients', 'approve', league.client_id);
    const path = linkOf(await waitForMail('Your app was approved'), service);
    for (let times = 0; times < 3; times += 1) {
      assert.equal((await service.send(path)).status, 200);
    }
    const page = await driver.open(path);
    assert.equal(page.answer.headers['cache-control'], 'no-store');
    const shown = await driver.submit(formTo(page, '/client-secret'));
    const client_secret = /(pps_[A-Za-z0-9_-]{43})/.exec(shown.answer.body)?.[1] ?? '';
    assert.equal(shown.answer.headers['cache-control'], 'no-store');
    assert.equal((await service.send(path)).status, 410);
    const again = await driver.submit(formTo(page, '/client-secret'));
    assert.equal(again.answer.status, 410);
    assert.ok(!again.answer.body.includes(client_secret));
    const redirect_uris = ['https://www.myleague.com/oauth/callback'];
    const client = { ...league, client_secret, dialect: 'iracing', redirect_uris };
    const consent = await driver.open(authorizeUrl(client));
    assert.match(consent.answer.body, /reviewed/);
    assert.doesNotMatch(consent.answer.body, /Nobody has reviewed/);
    const tokens = await obtainTokens(service, driver, client);
    assert.equal(await profileStatus(service, tokens.access_token), 200);
    assert.ok(!service.output().includes(client_secret) && !service.output().includes('ppk_'));
  });

  it('S174 S197 a form without its token, or of another site, shows no secret', async () => {
    await pitpass('clients', 'send-secret', league.client_id);
    const path = linkOf(await waitForMail('A new secret for your app'), service);
    const link = new URL(path, service.origin).searchParams.get('link') ?? '';
    const bare = await service.send('/client-secret', { method: 'POST', form: { link } });
    assert.equal(bare.status, 403);
    const form = formTo(await driver.open(path), '/client-secret');
    const foreign = await driver.submit(form, {}, { 'sec-fetch-site': 'cross-site' });
    assert.equal(foreign.answer.status, 403);
    assert.equal((await service.send(path)).status, 200);
  });
});

describe('what a client may do', () => {
  it('book 2 without the audience data-server a token names none and /data answers 401', async () => {
    const client = await add('--name', 'Who Am I', '--audience', '');
    const tokens = await obtainTokens(service, driver, client);
    const aud = decodeJwt(tokens.access_token).claims['aud'] as readonly string[];
    assert.deepEqual([...aud].sort(), [client.client_id, 'oauth-api'].sort());
    const info = () => sendWithToken(service, '/data/member/info', tokens.access_token);
    assert.equal((await info()).status, 401);
    assert.equal(await profileStatus(service, tokens.access_token), 200);
    const other = await add('--name', 'Lap Data');
    const allowed = await obtainTokens(service, driver, other);
    const answer = await sendWithToken(service, '/data/member/info', allowed.access_token);
    assert.equal(answer.status, 200);
  });

  it('S205 book 6 a client of internal support lets in staff and the members on its list, nobody else', async () => {
    const words = ['--name', 'Schedules', '--role', 'internal_support'];
    const client = await add(...words, '--scope', 'iracing.auth');
    const scope = 'iracing.auth';
    assert.equal(await errorOf(client, { scope }), 'access_denied');
    const { username } = memberOf(service);
    await pitpass('members', 'staff', username, '--on');
    const code = await obtainCode(driver, client, { scope });
    const answer = await exchangeCode(service, client, code);
    assert.equal(answer.status, 200);
    const { refresh_token } = answer.json<{ readonly refresh_token: string }>();
    await pitpass('members', 'staff', username, '--off');
    assertJsonError(service, await refresh(service, client, refresh_token), 'invalid_grant');
    assert.equal(await errorOf(client, { scope }), 'access_denied');
    const { stdout } = await pitpass('clients', 'show', client.client_id);
    assert.match(stdout, /^roles +internal_support$/m);
  });

  it('S205 book 6 a scope of end-user support is not had by internal support, nor registered for it', async () => {
    const words = ['--name', 'Results', '--role', 'internal_support'];
    const client = await add(...words, '--scope', 'iracing.auth');
    assert.equal(await errorOf(client, { scope: 'iracing.profile' }), 'invalid_scope');
    const shared = ['clients', 'add', '--dialect', 'iracing', '--redirect-uri', callback];
    const { code, stderr } = await run(...shared, ...words);
    assert.equal(code, 2);
    assert.match(stderr, /"iracing.profile" is for end-user support/);
  });

  it('S199 an app that nobody has reviewed lets in a hundred members, and the next is sent back', async () => {
    const client = await add('--name', 'Club Timing');
    const { client_id } = client;
    await service.query(
      `UPDATE client SET record = replace(record, '"is_reviewed":true', '"is_reviewed":false')
        WHERE client_id = $1`,
      [client_id],
    );
    await service.query(
      `INSERT INTO member (member_id, username, display_name, cust_id, account_id,
          password_verifier, created_at)
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100)
        SELECT 'crowd-' || n, 'crowd-' || n, 'Crowd', 900000000 + n, 'crowd-' || n, 'x', 0 FROM n`,
    );
    await service.query(
      `INSERT INTO consent (member_id, client_id, scope, client_fingerprint, granted_at)
        SELECT member_id, $1, '', 'x', 0 FROM member WHERE member_id LIKE 'crowd-%'`,
      [client_id],
    );
    await sleep(1000);
    assert.equal(await errorOf(client), 'access_denied');
    await service.query(`DELETE FROM member WHERE member_id = 'crowd-1'`);
    const page = await driver.open(authorizeUrl(client));
    assert.match(page.answer.body, /Nobody has reviewed this app/);
    await driver.submit(formTo(page, '/consent'), { decision: 'allow' });
    await service.query(`DELETE FROM member WHERE member_id LIKE 'crowd-%'`);
  });
});

describe('the secrets and the end of a client', () => {
  it('S68 two secrets are good while one is rotated, and the old one ends with its time or by command', async () => {
    const client = await add('--name', 'Stint Sheet');
    const { client_id } = client;
    const rotate = async (hours: string): Promise<DemoClient> => {
      const words = ['rotate-secret', client_id, '--overlap-hours', hours, '--json'];
      const { stdout } = await pitpass('clients', ...words);
      return { ...client, ...(JSON.parse(stdout) as { readonly client_secret: string }) };
    };
    const isGood = async (one: DemoClient) =>
      (await refresh(service, one, 'ppr_none')).json<{ error: string }>().error === 'invalid_grant';
    const second = await rotate('1');
    await sleep(1000);
    assert.deepEqual([await isGood(client), await isGood(second)], [true, true]);
    await service.advance(3600);
    assert.deepEqual([await isGood(client), await isGood(second)], [false, true]);
    const third = await rotate('24');
    await sleep(1000);
    assert.deepEqual([await isGood(second), await isGood(third)], [true, true]);
    await pitpass('clients', 'end-old-secret', client_id);
    await sleep(1000);
    assert.deepEqual([await isGood(second), await isGood(third)], [false, true]);
    const { stdout } = await pitpass('clients', 'show', client_id, '--json');
    assert.ok(
      ![client, second, third].some(({ client_secret = '?' }) => stdout.includes(client_secret)),
    );
    assert.doesNotMatch(stdout, /digest/);
  });

  it('S69 book 8 a disabled client is told so at both endpoints, its tokens end within a second, and enabling brings none back', async () => {
    const client = await add('--name', 'Tyre Log', '--developer-email', developer);
    const { client_id } = client;
    const { access_token, refresh_token } = await obtainTokens(service, driver, client);
    await pitpass('clients', 'disable', client_id, '--reason', 'It sends too many requests.');
    await sleep(1000);
    assert.equal(await profileStatus(service, access_token), 401);
    assertJsonError(service, await refresh(service, client, refresh_token), 'unauthorized_client');
    assertJsonError(service, await service.send(authorizeUrl(client)), 'unauthorized_client');
    assert.match((await waitForMail('Your app was disabled')).text, /sends too many requests/);
    await pitpass('clients', 'enable', client_id);
    await sleep(1000);
    assert.equal(await profileStatus(service, access_token), 401);
    assertJsonError(service, await refresh(service, client, refresh_token), 'invalid_grant');
    const renewed = await obtainTokens(service, driver, client);
    assert.equal(await profileStatus(service, renewed.access_token), 200);
  });

  it('S196 the pages of a client are its owner’s, and those of staff are for staff', async () => {
    const client = await add('--name', 'Pit Board');
    const answers = await Promise.all(
      [`/manager/apps/${client.client_id}`, '/manager/apps/nothing', '/staff/clients'].map((path) =>
        driver.request(path),
      ),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 404, 404],
    );
  });

  it('S199 staff lets in what they were shown: an app that its developer changed since is shown anew', async () => {
    const [owner, staff] = [memberOf(service, 1), memberOf(service)];
    await pitpass('members', 'staff', staff.username, '--on');
    const [developing, reviewing] = await Promise.all(
      [owner, staff].map((member) => createSignedInBrowser(service, member)),
    );
    assert.ok(developing !== undefined && reviewing !== undefined);
    const fields = { client_name: 'Pit Wall', redirect_uris: callback, confidential: 'yes' };
    const asking = formTo(await developing.open('/manager/create'), '/manager/create');
    const { path } = await developing.submit(asking, fields);
    const approval =
      path.replace('/manager/', '/staff/').replace('/apps/', '/clients/') + '/approve';
    const shown = formTo(await reviewing.open('/staff/clients'), approval);
    const changed = { ...fields, redirect_uris: 'https://elsewhere.example/cb' };
    const saved = await developing.submit(formTo(await developing.open(path), path), changed);
    assert.equal(saved.answer.status, 200);
    assert.equal((await reviewing.submit(shown)).answer.status, 409);
    const anew = await reviewing.open('/staff/clients');
    assert.match(anew.answer.body, /elsewhere\.example/);
    const done = await reviewing.submit(formTo(anew, approval));
    assert.match(done.path, /done=approved/);
    assert.equal((await reviewing.submit(formTo(anew, approval))).answer.status, 409);
    await pitpass('members', 'staff', staff.username, '--off');
  });

  it('S201 nothing is fetched from an address that a client names', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const at = (path: string) => `http://127.0.0.1:${port}/${path}`;
    const words = ['--name', 'Far Away', '--developer-url', at('developer')];
    const shared = ['clients', 'add', '--dialect', 'iracing', '--redirect-uri', at('callback')];
    const origin = ['--cors-origin', `http://127.0.0.1:${port}`, '--json'];
    const { stdout } = await pitpass(...shared, ...words, ...origin);
    const { client_id } = JSON.parse(stdout) as { readonly client_id: string };
    const redirect_uris = [at('callback')];
    const client = { client_id, client_type: 'server-side', dialect: 'iracing', redirect_uris };
    await obtainCode(driver, client);
    await driver.open('/account');
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(asked, []);
  });
});
