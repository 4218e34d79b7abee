import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { isClientError } from '../errors.ts';
import { openLoopbackReceiver } from './loopback-receiver.ts';

async function occupy(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** A port that was free a moment ago. */
async function freeUri(path = '/callback', host = '127.0.0.1'): Promise<string> {
  const { server, port } = await occupy();
  await new Promise((resolve) => server.close(resolve));
  return `http://${host}:${port}${path}`;
}

async function statusWithHost(uri: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(uri, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

const expectedState = 'state-of-this-sign-in';

describe('loopback receiver', () => {
  it('gives the whole callback URL, shows a page and stops listening', async () => {
    const redirect_uri = await freeUri();
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    assert.equal(receiver.redirect_uri, redirect_uri);
    const received = receiver.receive({ expectedState });
    const url = `${redirect_uri}?code=a%2Bb&state=${expectedState}`;
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /You can close this window/);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal(await received, url);
    await assert.rejects(fetch(url));
  });

  it('reports a refusal as a callback and repeats nothing of it on the page', async () => {
    const redirect_uri = await freeUri();
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    const received = receiver.receive({ expectedState });
    const query = `error=access_denied&error_description=%3Cb%3Ecanary&state=${expectedState}`;
    const page = await (await fetch(`${redirect_uri}?${query}`)).text();
    assert.match(page, /not signed in/);
    assert.doesNotMatch(page, /canary/);
    assert.match(await received, /error=access_denied/);
  });

  it('turns wrong, missing and repeated states away and goes on waiting', async () => {
    const redirect_uri = await freeUri();
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    const received = receiver.receive({ expectedState });
    const repeated = `state=${expectedState}&state=${expectedState}`;
    for (const state of ['state=other', '', 'state=', repeated, `state=${expectedState}x`]) {
      assert.equal((await fetch(`${redirect_uri}?code=x&${state}`)).status, 400);
    }
    assert.equal((await fetch(`${redirect_uri}?code=y&state=${expectedState}`)).status, 200);
    assert.match(await received, /code=y/);
  });

  it('TM 11.6 takes a refusal without a state where it was told to, and no code', async () => {
    const redirect_uri = await freeUri();
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    const received = receiver.receive({ expectedState, takesRefusalWithoutState: true });
    for (const query of ['code=x', 'code=x&error=y', 'error=y&state=other', 'state=', '']) {
      assert.equal((await fetch(`${redirect_uri}?${query}`)).status, 400, query);
    }
    const page = await fetch(`${redirect_uri}?error=invalid_scope`);
    assert.match(await page.text(), /not signed in/);
    assert.match(await received, /error=invalid_scope$/);
  });

  it('turns a refusal without a state away where it was not told to take it', async () => {
    const redirect_uri = await freeUri();
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    const received = receiver.receive({ expectedState });
    assert.equal((await fetch(`${redirect_uri}?error=invalid_scope`)).status, 400);
    assert.equal((await fetch(`${redirect_uri}?code=y&state=${expectedState}`)).status, 200);
    assert.match(await received, /code=y/);
  });

  it('answers other paths 404, other methods 405 and other hosts 404', async () => {
    const redirect_uri = await freeUri();
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    const received = receiver.receive({ expectedState });
    const query = `?code=x&state=${expectedState}`;
    for (const path of ['/', '/callback/', '/Callback', '/callback/../callback2', '//callback']) {
      assert.equal((await fetch(new URL(redirect_uri).origin + path + query)).status, 404, path);
    }
    for (const method of ['POST', 'HEAD', 'PUT', 'OPTIONS']) {
      const answer = await fetch(redirect_uri + query, { method });
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get('allow'), 'GET');
    }
    assert.equal(await statusWithHost(redirect_uri + query, 'evil.example'), 404);
    await fetch(redirect_uri + query);
    await received;
  });

  it('asks a registered query back, byte for byte', async () => {
    const redirect_uri = await freeUri('/callback?app=1');
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    const received = receiver.receive({ expectedState });
    const base = redirect_uri.split('?')[0] ?? '';
    assert.equal((await fetch(`${base}?code=x&state=${expectedState}`)).status, 404);
    assert.equal((await fetch(`${redirect_uri}&code=x&state=${expectedState}`)).status, 200);
    assert.match(await received, /app=1&code=x/);
  });

  it('skips a URI whose port is taken', async () => {
    const { server, port } = await occupy();
    const free = await freeUri();
    const taken = `http://127.0.0.1:${port}/callback`;
    const receiver = await openLoopbackReceiver({ redirectUris: [taken, free] });
    assert.equal(receiver.redirect_uri, free);
    await receiver.close();
    server.close();
  });

  it('skips localhost when one of its two addresses is taken', async () => {
    const { server, port } = await occupy();
    const redirectUris = [`http://localhost:${port}/callback`];
    await assert.rejects(openLoopbackReceiver({ redirectUris }), { code: 'loopback_unavailable' });
    server.close();
  });

  it('listens on localhost under its name', async () => {
    const redirect_uri = await freeUri('/callback', 'localhost');
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    const received = receiver.receive({ expectedState });
    await fetch(`${redirect_uri}?code=x&state=${expectedState}`);
    assert.match(await received, /^http:\/\/localhost:/);
  });

  it('names all registered URIs when none is free', async () => {
    const first = await occupy();
    const second = await occupy();
    const redirectUris = [first, second].map(({ port }) => `http://127.0.0.1:${port}/callback`);
    await assert.rejects(openLoopbackReceiver({ redirectUris }), (error) => {
      assert.ok(isClientError(error, 'loopback_unavailable'));
      for (const uri of redirectUris) assert.ok(error.message.includes(uri));
      return true;
    });
    first.server.close();
    second.server.close();
  });

  it('refuses to listen on anything but a loopback URI with a port', async () => {
    const wrong = [
      [],
      ['http://0.0.0.0:7491/callback'],
      ['http://192.168.1.5:7491/callback'],
      ['https://127.0.0.1:7491/callback'],
      ['http://127.0.0.1/callback'],
      ['com.example.app:/callback'],
      ['nonsense'],
    ];
    for (const redirectUris of wrong) {
      await assert.rejects(openLoopbackReceiver({ redirectUris }), { code: 'invalid_options' });
    }
  });

  it('stops when its time is over, or its caller gives up, and frees the port', async () => {
    const redirect_uri = await freeUri();
    const redirectUris = [redirect_uri];
    const first = await openLoopbackReceiver({ redirectUris });
    await assert.rejects(first.receive({ expectedState, timeoutSeconds: 0.05 }), {
      code: 'timeout',
    });
    const second = await openLoopbackReceiver({ redirectUris });
    const signal = AbortSignal.timeout(20);
    await assert.rejects(second.receive({ expectedState, signal }), { name: 'TimeoutError' });
    const third = await openLoopbackReceiver({ redirectUris });
    await third.close();
    await third.close();
  });

  it('keeps a callback that comes before anybody waits', async () => {
    const redirect_uri = await freeUri();
    const receiver = await openLoopbackReceiver({ redirectUris: [redirect_uri] });
    const page = fetch(`${redirect_uri}?code=early&state=${expectedState}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.match(await receiver.receive({ expectedState }), /code=early/);
    assert.equal((await page).status, 200);
  });
});
