import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import {
  authorizeUrl,
  clientsOf,
  codeOf,
  createPkce,
  credentialsOf,
  exchangeCode,
  logIn,
  mask,
  memberOf,
  passwordLimited,
  refresh,
  requestToken,
  sendWithToken,
  tokenPath,
  tokensOf,
} from '../harness/oauth.ts';
import { engines, startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import {
  basicOf,
  exchangeTrackmaniaCode,
  getUser,
  keeperOf,
  refreshTrackmania,
  registerTrackmaniaClient,
  requestClientToken,
  requestTrackmaniaToken,
  trackmaniaAuthorizePath,
  trackmaniaAuthorizeUrl,
  trackmaniaScopes,
  trackmaniaTokenPath,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';

after(stopEverything);

const digestOf = (value: string): string => createHash('sha256').update(value).digest('base64url');

/** Goes through everything, right and wrong, and returns what must be found nowhere. */
async function runEverything(service: Service): Promise<Map<string, string>> {
  const { server, native, bot } = clientsOf(service);
  const member = memberOf(service);
  const canaries = new Map<string, string>();
  const plant = (kind: string, value: string | undefined): string => {
    assert.ok(value !== undefined && value.length >= 8, kind);
    canaries.set(kind, value);
    return value;
  };
  for (const { username, password } of service.demo.members) {
    plant(`password of ${username}`, password);
    plant(`masked password of ${username}`, mask(password, username));
  }
  for (const client of [server, bot]) {
    plant(`secret of ${client.client_id}`, client.client_secret);
    plant(`masked secret of ${client.client_id}`, credentialsOf(client).client_secret);
  }
  const { verifier, challenge } = createPkce();
  plant('code verifier', verifier);

  const browser = new Browser(service);
  const state = plant('state', 'canary-state-0123456789');
  const login = await browser.open(
    authorizeUrl(server, { code_challenge: challenge, code_challenge_method: 'S256', state }),
  );
  plant('form token of login', formTo(login, '/login').hidden['form_token']);
  plant('transaction', formTo(login, '/login').hidden['transaction']);
  const wrong = plant('wrong password', 'canary-wrong-password');
  await browser.submit(formTo(login, '/login'), { username: member.username, password: wrong });
  plant('masked wrong password', mask(wrong, member.username));
  const consent = await logIn(browser, login, member);
  plant('form token of consent', formTo(consent, '/consent').hidden['form_token']);
  for (const [name, value] of browser.cookies) plant(`cookie ${name}`, value);
  const left = await browser.submit(formTo(consent, '/consent'), { decision: 'allow' });
  const code = plant('code', codeOf(left));

  await exchangeCode(service, server, code, { code_verifier: createPkce().verifier });
  await exchangeCode(service, native, code, { code_verifier: verifier });
  // A developer may mix the two up: what stands in client_id is then the secret.
  const swapped = { ...server, client_id: server.client_secret ?? '' };
  await exchangeCode(service, swapped, code, { code_verifier: verifier });
  const first = tokensOf(await exchangeCode(service, server, code, { code_verifier: verifier }));
  await exchangeCode(service, server, code, { code_verifier: verifier });
  plant('access token', first.access_token);
  plant('refresh token', first.refresh_token);
  const second = tokensOf(await refresh(service, server, first.refresh_token));
  await refresh(service, server, first.refresh_token);
  await refresh(service, native, second.refresh_token);
  plant('second access token', second.access_token);
  plant('second refresh token', second.refresh_token);
  const limited = tokensOf(await passwordLimited(service, bot, member));
  plant('access token of the bot', limited.access_token);
  plant('refresh token of the bot', limited.refresh_token);
  await passwordLimited(service, bot, { ...member, password: wrong });
  await requestToken(service, { ...credentialsOf(bot), grant_type: member.password });
  await requestToken(service, { client_id: plant('secret as id', 'canary secret as id') });
  const inUrl = new URLSearchParams({ client_secret: bot.client_secret ?? '', code });
  await service.send(`${tokenPath}?${inUrl.toString()}`, { form: {} });
  await service.send(`/oauth2/sessions?access_token=${second.access_token}`);
  await service.send(`/nothing/${second.access_token}`);
  await service.send(`/data/nothing/${second.access_token}?code=${code}`);
  await service.send(`/oauth2/authorize?client_id=${code}&redirect_uri=${wrong}`);
  await service.send(tokenPath, { body: `refresh_token=${code}%zz` });
  for (const path of ['/oauth2/sessions', '/oauth2/iracing/profile', '/data/constants/divisions']) {
    await sendWithToken(service, path, second.access_token);
    await sendWithToken(service, path, `${second.access_token.slice(0, -4)}AAAA`);
  }
  const info = await sendWithToken(service, '/data/member/info', second.access_token);
  const { link } = info.json<{ link: string }>();
  const signature = new URL(link).searchParams.get('X-Amz-Signature');
  plant('signature of a link', signature ?? '');
  await service.send(link.slice(service.origin.length));
  const account = await browser.open('/account');
  const forms = account.forms.filter(({ action }) => action.startsWith('/account/'));
  plant('form token of the account', forms[0]?.hidden['form_token']);
  for (const form of forms) await browser.submit(form);
  await browser.submit(formTo(await browser.open('/account'), '/logout'));
  return canaries;
}

/** Goes through everything of Trackmania's dialect, right and wrong. */
async function runTrackmania(service: Service): Promise<Map<string, string>> {
  const keeper = keeperOf(service);
  const member = memberOf(service, 1);
  const canaries = new Map<string, string>();
  const plant = (kind: string, value: string | undefined): string => {
    assert.ok(value !== undefined && value.length >= 8, kind);
    canaries.set(kind, value);
    return value;
  };
  const secret = plant('secret', keeper.client_secret);
  plant('masked secret', mask(secret, keeper.client_id));
  const authorization = basicOf(keeper);
  plant('Basic credentials', authorization.slice('Basic '.length));
  const other = await registerTrackmaniaClient(service, keeper.redirect_uris);
  plant('secret of another client', other.client_secret);
  const wrong = plant('wrong secret', 'canary-wrong-secret-of-forty-characters');
  const { verifier, challenge } = createPkce();
  plant('code verifier', verifier);
  const state = plant('state', 'canary-state-0123456789');

  const browser = new Browser(service);
  const login = await browser.open(
    trackmaniaAuthorizeUrl(keeper, {
      scope: trackmaniaScopes,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }),
  );
  const consent = await logIn(browser, login, member);
  plant('transaction', formTo(consent, '/consent').hidden['transaction']);
  for (const [name, value] of browser.cookies) plant(`cookie ${name}`, value);
  const left = await browser.submit(formTo(consent, '/consent'), { decision: 'allow' });
  const code = plant('code', codeOf(left));
  const verified = { code_verifier: verifier };
  await exchangeTrackmaniaCode(service, keeper, code, { code_verifier: createPkce().verifier });
  await exchangeTrackmaniaCode(service, keeper, code, { ...verified, client_secret: wrong });
  const swapped = { client_id: secret, client_secret: keeper.client_id };
  await exchangeTrackmaniaCode(service, keeper, code, { ...verified, ...swapped });
  await exchangeTrackmaniaCode(service, other, code, verified);
  await exchangeCode(service, clientsOf(service).server, code, verified);
  const first = trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, code, verified));
  await exchangeTrackmaniaCode(service, keeper, code, verified);
  plant('access token', first.access_token);
  const token = plant('refresh token', first.refresh_token);
  await refreshTrackmania(service, other, token);
  await refreshTrackmania(service, keeper, token, { scope: 'podium' });
  await refreshTrackmania(service, keeper, code);
  const second = trackmaniaTokensOf(await refreshTrackmania(service, keeper, token));
  await refreshTrackmania(service, keeper, token);
  plant('second access token', second.access_token);
  plant('second refresh token', second.refresh_token);
  const own = trackmaniaTokensOf(await requestClientToken(service, keeper));
  plant('access token of the client', own.access_token);

  const headers = { authorization };
  await requestTrackmaniaToken(service, { grant_type: 'client_credentials' }, { headers });
  await requestTrackmaniaToken(service, { grant_type: secret }, { headers });
  await requestClientToken(service, keeper, { scope: second.refresh_token });
  for (const body of [
    JSON.stringify({ grant_type: 'client_credentials', client_secret: secret, scope: [code] }),
    `{"client_secret":"${secret}"`,
    JSON.stringify({ grant_type: 'refresh_token', refresh_token: second.refresh_token }),
  ]) {
    const sent = { body, headers: { 'content-type': 'application/json' } };
    await service.send(trackmaniaTokenPath, sent);
  }
  await service.send(trackmaniaTokenPath, { body: `refresh_token=${token}%zz` });
  const inUrl = new URLSearchParams({ client_secret: secret, code, refresh_token: token });
  await service.send(`${trackmaniaTokenPath}?${inUrl.toString()}`, { form: {} });
  await service.send(`${trackmaniaAuthorizePath}?client_id=${code}&redirect_uri=${wrong}`);
  await browser.open(trackmaniaAuthorizeUrl(keeper, { scope: token }));
  await service.send(`/api/user?access_token=${second.access_token}`);
  await service.send(`/api/${second.access_token}`);
  await service.send(`/doc/${second.access_token}?code=${code}`);
  const cut = second.access_token.slice(0, -4);
  for (const value of [second.access_token, first.access_token, cut, own.access_token, secret]) {
    await getUser(service, value);
    const favorites = '/api/user/maps/favorite';
    await sendWithToken(service, `${favorites}?length=${value}`, value);
    const body = JSON.stringify({ uid: value });
    const sent = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    await sendWithToken(service, `${favorites}/add`, value, sent);
    await sendWithToken(service, `/api/display-names?accountId[]=${value}`, value);
  }
  return canaries;
}

/** Every row of every table, as text. */
async function dumpTables(service: Service, engine: string): Promise<Map<string, string>> {
  const tables = await service.query(
    engine === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const dump = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await service.query(`SELECT * FROM ${String(name)}`);
    dump.set(String(name), JSON.stringify(rows));
  }
  return dump;
}

/** The forms in which a secret could be written down. */
function spellings(value: string): string[] {
  return [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    Buffer.from(value).toString('hex'),
  ];
}

function assertAbsent(canaries: ReadonlyMap<string, string>, where: string, text: string): void {
  for (const [kind, value] of canaries) {
    for (const spelling of spellings(value)) {
      assert.ok(!text.includes(spelling), `the ${kind} is in ${where}`);
    }
  }
}

// Answers that are kept for the retry window are among what the second of the two leaves behind.
const environmentOf = (format: string) => ({
  PITPASS_LOG_LEVEL: 'trace',
  PITPASS_LOG_FORMAT: format,
  PITPASS_REFRESH_TOKEN_RETRY_WINDOW_SECONDS: format === 'human' ? '60' : '0',
});

for (const engine of engines) {
  for (const format of ['json', 'human']) {
    describe(`secrets on ${engine} with a ${format} log at level trace`, async () => {
      const service = await startService({
        engine,
        environment: environmentOf(format),
      });
      const canaries = await runEverything(service);

      it('S46 S92 the tables hold digests of codes and refresh tokens and nothing presented', async () => {
        // Audit events are written a moment later.
        await new Promise((resolve) => {
          setTimeout(resolve, 300);
        });
        const dump = await dumpTables(service, engine);
        assert.ok((dump.get('audit_event')?.length ?? 0) > 100);
        assert.ok(dump.get('authorization_code')?.includes(digestOf(canaries.get('code') ?? '')));
        for (const kind of ['refresh token', 'second refresh token']) {
          assert.ok(dump.get('refresh_token')?.includes(digestOf(canaries.get(kind) ?? '')));
        }
        for (const [table, text] of dump) assertAbsent(canaries, `table ${table}`, text);
        assert.doesNotMatch(dump.get('signing_key') ?? '', /\\?"d\\?":/);
        const key = readFileSync(join(service.dataDirectory, 'keys', 'secret-key'), 'utf8').trim();
        for (const text of dump.values()) assert.ok(!text.includes(key));
      });

      it('S219 the log at level trace holds none of what was presented or handed out', async () => {
        assert.equal(await service.stop(), 0);
        const output = service.output();
        assert.ok(output.split('\n').length > 30);
        assert.match(output, /request/);
        assertAbsent(canaries, 'the log', output);
      });

      it('S219 the files of the data directory, all bytes, hold none either', () => {
        // demo.json is there to hold the demo's secrets; keys/ holds the secret key.
        const files = readdirSync(service.dataDirectory).filter((name) => /sqlite/.test(name));
        assert.equal(files.length > 0, engine === 'sqlite');
        for (const name of files) {
          const bytes = readFileSync(join(service.dataDirectory, name), 'latin1');
          assertAbsent(canaries, name, bytes);
        }
      });
    });
  }
}

for (const engine of engines) {
  for (const format of ['json', 'human']) {
    describe(`secrets of Trackmania’s dialect on ${engine} with a ${format} log at level trace`, async () => {
      const service = await startService({
        engine,
        environment: environmentOf(format),
      });
      const canaries = await runTrackmania(service);

      it('TM 5 S46 S60 S92 the tables hold digests of codes, tokens and secrets and nothing presented', async () => {
        // Audit events are written a moment later.
        await new Promise((resolve) => {
          setTimeout(resolve, 300);
        });
        const dump = await dumpTables(service, engine);
        assert.ok((dump.get('audit_event')?.length ?? 0) > 100);
        const digestOfCanary = (kind: string) => digestOf(canaries.get(kind) ?? '');
        assert.ok(dump.get('authorization_code')?.includes(digestOfCanary('code')));
        assert.ok(dump.get('client')?.includes(digestOfCanary('secret')));
        for (const kind of ['refresh token', 'second refresh token']) {
          assert.ok(dump.get('refresh_token')?.includes(digestOfCanary(kind)));
        }
        for (const [table, text] of dump) assertAbsent(canaries, `table ${table}`, text);
      });

      it('TM 5 S219 the log at level trace holds none of what was presented or handed out', async () => {
        assert.equal(await service.stop(), 0);
        const output = service.output();
        assert.ok(output.split('\n').length > 30);
        assert.ok(output.includes(trackmaniaTokenPath));
        assertAbsent(canaries, 'the log', output);
      });

      it('TM 5 S219 the files of the data directory, all bytes, hold none either', () => {
        const files = readdirSync(service.dataDirectory).filter((name) => /sqlite/.test(name));
        assert.equal(files.length > 0, engine === 'sqlite');
        for (const name of files) {
          const bytes = readFileSync(join(service.dataDirectory, name), 'latin1');
          assertAbsent(canaries, name, bytes);
        }
      });
    });
  }
}
