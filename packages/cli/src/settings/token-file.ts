import { isAbsolute, join, resolve } from 'node:path';

import { usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';

/** Which tokens a command works with. */
export interface ProfileFlags {
  readonly profile?: string;
  readonly tokenFile?: string;
}

/** The profile that is used when none is named. */
export const defaultProfile = 'default';

type Place = Pick<Surroundings, 'environment' | 'homeDirectory' | 'platform'>;

/** The folder where this platform keeps what a program remembers of a person. */
function findStateDirectory({ environment, homeDirectory, platform }: Place): string {
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

/**
 * The file that keeps the tokens of a profile, or the one that was named outright.
 *
 * @throws Problem when a profile is named that is no plain name, or both are named
 */
export function findTokenFile(
  flags: ProfileFlags,
  surroundings: Place & Pick<Surroundings, 'directory'>,
): string {
  const { profile, tokenFile } = flags;
  if (profile !== undefined && tokenFile !== undefined) {
    throw usageProblem('--profile and --token-file both say where the tokens are; give one.');
  }
  const named = tokenFile ?? (profile ? undefined : surroundings.environment['PITPASS_TOKEN_FILE']);
  if (named) return resolve(surroundings.directory, named);
  const name = profile ?? defaultProfile;
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/i.test(name)) {
    throw usageProblem('A profile is named by letters, digits, - and _, 64 at most.');
  }
  return join(findStateDirectory(surroundings), `${name}.json`);
}
