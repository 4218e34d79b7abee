import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { DataAnswer } from '@pitpass/client';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import { openConnection } from '../settings/open-connection.ts';
import type {
  ConnectionFlags,
  IracingConnection,
  TrackmaniaConnection,
} from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { createProgress } from '../terminal/progress.ts';
import type { Progress } from '../terminal/progress.ts';
import { toVisibleJson, toVisibleLines } from '../terminal/visible-text.ts';
import { askRoute, isTrackmaniaPath } from './get-route.ts';
import { watchDownloads } from './watch-downloads.ts';

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

/** What a data method answered, as text. */
interface Answer {
  readonly text: string;
  readonly isCsv: boolean;
}

async function askData(
  { session, signal }: IracingConnection,
  path: string,
  parameters: URLSearchParams,
  isCompact: boolean,
  progress: Progress,
): Promise<Answer> {
  try {
    const answer = await session.get(path, parameters, { signal, onChunk: progress.onChunk });
    return { text: formatAnswer(answer, isCompact), isCsv: answer.kind === 'csv' };
  } finally {
    progress.finish();
  }
}

async function askTrackmania(
  connection: TrackmaniaConnection,
  path: string,
  parameters: URLSearchParams,
  isCompact: boolean,
  surroundings: Surroundings,
): Promise<Answer> {
  const value = await askRoute(connection, path, parameters, surroundings);
  if (value === undefined) return { text: isCompact ? 'null\n' : '', isCsv: false };
  return { text: `${toVisibleJson(value, !isCompact)}\n`, isCsv: false };
}

/** `pitpass get`: asks a data method, or a route, follows its answer to the end and prints it. */
export async function get(
  path: string,
  words: readonly string[],
  flags: GetFlags,
  surroundings: Surroundings,
): Promise<void> {
  const parameters = parseParameters(words);
  const progress = createProgress(surroundings, () => performance.now());
  const watched = watchDownloads(globalThis.fetch, progress.onBytes);
  const likely = isTrackmaniaPath(path) ? 'trackmania' : undefined;
  const connection = await openConnection(flags, surroundings, { fetch: watched }, likely);
  const isCompact = flags.json === true;
  const { text, isCsv } =
    connection.provider === 'trackmania'
      ? await askTrackmania(connection, path, parameters, isCompact, surroundings)
      : await askData(connection, path, parameters, isCompact, progress);
  if (flags.output === undefined || flags.output === '-') {
    // CSV goes through as it came, and its names are strangers' words: a terminal would obey them.
    const isShown = isCsv && surroundings.output.isTTY === true;
    await print(surroundings, isShown ? toVisibleLines(text) : text);
    return;
  }
  const file = resolve(surroundings.directory, flags.output);
  await writeOutput(file, text);
  note(surroundings, `Written to ${file}.`);
}
