import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { DataAnswer } from '@pitpass/client';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import { openConnection } from '../settings/open-connection.ts';
import type { ConnectionFlags } from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { createProgress } from '../terminal/progress.ts';
import { toVisibleJson, toVisibleLines } from '../terminal/visible-text.ts';

/** The options of `pitpass get`. */
export interface GetFlags extends ConnectionFlags {
  readonly json?: boolean;
  readonly output?: string;
}

/** Reads `name=value` words; a name may stand more than once. */
function parseParameters(words: readonly string[]): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) {
      throw usageProblem(`Parameters are written name=value, subsession_id=123; "${word}" is not.`);
    }
    parameters.append(word.slice(0, at), word.slice(at + 1));
  }
  return parameters;
}

/** The content as one document: the rows of all chunks stand beside the object that names them. */
function toDocument(answer: Exclude<DataAnswer, { kind: 'csv' }>): unknown {
  if (answer.kind === 'json') return answer.payload;
  return { ...(answer.payload as object), rows: answer.rows };
}

function formatAnswer(answer: DataAnswer, isCompact: boolean): string {
  if (answer.kind === 'csv') return answer.payload;
  return `${toVisibleJson(toDocument(answer), !isCompact)}\n`;
}

async function writeOutput(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const message = `The answer could not be written to ${path} (${code}); name another --output.`;
    throw new Problem('output_unwritable', exitCodes.failure, message);
  }
}

/** `pitpass get`: asks a data method, follows its answer to the end and prints it. */
export async function get(
  path: string,
  words: readonly string[],
  flags: GetFlags,
  surroundings: Surroundings,
): Promise<void> {
  const parameters = parseParameters(words);
  const { session, signal } = await openConnection(flags, surroundings);
  const progress = createProgress(surroundings, () => performance.now());
  let answer: DataAnswer;
  try {
    answer = await session.get(path, parameters, { signal, onChunk: progress.onChunk });
  } finally {
    progress.finish();
  }
  const text = formatAnswer(answer, flags.json === true);
  if (flags.output === undefined || flags.output === '-') {
    // CSV goes through as it came, and its names are strangers' words: a terminal would obey them.
    const isShown = answer.kind === 'csv' && surroundings.output.isTTY === true;
    await print(surroundings, isShown ? toVisibleLines(text) : text);
    return;
  }
  const file = resolve(surroundings.directory, flags.output);
  await writeOutput(file, text);
  note(surroundings, `Written to ${file}.`);
}
