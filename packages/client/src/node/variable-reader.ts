import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { FoundValue, ReadValue } from './configuration-values.ts';
import { isReadableByOthers, readEnvironmentFile } from './environment-file.ts';
import type { EnvironmentFile } from './environment-file.ts';
import { findNearMiss } from './near-miss.ts';

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'IRACING_';

/** The names without their prefix. */
export const variableNames = [
  'CLIENT_ID',
  'CLIENT_SECRET',
  'USERNAME',
  'PASSWORD',
  'SCOPE',
  'REQUEST_TIMEOUT',
  'TOKEN_REFRESH_BUFFER_SECONDS',
  'LOG_LEVEL',
  'LOG_FORMAT',
  'REDIRECT_URI',
  'ISSUER_URL',
  'DATA_URL',
  'TOKEN_FILE',
] as const;
/** One of {@link variableNames}. */
export type VariableName = (typeof variableNames)[number];

// Without the prefix too many programs could mean something else by them.
const prefixedInEnvironment: ReadonlySet<VariableName> = new Set([
  'REDIRECT_URI',
  'ISSUER_URL',
  'DATA_URL',
  'TOKEN_FILE',
]);
const secretNames: readonly VariableName[] = ['CLIENT_SECRET', 'PASSWORD'];
const knownNames = variableNames.flatMap((name) => [prefix + name, name]);

/** True when `USERNAME` is the account that this program runs under: Windows and some desktops set it. */
function isAccountName(username: string, environment: Environment): boolean {
  const accounts = [environment['USER'], environment['LOGNAME']];
  try {
    accounts.push(userInfo().username);
  } catch {
    // An account without a name has none to be mistaken for.
  }
  return accounts.some((account) => account?.toLowerCase() === username.toLowerCase());
}

/**
 * Finds variables in a file and in the environment, and collects everything that is wrong with them, so that
 * a person is told once. What counts, the first that is there and not empty:
 *
 * 1. the name with its prefix in the environment, then in the file;
 * 2. the name without it in the environment, then in the file; `USERNAME` the other way round, and not
 *    at all from the environment when it is the name of the operating system's account.
 */
export class VariableReader {
  readonly problems: string[];
  readonly notes: string[];
  readonly #environment: Environment;
  readonly #file: EnvironmentFile;
  readonly #path: string;

  constructor(environment: Environment, envFile: string | false | undefined) {
    this.#environment = environment;
    this.#path = envFile === false ? '' : (envFile ?? '.env');
    this.#file =
      envFile === false
        ? { variables: new Map(), problems: [], notes: [] }
        : readEnvironmentFile(this.#path, envFile !== undefined);
    this.problems = [...this.#file.problems];
    this.notes = [...this.#file.notes, ...this.#findStrangers()];
    const holdsSecret = secretNames.some(
      (name) => this.#inFile(prefix + name) ?? this.#inFile(name),
    );
    if (holdsSecret && isReadableByOthers(this.#path)) {
      this.notes.push(
        `${this.#path} holds a secret and others can read it: chmod 600 ${this.#path}`,
      );
    }
  }

  /** True when a variable is somewhere, right or wrong. */
  has(name: VariableName): boolean {
    return this.#find(name) !== undefined;
  }

  /** The value of a variable, or undefined when it is nowhere or was refused. */
  read<T>(name: VariableName, readValue: ReadValue<T>): T | undefined {
    const found = this.#find(name);
    if (found === undefined) return undefined;
    return readValue(found, (problem) => void this.problems.push(`${found.subject} ${problem}`));
  }

  /** As {@link read}; its absence is a problem. */
  demand<T>(name: VariableName, readValue: ReadValue<T>, whatToWrite: string): T | undefined {
    if (this.#find(name) === undefined) {
      const isIgnored = name === 'USERNAME' && this.#inEnvironment(name) !== undefined;
      const why = isIgnored ? " (the environment's USERNAME is the operating system's)" : '';
      const place = this.#path === '' ? 'the environment' : `${this.#path} or the environment`;
      this.problems.push(`${prefix}${name} is missing${why}: write ${whatToWrite} into ${place}`);
    }
    return this.read(name, readValue);
  }

  #find(name: VariableName): FoundValue | undefined {
    const prefixed = this.#inEnvironment(prefix + name) ?? this.#inFile(prefix + name);
    if (prefixed !== undefined) return prefixed;
    if (prefixedInEnvironment.has(name)) return this.#inFile(name);
    const given = this.#inEnvironment(name);
    if (name !== 'USERNAME') return given ?? this.#inFile(name);
    const isOwn = given !== undefined && !isAccountName(given.text, this.#environment);
    return this.#inFile(name) ?? (isOwn ? given : undefined);
  }

  #inEnvironment(name: string): FoundValue | undefined {
    const text = this.#environment[name];
    if (text === undefined || text === '') return undefined;
    return { text, subject: `${name} (environment)`, folder: process.cwd() };
  }

  #inFile(name: string): FoundValue | undefined {
    const variable = this.#file.variables.get(name);
    if (variable === undefined || variable.value === '') return undefined;
    const subject = `${name} (${this.#path} line ${variable.line})`;
    return { text: variable.value, subject, folder: dirname(resolve(this.#path)) };
  }

  /** Names that nobody reads: all of the file, and those of the environment that carry our prefix. */
  #findStrangers(): string[] {
    const inFile = [...this.#file.variables].map(
      ([name, { line }]) => [name, `${this.#path} line ${line}`] as const,
    );
    const inEnvironment = Object.keys(this.#environment)
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name, 'environment'] as const);
    return [...inFile, ...inEnvironment].flatMap(([name, place]) => {
      if (knownNames.includes(name)) return [];
      const meant = findNearMiss(name, knownNames);
      if (meant === undefined && !name.startsWith(prefix)) return [];
      const hint = meant === undefined ? 'take it out' : `write ${meant} if that is meant`;
      return [`${name} (${place}) is not known: ${hint}`];
    });
  }
}
