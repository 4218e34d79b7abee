import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { readCsvRows } from '@pitpass/client';
import { catalogue, methodPath } from '@pitpass/data/catalogue';

import { formatAnswer } from '../src/data-output/format-answer.ts';
import type { OutputForm } from '../src/data-output/choose-form.ts';
import { findRows } from '../src/data-output/find-rows.ts';
import { displayWidth } from '../src/terminal/display-width.ts';
import { findFreePort, pitpass } from './pitpass.ts';
import type { PitpassOptions } from './pitpass.ts';

// The day for which docs/data-api.md shows its requests.
const documentedNow = Date.parse('2026-11-20T12:00:00Z') / 1000;
// Standings have tens of thousands.
const rowsTried = 500;
const page = readFileSync(new URL('../../../docs/data-api.md', import.meta.url), 'utf8');

/** The requests that the page shows for the command, by their methods. */
const requests = new Map(
  [...page.matchAll(/^npx pitpass get (\S+)(.*)$/gm)].map(([, path = '', rest = '']) => {
    const words = [...rest.replace(/ --out.*/, '').matchAll(/"([^"]*)"|(\S+)/g)];
    return [path, words.map(([, quoted, plain]) => quoted ?? plain ?? '')];
  }),
);

async function write(content: unknown, form: Partial<OutputForm>, width: number): Promise<string> {
  const whole = { isCompact: false, columns: undefined, rows: undefined, kind: 'json', ...form };
  const context = { width, onNote: () => undefined, onRow: () => undefined };
  let text = '';
  for await (const piece of formatAnswer(
    { kind: 'content', content },
    whole as OutputForm,
    context,
  )) {
    text += piece;
  }
  return text;
}

async function countRecords(csv: string): Promise<number> {
  let count = 0;
  for await (const _row of readCsvRows([csv])) count += 1;
  return count;
}

describe('get against the local service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-cli-'));
  let service: ChildProcess;
  let options: PitpassOptions;

  before(async () => {
    const port = await findFreePort();
    service = fork(new URL('./serve-for-tests.ts', import.meta.url), {
      execArgv: ['--conditions=source'],
      cwd: folder,
      env: {
        ...process.env,
        PITPASS_PORT: String(port),
        PITPASS_DATA_DIRECTORY: join(folder, '.pitpass'),
        PITPASS_LOG_LEVEL: 'silent',
        PITPASS_DATA_REQUESTS_PER_MINUTE: '1000',
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    assert.ok(service.stdout);
    await once(service.stdout, 'data');
    service.send({ now: documentedNow });
    await once(service, 'message');
    options = { directory: folder };
    const login = await pitpass(['login', '--password-limited'], options);
    assert.equal(login.exitCode, 0, login.stderr);
  });

  after(async () => {
    service.kill('SIGKILL');
    await once(service, 'close');
    rmSync(folder, { recursive: true, force: true });
  });

  test('every method of the catalogue is asked and written in every form, of the six CSV tables one', async () => {
    assert.deepEqual([...requests.keys()].sort(), catalogue.map(methodPath).sort());
    for (const [path, words] of requests) {
      // One of the six tables of CSV is enough: each has every driver of the world.
      if (path.startsWith('driver_stats') && !path.endsWith('/road')) continue;
      const { exitCode, stdout, stderr } = await pitpass(
        ['get', path, ...words, '--json'],
        options,
      );
      assert.equal(exitCode, 0, `${path}: ${stderr}`);
      if (path.startsWith('driver_stats')) {
        assert.match(stdout, /^DRIVER,CUSTID,/);
        continue;
      }
      const content = JSON.parse(stdout) as unknown;
      const all = (content as { rows?: readonly unknown[] }).rows ?? findRows(content);
      const rows = all?.slice(0, rowsTried);
      for (const width of [40, 80]) {
        const table = await write(rows ?? content, { kind: 'table' }, width);
        const isShown = rows === undefined || rows.length > 0;
        assert.equal(table === '', !isShown, `${path}: a table of ${rows?.length} rows`);
        const widest = Math.max(...table.split('\n').map(displayWidth));
        assert.ok(widest <= width, `${path}: ${widest} of ${width}`);
      }
      if (rows === undefined) continue;
      const csv = await write(rows, { kind: 'csv' }, 80);
      assert.equal(await countRecords(csv), rows.length, `${path}: CSV`);
      const lines = (await write(rows, { kind: 'ndjson' }, 80)).split('\n').slice(0, -1);
      assert.deepEqual(
        lines.map((line) => JSON.parse(line) as unknown),
        rows,
        `${path}: JSON lines`,
      );
    }
  });
});
