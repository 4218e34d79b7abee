import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { probe } from './probe.ts';

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('a probe reads the beginning of an answer that never ends, and hangs up', async (t) => {
  let sent = 0;
  let hungUp: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    hungUp = resolve;
  });
  const url = await serve(t, (_request, response) => {
    const piece = ' '.repeat(65_536);
    const send = (): void => {
      do sent += piece.length;
      while (response.write(piece));
    };
    response.on('drain', send).on('close', hungUp);
    send();
  });
  const answer = await probe(url);
  assert.deepEqual('status' in answer && [answer.status, answer.fields], [200, {}]);
  await ended;
  assert.ok(sent < 64 * 1024 * 1024, String(sent));
});

test('a probe reads a short answer to its end', async (t) => {
  const url = await serve(t, (_request, response) => response.end('{"error":"invalid_client"}'));
  const answer = await probe(url);
  assert.deepEqual('fields' in answer && answer.fields, { error: 'invalid_client' });
});
