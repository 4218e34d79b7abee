import type { Command } from 'commander';

import type { FaultAddFlags, FaultFlags } from './commands/fault.ts';
import { formatExamples } from './program-options.ts';
import { faultNames, findFaultKind } from './serve/faults/fault-table.ts';
import { formatAreas } from './serve/faults/parse-fault.ts';
import type { Surroundings } from './surroundings.ts';

function formatFaults(): string {
  const lines = faultNames.map((name) => {
    const { sentence, areas, seconds } = findFaultKind(name);
    const number =
      seconds === undefined
        ? ''
        : `\n      --seconds ${seconds.meaning}: ${seconds.min} to ${seconds.max}, ${seconds.usual} unless given`;
    return `  ${name}\n      ${sentence}\n      at ${formatAreas(areas)}${number}`;
  });
  return `\nFaults:\n${lines.join('\n')}`;
}

const localHelp = `
Only a service that was started with --local has faults; they are in memory and off after a restart.
The local token in its data directory lets you in.

Environment:
  PITPASS_DATA_DIRECTORY  where that is, as --data-directory (default: .pitpass)
  PITPASS_SERVICE         the service, as --service (default: the one of the data directory)`;

function addLocalOptions(command: Command): Command {
  return command
    .option('--service <origin>', 'the local service (default: the one of the data directory)')
    .option('--data-directory <folder>', 'the data directory of the service')
    .option('--json', 'answer and fail in JSON');
}

/** Adds `pitpass fault` with its commands, options and help; their code is loaded when one runs. */
export function addFaults(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  const fault = program
    .command('fault')
    .description('make a local service fail on demand, to see what an app does')
    .addHelpText('after', formatFaults())
    .addHelpText('after', localHelp)
    .addHelpText(
      'after',
      formatExamples([
        'pitpass fault add maintenance',
        'pitpass fault list',
        'pitpass fault clear',
      ]),
    );
  addLocalOptions(fault.command('add').argument('<name>'))
    .description('switch a fault on; one of the same name, client and path is replaced')
    .option('--client <client_id>', 'only for requests of this client')
    .option('--once', 'only for the next request that it is meant for')
    .option('--count <n>', 'only for that many requests')
    .option('--seconds <n>', 'how long, or how far off, where the fault has such a number')
    .option('--path <prefix>', 'only where the path begins like this, instead of everywhere')
    .addHelpText('after', formatFaults())
    .addHelpText(
      'after',
      formatExamples([
        'pitpass fault add unauthorized --once',
        'pitpass fault add slow --seconds 20 --path /data/results',
        'pitpass fault add clock-skew --seconds -300',
        'pitpass fault add refresh-answer-lost --once --client pit-wall',
      ]),
    )
    .action(async (name: string, flags: FaultAddFlags) => {
      const { addFault } = await import('./commands/fault.ts');
      await addFault(name, flags, surroundings);
    });
  addLocalOptions(fault.command('list'))
    .description('list the faults that are on')
    .addHelpText('after', formatExamples(['pitpass fault list --json']))
    .action(async (flags: FaultFlags) => {
      const { listFaults } = await import('./commands/fault.ts');
      await listFaults(flags, surroundings);
    });
  addLocalOptions(fault.command('clear').argument('[name]'))
    .description('switch off the faults of a name, or all')
    .addHelpText('after', formatExamples(['pitpass fault clear', 'pitpass fault clear slow']))
    .action(async (name: string | undefined, flags: FaultFlags) => {
      const { clearFaults } = await import('./commands/fault.ts');
      await clearFaults(name, flags, surroundings);
    });
}
