import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Command } from 'commander';

import { createProgram } from './create-program.ts';
import type { Surroundings } from './surroundings.ts';

const columns = 60;

function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)];
}

test('what the help says of commands and options is wrapped in a terminal of 60 columns', () => {
  const surroundings = {
    output: process.stdout,
    errors: process.stderr,
  } as unknown as Surroundings;
  const commands = listCommands(createProgram({ surroundings, end: () => undefined }));
  assert.ok(commands.length > 20);
  for (const command of commands) {
    command.configureHelp({ ...command.configureHelp(), helpWidth: columns });
    // A word may be wider, and the names of a long option are not wrapped.
    const said = command.helpInformation().matchAll(/^ {2}\S.*? {2,}(\S.*)$/gm);
    for (const [line] of said) assert.ok(line.length <= columns, `${command.name()}: ${line}`);
  }
});
