import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { catalogue } from '@pitpass/data/catalogue';

import { createProgram } from './create-program.ts';
import { readDataRequest, refuseUnknownMethod } from './data-methods/data-request.ts';
import { chooseForm } from './data-output/choose-form.ts';
import type { OutputFlags } from './data-output/choose-form.ts';
import { exitCodeMeanings, exitCodes } from './problem.ts';
import type { ExitCodeName } from './problem.ts';
import type { Surroundings } from './surroundings.ts';

const page = readFileSync(new URL('../../../docs/command-line.md', import.meta.url), 'utf8');
const surroundings = { output: process.stdout, errors: process.stderr } as unknown as Surroundings;

function findCommand(name: string) {
  const program = createProgram({ surroundings, end: () => undefined });
  const command = program.commands.find((each) => each.name() === name);
  assert.ok(command, name);
  return command;
}

describe('docs/command-line.md', () => {
  test('has the exit codes and what each means, as the command has them', () => {
    const cells = [...page.matchAll(/^\| (\d+) +\| ([^|]+?) +\|$/gm)].map(([, code, text]) => [
      Number(code),
      text,
    ]);
    const table = Object.entries(exitCodes).map(([name, code]) => [
      code,
      exitCodeMeanings[name as ExitCodeName],
    ]);
    assert.deepEqual(cells, table);
  });

  test('names every option of get and every shell of completion', () => {
    for (const { long } of findCommand('get').options) {
      if (/^--(?:as|profile|token-file|provider|service|client-id)$/.test(long ?? '')) continue;
      assert.ok(page.includes(long ?? ''), long);
    }
    const [shell] = findCommand('completion').registeredArguments;
    for (const name of shell?.argChoices ?? []) {
      assert.ok(page.includes(`pitpass completion ${name}`), name);
    }
    assert.ok(page.includes(`all ${catalogue.length} without`));
  });

  test('shows only requests that get would send', () => {
    const lines = [...page.matchAll(/^pitpass get (.+?)(?: +#.*)?$/gm)].map(([, line]) => line);
    assert.ok(lines.length > 5);
    for (const line of lines) {
      const get = findCommand('get');
      const { operands, unknown } = get.parseOptions((line ?? '').split(' '));
      const flags = get.opts<OutputFlags & { list?: boolean; describe?: boolean }>();
      chooseForm(flags);
      if (flags.list === true || flags.describe === true) continue;
      const [path = '', ...words] = [...operands, ...unknown];
      assert.doesNotThrow(() => refuseUnknownMethod(readDataRequest(path, words, [])), line);
    }
  });
});
