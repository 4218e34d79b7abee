import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { errorCode } from './durable-file.ts';

/** A variable of a file, and where it stands. */
export interface FileVariable {
  readonly value: string;
  readonly line: number;
}

/** What a file of variables holds, and what is wrong with it as a file. */
export interface EnvironmentFile {
  readonly variables: ReadonlyMap<string, FileVariable>;
  /** Sentences about lines that cannot be meant as they stand. */
  readonly problems: readonly string[];
  /** Sentences about what works and is still worth knowing. */
  readonly notes: readonly string[];
}

const marker = 'PITPASS_LINE_MARKER';
const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=/;

/** True when a line that stood here would be an assignment of its own, and no part of a value. */
function isOutsideValues(lines: readonly string[], index: number): boolean {
  return parseEnv(lines.toSpliced(index, 0, `${marker}=1`).join('\n'))[marker] === '1';
}

/** What is wrong with the value that begins in a line, or undefined. */
function findValueProblem(line: string, value: string): string | undefined {
  const raw = line.slice(line.indexOf('=') + 1).trim();
  const quote = /^["'`]/.exec(raw)?.[0];
  if (quote === undefined) {
    if (!/\S#/.test(raw)) return undefined;
    return 'is cut off at its #, where a comment begins: put the value in single quotes';
  }
  if (value.startsWith(quote))
    return `begins with ${quote} and does not end with it: close the quotes`;
  const end = raw.indexOf(quote, 1);
  if (end === -1 || /^\s*(#|$)/.test(raw.slice(end + 1))) return undefined;
  return `goes on after its second ${quote}, and is cut off there: use other quotes around it`;
}

/**
 * Reads variables as Node itself does (`node --env-file`, `util.parseEnv`), and finds what that takes
 * otherwise than it was meant: a `#` in a value without quotes, which begins a comment; a line without `=`, which
 * swallows the next; a name that stands twice.
 *
 * @param path names the file in sentences; values are never repeated there
 */
export function parseEnvironmentFile(text: string, path: string): EnvironmentFile {
  const problems: string[] = [];
  const notes: string[] = [];
  // The mark with which Windows begins a file would become a part of the first name.
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const found = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (/^\s*(#|$)/.test(line) || !isOutsideValues(lines, index)) continue;
    const name = assignment.exec(line)?.[1];
    if (name === undefined) {
      problems.push(`${path} line ${index + 1} is no assignment: write NAME=value`);
      lines[index] = '';
      continue;
    }
    const earlier = found.get(name);
    if (earlier !== undefined) {
      const places = `in lines ${earlier + 1} and ${index + 1}`;
      notes.push(`${name} stands twice in ${path}, ${places}: the last counts`);
    }
    found.set(name, index);
  }
  const values = parseEnv(lines.join('\n'));
  const variables = new Map<string, FileVariable>();
  for (const [name, index] of found) {
    const value = values[name] ?? '';
    const problem = findValueProblem(lines[index] ?? '', value);
    if (problem !== undefined) problems.push(`${name} (${path} line ${index + 1}) ${problem}`);
    variables.set(name, { value, line: index + 1 });
  }
  return { variables, problems, notes };
}

const empty: EnvironmentFile = { variables: new Map(), problems: [], notes: [] };

/** Why the bytes are not a text in UTF-8, or undefined when they are one. */
function findEncodingProblem(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return 'is not text in UTF-8 (UTF-16, as Windows PowerShell writes it?)';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    return 'is not text in UTF-8';
  }
}

/**
 * Reads a file of variables. One that is not there is empty, unless it was asked for.
 *
 * @param path as it is named in sentences
 */
export function readEnvironmentFile(path: string, isAskedFor: boolean): EnvironmentFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' && !isAskedFor) return empty;
    const problem =
      code === 'ENOENT'
        ? `${path} does not exist: make it, or name another file`
        : `${path} cannot be read (${code}): make it a file that this program may read`;
    return { ...empty, problems: [problem] };
  }
  const encodingProblem = findEncodingProblem(bytes);
  if (encodingProblem !== undefined) {
    return { ...empty, problems: [`${path} ${encodingProblem}: save it as UTF-8`] };
  }
  return parseEnvironmentFile(new TextDecoder().decode(bytes), path);
}

/** True when others of this computer may read the file; on Windows the folder's own rules count. */
export function isReadableByOthers(path: string): boolean {
  if (process.platform === 'win32') return false;
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0;
}
