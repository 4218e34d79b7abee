import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { mutants } from './mutants.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

test('there is a mutant for at least forty checks, and no check is listed twice', () => {
  assert.ok(mutants.length >= 40, String(mutants.length));
  const checks = mutants.map(({ check }) => check);
  assert.equal(new Set(checks).size, checks.length);
});

test('the text of every mutant stands in its file, and its tests exist', () => {
  const lost = mutants
    .filter(({ file, find, occurrences = 1, tests }) => {
      const source = readFileSync(join(root, file), 'utf8');
      const isThere = source.split(find).length === occurrences + 1;
      return !isThere || tests.some((path) => !existsSync(join(root, path)));
    })
    .map(({ file, check }) => `${file}: “${check}” has moved; write the mutant anew`);
  assert.deepEqual(lost, []);
});
