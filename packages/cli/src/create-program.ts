import { createRequire } from 'node:module';

import { Command } from 'commander';

import type { ServeFlags } from './commands/serve.ts';
import { addAudit } from './describe-audit.ts';
import { addClients } from './describe-clients.ts';
import { addDoctor } from './describe-doctor.ts';
import { addCompletion } from './describe-completion.ts';
import { addFaults } from './describe-fault.ts';
import { addGet } from './describe-get.ts';
import { addKeys } from './describe-keys.ts';
import { addMail, addMailbox } from './describe-mail.ts';
import { addMembers } from './describe-members.ts';
import { addRun } from './describe-run.ts';
import { addAccounts } from './describe-accounts.ts';
import { addSignIn } from './describe-sign-in.ts';
import { exitCodeMeanings, exitCodes } from './problem.ts';
import type { ExitCodeName } from './problem.ts';
import { formatExamples } from './program-options.ts';
import type { Surroundings } from './surroundings.ts';

// It lies beside the sources and beside what they are compiled to.
const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string };

function formatExitCodes(): string {
  const lines = Object.entries(exitCodes).map(
    ([name, code]) => `  ${String(code).padEnd(3)}  ${exitCodeMeanings[name as ExitCodeName]}`,
  );
  return `
Exit codes:
${lines.join('\n')}

Answers go to standard output; notes, progress and errors to standard error. With --json an error
is the last line there: {"error": {"code", "message", "status"?, "request_id"?, …}}.
Secrets come from the environment, a file or a prompt, never from an option.`;
}

function addServe(program: Command, { surroundings, end }: ProgramParts): void {
  program
    .command('serve')
    .description('run the authorization service; with --local a demo and /data besides')
    .action(async (flags: ServeFlags) => {
      const { serveCommand } = await import('./commands/serve.ts');
      end(await serveCommand(flags, surroundings));
    });
  // The options are the server's, whose code no other command loads.
  program.hook('preSubcommand', async (_program, command) => {
    if (command.name() !== 'serve') return;
    const { describeServe } = await import('./commands/serve.ts');
    describeServe(command);
    const examples = ['pitpass serve --local', 'pitpass serve --issuer https://id.example.org'];
    command.addHelpText('after', formatExamples(examples));
  });
}

/** What the program is given by whoever runs it. */
interface ProgramParts {
  readonly surroundings: Surroundings;
  /** Called with the exit code of a command that has one of its own. */
  readonly end: (exitCode: number) => void;
}

/**
 * The command line: every command with its options and help. The code of a command is loaded when
 * it runs. Nothing here ends the process; failures are thrown.
 */
export function createProgram(parts: ProgramParts): Command {
  const { output, errors } = parts.surroundings;
  const program = new Command('pitpass')
    .description('The authorization service for racing games, and what to use it with.')
    .version(manifest.version, '-V, --version')
    .addHelpText('after', formatExitCodes())
    .exitOverride()
    // Names take up to 44 columns of help: what is said of them is wrapped from 60 columns on.
    .configureHelp({ minWidthToWrap: 14 })
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => errors.write(text),
      outputError: () => undefined,
    });
  addServe(program, parts);
  addSignIn(program, parts);
  addAccounts(program, parts);
  addDoctor(program, parts);
  addGet(program, parts);
  addRun(program, parts);
  addClients(program, parts);
  addMembers(program, parts);
  addKeys(program, parts);
  addAudit(program, parts);
  addMail(program, parts);
  addFaults(program, parts);
  addMailbox(program, parts);
  addCompletion(program, parts);
  return program;
}
