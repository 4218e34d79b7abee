import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';

import type { LoginFlags } from './commands/login.ts';
import type { LogoutFlags } from './commands/logout.ts';
import type { RevokeFlags } from './commands/revoke.ts';
import type { SessionsFlags } from './commands/sessions.ts';
import type { TokenFlags } from './commands/token.ts';
import type { WhoamiFlags } from './commands/whoami.ts';
import {
  addAccountOptions,
  addConnectionOptions,
  collect,
  formatExamples,
} from './program-options.ts';
import { cliVariables } from './settings/known-variables.ts';
import { defaultScopes } from './settings/provider-name.ts';
import type { Surroundings } from './surroundings.ts';

interface SignInParts {
  readonly surroundings: Surroundings;
}

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

function addLogin(program: Command, { surroundings }: SignInParts): void {
  addAccountOptions(program.command('login'))
    .description('sign in with the browser, or without one, and keep the tokens')
    .option(
      '--provider <name>',
      'iracing or trackmania (default: as before in this account; iracing)',
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
        'pitpass login --as live --production --client-id my-tool \\',
        '    --redirect-uri http://127.0.0.1:7491/callback',
        'pitpass login --as tm --provider trackmania',
        'pitpass login --as bot --provider trackmania --client-credentials',
      ]),
    )
    .addHelpText('after', formatScopes())
    .addHelpText('after', formatEnvironment())
    .action(async (flags: LoginFlags) => {
      const { login } = await import('./commands/login.ts');
      await login(flags, surroundings);
    });
}

function addWhoami(program: Command, { surroundings }: SignInParts): void {
  addConnectionOptions(program.command('whoami'))
    .description('say who is signed in')
    .option('--json', 'answer and fail in JSON')
    .addHelpText('after', formatExamples(['pitpass whoami', 'pitpass whoami --as live --json']))
    .action(async (flags: WhoamiFlags) => {
      const { whoami } = await import('./commands/whoami.ts');
      await whoami(flags, surroundings);
    });
}

function addToken(program: Command, { surroundings }: SignInParts): void {
  addConnectionOptions(program.command('token'))
    .description('print an access token that is valid now, refreshed if need be')
    .option('--authorization-header', 'as the header that carries it')
    .option('--json', 'with its type, scope and end, in JSON')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass token --authorization-header | curl -H @- http://localhost:7480/data/member/info',
        'TOKEN=$(pitpass token --as live) || exit',
      ]),
    )
    .addHelpText(
      'after',
      `
Exit codes:
  0  the token is fresh
  3  sign in first, or again
  4  the service refused the refresh
  5  the service could not be reached, or is down: the tokens are as they were
  6  refreshed too often: the message says how many seconds to wait
  7  an earlier refresh spent the refresh token and its answer was lost: sign in again`,
    )
    .action(async (flags: TokenFlags) => {
      const { token } = await import('./commands/token.ts');
      await token(flags, surroundings);
    });
}

function addSessions(program: Command, { surroundings }: SignInParts): void {
  addConnectionOptions(program.command('sessions'))
    .description('list the sessions of the member with this client; * marks the own one')
    .option('--json', 'as the service sent them, in JSON')
    .addHelpText('after', formatExamples(['pitpass sessions', 'pitpass sessions --json']))
    .action(async (flags: SessionsFlags) => {
      const { sessions } = await import('./commands/sessions.ts');
      await sessions(flags, surroundings);
    });
  addConnectionOptions(program.command('revoke'))
    .description('end sessions of the member with this client')
    .argument('[session_id...]', 'sessions, as "pitpass sessions" names them')
    .option('--current', 'the session of this account')
    .option('--all-of-this-app', 'every session of the member with this client')
    .option('--yes', 'do not ask first')
    .option('--json', 'answer and fail in JSON')
    .addHelpText(
      'after',
      formatExamples([
        'pitpass revoke 2f0a6a2e-0c0e-4a52-9c55-3a1d5a7b1c10',
        'pitpass revoke --current',
      ]),
    )
    .action(async (session_ids: string[], flags: RevokeFlags) => {
      const { revoke } = await import('./commands/revoke.ts');
      await revoke(session_ids, flags, surroundings);
    });
}

function addLogout(program: Command, { surroundings }: SignInParts): void {
  addConnectionOptions(program.command('logout'))
    .description('end the session at the service, where its dialect can, and delete its tokens')
    .option('--all', 'of every account')
    .option('--local-only', 'only delete the tokens here, when the service is out of reach')
    .option('--json', 'answer and fail in JSON')
    .addHelpText('after', formatExamples(['pitpass logout', 'pitpass logout --all']))
    .action(async (flags: LogoutFlags) => {
      const { logout } = await import('./commands/logout.ts');
      await logout(flags, surroundings);
    });
}

/** Adds the commands about a sign-in and its sessions; their code is loaded when one runs. */
export function addSignIn(program: Command, parts: SignInParts): void {
  addLogin(program, parts);
  addWhoami(program, parts);
  addToken(program, parts);
  addSessions(program, parts);
  addLogout(program, parts);
}
