import { usageProblem } from './problem.ts';

const sources: Readonly<Record<string, string>> = {
  'client-secret':
    'PITPASS_CLIENT_SECRET, from a file named by PITPASS_CLIENT_SECRET_FILE, or from a prompt',
  password: 'PITPASS_PASSWORD, from a file named by PITPASS_PASSWORD_FILE, or from a prompt',
  token: 'the token file of an account, which PITPASS_TOKEN_FILE or --token-file may name',
  'database-url': 'PITPASS_DATABASE_URL',
};

const otherNames: Readonly<Record<string, string>> = {
  secret: 'client-secret',
  'access-token': 'token',
  'refresh-token': 'token',
};

/**
 * Every program of the computer can read the arguments of a command, and shells write them down. A
 * secret that was given as one is refused, and not repeated.
 *
 * @throws Problem that says where the secret is taken from instead
 */
export function refuseSecretArguments(words: readonly string[]): void {
  const end = words.indexOf('--');
  for (const word of end === -1 ? words : words.slice(0, end)) {
    const name = /^--?([a-z-]+)(=.*)?$/s.exec(word)?.[1] ?? '';
    const source = sources[otherNames[name] ?? name];
    if (source === undefined) continue;
    throw usageProblem(
      `--${name} is refused: other programs can read arguments. It is taken from ${source}.`,
    );
  }
}
