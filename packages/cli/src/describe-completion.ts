import { Argument } from 'commander';
import type { Command } from 'commander';

import type { ShellName } from './completion/shell-scripts.ts';
import type { Surroundings } from './surroundings.ts';

const installHelp = `
To have it in every shell that you open:
  bash         echo 'source <(pitpass completion bash)' >> ~/.bashrc
  zsh          echo 'source <(pitpass completion zsh)' >> ~/.zshrc
               (behind compinit)
  fish         pitpass completion fish > ~/.config/fish/completions/pitpass.fish
  PowerShell   pitpass completion powershell | Out-String | Invoke-Expression
               (in $PROFILE)

It completes commands, options, data methods, their parameters, accounts and
files. The command must be called pitpass there: to a shell, "npx pitpass" is
npx.`;

/** Adds `pitpass completion`, which prints a script for a shell. */
export function addCompletion(
  program: Command,
  { surroundings }: { readonly surroundings: Surroundings },
): void {
  program
    .command('completion')
    .description('print what teaches your shell to complete commands, methods and parameters')
    .addArgument(new Argument('<shell>', 'yours').choices(['bash', 'zsh', 'fish', 'powershell']))
    .addHelpText('after', installHelp)
    .action(async (shell: ShellName) => {
      const { completion } = await import('./commands/completion.ts');
      await completion(shell, surroundings);
    });
}
