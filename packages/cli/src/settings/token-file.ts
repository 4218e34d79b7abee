import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';

/** Which tokens a command works with. */
export interface AccountFlags {
  /** The account. */
  readonly as?: string;
  /** The former name of `as`. */
  readonly profile?: string;
  readonly tokenFile?: string;
}

/** The account that is used when none is named or chosen. */
export const firstAccount = 'default';

/** What of the surroundings says where accounts are. */
export type Place = Pick<Surroundings, 'environment' | 'homeDirectory' | 'platform'>;

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/i;
// Windows opens these devices whatever ending and folder a name has.
const devicePattern = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** The folder where this platform keeps what a program remembers of a person. */
export function findStateDirectory({ environment, homeDirectory, platform }: Place): string {
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'] || join(homeDirectory, 'AppData', 'Local');
    return join(local, 'Pitpass');
  }
  if (platform === 'darwin') {
    return join(homeDirectory, 'Library', 'Application Support', 'Pitpass');
  }
  // A relative path there is to be ignored: XDG Base Directory Specification, "Basics".
  const own = environment['XDG_STATE_HOME'] ?? '';
  return join(isAbsolute(own) ? own : join(homeDirectory, '.local', 'state'), 'pitpass');
}

/** True when an account can have this name, on every platform. */
export function isAccountName(name: string): boolean {
  return namePattern.test(name) && !devicePattern.test(name);
}

/**
 * The file that keeps the tokens of an account.
 *
 * @throws Problem when the name is none that an account can have
 */
export function findAccountFile(name: string, place: Place): string {
  if (isAccountName(name)) return join(findStateDirectory(place), `${name}.json`);
  throw usageProblem(
    'An account is named by letters, digits, - and _, 64 at most, and not like a device of Windows.',
  );
}

/** The file that names the account that was chosen for good. No account's file is called so. */
export function findDefaultAccountFile(place: Place): string {
  return join(findStateDirectory(place), 'default-account');
}

/**
 * The account that is used when none is named.
 *
 * @throws Problem when the file that names it cannot be read or holds something else
 */
export function readDefaultAccount(place: Place): string {
  const file = findDefaultAccountFile(place);
  let name: string;
  try {
    name = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return firstAccount;
    const message = `${file}, which names the account to use, cannot be read (${code}); give --as.`;
    throw new Problem('default_account_unreadable', exitCodes.failure, message);
  }
  if (isAccountName(name)) return name;
  const message = `${file} does not name an account; choose one with "pitpass accounts use".`;
  throw new Problem('default_account_unreadable', exitCodes.failure, message);
}

/** The account that options name: `--as`, or `--profile` as it was called before. */
function findNamedAccount({ as, profile, tokenFile }: AccountFlags): string | undefined {
  if (as !== undefined && profile !== undefined && as !== profile) {
    throw usageProblem('--as and --profile are the same option and name two accounts; give one.');
  }
  const name = as ?? profile;
  if (name === undefined || tokenFile === undefined) return name;
  const option = as === undefined ? '--profile' : '--as';
  throw usageProblem(`${option} and --token-file both say where the tokens are; give one.`);
}

/**
 * The account that a command works with, and the file of its tokens: options, then the environment,
 * then the account that was chosen with `pitpass accounts use`. Without a name when a file was named
 * outright.
 *
 * @throws Problem when an account is named that cannot be, or more than one
 */
export function findAccount(
  flags: AccountFlags,
  surroundings: Place & Pick<Surroundings, 'directory'>,
): { readonly name: string | undefined; readonly tokenFile: string } {
  const { environment, directory } = surroundings;
  const byOption = findNamedAccount(flags);
  if (byOption !== undefined) {
    return { name: byOption, tokenFile: findAccountFile(byOption, surroundings) };
  }
  if (flags.tokenFile) return { name: undefined, tokenFile: resolve(directory, flags.tokenFile) };
  const { PITPASS_TOKEN_FILE: file, PITPASS_AS: account } = environment;
  if (file && account) {
    throw usageProblem('PITPASS_TOKEN_FILE and PITPASS_AS are both set; keep one.');
  }
  if (file) return { name: undefined, tokenFile: resolve(directory, file) };
  const name = account || readDefaultAccount(surroundings);
  return { name, tokenFile: findAccountFile(name, surroundings) };
}

/**
 * The file of the tokens that a command works with; see {@link findAccount}.
 *
 * @throws Problem as {@link findAccount} does
 */
export function findTokenFile(
  flags: AccountFlags,
  surroundings: Place & Pick<Surroundings, 'directory'>,
): string {
  return findAccount(flags, surroundings).tokenFile;
}
