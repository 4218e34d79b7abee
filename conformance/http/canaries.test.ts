// One member's whole life with the service, at log level debug, with every secret of it remembered: no log
// line, no row that was ever written and no file may hold one of them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import type { Page } from '../harness/browser.ts';
import { runSucceeding } from '../harness/command.ts';
import { linkOf, readNewestMail } from '../harness/mailbox.ts';
import {
  authorizeUrl,
  clientsOf,
  codeOf,
  createPkce,
  credentialsOf,
  exchangeCode,
  mask,
  memberOf,
  passwordLimited,
  refresh,
  requestToken,
  sendWithToken,
  tokenPath,
  tokensOf,
} from '../harness/oauth.ts';
import {
  createDirectory,
  engines,
  startService,
  stopEverything,
} from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { totpAt } from '../harness/totp.ts';
import { callWitness } from '../harness/witness.ts';

after(stopEverything);

type Plant = (kind: string, value: string | undefined) => string;

const username = 'canary.driver@club.example';
const moved = 'canary.moved@club.example';
const passwords = {
  first: 'canary-first-password-1f',
  second: 'canary-second-password-2s',
  third: 'canary-third-password-3t',
  wrong: 'canary-wrong-password-4w',
};

/** The page must be the answer to what went right. */
function expectPath(page: Page, path: string): Page {
  assert.equal(page.path, path, `${page.answer.status}: ${page.answer.body.slice(0, 2000)}`);
  return page;
}

function readAll(page: Page, pattern: RegExp): string[] {
  return [...page.answer.body.matchAll(pattern)].map(([, found = '']) => found);
}

const textOf = (service: Service, to: string) =>
  readNewestMail(service, to).then(({ text }) => text);

/** Signs up, and proves the address by the mailed link. */
async function signUp(service: Service, plant: Plant): Promise<void> {
  const browser = new Browser(service);
  const page = await browser.open('/sign-up');
  const fields = { username, display_name: 'Canary Driver', new_password: passwords.first };
  plant('form token of sign-up', formTo(page, '/sign-up').hidden['form_token']);
  await browser.submit(formTo(page, '/sign-up'), { ...fields, new_password: 'canary-2s' });
  await browser.submit(formTo(page, '/sign-up'), fields);
  const link = linkOf(await readNewestMail(service, username), service);
  plant('link of sign-up', new URL(link, service.origin).searchParams.get('link') ?? '');
  const confirm = await browser.open(link);
  const done = await browser.submit(formTo(confirm, '/sign-up/confirm'));
  assert.equal(done.answer.status, 200, done.answer.body);
  await browser.open(link);
}

/** Gives password and mailed code, both first wrong and then right. */
async function signIn(
  service: Service,
  browser: Browser,
  begin: Page,
  who: { readonly username: string; readonly password: string },
  plant: Plant,
): Promise<Page> {
  plant('transaction', formTo(begin, '/login').hidden['transaction']);
  plant('form token of login', formTo(begin, '/login').hidden['form_token']);
  await browser.submit(formTo(begin, '/login'), { ...who, password: passwords.wrong });
  const asked = await browser.submit(formTo(begin, '/login'), who);
  if (!asked.forms.some(({ action }) => action === '/login/code')) return asked;
  plant('transaction of the code', formTo(asked, '/login/code').hidden['transaction']);
  const [code] = /^ {4}(\d{6})$/m.exec(await textOf(service, who.username))?.slice(1) ?? [];
  plant('mailed code', code);
  await browser.submit(formTo(asked, '/login/code'), { code: '000000' });
  const passed = await browser.submit(formTo(asked, '/login/code'), { code: code ?? '' });
  for (const [name, value] of browser.cookies) plant(`cookie ${name}`, value);
  return passed;
}

/** Signs in from an app, consents, and uses and misuses every token of it. */
async function useApp(service: Service, plant: Plant): Promise<void> {
  const { server, native, bot } = clientsOf(service);
  const { verifier, challenge } = createPkce();
  plant('code verifier', verifier);
  const state = plant('state', 'canary-state-0123456789');
  const browser = new Browser(service);
  const query = { code_challenge: challenge, code_challenge_method: 'S256', state };
  const begin = await browser.open(authorizeUrl(server, query));
  const who = { username, password: passwords.first };
  const consent = await signIn(service, browser, begin, who, plant);
  plant('form token of consent', formTo(consent, '/consent').hidden['form_token']);
  const left = await browser.submit(formTo(consent, '/consent'), { decision: 'allow' });
  const code = plant('authorization code', codeOf(left));
  await exchangeCode(service, server, code, { code_verifier: createPkce().verifier });
  const right = { code_verifier: verifier };
  const first = tokensOf(await exchangeCode(service, server, code, right));
  await exchangeCode(service, server, code, right);
  plant('access token', first.access_token);
  const token = plant('refresh token', first.refresh_token);
  const second = tokensOf(await refresh(service, server, token));
  plant('second access token', second.access_token);
  plant('second refresh token', second.refresh_token);
  await refresh(service, server, token);
  await refresh(service, native, second.refresh_token);
  const demo = memberOf(service);
  plant('password of the demo', demo.password);
  plant('masked password of the demo', mask(demo.password, demo.username));
  for (const client of [server, bot]) {
    plant(`secret of ${client.client_id}`, client.client_secret);
    plant(`masked secret of ${client.client_id}`, credentialsOf(client).client_secret);
  }
  const limited = tokensOf(await passwordLimited(service, bot, demo));
  plant('access token of the bot', limited.access_token);
  plant('refresh token of the bot', limited.refresh_token);
  await passwordLimited(service, bot, { ...demo, password: passwords.wrong });
  await requestToken(service, { ...credentialsOf(bot), grant_type: demo.password });
  const inUrl = new URLSearchParams({ client_secret: bot.client_secret ?? '', code });
  await service.send(`${tokenPath}?${inUrl.toString()}`, { form: {} });
  for (const path of ['/oauth2/sessions', '/oauth2/iracing/profile', '/data/member/info']) {
    await sendWithToken(service, path, second.access_token);
    await sendWithToken(service, `${path}?access_token=${token}`, token);
  }
}

/** Registers an app of one's own, and has its secret replaced. */
async function ownApp(service: Service, plant: Plant): Promise<void> {
  const browser = new Browser(service);
  const who = { username, password: passwords.first };
  await signIn(service, browser, await browser.open('/login'), who, plant);
  const create = await browser.open('/manager/create');
  const shown = await browser.submit(formTo(create, '/manager/create'), {
    client_name: 'Canary App',
    redirect_uris: 'http://127.0.0.1:7490/callback',
    homepage_url: '',
    description: '',
    confidential: 'yes',
  });
  const [client_id = '', secret] = readAll(shown, /<code class="selectable">([^<]+)<\/code>/g);
  plant('secret of an own app', secret);
  const app = await browser.open(`/manager/apps/${client_id}`);
  const rotate = app.forms.find(({ action }) => action.endsWith('/rotate-secret'));
  assert.ok(rotate, app.answer.body);
  const rotated = await browser.submit(rotate);
  const [, next] = readAll(rotated, /<code class="selectable">([^<]+)<\/code>/g);
  plant('rotated secret of an own app', next);
}

/** Requests a client as a developer, and gets its secret by the mailed link. */
async function requestedClient(service: Service, plant: Plant): Promise<void> {
  const file = join(createDirectory(), 'request.json');
  const wanted = {
    client_name: 'Canary League',
    client_type: 'server-side',
    developer_name: 'Canary Driver',
    developer_url: 'https://league.example',
    developer_email: username,
    redirect_uris: ['https://league.example/callback'],
    audiences: 'data-server',
  };
  writeFileSync(file, JSON.stringify(wanted));
  const { stdout } = await runSucceeding(service, ['clients', 'request', file, '--json']);
  const [, client_id = ''] = /"client_id":"([^"]+)"/.exec(stdout) ?? [];
  await runSucceeding(service, ['clients', 'approve', client_id]);
  const mail = await textOf(service, username);
  const [, path = ''] = new RegExp(`${service.origin}(/\\S*(?:secret|link)\\S*)`).exec(mail) ?? [];
  plant('path to a secret', path.split(/[/=]/).at(-1));
  const browser = new Browser(service);
  const asked = await browser.open(path);
  const form = asked.forms.find(({ action }) => action !== '/logout');
  assert.ok(form, asked.answer.body);
  const shown = await browser.submit(form);
  const [, secret] = readAll(shown, /<code class="selectable">([^<]+)<\/code>/g);
  plant('secret behind a link', secret);
  await requestToken(service, { client_id, client_secret: secret ?? '', grant_type: 'x' });
}

/** Changes the password, moves to another address, and forgets the password. */
async function changeAccount(service: Service, plant: Plant): Promise<void> {
  const browser = new Browser(service);
  const who = { username, password: passwords.first };
  await signIn(service, browser, await browser.open('/login'), who, plant);
  const change = async (action: string, fields: Readonly<Record<string, string>>) => {
    const details = await browser.open('/account/details');
    plant('form token of the details', formTo(details, action).hidden['form_token']);
    return browser.submit(formTo(details, action), fields);
  };
  const password = { password: passwords.first, new_password: passwords.second };
  await change('/account/details/password', { ...password, password: passwords.wrong });
  await change('/account/details/password', password);
  for (const [name, value] of browser.cookies) plant(`new cookie ${name}`, value);
  const address = { username: moved, password: passwords.second };
  await change('/account/details/address', { ...address, password: passwords.wrong });
  await change('/account/details/address', address);
  const proof = linkOf(await readNewestMail(service, moved), service);
  plant('link of a new address', new URL(proof, service.origin).searchParams.get('link') ?? '');
  await browser.submit(formTo(await browser.open(proof), '/address/confirm'));
  const other = new Browser(service);
  await other.submit(formTo(await other.open('/reset'), '/reset'), { username: moved });
  const reset = linkOf(await readNewestMail(service, moved), service);
  plant('link of a reset', new URL(reset, service.origin).searchParams.get('link') ?? '');
  const choose = formTo(await other.open(reset), '/reset/choose');
  await other.submit(choose, { new_password: 'canary' });
  const chosen = await other.submit(choose, { new_password: passwords.third });
  assert.equal(chosen.answer.status, 200, chosen.answer.body);
}

/** Switches the second factor on, and signs in with a code and with a backup code. */
async function secondFactor(service: Service, plant: Plant): Promise<void> {
  const browser = new Browser(service);
  const who = { username: moved, password: passwords.third };
  await signIn(service, browser, await browser.open('/login'), who, plant);
  const action = '/account/security/authenticator';
  const offered = await browser.open(action);
  const seed = readAll(offered, /<code class="seed[^"]*">([^<]+)<\/code>/g)[0]?.replaceAll(' ', '');
  plant('seed of an authenticator app', seed);
  plant('enrolment', formTo(offered, action).hidden['enrolment']);
  await browser.submit(formTo(offered, action), { code: '000000' });
  const nextCode = async (kind: string) => {
    return plant(kind, totpAt(seed ?? '', await service.advance(90)));
  };
  const code = await nextCode('code that switches the second factor on');
  const codes = readAll(
    await browser.submit(formTo(offered, action), { code }),
    /<code data-code>([^<]+)<\/code>/g,
  );
  assert.equal(codes.length, 10);
  for (const [index, backup] of codes.entries()) plant(`backup code ${index}`, backup);
  for (const way of ['code', 'backup_code'] as const) {
    const visitor = new Browser(service);
    const login = await visitor.open('/login');
    const step = await visitor.submit(formTo(login, '/login'), who);
    const form = formTo(step, '/login/second-factor');
    plant('transaction of the second step', form.hidden['transaction']);
    await visitor.submit(form, { [way]: codes[9] ?? '', remember: 'yes' });
    const value = way === 'code' ? await nextCode('code of the second step') : (codes[0] ?? '');
    const last = await visitor.submit(form, { [way]: value, remember: 'yes' });
    for (const [name, cookie] of visitor.cookies) plant(`cookie ${name} after ${way}`, cookie);
    expectPath(last, '/account');
  }
}

/** What a value looks like inside a longer text that is written in Base64, wherever it begins there. */
function insideBase64(value: string): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    // Signs that hold bits of a neighbour are not the value's own.
    const begin = Math.ceil((offset * 8) / 6);
    const end = Math.floor((bytes.length * 8) / 6);
    return (['base64', 'base64url'] as const).map((form) => bytes.toString(form).slice(begin, end));
  });
}

/** The forms in which a secret could be written down, beside the plain one. */
function spellings(value: string): string[] {
  const hex = Buffer.from(value).toString('hex');
  return [encodeURIComponent(value), ...insideBase64(value), hex, hex.toUpperCase()];
}

/** Where a value is in a text. Six digits may be part of a greater number, which is not them. */
function holds(text: string, value: string): boolean {
  if (/^\d{6}$/.test(value)) return new RegExp(`(?<![\\w.+/-])${value}(?![\\w.+/-])`).test(text);
  if (text.includes(value)) return true;
  return spellings(value).some((spelling) => spelling !== value && text.includes(spelling));
}

function assertAbsent(canaries: ReadonlyMap<string, string>, where: string, text: string): void {
  for (const [kind, value] of canaries)
    assert.ok(!holds(text, value), `the ${kind} is in ${where}`);
}

/** Every file under a folder, whatever it is called. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}

for (const engine of engines) {
  describe(`canaries on ${engine} at log level debug`, async () => {
    const service = await startService({
      engine,
      environment: {
        PITPASS_LOG_LEVEL: 'debug',
        PITPASS_LOG_FORMAT: 'json',
        PITPASS_UNKNOWN_BROWSER: 'mail',
        PITPASS_SIGN_UP: 'open',
      },
    });
    const witness = await callWitness(service, engine);
    const canaries = new Map<string, string>();
    const plant: Plant = (kind, value) => {
      assert.ok(value !== undefined && value.length >= 6, `${kind}: ${value}`);
      canaries.set(canaries.has(kind) ? `${kind} (${canaries.size})` : kind, value);
      return value;
    };
    for (const [kind, password] of Object.entries(passwords)) {
      plant(`${kind} password`, password);
      for (const name of [username, moved]) {
        plant(`${kind} password masked for ${name}`, mask(password, name));
      }
    }
    const steps = { signUp, useApp, ownApp, requestedClient, changeAccount, secondFactor };
    for (const [name, step] of Object.entries(steps)) {
      await step(service, plant).catch((error: unknown) => {
        throw new Error(`The step ${name} did not go as it should`, { cause: error });
      });
    }
    // Audit events are written a moment later.
    await new Promise((resolve) => {
      setTimeout(resolve, 400);
    });

    it('S219 the run met everything there is to hide', () => {
      assert.ok(canaries.size > 60, [...canaries.keys()].join(', '));
      for (const kind of [
        'mailed code',
        'link of sign-up',
        'link of a reset',
        'link of a new address',
        'path to a secret',
        'secret behind a link',
        'rotated secret of an own app',
        'seed of an authenticator app',
        'backup code 0',
      ]) {
        assert.ok(canaries.has(kind), kind);
      }
    });

    it('S219 S46 no row of any table ever held one, not the mail queue’s and not the audit trail’s', async () => {
      const seen = await witness.read();
      for (const table of ['mail', 'audit_event', 'session', 'refresh_token', 'member', 'client']) {
        assert.ok((seen.get(table)?.length ?? 0) > 200, `nothing was written to ${table}`);
      }
      for (const [table, text] of seen) assertAbsent(canaries, `table ${table}`, text);
      const code = canaries.get('authorization code') ?? '';
      const digest = createHash('sha256').update(code).digest('base64url');
      assert.ok(seen.get('authorization_code')?.includes(digest), 'the witness saw no digest');
    });

    it('S219 S195 a queued mail tells neither whom it is for nor what happened', async () => {
      const mails = (await witness.read()).get('mail') ?? '';
      for (const word of [username, moved, 'Canary', 'sign_in', 'account.']) {
        assert.ok(!mails.includes(word), word);
      }
    });

    it('S219 the log at level debug holds none of them', async () => {
      assert.equal(await service.stop(), 0);
      const output = service.output();
      assert.ok(output.split('\n').length > 60);
      assertAbsent(canaries, 'the log', output);
      for (const address of [username, moved]) assert.ok(!output.includes(address), address);
    });

    it('S219 no file of the data directory holds one but demo.json, which is there for it', () => {
      const files = listFiles(service.dataDirectory).filter(
        (file) => basename(file) !== 'demo.json',
      );
      assert.equal(
        files.some((file) => /sqlite/.test(file)),
        engine === 'sqlite',
      );
      assert.ok(files.some((file) => file.endsWith('secret-key')));
      for (const file of files) assertAbsent(canaries, file, readFileSync(file, 'latin1'));
    });
  });
}
