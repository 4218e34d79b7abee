import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { checkParameters } from '../packages/client/src/data/check-parameters.ts';
import { formatDataQuery } from '../packages/client/src/data/data-request.ts';
import { isClientError } from '../packages/client/src/errors.ts';
import { catalogue, methodPath } from '../packages/data/src/catalogue/catalogue.ts';
import type { MethodEntry, ParameterEntry } from '../packages/data/src/catalogue/method-entry.ts';
import { noon, startDataApi } from '../packages/data/test/harness.ts';

const moments = [
  '2026-08-22T12:00Z',
  '2026-08-22T11:59:59Z',
  '2026-08-22',
  '2026-02-30',
  '2026-11-01T24:00Z',
  '2026-11-01T10:00:00.5+00:00',
  '2026-11-01T10:00:00+01:00',
  '2026-11-01T10:00+0100',
  '2026-11-01T10:00-15:00',
  '2026-11-01T10:60Z',
  '2026-11-20T12:00:61Z',
  '2026-11-20 12:00',
];
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'true',
    'False',
    'yes',
    '1e3',
    '0x1',
    ' 1',
    '1,',
    '1,2',
    'asc',
    'rostercount',
  ),
  fc.constantFrom(...moments),
  fc.string({ maxLength: 120 }),
  fc.constantFrom('x'.repeat(101), 'x'.repeat(2048), 'x'.repeat(2049), 'é'.repeat(342)),
);
const numbers = fc.oneof(
  fc.integer({ min: -25, max: 20 }),
  fc.constantFrom(1.5, Number.NaN, 2 ** 53, 2 ** 53 - 1, 1e21, -0, 501, 2026),
);

/** Values of which most are good, so that the rules behind the first are met as well. */
function valuesOf({ type, minimum = 1, maximum = 900, name }: ParameterEntry) {
  const number = fc.integer({ min: minimum, max: maximum });
  const good = {
    number,
    numbers: fc.array(number, { minLength: 1, maxLength: 5 }),
    boolean: fc.boolean(),
    string: /range|from/.test(name) ? fc.constantFrom(...moments) : fc.string({ minLength: 1 }),
  }[type];
  const list = fc.array(numbers, { maxLength: 4 });
  return fc.oneof({ weight: 8, arbitrary: good as fc.Arbitrary<unknown> }, texts, numbers, list);
}

function parametersOf(entry: MethodEntry) {
  const model = Object.fromEntries(entry.parameters.map((one) => [one.name, valuesOf(one)]));
  const requiredKeys = entry.parameters.filter((one) => one.required).map((one) => one.name);
  const some = fc.record(model, { requiredKeys: [] });
  return fc.oneof({ weight: 3, arbitrary: fc.record(model, { requiredKeys }) }, some);
}

function isRefusedHere(path: string, parameters: object): string | undefined {
  try {
    checkParameters(path, parameters as Readonly<Record<string, string>>, noon);
    return undefined;
  } catch (error) {
    if (isClientError(error, 'invalid_options')) return error.message;
    throw error;
  }
}

test('parameters are refused before the call exactly when the local service answers 400', async () => {
  const { get } = await startDataApi();
  const counts = { refused: 0, passed: 0 };
  for (const entry of catalogue) {
    if (entry.freeForm === true || entry.parameters.length === 0) continue;
    const path = methodPath(entry);
    const runs = path.startsWith('results/search_') || path === 'league/directory' ? 400 : 30;
    await fc.assert(
      fc.asyncProperty(parametersOf(entry), async (parameters) => {
        const here = isRefusedHere(path, parameters);
        const query = formatDataQuery(parameters as Readonly<Record<string, string>>);
        const there = await get(`/data/${path}?${query}`);
        counts[here === undefined ? 'passed' : 'refused'] += 1;
        const said: string | undefined =
          there.statusCode === 400 ? there.json().message : undefined;
        // Whether a session was a team event is more than parameters can tell.
        const verdict = said?.includes('a team event') === true ? undefined : said;
        assert.equal(
          here === undefined,
          verdict === undefined,
          `${path}?${query.slice(0, 300)}\nhere: ${here}\nthere: ${verdict}`,
        );
      }),
      { numRuns: runs },
    );
  }
  assert.ok(counts.refused > 300 && counts.passed > 300, JSON.stringify(counts));
});
