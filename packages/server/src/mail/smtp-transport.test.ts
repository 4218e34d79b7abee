import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { after, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';

import { createSelfSigned } from '../../test/self-signed.ts';
import type { MailServer } from './mail-server.ts';
import { MailNotSent } from './mail-transport.ts';
import { createSmtpTransport } from './smtp-transport.ts';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: unknown;
  readonly isSecure: boolean;
  readonly text: string;
}

const closing: (() => void)[] = [];
after(() => closing.forEach((close) => close()));

const received: Received[] = [];
const trustedBefore = getCACertificates('default');
after(() => setDefaultCACertificates(trustedBefore));

/** Listens as a mail server and says on which port. */
function serveMail(options: SMTPServerOptions = {}): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth(auth, _session, done) {
      const isRight = auth.username === 'id' && auth.password === 'p@ss';
      done(isRight ? null : new Error('no such login'), isRight ? { user: 'id' } : undefined);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: session.user,
          isSecure: session.secure,
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  closing.push(() => server.close());
  return new Promise((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => {
      resolve((listening.address() as AddressInfo).port);
    });
  });
}

/** Listens and does with a connection what a broken server would. */
function serveRaw(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    onConnection(socket);
  });
  closing.push(() => {
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const identity = {
  from: { name: 'Example Racing', address: 'id@example.org' },
  host: 'id.example',
};
const mail = {
  mail_id: 'mail-1',
  to: 'driver@example.org',
  queued_at: 1_800_000_000,
  subject: 'Grüße',
  text: 'Hello A. Driver,\n\nthe text.\n',
  html: '<!doctype html><p>Hello A. Driver</p>',
};

function transportTo(port: number, over: Partial<MailServer> = {}) {
  const server: MailServer = { host: '127.0.0.1', port, tls: 'none', login: undefined, ...over };
  return createSmtpTransport(server, identity, { connectMs: 200, totalMs: 400 });
}

async function faultOf(sending: Promise<void>) {
  const error = await sending.then(
    () => assert.fail('the mail was taken'),
    (error: unknown) => error,
  );
  assert.ok(error instanceof MailNotSent);
  assert.doesNotMatch(error.message, /example|driver|127/);
  return error.fault;
}

test('a mail arrives once, as plain text and HTML, with its date and an id that stays the same', async () => {
  received.length = 0;
  const transport = transportTo(await serveMail(), { login: { user: 'id', password: 'p@ss' } });
  await transport.send(mail);
  await transport.send(mail);
  assert.equal(received.length, 2);
  const [{ from, to, user, text } = assert.fail()] = received;
  assert.deepEqual([from, to, user], ['id@example.org', ['driver@example.org'], 'id']);
  const head = text.slice(0, text.indexOf('\r\n\r\n'));
  assert.match(head, /^From: Example Racing <id@example\.org>\r$/m);
  assert.match(head, /^To: driver@example\.org\r$/m);
  assert.match(head, /^Message-ID: <mail-1@id\.example>\r$/m);
  assert.match(head, /^Date: Fri, 15 Jan 2027 08:00:00 \+0000\r$/m);
  assert.match(head, /^Auto-Submitted: auto-generated\r$/m);
  assert.match(head, /^Subject: =\?UTF-8\?/m);
  assert.match(text, /Content-Type: text\/plain; charset=utf-8\r\n[\s\S]*Hello A\. Driver,/);
  assert.match(text, /Content-Type: text\/html; charset=utf-8\r\n[\s\S]*<p>Hello A\. Driver<\/p>/);
  assert.ok(!text.includes('boundary') || text.includes('multipart/alternative'));
});

test('S192 no subject and no address makes a header or a recipient of its own', async () => {
  received.length = 0;
  const transport = transportTo(await serveMail());
  await transport.send({ ...mail, subject: 'One\r\nBcc: thief@example.org\r\n\r\nbody' });
  const [{ to, text } = assert.fail()] = received;
  assert.deepEqual(to, ['driver@example.org']);
  assert.doesNotMatch(text.slice(0, text.indexOf('\r\n\r\n')), /^Bcc:/im);
  for (const address of [
    'a@b, thief@example.org',
    'a@b\r\nRCPT TO:<thief@example.org>',
    'nobody',
  ]) {
    assert.equal(await faultOf(transport.send({ ...mail, to: address })), 'refused');
  }
  assert.equal(received.length, 1);
});

test('S195 a server that is down, silent, or trickles ends in a fault within its time', async () => {
  const closed = await serveRaw(() => {});
  closing.pop()?.();
  assert.equal(await faultOf(transportTo(closed).send(mail)), 'unreachable');
  const silent = await serveRaw(() => {});
  assert.equal(await faultOf(transportTo(silent).send(mail)), 'timeout');
  const trickling = await serveRaw((socket) => {
    socket.write('220 slow\r\n');
    const timer = setInterval(() => socket.write('250-still here\r\n'), 50);
    socket.on('close', () => clearInterval(timer));
  });
  const before = performance.now();
  assert.equal(await faultOf(transportTo(trickling).send(mail)), 'timeout');
  assert.ok(performance.now() - before < 3_000);
  const hangingUp = await serveRaw((socket) => socket.end('554 no\r\n'));
  assert.notEqual(await faultOf(transportTo(hangingUp).send(mail)), 'refused');
});

test('S195 a recipient that is refused is told apart from a server that wants to be asked later', async () => {
  const answer = (responseCode: number) =>
    Object.assign(new Error('driver@example.org unwelcome'), { responseCode });
  const refusing = (responseCode: number) =>
    serveMail({ onRcptTo: (_address, _session, done) => done(answer(responseCode)) });
  const full = serveMail({
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () => done(answer(452)));
    },
  });
  const notOurs = serveMail({ onMailFrom: (_address, _session, done) => done(answer(553)) });
  const servers = await Promise.all([refusing(550), refusing(451), full, notOurs]);
  const faults = servers.map((port) => faultOf(transportTo(port).send(mail)));
  assert.deepEqual(await Promise.all(faults), ['refused', 'later', 'later', 'login']);
});

test('a wrong login is a fault of the settings and costs no mail', async () => {
  const transport = transportTo(await serveMail(), { login: { user: 'id', password: 'wrong' } });
  assert.equal(await faultOf(transport.send(mail)), 'login');
});

test('a mail travels under TLS to a certificate that is vouched for, by either way of beginning it', async () => {
  received.length = 0;
  const trusted = createSelfSigned('127.0.0.1');
  setDefaultCACertificates([...trustedBefore, trusted.cert]);
  const starttls = await serveMail({ ...trusted, disabledCommands: [] });
  await transportTo(starttls, { tls: 'starttls' }).send(mail);
  const implicit = await serveMail({ ...trusted, secure: true });
  await transportTo(implicit, { tls: 'implicit' }).send(mail);
  assert.deepEqual(
    received.map(({ isSecure }) => isSecure),
    [true, true],
  );
});

test('where TLS is wanted nothing is sent without it, to a stranger’s certificate, or to another host’s', async () => {
  received.length = 0;
  const plain = await serveMail();
  assert.equal(await faultOf(transportTo(plain, { tls: 'starttls' }).send(mail)), 'tls');
  const elsewhere = createSelfSigned('mail.example.org');
  setDefaultCACertificates([...trustedBefore, elsewhere.cert]);
  const faults = [createSelfSigned('127.0.0.1'), elsewhere].flatMap((pair) => [
    serveMail({ ...pair, disabledCommands: [] }).then((port) =>
      faultOf(transportTo(port, { tls: 'starttls' }).send(mail)),
    ),
    serveMail({ ...pair, secure: true }).then((port) =>
      faultOf(transportTo(port, { tls: 'implicit' }).send(mail)),
    ),
  ]);
  assert.deepEqual(await Promise.all(faults), ['tls', 'tls', 'tls', 'tls']);
  assert.equal(received.length, 0);
});
