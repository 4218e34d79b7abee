import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { describe, test } from 'node:test';

import { watchAddresses } from './watch-addresses.ts';

const address = 'https://oauth.iracing.com/oauth2/authorize?client_id=x&state=a.b~c%20d';

function watch() {
  const from = new PassThrough();
  const to = new PassThrough();
  const found: string[] = [];
  watchAddresses(from, to, (one) => found.push(one));
  const passed = text(to);
  const end = async () => {
    from.end();
    await setTimeout(5);
    to.end();
    return passed;
  };
  return { from, found, end };
}

describe('what a program writes', () => {
  test('is passed on byte for byte, and an address in pieces is told of once', async () => {
    const { from, found, end } = watch();
    const written = `Grüße\u001b[4m${address}\u001b[0m again ${address}\n`;
    const bytes = Buffer.from(written);
    for (let at = 0; at < bytes.length; at += 7) from.write(bytes.subarray(at, at + 7));
    assert.equal(await end(), written);
    assert.deepEqual(found, [address]);
  });

  test('is told of when nothing follows the address for a moment, without its full stop', async () => {
    const { from, found, end } = watch();
    from.write(`Open (${address}).`);
    await setTimeout(5);
    assert.deepEqual(found, []);
    await setTimeout(400);
    assert.deepEqual(found, [address]);
    await end();
  });

  test('is not told of when it is another address, or one that only looks like it', async () => {
    const { from, found, end } = watch();
    from.write('https://members-ng.iracing.com/data/doc https://oauth.iracing.com/oauth2/token ');
    from.write('https://oauth.iracing.com.evil.example/oauth2/authorize?x=1 ');
    from.write('https://oauth-iracing.com/oauth2/authorize?x=1\n');
    await end();
    assert.deepEqual(found, []);
  });

  test('is told of for Trackmania too', async () => {
    const { from, found, end } = watch();
    from.write('<a href="https://api.trackmania.com/oauth/authorize?client_id=y">');
    await end();
    assert.deepEqual(found, ['https://api.trackmania.com/oauth/authorize?client_id=y']);
  });
});
