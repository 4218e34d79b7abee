import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { isListening } from './is-listening.ts';

test('a service that runs is found, one that has ended is not', async () => {
  const service = createServer();
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(service.address() as AddressInfo).port}`;
  assert.equal(await isListening(origin), true);
  await new Promise((resolve) => service.close(resolve));
  assert.equal(await isListening(origin), false);
});

test('what a file names in place of an origin is asked nothing', async () => {
  for (const origin of ['', 'localhost', 'http://localhost', 'http://localhost:99999']) {
    assert.equal(await isListening(origin), false, origin);
  }
});
