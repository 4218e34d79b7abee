import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

/** The young generation in MiB after some millions of objects have lived for a while. */
function measureYoungGeneration(prepare: string): number {
  const program = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { keepHeapSmall } from './keep-heap-small.ts';
    ${prepare}
    const kept = [];
    for (let i = 0; i < 2e6; i += 1) kept.push({ i });
    const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    process.stdout.write(String(kept.length > 0 && space.space_size / 1_048_576));
  `;
  const words = ['--input-type=module', '--eval', program];
  return Number(execFileSync(process.execPath, words, { cwd: import.meta.dirname }));
}

test('the young generation of a service is the same whatever loading has made of it, and stays so', () => {
  const asItWouldGrow = measureYoungGeneration('');
  const fresh = measureYoungGeneration('keepHeapSmall();');
  const afterLoading = measureYoungGeneration(
    'let loaded = []; for (let i = 0; i < 2e6; i += 1) loaded.push({ i }); loaded = []; keepHeapSmall();',
  );
  assert.ok(asItWouldGrow > 30, `${asItWouldGrow}`);
  for (const size of [fresh, afterLoading]) assert.ok(size >= 4 && size <= 18, `${size}`);
});
