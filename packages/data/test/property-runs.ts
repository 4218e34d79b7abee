import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';

/**
 * How many random cases an invariant is tried with: as many as PITPASS_PROPERTY_RUNS says, which
 * `npm run test:long` sets, and `usual` in every other run, where the tests are to be over soon.
 *
 * @throws RangeError when the variable is not a whole number from 1 on
 */
export function propertyRuns(usual: number): number {
  const wanted = process.env['PITPASS_PROPERTY_RUNS'];
  if (wanted === undefined) return usual;
  if (!/^[1-9]\d{0,6}$/.test(wanted)) {
    throw new RangeError('PITPASS_PROPERTY_RUNS must be a whole number from 1 to 9999999.');
  }
  return Number(wanted);
}

const casesInATurn = 25;

/**
 * Checks a property some cases at a time, with a turn of the event loop between: what is kept by weak
 * references alone stays in memory until a turn is over, and thousands of tables would not fit.
 */
export async function assertInTurns<Values>(
  property: fc.IRawProperty<Values>,
  { numRuns, examples = [] }: { readonly numRuns: number; readonly examples?: Values[] },
): Promise<void> {
  for (let done = 0; done < numRuns; done += casesInATurn) {
    await fc.assert(property, {
      numRuns: Math.min(casesInATurn, numRuns - done),
      examples: done === 0 ? examples : [],
    });
    await nextTurn();
  }
}
