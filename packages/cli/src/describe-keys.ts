import { Option } from 'commander';
import type { Command } from 'commander';

import type { KeysFlags, KeysRotateFlags } from './commands/keys.ts';
import { addDatabaseOptions, databaseHelp, formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

const rotationHelp = `
A new key is published six minutes before it signs, so that whoever keeps a copy of the key set
has it by then; the one before is verified with until its last token has ended. Nothing fails
meanwhile, and every node takes part within a minute. Keys also rotate by themselves, every
PITPASS_SIGNING_KEY_DAYS.

--compromised is for keys that somebody may have got hold of: the new key signs at once, all
others are deleted, and every access token that they signed is worth nothing within a minute.
Refresh tokens live on, so that apps go on by themselves.`;

function dialectOption(): Option {
  return new Option('--dialect <name>', 'only those of one').choices(['iracing', 'trackmania']);
}

/** Adds `pitpass keys` with its commands, options and help; their code is loaded when one runs. */
export function addKeys(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  const keys = program
    .command('keys')
    .description('list and rotate the keys that sign the access tokens of a service of your own')
    .addHelpText('after', databaseHelp)
    .addHelpText('after', formatExamples(['pitpass keys list', 'pitpass keys rotate']));
  addDatabaseOptions(keys.command('list').addOption(dialectOption()))
    .description('list the signing keys, what each is used for and until when')
    .addHelpText('after', formatExamples(['pitpass keys list', 'pitpass keys list --json']))
    .action(async (flags: KeysFlags) => {
      const { listKeys } = await import('./commands/keys.ts');
      await listKeys(flags, surroundings);
    });
  addDatabaseOptions(keys.command('rotate').addOption(dialectOption()))
    .description('publish a new key, which signs in six minutes')
    .option('--compromised', 'delete the old keys at once, and with them what they signed; asks')
    .option('--yes', 'do not ask')
    .addHelpText('after', rotationHelp)
    .addHelpText(
      'after',
      formatExamples([
        'pitpass keys rotate',
        'pitpass keys rotate --dialect iracing',
        'pitpass keys rotate --compromised --yes',
      ]),
    )
    .action(async (flags: KeysRotateFlags) => {
      const { rotateKeys } = await import('./commands/keys.ts');
      await rotateKeys(flags, surroundings);
    });
}
