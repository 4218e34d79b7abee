import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { readDemo } from './demo.ts';
import { choosePort } from './run-pit-wall.ts';
import { parseStartOptions } from './start-options.ts';
import { StartProblem } from './start-problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'pit-wall-'));
after(() => rmSync(folder, { recursive: true }));

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

function demoOf(port: number, own: object = {}): object {
  return {
    service: 'http://localhost:7480',
    pit_wall: `http://127.0.0.1:${port}`,
    clients: [{ client_id: 'pit-wall', client_secret: 'pps_the-secret' }],
    ...own,
  };
}

function writeDemo(name: string, demo: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof demo === 'string' ? demo : JSON.stringify(demo));
  return file;
}

function run(...words: string[]) {
  const child = spawn(process.execPath, ['--conditions=source', main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  let out = '';
  let problem = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (problem += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code: code as unknown, out, problem }));
  return { child, ended };
}

test('the port comes from the command line, then from the environment, then from the demo', () => {
  const environment = { PIT_WALL_PORT: '7001' };
  assert.equal(parseStartOptions(['--port', '7002'], environment).port, 7002);
  assert.equal(parseStartOptions([], environment).port, 7001);
  assert.equal(parseStartOptions([], {}).port, undefined);
  assert.equal(choosePort(undefined, 'http://127.0.0.1:7481'), 7481);
  assert.equal(choosePort(7481, 'http://127.0.0.1:7481'), 7481);
  assert.equal(choosePort(7003, 'https://pit-wall.example'), 7003);
});

test('the demo file is where the service keeps it, unless it is named', () => {
  assert.equal(parseStartOptions([], {}).demoFile, join('.pitpass', 'demo.json'));
  const environment = { PITPASS_DATA_DIRECTORY: 'elsewhere' };
  assert.equal(parseStartOptions([], environment).demoFile, join('elsewhere', 'demo.json'));
  assert.equal(parseStartOptions(['--demo-file', 'own.json'], environment).demoFile, 'own.json');
});

test('a port that is none, and an unknown option, are refused', () => {
  for (const port of ['0', '65536', '-1', 'http', '']) {
    assert.throws(() => parseStartOptions([`--port=${port}`], {}), StartProblem, port);
  }
  assert.throws(() => parseStartOptions(['--prot', '1'], {}), StartProblem);
  assert.throws(() => parseStartOptions(['7481'], {}), StartProblem);
});

test('a port that nobody is sent back to is refused, and both ways out are named', () => {
  assert.throws(() => choosePort(7000, 'http://127.0.0.1:7481'), {
    message: /--port 7481.*--pit-wall-url http:\/\/127\.0\.0\.1:7000/,
  });
});

test('a demo file that is missing, malformed or of another make is one clear sentence', () => {
  const cases: [string, RegExp][] = [
    [join(folder, 'nowhere.json'), /no demo file at .*nowhere\.json\. Start the service first/],
    [folder, /cannot be read/],
    [writeDemo('text.json', 'no JSON'), /is not JSON/],
    [writeDemo('null.json', 'null'), /no client "pit-wall"/],
    [writeDemo('empty.json', demoOf(1, { clients: [null, {}] })), /no client "pit-wall"/],
    [writeDemo('service.json', demoOf(1, { service: 'ftp://x' })), /no address under "service"/],
  ];
  for (const [file, message] of cases) {
    assert.throws(() => readDemo(file), { name: 'StartProblem', message });
  }
});

test('a missing demo file ends the program with exit code 1 and one sentence', async () => {
  const { code, out, problem } = await run('--demo-file', join(folder, 'nowhere.json')).ended;
  assert.equal(code, 1);
  assert.equal(out, '');
  assert.match(problem, /^Pit Wall: There is no demo file at [^\n]*\n$/);
});

test('it says where it is, refuses a port that is taken, and ends in order with exit code 0', async (t) => {
  const probe = createServer();
  // An assertion that fails must not leave it listening: the test run would never end.
  t.after(() => probe.close());
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  const file = writeDemo('demo.json', demoOf(port));
  const refused = await run('--demo-file', file).ended;
  assert.equal(refused.code, 1);
  assert.match(refused.problem, new RegExp(`^Pit Wall: Port ${port} is taken [^\n]*\n$`));
  assert.ok(refused.problem.includes(`--pit-wall-url http://127.0.0.1:${port + 10}`));
  probe.close();
  await once(probe, 'close');
  const { child, ended } = run('--demo-file', file);
  t.after(() => child.kill());
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  assert.equal(String(line), `Pit Wall is running at http://127.0.0.1:${port}\n`);
  assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200);
  child.kill('SIGTERM');
  const { code, problem } = await ended;
  assert.equal(code, 0);
  assert.equal(problem, '');
});
