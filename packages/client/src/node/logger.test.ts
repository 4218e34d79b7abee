import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLogger } from './logger.ts';
import type { LoggerOptions } from './logger.ts';

const now = 1_790_000_000;

/** What a logger writes while `act` uses it. */
function linesOf(options: LoggerOptions, act: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  act(createLogger({ clock: () => now, write: (line) => lines.push(line), ...options }));
  return lines;
}

const all = (logger: ReturnType<typeof createLogger>): void => {
  for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level](level);
};

describe('a logger', () => {
  it('shows what its level asks for, and everything above', () => {
    const shown = (level?: LoggerOptions['level']) =>
      linesOf({ format: 'json', ...(level && { level }) }, all).length;
    assert.deepEqual(
      [shown('debug'), shown('info'), shown(), shown('warn'), shown('error'), shown('silent')],
      [4, 3, 3, 2, 1, 0],
    );
  });

  it('writes one JSON object a line for programs', () => {
    const [line = ''] = linesOf({ format: 'json' }, (logger) =>
      logger.warn('too many requests', { status: 429, level: 'mine', nothing: undefined }),
    );
    assert.match(line, /^[^\n]+\n$/);
    assert.deepEqual(JSON.parse(line), {
      status: 429,
      time: '2026-09-21T14:13:20.000Z',
      level: 'warn',
      message: 'too many requests',
    });
  });

  it('writes lines for people: time, level, sentence, fields', () => {
    const [line = ''] = linesOf({}, (logger) =>
      logger.info('tokens renewed', {
        url: 'http://localhost/x',
        seconds: 600,
        note: 'two words',
        expires_at: now,
      }),
    );
    assert.match(
      line,
      /^\d\d:\d\d:\d\d info  tokens renewed url=http:\/\/localhost\/x seconds=600 note="two words" expires_at=2026-09-21T14:13:20Z\n$/,
    );
  });

  it('colours the level when it is told to, and nothing where no terminal shows it', () => {
    const [line = ''] = linesOf({ isColored: true }, (logger) => logger.error('x'));
    assert.match(line, /\u001b\[31merror\u001b\[0m x/);
    assert.doesNotMatch(linesOf({}, all).join(''), /\u001b/);
    const script = fileURLToPath(new URL('../../test/child-logger.ts', import.meta.url));
    const run = (kind: string, environment = {}) =>
      spawnSync(process.execPath, ['--conditions=source', script, kind], {
        env: { PATH: process.env['PATH'], TERM: 'xterm', ...environment },
        encoding: 'utf8',
      }).stderr;
    assert.match(run('terminal'), /\u001b\[36minfo/);
    assert.match(run('terminal', { NO_COLOR: '1' }), /^\d\d:\d\d:\d\d info {2}x\n$/);
    assert.match(run('file'), /^\d\d:\d\d:\d\d info {2}x\n$/);
  });

  for (const format of ['human', 'json'] as const) {
    it(`shows no value under a name that is a secret’s, wherever it stands (${format})`, () => {
      const [line = ''] = linesOf({ format }, (logger) =>
        logger.info('x', {
          password: 'canary-1',
          headers: { Authorization: 'canary-2', 'set-cookie': ['canary-3'] },
          tokens: [{ access_token: 'canary-4', refresh_token: 'canary-5', expires_at: 7 }],
          client_secret: 'canary-6',
          masked_password: 'canary-7',
          code_verifier: 'canary-8',
        }),
      );
      assert.doesNotMatch(line, /canary/);
      assert.match(line, /expires_at":7/);
      assert.match(line, /\[redacted\]/);
    });

    it(`lets no text forge a line or speak to the terminal (${format})`, () => {
      const evil = 'a\r\nb\u001b[2Jc\u202ed\u0085';
      const lines = linesOf({ format }, (logger) => logger.info(evil, { evil }));
      assert.equal(lines.length, 1);
      assert.doesNotMatch(lines[0] ?? '', /[\r\u001b\u202e\u0085]|\n./);
    });

    it(`tells errors with their cause, and prints what cannot be printed as that (${format})`, () => {
      const circle: Record<string, unknown> = {};
      circle['circle'] = circle;
      const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
      const error = new TypeError('no answer', { cause });
      const [line = ''] = linesOf({ format }, (logger) =>
        logger.error('x', { error, big: 12n, ...(format === 'human' && { circle }) }),
      );
      assert.match(line, /TypeError.*no answer.*ECONNREFUSED/);
      assert.match(line, /big"?[=:]"?12/);
      if (format === 'human') assert.match(line, /circle="\[not printable\]"/);
      const [bare = ''] = linesOf({ format }, (logger) => logger.error('sentence', { circle }));
      assert.match(bare, /sentence/);
    });
  }
});
