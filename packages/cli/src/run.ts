import { CommanderError } from 'commander';

import { askingWord } from './completion/asking-word.ts';
import { createProgram } from './create-program.ts';
import type { ErrorReport } from './describe-error.ts';
import { exitCodes, Problem } from './problem.ts';
import { refuseSecretArguments } from './refuse-secret-arguments.ts';
import { findUnknownVariables } from './settings/known-variables.ts';
import type { Surroundings } from './surroundings.ts';
import { isClosedPipe, note } from './terminal/output.ts';

function usageReport(message: string): ErrorReport {
  return { exitCode: exitCodes.usage, code: 'usage', message, details: {} };
}

/** What commander says, as one sentence and without repeating the value of an option. */
function describeUsageError(error: CommanderError, words: readonly string[]): ErrorReport {
  if (error.code === 'commander.excessArguments') {
    return usageReport('There are more words than the command takes; see its --help.');
  }
  const text = error.message
    .replace(/^error: /, '')
    .replaceAll(/(--[\w-]+)=[^\n]*'/g, "$1'")
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  const command = words.find((word) => !word.startsWith('-')) ?? '';
  const help = /^[a-z]+$/.test(command) ? `pitpass ${command} --help` : 'pitpass --help';
  const isUnknown = error.code === 'commander.unknownCommand';
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  const stop = /[.?!)]$/.test(sentence) ? '' : '.';
  return usageReport(`${sentence}${stop} See "${isUnknown ? 'pitpass --help' : help}".`);
}

async function toReport(error: unknown, words: readonly string[]): Promise<ErrorReport> {
  if (error instanceof CommanderError) return describeUsageError(error, words);
  if (error instanceof Problem) {
    const { exitCode, code, message } = error;
    return { exitCode, code, message, details: {} };
  }
  const { describeError } = await import('./describe-error.ts');
  return describeError(error);
}

function tell(report: ErrorReport, isJson: boolean, surroundings: Surroundings): void {
  const { code, message, details, exitCode } = report;
  if (isJson) note(surroundings, JSON.stringify({ error: { code, message, ...details } }));
  else if (exitCode !== exitCodes.interrupted) note(surroundings, `pitpass: ${message}`);
}

/** `pitpass help get` is `pitpass get --help`, which loads what a command's help needs. */
function normalizeHelp(words: readonly string[]): readonly string[] {
  const [first, second] = words;
  if (first !== 'help') return words;
  return second === undefined ? ['--help'] : [second, '--help'];
}

/**
 * Runs one command to its end.
 *
 * @param words the arguments after the command's own name
 * @returns the exit code; everything that went wrong has been told by then
 */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = createProgram({
    surroundings,
    end: (code) => {
      exitCode = code;
    },
  });
  if (words[0] === askingWord) {
    const { complete } = await import('./commands/complete.ts');
    await complete(program, words.slice(1), surroundings);
    return exitCodes.ok;
  }
  try {
    refuseSecretArguments(words);
    for (const sentence of findUnknownVariables(surroundings.environment)) {
      note(surroundings, `pitpass: ${sentence}`);
    }
    await program.parseAsync(normalizeHelp(words), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (isClosedPipe(error)) return exitCodes.ok;
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    // Without a command, commander has shown the help by itself.
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
    const report = await toReport(error, words);
    tell(report, words.includes('--json'), surroundings);
    return report.exitCode;
  }
}
