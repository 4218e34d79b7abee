import assert from 'node:assert/strict';

import { assertJsonError } from './expectations.ts';
import type { Answer } from './request.ts';
import type { Service } from './running-service.ts';

/** Sends the same request several times at once. */
export function raceFor(parallel: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: parallel }, ask));
}

/**
 * Asserts that exactly one of the answers is a 200 (or none, when `winners` is 0) and every other one lost
 * in the way of its dialect.
 *
 * @returns the winner's answer; the last of all when there is none
 */
export function assertWinners(
  answers: readonly Answer[],
  winners: 0 | 1,
  assertLost: (answer: Answer) => void,
): Answer {
  const won = answers.filter(({ status }) => status === 200);
  const statuses = answers.map(({ status }) => status).join(' ');
  assert.equal(won.length, winners, `winners among ${answers.length} answers: ${statuses}`);
  for (const answer of answers) if (answer.status !== 200) assertLost(answer);
  const last = won[0] ?? answers.at(-1);
  assert.ok(last !== undefined);
  return last;
}

/** {@link assertWinners} in iRacing's dialect, where every loser is told `invalid_grant`. */
export function assertOneWinner(
  service: Service,
  answers: readonly Answer[],
  winners: 0 | 1 = 1,
): Answer {
  return assertWinners(answers, winners, (answer) =>
    assertJsonError(service, answer, 'invalid_grant'),
  );
}
