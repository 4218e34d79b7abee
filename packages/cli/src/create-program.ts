import { Command, InvalidArgumentError } from 'commander';

import manifest from '../package.json' with { type: 'json' };
import type { GetFlags } from './commands/get.ts';
import type { LoginFlags } from './commands/login.ts';
import type { LogoutFlags } from './commands/logout.ts';
import type { ServeFlags } from './commands/serve.ts';
import type { SessionsFlags } from './commands/sessions.ts';
import type { TokenFlags } from './commands/token.ts';
import type { WhoamiFlags } from './commands/whoami.ts';
import { addAudit } from './describe-audit.ts';
import { addClients } from './describe-clients.ts';
import { addFaults } from './describe-fault.ts';
import { addKeys } from './describe-keys.ts';
import { addMail, addMailbox } from './describe-mail.ts';
import { addMembers } from './describe-members.ts';
import { addRun } from './describe-run.ts';
import { collect, formatExamples } from './program-options.ts';
import { cliVariables } from './settings/known-variables.ts';
import { defaultScopes } from './settings/provider-name.ts';
import type { Surroundings } from './surroundings.ts';

const exitCodesHelp = `
Exit codes:
  0  done
  1  it failed here: a file, a port, a damaged answer, a service that cannot start
  2  the command was not understood, or something it needs was not given
  3  sign in first, or again
  4  the service refused
  5  the service could not be reached, did not answer in time or is down
  6  too many requests: the message says how many seconds to wait
  130 interrupted by Ctrl-C

Answers go to standard output; notes, progress and errors to standard error. With --json an error
is the last line there: {"error": {"code", "message", "status"?, "request_id"?, …}}.
Secrets come from the environment, a file or a prompt, never from an option.`;

function formatEnvironment(): string {
  const width = Math.max(...Object.keys(cliVariables).map((name) => name.length));
  const lines = Object.entries(cliVariables).map(
    ([name, sentence]) => `  ${name.padEnd(width)}  ${sentence}`,
  );
  return `\nEnvironment:\n${lines.join('\n')}`;
}

function formatScopes(): string {
  const { iracing, trackmania } = defaultScopes;
  return `
Scopes asked for, unless --scope says otherwise:
  iracing     ${iracing}
  trackmania  ${trackmania}; none with --client-credentials`;
}

function parseSeconds(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('It must be a whole number of seconds from 1 to 86400.');
}

function addProfileOptions(command: Command): Command {
  return command
    .option('--profile <name>', 'which sign-in to use (default: default)')
    .option('--token-file <file>', 'a file of your own for the tokens, instead of a profile');
}

function addConnectionOptions(command: Command): Command {
  return addProfileOptions(command)
    .option('--provider <name>', 'for tokens whose file does not say where they belong')
    .option('--service <origin>', 'likewise')
    .option('--client-id <id>', 'likewise');
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

function addLogin(program: Command, { surroundings }: ProgramParts): void {
  addProfileOptions(program.command('login'))
    .description('sign in with the browser, or without one, and keep the tokens')
    .option(
      '--provider <name>',
      'iracing or trackmania (default: as before in this profile; iracing)',
    )
    .option('--service <origin>', 'the service (default: the local one, if there is; production)')
    .option('--production', 'the service of production')
    .option('--data-url <url>', 'what stands before /data, when it is not the service')
    .option('--client-id <id>', 'the client (default: the one of the local demo)')
    .option('--redirect-uri <uri>', 'a registered loopback URI; give each of them', collect)
    .option('--scope <scopes>', 'what to ask for (default: all that there is, see below)')
    .option('--no-browser', 'only print the address to open')
    .option('--timeout <seconds>', 'how long to wait for the browser', parseSeconds, 300)
    .option('--password-limited', 'sign a listed member in without a browser')
    .option('--username <name>', 'that member')
    .option('--client-credentials', 'Trackmania: access of the client itself, without a member')
    .option('--pkce', 'Trackmania: send a challenge, for a client without a secret')
    .option('--save-secret', 'keep the client secret beside the tokens, for later refreshes')
    .option('--json', 'answer and fail in JSON')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass login',
        'pitpass login --password-limited --username alex.driver@pitpass.example',
        'pitpass login --production --client-id my-tool \\',
        '    --redirect-uri http://127.0.0.1:7491/callback',
        'pitpass login --provider trackmania',
        'pitpass login --provider trackmania --client-credentials --profile bot',
      ]),
    )
    .addHelpText('after', formatScopes())
    .addHelpText('after', formatEnvironment())
    .action(async (flags: LoginFlags) => {
      const { login } = await import('./commands/login.ts');
      await login(flags, surroundings);
    });
}

function addMemberCommands(program: Command, { surroundings }: ProgramParts): void {
  addConnectionOptions(program.command('whoami'))
    .description('say who is signed in')
    .option('--json', 'answer and fail in JSON')
    .addHelpText('after', formatExamples(['pitpass whoami', 'pitpass whoami --json']))
    .action(async (flags: WhoamiFlags) => {
      const { whoami } = await import('./commands/whoami.ts');
      await whoami(flags, surroundings);
    });
  addConnectionOptions(program.command('token'))
    .description('print an access token that is valid now, refreshed if need be')
    .option('--json', 'with its type, scope and end, in JSON')
    .addHelpText(
      'after',
      formatExamples(['curl -H "Authorization: Bearer $(pitpass token)" http://localhost:7480/…']),
    )
    .action(async (flags: TokenFlags) => {
      const { token } = await import('./commands/token.ts');
      await token(flags, surroundings);
    });
  addConnectionOptions(program.command('sessions'))
    .description('list the sessions of the member with this client; * marks the own one')
    .option('--json', 'as the service sent them, in JSON')
    .addHelpText('after', formatExamples(['pitpass sessions', 'pitpass sessions --json']))
    .action(async (flags: SessionsFlags) => {
      const { sessions } = await import('./commands/sessions.ts');
      await sessions(flags, surroundings);
    });
  addConnectionOptions(program.command('logout'))
    .description('end the session at the service, where its dialect can, and delete its tokens')
    .option('--local-only', 'only delete the tokens here, when the service is out of reach')
    .option('--json', 'answer and fail in JSON')
    .addHelpText('after', formatExamples(['pitpass logout', 'pitpass logout --local-only']))
    .action(async (flags: LogoutFlags) => {
      const { logout } = await import('./commands/logout.ts');
      await logout(flags, surroundings);
    });
}

function addGet(program: Command, { surroundings }: ProgramParts): void {
  addConnectionOptions(program.command('get'))
    .description('ask a data method, or a route of Trackmania, and follow its answer to the end')
    .argument('<path>', '/data/results/lap_data or results/lap_data, /api/user or user')
    .argument('[name=value...]', 'the parameters; one that stands more than once is a list')
    .option('--json', 'one compact document (default: indented); fail in JSON')
    .option('--output <file>', 'write the answer to a file')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass get /data/member/info',
        'pitpass get results/lap_data subsession_id=12345 simsession_number=0',
        'pitpass get driver_stats_by_category/sports_car --output drivers.csv',
        'pitpass get user/maps/favorite length=100',
        'pitpass get display-names/account-ids displayName=one displayName=two',
      ]),
    )
    .addHelpText(
      'after',
      `
The rows of a chunked answer stand in its member "rows". CSV is passed through as it came.
Trackmania's lists get their brackets, and are asked for in batches when they are too long.`,
    )
    .action(async (path: string, words: string[], flags: GetFlags) => {
      const { get } = await import('./commands/get.ts');
      await get(path, words, flags, surroundings);
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
    .addHelpText('after', exitCodesHelp)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => errors.write(text),
      outputError: () => undefined,
    });
  addServe(program, parts);
  addLogin(program, parts);
  addMemberCommands(program, parts);
  addGet(program, parts);
  addRun(program, parts);
  addClients(program, parts);
  addMembers(program, parts);
  addKeys(program, parts);
  addAudit(program, parts);
  addMail(program, parts);
  addFaults(program, parts);
  addMailbox(program, parts);
  return program;
}
