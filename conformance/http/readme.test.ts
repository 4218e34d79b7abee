import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import {
  createDirectory,
  plainEnvironment,
  startService,
  stopEverything,
} from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** What CI's own scripts run: they would start everything once more from here. */
const runElsewhere = new Set(['npm start', 'npm test']);

const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  .map((line) => line.replace(/ {2,}#.*$/, '').trim())
  .filter((line) => !runElsewhere.has(line));

let service: Service;
let folder: string;
let token = '';

before(async () => {
  service = await startService();
  folder = createDirectory();
  symlinkSync(service.dataDirectory, join(folder, '.pitpass'), 'junction');
});
after(stopEverything);

function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...plainEnvironment(), PITPASS_TOKEN_FILE: join(folder, 'tokens.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A `curl -s -H "…" URL` of the README, sent without needing curl. */
async function sendCurl(line: string): Promise<void> {
  const header = /-H "Authorization: Bearer \$TOKEN"/.test(line);
  const url = /(http:\S+)$/.exec(line)?.[1]?.replace('http://localhost:7480', service.origin);
  assert.ok(header && url !== undefined, `cannot run: ${line}`);
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(response.status, 200, line);
}

async function runPitpass(words: readonly string[]): Promise<string> {
  const launcher = join(root, 'packages/cli/bin/pitpass.js');
  const { code, output } = await run(process.execPath, [launcher, ...words]);
  assert.equal(code, 0, `${words.join(' ')}: ${output}`);
  return output;
}

describe('every command of the README', () => {
  it('is found', () => {
    assert.ok(commands.length >= 9, commands.join('\n'));
  });

  for (const line of commands) {
    it(`works: ${line}`, async () => {
      const assigned = /^TOKEN=\$\(npx pitpass (.*)\)$/.exec(line)?.[1];
      if (assigned !== undefined) token = (await runPitpass(assigned.split(' '))).trim();
      else if (line.startsWith('npx pitpass ')) await runPitpass(line.split(' ').slice(2));
      else if (line.startsWith('curl ')) await sendCurl(line);
      else if (line.startsWith('npx node ')) {
        const [option = '', file = ''] = line.split(' ').slice(2);
        const { code, output } = await run(process.execPath, [option, join(root, file)]);
        assert.equal(code, 0, output);
        assert.match(output, /^P\d+ {2}\d+ {2}\S/m);
      } else assert.fail(`nobody knows how to run: ${line}`);
    });
  }

  it('shows the example as it stands in its file', () => {
    const shown = /```ts\n([\s\S]*?)```/.exec(readme)?.[1]?.trim();
    const file = readFileSync(join(root, 'docs/examples/recent-races.ts'), 'utf8').trim();
    assert.equal(shown, file);
  });
});
