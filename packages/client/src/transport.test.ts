import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { cleanText } from './clean-text.ts';
import { isClientError } from './errors.ts';
import { iracing } from './provider.ts';
import { createTransport, parseRetryAfter } from './transport.ts';

const client_id = 'demo_client';

describe('addresses', () => {
  const insecure = [
    'http://oauth.example/oauth2',
    'http://127.0.0.1.evil.example/oauth2',
    'http://localhost.evil.example/',
    'http://192.168.1.5:7480/oauth2',
    'http://0.0.0.0:7480/oauth2',
    'ftp://localhost/oauth2',
    'file:///etc/passwd',
  ];
  for (const url of insecure) {
    it(`refuses ${url} before anything is sent`, () => {
      assert.throws(() => iracing({ client_id, issuerUrl: url }), { code: 'insecure_url' });
      assert.throws(() => iracing({ client_id, dataUrl: url }), { code: 'insecure_url' });
      const endpoints = { token_endpoint: url };
      assert.throws(() => iracing({ client_id, endpoints }), { code: 'insecure_url' });
    });
  }

  it('takes https anywhere and plain http on this computer', () => {
    for (const host of ['localhost:7480', '127.0.0.1:7480', '[::1]:7480']) {
      const { endpoints } = iracing({ client_id, issuerUrl: `http://${host}/oauth2/` });
      assert.equal(endpoints.token_endpoint, `http://${host}/oauth2/token`);
    }
    const { endpoints } = iracing({ client_id, issuerUrl: 'https://league.example/oauth2' });
    assert.equal(endpoints.profile_endpoint, 'https://league.example/oauth2/iracing/profile');
  });

  it('says what is wrong with other options, without repeating them', () => {
    const wrong = [
      { client_id: ' ' },
      { client_id, issuerUrl: 'nonsense' },
      { client_id, issuerUrl: 'https://user:canary@league.example/' },
      { client_id, dataUrl: 'https://league.example/?canary=1' },
      { client_id, requestTimeoutSeconds: 0 },
      { client_id, downloadTimeoutSeconds: Number.NaN },
      { client_id, downloadBytesMax: 0 },
      { client_id, downloadBytesMax: 1.5 },
      { client_id, downloadBytesMax: Infinity },
    ];
    for (const options of wrong) {
      assert.throws(
        () => iracing(options),
        (error) => {
          assert.ok(isClientError(error, 'invalid_options'));
          assert.doesNotMatch(inspect(error), /canary/);
          return true;
        },
      );
    }
  });
});

describe('requests', () => {
  it('end after their timeout, also when only the body is late', async () => {
    for (const beginning of ['', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":']) {
      const server = createServer((socket) => void socket.on('error', () => 0).write(beginning));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const provider = iracing({ client_id, issuerUrl, requestTimeoutSeconds: 0.1 });
      await assert.rejects(provider.profile('canary'), (error) => {
        assert.ok(isClientError(error, 'timeout'));
        assert.match(error.message, /the profile .* 0\.1 seconds/);
        return true;
      });
      server.close();
    }
  });

  it('name what could not be reached, and the reason, but no secret', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2`;
    await new Promise((resolve) => server.close(resolve));
    const provider = iracing({ client_id, issuerUrl, client_secret: 'canary-secret' });
    const call = provider.passwordLimited({ username: 'a', password: 'canary-password' });
    await assert.rejects(call, (error) => {
      assert.ok(isClientError(error, 'network_failure'));
      assert.match(error.message, /the token endpoint \(http.*\/oauth2\/token\).*ECONNREFUSED/);
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
      return true;
    });
  });

  it('that fail tell why, and nothing of the query that Deno and Bun put into their errors', async () => {
    const signed = 'https://files.example/laps?sig=canary-signature';
    const bun = Object.assign(new TypeError('ECONNRESET: it was closed'), {
      code: 'ECONNRESET',
      path: signed,
    });
    const deno = new TypeError('fetch failed', {
      cause: new Error(`error sending request for url (${signed}): client error: closed`),
    });
    for (const [failure, said] of [
      [bun, /could not be reached: ECONNRESET.*it was closed/s],
      [deno, /could not be reached: the connection failed.*error sending request.*closed/s],
      ['no error', /could not be reached: the connection failed/],
    ] as const) {
      const send = createTransport(() => Promise.reject(failure));
      const request = {
        method: 'GET',
        url: signed,
        subject: 'the file',
        timeoutSeconds: 5,
      } as const;
      await assert.rejects(send(request), (error) => {
        assert.ok(isClientError(error, 'network_failure'));
        assert.match(inspect(error), said);
        assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /canary-s/);
        return true;
      });
    }
  });

  it('fail with the reason of the caller when the caller gives up', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const fetching = iracing({ client_id, issuerUrl: 'http://127.0.0.1:9' });
    await assert.rejects(fetching.profile('t', { signal }), { message: 'enough' });
  });

  it('go through an injected fetch, without following redirects', async () => {
    const seen: RequestInit[] = [];
    const provider = iracing({
      client_id,
      fetch: async (_, init) => {
        seen.push(init ?? {});
        return Response.json({ iracing_name: 'x', iracing_cust_id: 1 });
      },
    });
    await provider.profile('t');
    assert.equal(seen[0]?.redirect, 'manual');
  });
});

/** Serves what a test says, and gives its address. */
async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const mebibyte = 1024 * 1024;

/** A profile whose JSON has that many bytes. */
function profileOf(byteCount: number): string {
  const [before, after] = ['{"iracing_cust_id":1,"iracing_name":"', '"}'];
  return before + 'x'.repeat(byteCount - before.length - after.length) + after;
}

describe('bodies', () => {
  it('of the service are read up to 1 MiB and no further', async (t) => {
    let body = profileOf(mebibyte);
    const issuerUrl = await serve(t, (_, response) => response.end(body));
    const provider = iracing({ client_id, issuerUrl });
    assert.equal((await provider.profile('t')).iracing_cust_id, 1);
    body = profileOf(mebibyte + 1);
    await assert.rejects(provider.profile('t'), (error) => {
      assert.ok(isClientError(error, 'invalid_response'));
      assert.match(error.message, /^the profile \(.*\) answered with more than 1048576 bytes/);
      return true;
    });
    const tokens = iracing({ client_id, client_secret: 'x', issuerUrl }).passwordLimited({
      username: 'a',
      password: 'b',
    });
    await assert.rejects(tokens, {
      code: 'invalid_response',
      message: /^the token endpoint .*more/,
    });
  });

  it('are counted after decompression', async (t) => {
    let body = profileOf(1000);
    const issuerUrl = await serve(t, (_, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync(body));
    });
    const provider = iracing({ client_id, issuerUrl });
    assert.equal((await provider.profile('t')).iracing_cust_id, 1);
    body = profileOf(10 * mebibyte);
    await assert.rejects(provider.profile('t'), { code: 'invalid_response' });
  });

  it('that never end are left, and their connection is closed', { timeout: 10_000 }, async (t) => {
    let close: () => void;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const issuerUrl = await serve(t, (_, response) => {
      response.on('close', () => close());
      const piece = Buffer.alloc(65_536, ' ');
      const write = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', write);
      write();
    });
    const provider = iracing({ client_id, issuerUrl });
    await assert.rejects(provider.profile('t'), { code: 'invalid_response' });
    await closed;
  });

  it('keep characters whole that arrive in two pieces', async () => {
    const bytes = new TextEncoder().encode('{"iracing_cust_id":1,"iracing_name":"Zoë 🏁"}');
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const provider = iracing({ client_id, fetch: async () => new Response(body) });
    assert.equal((await provider.profile('t')).iracing_name, 'Zoë 🏁');
  });
});

describe('text of strangers', () => {
  it('loses control characters, direction marks and length', () => {
    assert.equal(cleanText('a\u001b[2J\r\nb\u202ec'), 'a [2J b c');
    assert.equal(cleanText('x'.repeat(1000)).length, 300);
  });

  it('loses secrets, as they are and percent-encoded', () => {
    const secret = 'abc+def=gh~';
    const text = `${secret} ${encodeURIComponent(secret)} ${new URLSearchParams({ secret })}`;
    assert.equal(cleanText(text, [secret]), '[secret] [secret] secret=[secret]');
    assert.equal(cleanText('username not known', ['no', '']), 'username not known');
  });

  it('gives seconds from Retry-After as number or date, and nothing from nonsense', () => {
    assert.equal(parseRetryAfter('5', 0), 5);
    assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 10), 50);
    assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 100), 0);
    for (const header of [null, '', 'soon', '-5', '1e9999']) {
      assert.equal(parseRetryAfter(header, 0), undefined);
    }
  });
});
