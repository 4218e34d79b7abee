import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';

import { cutBody } from './cut-body.ts';

async function read(beginning: Buffer | Readable | undefined): Promise<Buffer> {
  if (beginning === undefined || Buffer.isBuffer(beginning)) return beginning ?? Buffer.alloc(0);
  return Buffer.concat((await beginning.toArray()) as Buffer[]);
}

test('half of a text or of bytes is left, under the length of the whole in bytes', async () => {
  const text = cutBody('Løvenholt!');
  assert.equal(text?.contentLength, 11);
  assert.equal((await read(text?.beginning)).length, 5);
  const bytes = cutBody(Buffer.alloc(9));
  assert.equal(bytes?.contentLength, 9);
  assert.equal((await read(bytes?.beginning)).length, 4);
});

test('without a body there is nothing to cut', () => {
  for (const payload of ['', Buffer.alloc(0), undefined, null]) {
    assert.equal(cutBody(payload), undefined);
  }
});

test('a stream is read no further than is sent, and more is promised than it gives', async () => {
  let given = 0;
  const source = Readable.from(
    (function* rows() {
      for (;;) {
        given += 1;
        yield 'x'.repeat(1000);
      }
    })(),
  );
  const cut = cutBody(source);
  const sent = await read(cut?.beginning);
  assert.equal(sent.length, 65_536);
  assert.equal(cut?.contentLength, 131_072);
  assert.ok(source.destroyed);
  assert.ok(given < 200, String(given));
  const short = cutBody(Readable.from(['a', 'b']));
  assert.equal((await read(short?.beginning)).toString(), 'ab');
});
