import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';

/** A question to the person at the terminal. */
export interface Question {
  /** What is asked for, as the person reads it: `Password`. */
  readonly subject: string;
  /** What else would have answered, for a command without a terminal. */
  readonly otherwise: string;
  /** True when what is typed must not be seen. */
  readonly isSecret: boolean;
  readonly signal: AbortSignal;
}

/** Whether there is somebody who can be asked. */
export function isInteractive({ input, errors }: Pick<Surroundings, 'input' | 'errors'>): boolean {
  return input.isTTY === true && errors.isTTY === true;
}

/**
 * Asks for one line. The question goes to standard error, so that an answer on standard output
 * stays alone.
 *
 * @throws Problem without a terminal, at an empty answer, and at Ctrl-C or Ctrl-D
 */
export async function ask(
  surroundings: Pick<Surroundings, 'input' | 'errors'>,
  question: Question,
): Promise<string> {
  const { input, errors } = surroundings;
  const { subject, otherwise, isSecret, signal } = question;
  if (!isInteractive(surroundings)) {
    throw usageProblem(`${subject} is missing and there is no terminal to ask at: ${otherwise}.`);
  }
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  errors.write(`${subject}: `);
  const lines = createInterface({
    input,
    output: isSecret ? unseen : errors,
    terminal: true,
    historySize: 0,
  });
  const giveUp = new AbortController();
  lines.once('SIGINT', () => giveUp.abort());
  lines.once('close', () => giveUp.abort());
  try {
    const answer = await lines.question(isSecret ? '' : `${subject}: `, {
      signal: AbortSignal.any([signal, giveUp.signal]),
    });
    if (answer === '') throw usageProblem(`${subject} is empty.`);
    return answer;
  } catch (error) {
    if (error instanceof Problem) throw error;
    signal.throwIfAborted();
    throw new Problem('interrupted', exitCodes.interrupted, 'Given up.');
  } finally {
    lines.close();
    if (isSecret) errors.write('\n');
  }
}
