import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';

import { openOperatorDatabase, systemClock } from '../../server/src/open-operator-database.ts';
import type { Letter } from '../../server/src/domain/mail/letter.ts';
import { readSecretKey } from '../src/serve/data-directory.ts';
import { serve } from '../src/serve/serve.ts';
import { operateService } from './operated-service.ts';
import { createPageVisitor } from './page-visitor.ts';
import { createFolder, findFreePort, pitpass } from './pitpass.ts';

const subject = 'A new sign-in code';

/** Queues letters as whatever happens in a service would. */
async function postLetters(dataDirectory: string, letters: readonly [string, Letter][]) {
  const location = { databaseUrl: undefined, dataDirectory, onNotice: () => {} };
  const opened = await openOperatorDatabase(location, systemClock);
  const letterbox = opened.openLetterbox(readSecretKey(dataDirectory));
  for (const [to, letter] of letters) await letterbox.post(to, letter);
  await opened.close();
}

function codeLetter(code: string): Letter {
  return {
    kind: 'sign_in.browser_code',
    happening: { at: systemClock(), ip: '203.0.113.7', user_agent: null, client_name: 'Lap Lens' },
    display_name: 'A. Driver',
    code,
    expires_at: systemClock() + 900,
  };
}

interface Mail {
  readonly mail_id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sent_at: number;
}

describe('the mailbox of a local service', () => {
  const operated = operateService();
  const { dataDirectory } = operated;
  const run = (words: readonly string[]) => operated.run(words);
  const readJson = (text: string) => JSON.parse(text) as { mails: readonly Mail[]; mail: Mail };
  const origin = () => operated.service().config.origin;
  const token = () => readFileSync(join(dataDirectory, 'local-token'), 'utf8').trim();

  test('an empty mailbox says so, and asking for the newest mail fails', async () => {
    const list = await run(['mailbox']);
    assert.deepEqual([list.exitCode, list.stdout], [0, '']);
    assert.match(list.stderr, /^No mail has arrived yet\.\n$/);
    assert.deepEqual(readJson((await run(['mailbox', '--json'])).stdout), { mails: [] });
    const last = await run(['mailbox', '--last', '--json']);
    assert.equal(last.exitCode, 1);
    assert.match(last.stderr, /"code":"no_mail"/);
    const page = await fetch(`${origin()}/local/mailbox`);
    assert.match(await page.text(), /No mail has arrived yet\./);
  });

  test('what was queued has arrived when somebody looks: in the list, as the newest, and on the page', async () => {
    await postLetters(dataDirectory, [
      ['driver@example.com', codeLetter('111222')],
      ['second@example.com', codeLetter('333444')],
    ]);
    const { mails } = readJson((await run(['mailbox', '--json'])).stdout);
    assert.deepEqual(mails.map(({ to }) => to).toSorted(), [
      'driver@example.com',
      'second@example.com',
    ]);
    const ofDriver = await run(['mailbox', '--last', '--to', 'DRIVER@example.com']);
    assert.match(ofDriver.stdout, /^To: {6}driver@example\.com\nSubject: /);
    assert.match(ofDriver.stdout.replaceAll(' ', ''), /111222/);
    assert.doesNotMatch(ofDriver.stdout, /\\u20|333444/);
    const table = await run(['mailbox', '--to', 'second@example.com']);
    assert.equal(table.stdout.split('\n').length, 3);
    assert.match(table.stdout, /^ARRIVED \(UTC\) +TO +SUBJECT\n.*second@example\.com/);
    const [mail = assert.fail(subject)] = mails;
    const page = await fetch(`${origin()}/local/mailbox/${mail.mail_id}`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /; frame-src 'self'$/);
    assert.match(await page.text(), /<iframe[^>]* sandbox="allow-popups allow-popups-to-escape/);
    assert.equal((await fetch(`${origin()}/local/mailbox/nobody`)).status, 404);
    assert.equal((await fetch(`${origin()}/local/mailbox/nobody/html`)).status, 404);
  });

  test('S181 the HTML of a mail runs nothing and is no page of the service, even by itself', async () => {
    const { mails } = readJson((await run(['mailbox', '--json'])).stdout);
    const answer = await fetch(`${origin()}/local/mailbox/${mails[0]?.mail_id}/html`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; /);
    assert.match(policy, /; sandbox allow-popups allow-popups-to-escape-sandbox; /);
    assert.doesNotMatch(policy, /allow-scripts|allow-same-origin|script-src/);
    assert.equal(answer.headers.get('x-frame-options'), 'SAMEORIGIN');
    assert.equal(await answer.text(), mails[0]?.html);
  });

  test('programs need the token of the data directory, and a page of another origin gets nothing with it', async () => {
    const read = (headers: Record<string, string>) =>
      fetch(`${origin()}/local/mailbox.json`, { headers });
    assert.equal((await read({})).status, 403);
    assert.equal((await read({ 'pitpass-local-token': 'x'.repeat(43) })).status, 403);
    const own = { 'pitpass-local-token': token() };
    assert.equal((await read(own)).status, 200);
    assert.equal((await read({ ...own, origin: 'https://evil.example' })).status, 403);
    assert.equal((await read({ ...own, 'sec-fetch-site': 'same-site' })).status, 403);
    const { exitCode, stderr } = await run(['mailbox', '--service', 'https://id.example']);
    assert.deepEqual([exitCode, /a mailbox/.test(stderr)], [2, true]);
  });
});

describe('the mail of an operated service', () => {
  const smtpServers: SMTPServer[] = [];
  after(() => smtpServers.forEach((server) => server.close()));

  /** A mail server on this computer, and what it was given. */
  async function serveMail(options: SMTPServerOptions = {}) {
    const mails: { readonly to: string; readonly text: string }[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          mails.push({ to: session.envelope.rcptTo[0]?.address ?? '', text });
          done();
        });
      },
      ...options,
    });
    server.on('error', () => {});
    smtpServers.push(server);
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, '127.0.0.1', () =>
        resolve((listening.address() as AddressInfo).port),
      );
    });
    return { url: `smtp://127.0.0.1:${port}`, mails };
  }

  async function operate(directory: string, environment: Record<string, string> = {}) {
    const notices: string[] = [];
    const dataDirectory = join(directory, '.pitpass');
    const service = await serve({
      isLocal: false,
      environment: {
        PITPASS_DATA_DIRECTORY: dataDirectory,
        PITPASS_ISSUER: 'https://id.example',
        PITPASS_PORT: String(await findFreePort()),
        PITPASS_LOG_LEVEL: 'silent',
        ...environment,
      },
      onNotice: (sentence) => notices.push(sentence),
      overrides: { passwordHashCost: { memoryKib: 8, passes: 1 } },
    });
    return { service, notices, dataDirectory };
  }

  const from = { PITPASS_MAIL_FROM: 'Example Racing <id@example.org>' };

  test('S195 without a mail server the start says that mails wait, and they do', async (t) => {
    const directory = createFolder(t);
    const { service, notices, dataDirectory } = await operate(directory);
    t.after(() => service.close());
    assert.equal(notices.filter((sentence) => sentence.includes('PITPASS_MAIL_URL')).length, 1);
    await postLetters(dataDirectory, [['driver@example.com', codeLetter('111222')]]);
    const text = await pitpass(['mail', 'queue'], { directory });
    assert.match(text.stdout, /^waiting +1\noldest .* UTC\nnext attempt .* UTC\nattempts +0\n/);
    assert.doesNotMatch(text.stdout, /driver|example/);
    const json = await pitpass(['mail', 'queue', '--json'], { directory });
    const { queue } = JSON.parse(json.stdout) as { queue: { waiting: number } };
    assert.equal(queue.waiting, 1);
  });

  test('S195 what waited without a mail server leaves by itself when the service has one', async (t) => {
    const { url, mails } = await serveMail();
    const directory = createFolder(t);
    const before = await operate(directory);
    await postLetters(before.dataDirectory, [['driver@example.com', codeLetter('111222')]]);
    await before.service.close();
    const settings = { PITPASS_MAIL_URL: url, ...from };
    const { service, notices } = await operate(directory, settings);
    t.after(() => service.close());
    assert.deepEqual(
      notices.filter((sentence) => /mail/i.test(sentence)),
      [],
    );
    const deadline = Date.now() + 8_000;
    while (mails.length === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(
      mails.map(({ to }) => to),
      ['driver@example.com'],
    );
    const queue = await pitpass(['mail', 'queue'], { directory });
    assert.equal(queue.stdout, 'No mail waits.\n');
  });

  test('S195 no request waits for a mail server that never answers, and nothing is lost', async (t) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on('error', () => {})));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      sockets.forEach((socket) => socket.destroy());
      silent.close();
    });
    const directory = createFolder(t);
    const port = await findFreePort();
    const origin = `http://localhost:${port}`;
    const { service } = await operate(directory, {
      PITPASS_MAIL_URL: `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      PITPASS_ISSUER: origin,
      PITPASS_PORT: String(port),
      ...from,
    });
    t.after(() => service.close());
    const username = 'driver@example.com';
    const added = await pitpass(['members', 'add', username, '--name', 'A. Driver'], {
      directory,
      environment: { PITPASS_PASSWORD: 'a long enough password' },
    });
    assert.equal(added.exitCode, 0, added.stderr);
    const visitor = createPageVisitor();
    const before = performance.now();
    const page = await visitor.open(`${origin}/reset`);
    const sent = await visitor.submit(page, { username });
    assert.ok(performance.now() - before < 2_000);
    assert.equal(sent.status, 200, sent.text);
    // The mail is on its way to a server that says nothing.
    const deadline = Date.now() + 5_000;
    while (sockets.length === 0 && Date.now() < deadline) await nextTurn();
    assert.equal(sockets.length, 1);
    const stopping = performance.now();
    await service.close();
    assert.ok(performance.now() - stopping < 5_000);
    const queue = await pitpass(['mail', 'queue', '--json'], { directory });
    assert.match(queue.stdout, /"waiting":1/);
  });

  test('a test mail is sent at once, and what the server says of it is shown', async (t) => {
    const directory = createFolder(t);
    const send = (environment: Record<string, string>, ...flags: string[]) =>
      pitpass(['mail', 'test', 'operator@example.org', ...flags], {
        directory,
        environment: { PITPASS_ISSUER: 'https://id.example', ...environment },
      });
    const { url, mails } = await serveMail();
    const sent = await send({ PITPASS_MAIL_URL: url, ...from });
    assert.equal(sent.exitCode, 0, sent.stderr);
    assert.equal(sent.stdout, 'The mail server took the mail for operator@example.org.\n');
    assert.equal(mails[0]?.to, 'operator@example.org');
    assert.match(mails[0]?.text ?? '', /^Subject: A test mail from Pitpass\r$/m);
    const refusing = await serveMail({
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('no such mailbox'), { responseCode: 550 })),
    });
    const refused = await send({ PITPASS_MAIL_URL: refusing.url, ...from }, '--json');
    assert.equal(refused.exitCode, 4);
    assert.match(refused.stderr, /"code":"mail_not_sent".*no such mailbox/);
    const down = await send({ PITPASS_MAIL_URL: 'smtp://127.0.0.1:1', ...from });
    assert.equal(down.exitCode, 5);
    const unset = await send({});
    assert.deepEqual([unset.exitCode, /No mail server is set/.test(unset.stderr)], [2, true]);
    const nothing = await send({ PITPASS_ISSUER: '' });
    assert.equal(nothing.exitCode, 2);
    assert.match(nothing.stderr, /give PITPASS_ISSUER, PITPASS_MAIL_URL and PITPASS_MAIL_FROM/);
    assert.doesNotMatch(nothing.stderr, /--local/);
    const secret = await send({ PITPASS_MAIL_URL: 'smtp://id:hunter2@', ...from });
    assert.deepEqual([secret.exitCode, /hunter2/.test(secret.stderr)], [2, false]);
  });

  test('settings that make no mail are refused at the start, and locally they have no effect', async (t) => {
    const wrong = operate(createFolder(t), { PITPASS_MAIL_URL: 'smtp://mail.example.org' });
    await assert.rejects(wrong, /PITPASS_MAIL_FROM is not/);
    const bad = operate(createFolder(t), { PITPASS_MAIL_URL: 'mail.example.org', ...from });
    await assert.rejects(bad, /PITPASS_MAIL_URL is not the address of a mail server/);
    const notices: string[] = [];
    const local = await serve({
      isLocal: true,
      environment: {
        PITPASS_DATA_DIRECTORY: join(createFolder(t), '.pitpass'),
        PITPASS_PORT: String(await findFreePort()),
        PITPASS_LOG_LEVEL: 'silent',
        PITPASS_MAIL_URL: 'smtp://mail.example.org',
        ...from,
      },
      onNotice: (sentence) => notices.push(sentence),
      overrides: { passwordHashCost: { memoryKib: 8, passes: 1 } },
    });
    await local.close();
    assert.match(notices.join('\n'), /PITPASS_MAIL_URL has no effect with --local/);
  });
});
