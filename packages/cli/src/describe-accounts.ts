import type { Command } from 'commander';

import type { AccountsFlags, AccountsRemoveFlags } from './commands/accounts.ts';
import { formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

/** Adds `pitpass accounts` with its commands; their code is loaded when one runs. */
export function addAccounts(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  const accounts = program
    .command('accounts')
    .description('list the sign-ins of this computer, choose one, or forget one')
    .option('--json', 'answer and fail in JSON')
    .addHelpText(
      'after',
      `
An account is one sign-in: a member, or a client itself, at one service.
"pitpass login --as NAME" makes it, and every command that uses tokens takes
--as NAME. Without it a command uses the account that PITPASS_AS names, or the
one that was chosen here, or "default".`,
    )
    .addHelpText('after', formatExamples(['pitpass accounts', 'pitpass accounts use live']))
    .action(async (flags: AccountsFlags) => {
      const { accounts: list } = await import('./commands/accounts.ts');
      await list(flags, surroundings);
    });
  // The command above them takes --json wherever it stands.
  accounts
    .command('use')
    .description('choose the account for commands that name none')
    .argument('<name>', 'the account')
    .option('--json', 'answer and fail in JSON')
    .action(async (name: string, _flags: unknown, command: Command) => {
      const { useAccount } = await import('./commands/accounts.ts');
      await useAccount(name, command.optsWithGlobals<AccountsFlags>(), surroundings);
    });
  accounts
    .command('remove')
    .description('sign an account out and forget all that was kept of it')
    .argument('<name>', 'the account')
    .option('--local-only', 'only forget it here, when the service is out of reach')
    .option('--yes', 'do not ask first')
    .option('--json', 'answer and fail in JSON')
    .action(async (name: string, _flags: unknown, command: Command) => {
      const { removeAccount } = await import('./commands/accounts.ts');
      await removeAccount(name, command.optsWithGlobals<AccountsRemoveFlags>(), surroundings);
    });
}
