import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from './output.ts';
import { ask, isInteractive } from './prompt.ts';

/**
 * Asks before something that cannot be undone.
 *
 * @param deed what will be done, as a gerund: `Deleting Lap Lens`
 * @param consequence one sentence
 * @throws Problem without a terminal, and when the answer is not yes
 */
export async function confirm(
  deed: string,
  consequence: string,
  surroundings: Surroundings,
): Promise<void> {
  if (!isInteractive(surroundings)) {
    throw usageProblem(`${deed} asks first, and there is no terminal to ask at; give --yes.`);
  }
  note(surroundings, consequence);
  const answer = await ask(surroundings, {
    subject: 'Type yes to go on',
    otherwise: 'give --yes',
    isSecret: false,
    signal: surroundings.watchInterrupts(),
  });
  if (answer.trim().toLowerCase() === 'yes') return;
  throw new Problem('not_confirmed', exitCodes.failure, 'Nothing was changed.');
}
