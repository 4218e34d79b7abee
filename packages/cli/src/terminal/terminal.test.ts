import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';

import { formatBytes } from './amount.ts';
import { formatDuration } from './duration.ts';
import { createProgress } from './progress.ts';
import { ask } from './prompt.ts';
import { formatTable, formatTime, formatTimeWithSeconds } from './table.ts';
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

/** A terminal with a clock that a test moves. */
function createClock(columns = 80) {
  const { errors, written } = createTerminal();
  Object.assign(errors, { columns });
  const clock = { now: 0 };
  const progress = createProgress({ errors, environment: {} }, () => clock.now);
  return { progress, clock, written };
}

describe('progress', () => {
  test('is a bar on a terminal for what lasts over a second, and takes itself away', () => {
    const { progress, clock, written } = createClock();
    progress.onChunk(0, 4);
    clock.now = 999;
    progress.onChunk(1, 4);
    assert.equal(written(), '', 'what is over sooner needs no bar');
    clock.now = 1000;
    progress.onChunk(2, 4);
    assert.match(written(), /\[#{12}-{12}\] 2 of 4 chunks, 1 s left$/);
    progress.finish();
    assert.equal(written(), '\r\u001b[2K');
  });

  test('says how much has arrived, how fast, and how long it will take', () => {
    const { progress, clock, written } = createClock();
    progress.onBytes(400_000, undefined);
    progress.onChunk(1, 4);
    clock.now = 2000;
    progress.onBytes(3_800_000, undefined);
    assert.match(written(), /1 of 4 chunks, 4\.2 MB, 2\.1 MB\/s, 6 s left$/);
    progress.finish();
  });

  test('keeps to one line of a narrow terminal: the bar goes first, then the rate', () => {
    for (const [columns, shown] of [
      [60, '[#####-----------] 1 of 4 chunks, 4.2 MB, 2.1 MB/s, 6 s left'],
      [46, '1 of 4 chunks, 4.2 MB, 2.1 MB/s, 6 s left'],
      [40, '[###---------] 1 of 4 chunks, 6 s left'],
      [12, '1 of 4 chu…'],
    ] as const) {
      const { progress, clock, written } = createClock(columns);
      progress.onChunk(1, 4);
      clock.now = 2000;
      progress.onBytes(4_200_000, undefined);
      const line = written().split('\u001b[2K').at(-1) ?? '';
      assert.ok(line.length < columns, `${line.length} of ${columns}`);
      assert.equal(line.replaceAll(/[#-]{3,}/g, '#-'), shown.replaceAll(/[#-]{3,}/g, '#-'));
      progress.finish();
    }
  });

  test('a single file has a bar when it says how long it is, and the amount when it does not', () => {
    for (const [total, shown] of [
      [8_000_000, /\[#{12}-{12}\] 4\.0 MB of 8\.0 MB, 4\.0 MB\/s, 1 s left$/],
      [undefined, /K4\.0 MB, 4\.0 MB\/s$/],
      // Fetched a second time: what it has is no measure any more.
      [3_000_000, /K4\.0 MB, 4\.0 MB\/s$/],
    ] as const) {
      const { progress, clock, written } = createClock();
      progress.onBytes(1_000_000, total);
      assert.equal(written(), '', 'a quick download needs no bar');
      clock.now = 1000;
      progress.onBytes(3_000_000, total);
      assert.match(written(), shown);
      progress.finish();
    }
  });

  test('counts down while it waits for the service, then measures anew', () => {
    const { progress, clock, written } = createClock();
    progress.onChunk(2, 4);
    clock.now = 5000;
    progress.onWait(65, 'The requests are used up');
    assert.match(written(), /used up; going on in 1 min 5 s \(Ctrl-C gives up\)$/);
    clock.now = 70_000;
    progress.onGoOn();
    assert.equal(written(), '\r\u001b[2K');
    progress.onChunk(3, 4);
    clock.now = 72_000;
    progress.onChunk(3, 4);
    assert.match(written(), /3 of 4 chunks, 2 s left$/);
    progress.finish();
  });

  test('a countdown moves by itself, and fits a narrow terminal', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { progress, clock, written } = createClock(40);
    progress.onWait(30, 'The requests of this minute are used up');
    assert.match(written(), /KGoing on in 30 s$/);
    clock.now = 9000;
    t.mock.timers.tick(250);
    assert.match(written(), /KGoing on in 21 s$/);
    progress.finish();
    t.mock.timers.tick(1000);
    assert.equal(written(), '\r\u001b[2K');
  });

  test('amounts are written in units of a thousand', () => {
    assert.deepEqual([0, 999, 1000, 12_345_678, 5e12].map(formatBytes), [
      '0 B',
      '999 B',
      '1.0 kB',
      '12.3 MB',
      '5000.0 GB',
    ]);
  });

  test('durations are written in the two units that matter', () => {
    assert.deepEqual([0.4, 59, 60, 125, 3600, 7500].map(formatDuration), [
      '0 s',
      '59 s',
      '1 min',
      '2 min 5 s',
      '1 h',
      '2 h 5 min',
    ]);
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
    assert.equal(errors.read(), '2 of 4 chunks, 1 s left\n');
    progress.onWait(17, 'The requests are used up');
    progress.finish();
    assert.equal(errors.read(), 'The requests are used up; going on in 17 s.\n');
  });

  test('nothing to download shows nothing', () => {
    const { progress, clock, written } = createClock();
    progress.onChunk(0, 0);
    clock.now = 5000;
    progress.finish();
    assert.equal(written(), '');
  });
});

describe('what is shown', () => {
  test('has columns that stay in line whatever letters a name has', () => {
    const rows = [
      ['佐藤 健', 'x'],
      ['Zoë', 'y'],
    ];
    assert.equal(formatTable(['NAME', 'B'], rows), 'NAME     B\n佐藤 健  x\nZoë      y\n');
  });

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
    assert.equal(formatTimeWithSeconds(1_790_000_009), '2026-09-21 14:13:29');
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
