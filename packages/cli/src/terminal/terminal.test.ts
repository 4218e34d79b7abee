import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';

import { createProgress } from './progress.ts';
import { ask } from './prompt.ts';
import { formatTable, formatTime } from './table.ts';
import { toVisibleJson, toVisibleText } from './visible-text.ts';

/** Streams that say of themselves that they are a terminal. */
function createTerminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const errors = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
  const written = (): string => String(errors.read() ?? '');
  return { input, errors, written };
}

const question = {
  subject: 'Password of robin',
  otherwise: 'set PITPASS_PASSWORD',
  isSecret: true,
  signal: new AbortController().signal,
};

describe('a question at the terminal', () => {
  test('for a secret shows the question and nothing of the answer', async () => {
    const { input, errors, written } = createTerminal();
    const answer = ask({ input, errors }, question);
    input.write('hunteR3\u007f2\r');
    assert.equal(await answer, 'hunteR2');
    assert.equal(written(), 'Password of robin: \n');
  });

  test('for something else shows what is typed', async () => {
    const { input, errors, written } = createTerminal();
    const answer = ask({ input, errors }, { ...question, subject: 'User name', isSecret: false });
    input.write('robin\r');
    assert.equal(await answer, 'robin');
    assert.match(written(), /User name: .*robin/s);
  });

  const ends = { 'Ctrl-C': '\u0003', 'Ctrl-D': '\u0004' };
  for (const [name, key] of Object.entries(ends)) {
    test(`${name} gives up with code 130`, async () => {
      const { input, errors } = createTerminal();
      const answer = ask({ input, errors }, question);
      input.write(key);
      await assert.rejects(answer, { code: 'interrupted', exitCode: 130 });
    });
  }

  test('is not put when there is no terminal', async () => {
    const input = new PassThrough();
    const errors = new PassThrough();
    await assert.rejects(ask({ input, errors }, question), {
      exitCode: 2,
      message: /no terminal to ask at: set PITPASS_PASSWORD\.$/,
    });
  });

  test('an empty answer is refused', async () => {
    const { input, errors } = createTerminal();
    const answer = ask({ input, errors }, question);
    input.write('\r');
    await assert.rejects(answer, { exitCode: 2, message: /is empty/ });
  });
});

describe('progress', () => {
  test('is a bar on a terminal and takes itself away', () => {
    const { errors, written } = createTerminal();
    const progress = createProgress({ errors, environment: {} }, () => 0);
    progress.onChunk(0, 4);
    progress.onChunk(1, 4);
    assert.match(written(), /\[######-{18}\] 1 of 4 chunks$/);
    progress.finish();
    assert.equal(written(), '\r\u001b[2K');
  });

  test('elsewhere is silent for a second, then a line each second', () => {
    const errors = new PassThrough({ encoding: 'utf8' });
    let now = 5000;
    const progress = createProgress({ errors, environment: {} }, () => now);
    progress.onChunk(0, 4);
    now += 999;
    progress.onChunk(1, 4);
    assert.equal(errors.read(), null);
    now += 1;
    progress.onChunk(2, 4);
    progress.onChunk(3, 4);
    progress.finish();
    assert.equal(errors.read(), '2 of 4 chunks\n');
  });

  test('nothing to download shows nothing', () => {
    const { errors, written } = createTerminal();
    const progress = createProgress({ errors, environment: {} }, () => 0);
    progress.onChunk(0, 0);
    progress.finish();
    assert.equal(written(), '');
  });
});

describe('what is shown', () => {
  test('a table is as wide as its widest cells, and its lines end with their text', () => {
    const table = formatTable(
      ['A', 'LONG'],
      [
        ['1234', 'x'],
        ['', ''],
      ],
    );
    assert.equal(table, 'A     LONG\n1234  x\n\n');
  });

  test('a time is in UTC to the minute, and a strange one is a dash', () => {
    assert.equal(formatTime(1_790_000_000), '2026-09-21 14:13');
    assert.equal(formatTime(Number.POSITIVE_INFINITY), '-');
  });

  test('a text loses what moves the cursor or hides words', () => {
    assert.equal(toVisibleText('\u001b]0;x\u0007a\u202eb\u009b'), ']0;x a b');
  });

  test('JSON escapes what a terminal would obey, and means the same', () => {
    const value = { name: 'a\u009b31m\u202eb' };
    const json = toVisibleJson(value, false);
    assert.doesNotMatch(json, /[\u007f-\u009f\u202e]/);
    assert.deepEqual(JSON.parse(json), value);
  });
});
