import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { takeCode } from './authorization.ts';
import { takeCode as takeCodeByRules } from './callback-rules.ts';

const state = 'the-state-of-this-sign-in';
const names = fc.constantFrom('state', 'code', 'error', 'error_description', 'hint');
const values = fc.constantFrom('', state, `${state}-`, 'another', 'code-1');
const callbacks = fc.oneof(
  fc.array(fc.tuple(names, values), { maxLength: 4 }),
  fc
    .array(fc.tuple(names, values), { maxLength: 2 })
    .map((more) => [['state', state], ['code', 'code-1'], ...more]),
);
const expectations = fc.constantFrom(state, state, state, '', undefined, 7, 'another');

async function outcomeOf(judge: () => string | Promise<string>): Promise<string> {
  try {
    return `code ${await judge()}`;
  } catch (error) {
    return String(error);
  }
}

describe('a callback', () => {
  it('is judged at a glance exactly as it is by the whole rules', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(callbacks, expectations, fc.boolean(), async (pairs, expected, mayLack) => {
        const parameters = new URLSearchParams(pairs);
        const reading = { refusalMayLackState: mayLack };
        const byRules = await outcomeOf(() => takeCodeByRules(parameters, expected, reading));
        assert.equal(await outcomeOf(() => takeCode(parameters, expected, reading)), byRules);
        if (byRules.startsWith('code ')) taken += 1;
      }),
      { numRuns: 3000 },
    );
    assert.ok(taken > 100, `only ${taken} of them held a code`);
  });
});
