import {
  DatabaseIsNewer,
  InvalidConfig,
  PlaceFileUnreadable,
  SigningKeyUnreadable,
} from '@pitpass/server';

import { keepHeapSmall } from './keep-heap-small.ts';
import { serve } from './serve.ts';
import type { RunningService, ServeOptions } from './serve.ts';
import { StartProblem } from './start-problem.ts';

const drainMsMax = 25_000;
const settlingMs = 1000;

/** The option that was typed in place of a variable, `--port` for `PITPASS_PORT`. */
export type TypedOptions = Readonly<Record<string, string>>;

/**
 * What a failed start says, or undefined when the failure is not one that a person can mend.
 *
 * @param typed what a sentence names in place of the variable
 */
export function findStartSentences(
  error: unknown,
  typed: TypedOptions = {},
): readonly string[] | undefined {
  if (error instanceof InvalidConfig) {
    return error.problems.map((sentence) =>
      sentence.replaceAll(/PITPASS_\w+/g, (variable) => typed[variable] ?? variable),
    );
  }
  const isForPeople =
    error instanceof StartProblem ||
    error instanceof DatabaseIsNewer ||
    error instanceof PlaceFileUnreadable ||
    error instanceof SigningKeyUnreadable;
  if (isForPeople) return [error.message];
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000') {
    return [
      `PostgreSQL cannot be reached or does not let us in (${code}). Check PITPASS_DATABASE_URL.`,
    ];
  }
  if (code === 'ERR_SQLITE_ERROR') {
    return [`The database file cannot be used (${message}). Check the data directory.`];
  }
  return undefined;
}

function formatStarted({ config, demo, curl, trackmaniaCurl }: RunningService): string {
  const lines = ['', `  Pitpass is running at ${config.origin}`];
  if (demo !== undefined) {
    lines.push('', '  Sign in as one of the demo members:');
    for (const { username, password } of demo.members) {
      lines.push(`    ${username.padEnd(30)} ${password}`);
    }
    lines.push('', '  Get a token right now, for iRacing’s API:', `    ${curl}`);
    if (trackmaniaCurl !== '') lines.push('', '  Or for Trackmania’s:', `    ${trackmaniaCurl}`);
    lines.push('');
    lines.push(`  All of this again: ${config.origin}/`);
    lines.push(`  For programs: ${config.dataDirectory}/demo.json. Ctrl-C stops the service.`);
  }
  return `${lines.join('\n')}\n\n`;
}

/** Resolves with the first signal that asks the process to stop. */
function nextStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, resolve);
  });
}

/**
 * `pitpass serve`: starts the service, says where it is, and stays until it is told to stop. Requests in
 * flight are finished first.
 *
 * @returns the exit code: 0 after an orderly stop, 1 when it could not start
 */
export async function runServe(
  options: Omit<ServeOptions, 'onNotice'>,
  typed: TypedOptions = {},
): Promise<number> {
  const stopped = nextStopSignal();
  let service: RunningService;
  try {
    service = await serve({
      ...options,
      onNotice: (sentence) => process.stderr.write(`${sentence}\n`),
    });
  } catch (error) {
    const sentences = findStartSentences(error, typed);
    if (sentences === undefined) throw error;
    for (const sentence of sentences) process.stderr.write(`pitpass: ${sentence}\n`);
    return 1;
  }
  process.stdout.write(formatStarted(service));
  // It takes as long as a tenth of the start: not while the first requests are waiting for it.
  setTimeout(keepHeapSmall, settlingMs).unref();
  await stopped;
  // A second Ctrl-C, or a client that never lets go, must not keep the terminal.
  const impatient = setTimeout(() => process.exit(1), drainMsMax).unref();
  process.on('SIGINT', () => process.exit(1));
  await service.close();
  clearTimeout(impatient);
  return 0;
}
