import assert from 'node:assert/strict';
import { createServer as createHttpServer, request } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { parseAllowedHost, parseDestination } from './allowed-host.ts';
import { startProxy } from './proxy.ts';

/** A proxy whose answered hosts lead to a server that says `secure`. */
async function start(t: TestContext) {
  const secure = createServer((socket) => socket.end('secure'));
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const securePort = (secure.address() as AddressInfo).port;
  const refused: string[] = [];
  const addresses: string[] = [];
  const proxy = await startProxy({
    securePort,
    allowed: new Set(['0.0.0.0']),
    browserPath: '/browser',
    onBrowserAddress: (address) => addresses.push(address),
    onRefused: (sentence) => refused.push(sentence),
  });
  t.after(async () => {
    await proxy.close();
    secure.close();
  });
  const tunnel = async (target: string): Promise<string> => {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`);
    return text(socket);
  };
  const post = (path: string, body: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request({ port: proxy.port, host: '127.0.0.1', path, method: 'POST' });
      outgoing.on('response', (answer) => resolve(answer.resume().statusCode));
      outgoing.on('error', reject);
      outgoing.setHeader('content-length', Buffer.byteLength(body));
      outgoing.end(body);
    });
  return { proxy, securePort, tunnel, post, refused, addresses };
}

describe('the proxy of a run', () => {
  test('leads answered hosts to the local service, whatever the case of their letters', async (t) => {
    const { tunnel, proxy } = await start(t);
    for (const host of ['oauth.iracing.com', 'API.Trackmania.com', 'members-ng.iracing.com.']) {
      assert.match(await tunnel(`${host}:443`), /^HTTP\/1\.1 200 [^]*secure$/);
    }
    assert.equal(proxy.countAnswered(), 3);
  });

  test('refuses every other host, and what only looks like one of them, once in a sentence', async (t) => {
    const { tunnel, refused } = await start(t);
    for (const host of ['evil.example', 'evil.example', 'x.oauth.iracing.com']) {
      assert.match(await tunnel(`${host}:443`), /^HTTP\/1\.1 403 [^]*--allow/);
    }
    assert.equal(refused.length, 2);
    assert.match(await tunnel('oauth.iracing.com:80'), /403 [^]*https and port 443 alone/);
    assert.match(await tunnel('nonsense'), /^HTTP\/1\.1 403 /);
  });

  test('lets an allowed host through, and another one beside it not', async (t) => {
    const { tunnel, securePort } = await start(t);
    // Linux takes this address for its own and Windows for none: either way it was tried.
    assert.match(await tunnel(`0.0.0.0:${securePort}`), /^HTTP\/1\.1 (?:200|502) /);
    assert.match(await tunnel(`0.0.0.1:${securePort}`), /^HTTP\/1\.1 403 /);
  });

  test('says once that a host it lets through cannot be reached', async (t) => {
    const { tunnel, refused } = await start(t);
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    for (let time = 1; time <= 2; time += 1) {
      assert.match(await tunnel(`localhost:${port}`), /^HTTP\/1\.1 502 /);
    }
    assert.equal(refused.length, 1);
    assert.match(refused[0] ?? '', /^localhost cannot be reached from this computer \(E[A-Z]+\)/);
  });

  test('asks no name server where this computer is', async (t) => {
    const { proxy, tunnel, securePort } = await start(t);
    assert.match(await tunnel(`no-such-name-is-known.localhost:${securePort}`), /200 [^]*secure$/);
    assert.match(await tunnel(`127.999.1.1:${securePort}`), /^HTTP\/1\.1 403 /);
    const plain = createHttpServer((incoming, answer) => answer.end(incoming.headers.host));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    t.after(() => plain.close());
    const host = `no-such-name-is-known.localhost:${(plain.address() as AddressInfo).port}`;
    const socket = connect(proxy.port, '127.0.0.1');
    const head = `GET http://${host}/ HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
    socket.write(head);
    assert.ok((await text(socket)).includes(host));
  });

  test('takes an address for the browser on its own path alone, and no endless one', async (t) => {
    const { post, addresses } = await start(t);
    assert.equal(await post('/browser', 'https://one.example/'), 204);
    assert.equal(await post('/other', 'https://two.example/'), 400);
    assert.equal(await post('/browser', 'x'.repeat(20_000)), 413);
    assert.deepEqual(addresses, ['https://one.example/']);
  });
});

test('a destination is read as CONNECT names it', () => {
  assert.deepEqual(parseDestination('A.example:443'), { host: 'a.example', port: 443 });
  assert.deepEqual(parseDestination('[::1]:8080'), { host: '::1', port: 8080 });
  for (const text of ['a.example', 'a.example:0', 'a.example:65536', 'a@b:1', ':443']) {
    assert.equal(parseDestination(text), undefined, text);
  }
});

test('a host that is allowed is a name alone', () => {
  assert.equal(parseAllowedHost('Discord.com'), 'discord.com');
  for (const text of [
    '*.discord.com',
    'discord.com:443',
    'https://discord.com',
    '',
    '-x.example',
  ]) {
    assert.throws(() => parseAllowedHost(text), /host name alone/, text);
  }
});
