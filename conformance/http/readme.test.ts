import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** What CI's own scripts run: they would start everything once more from here. */
const runElsewhere = new Set(['npm start', 'npm test']);
/** They need a member in a browser; conformance/browser/command-line.test.ts walks them. */
const needBrowser = new Set([
  'npx pitpass login --provider trackmania',
  'npx pitpass whoami',
  'npx pitpass get /api/user',
  'npx pitpass get /api/user/maps/favorite',
]);

interface Page {
  readonly file: string;
  readonly text: string;
  readonly commands: readonly string[];
}

function readPage(file: string): Page {
  const text = readFileSync(join(root, file), 'utf8');
  const commands = [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block = '']) => block.trim().split('\n'))
    .map((line) => line.replace(/ {2,}#.*$/, '').trim())
    .filter((line) => !runElsewhere.has(line));
  return { file, text, commands };
}

const readme = readPage('README.md');
const trackmania = readPage('docs/trackmania.md');
const operations = readPage('docs/operations.md');

let service: Service;
let folder: string;
let token = '';
/** The client that the last command made: `<client_id>` in those that follow. */
let client_id = '';

before(async () => {
  service = await startService();
  folder = createDirectory();
  symlinkSync(service.dataDirectory, join(folder, '.pitpass'), 'junction');
  writeFileSync(join(folder, 'new-password.txt'), 'a password for the page\n');
  writeFileSync(join(folder, 'request.txt'), requestOf(service.demo.members[0]?.username ?? ''));
});
after(stopEverything);

/** A request as the documentation shows it. */
function requestOf(developer: string): string {
  return `• Client Name: Stint Board
• Client Type: server-side/native
• Developer Name: Example Racing Tools
• Developer URL: https://tools.example/
• Developer Email: ${developer}
• Redirect URIs:
  • https://tools.example/callback
• Audiences: data-server
`;
}

function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  // Sign-ins are kept in a folder of this test, wherever the system would keep them.
  const places = {
    XDG_STATE_HOME: folder,
    LOCALAPPDATA: folder,
    HOME: folder,
    USERPROFILE: folder,
  };
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...plainEnvironment(), ...places, ...environment },
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

/** The words of a command line; quoted ones may hold spaces. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

async function runPitpass(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const launcher = join(root, 'packages/cli/bin/pitpass.js');
  const { code, output } = await run(process.execPath, [launcher, ...words], environment);
  assert.equal(code, 0, `${words.join(' ')}: ${output}`);
  client_id = /client-[0-9a-f]{20}/.exec(output)?.[0] ?? client_id;
  return output;
}

/** What an example prints, by its file. */
const examples: Readonly<Record<string, RegExp>> = {
  'docs/examples/recent-races.ts': /^P\d+ {2}\d+ {2}\S/m,
  'docs/examples/leaderboard-names.ts': /^\d+\.\d{3} {2}\S[\s\S]* is [0-9a-f-]{36}$/m,
};

async function runCommand(line: string): Promise<void> {
  const assigned = /^TOKEN=\$\(npx pitpass (.*)\)$/.exec(line)?.[1];
  const [, variable = '', value = '', command] =
    /^(PITPASS_\w+)=(\S+) npx pitpass (.*)$/.exec(line) ?? [];
  if (assigned !== undefined) token = (await runPitpass(splitWords(assigned))).trim();
  else if (command !== undefined) await runPitpass(splitWords(command), { [variable]: value });
  else if (line.startsWith('npx pitpass ')) {
    const words = splitWords(line).slice(2);
    await runPitpass(words.map((word) => (word === '<client_id>' ? client_id : word)));
  } else if (line.startsWith('curl ')) await sendCurl(line);
  else if (line.startsWith('npx node ')) {
    const [option = '', file = ''] = splitWords(line).slice(2);
    const { code, output } = await run(process.execPath, [option, join(root, file)]);
    assert.equal(code, 0, output);
    assert.match(output, examples[file] ?? assert.fail(`nobody knows what ${file} prints`));
  } else assert.fail(`nobody knows how to run: ${line}`);
}

describe('every command of the README', () => {
  it('is found', () => {
    assert.ok(readme.commands.length >= 14, readme.commands.join('\n'));
  });

  for (const line of readme.commands) {
    it(`works: ${line}`, () => runCommand(line));
  }

  it('shows the example as it stands in its file', () => {
    const shown = /```ts\n([\s\S]*?)```/.exec(readme.text)?.[1]?.trim();
    const file = readFileSync(join(root, 'docs/examples/recent-races.ts'), 'utf8').trim();
    assert.equal(shown, file);
  });
});

describe('every command of docs/trackmania.md', () => {
  const commands = trackmania.commands.filter((line) => !needBrowser.has(line));
  it('is found', () => {
    assert.equal(trackmania.commands.length - commands.length, needBrowser.size);
    assert.ok(commands.length >= 4, commands.join('\n'));
  });
  for (const line of commands) {
    it(`works: ${line}`, () => runCommand(line));
  }
});

describe('every command of docs/operations.md', () => {
  it('is found', () => {
    assert.ok(operations.commands.length >= 20, operations.commands.join('\n'));
    for (const group of ['members', 'clients', 'keys', 'audit']) {
      assert.ok(
        operations.commands.some((line) => line.includes(`npx pitpass ${group} `)),
        group,
      );
    }
  });
  for (const line of operations.commands) {
    it(`works: ${line}`, () => runCommand(line));
  }
});
