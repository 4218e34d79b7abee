import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const packages = fileURLToPath(new URL('../../../', import.meta.url));
// The longest text that a pattern of ours can meet: a request head.
const lengthMax = 16_384;

const patterns = ['protocol', 'server', 'data'].flatMap((name) => {
  const folder = `${packages}${name}/src`;
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const literal =
        /(?<=[=(,:!&|?]\s*|return\s|\[)\/(?![/*])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuy]*)/g;
      const text = readFileSync(`${folder}/${file}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
      return [...text.matchAll(literal)].map((match) => ({
        file: `${name}/src/${file.replaceAll('\\', '/')}`,
        source: match[1] ?? '',
        flags: match[2] ?? '',
      }));
    });
});

/** Texts that make a backtracking pattern slow: long runs of what it likes, ended by what it does not. */
function createAttacks(source: string): string[] {
  const own = [...new Set(source.replaceAll(/[\\^$*+?()[\]{}|]/g, ''))].slice(0, 24);
  const units = [
    ...own,
    ' ',
    '\t',
    '0',
    'a',
    'A',
    'aA0',
    '-',
    '.',
    '/',
    'a.',
    'a/',
    '%2',
    '=;',
    ',;q=',
  ];
  const prefixes = ['', /[a-z]+:\/?\/?/.test(source) ? 'https://' : 'Bearer '];
  return units.flatMap((unit) => {
    const run = unit.repeat(Math.floor((lengthMax - 9) / unit.length));
    return prefixes.flatMap((prefix) => [`${prefix}${run}`, `${prefix}${run}\u0000!`]);
  });
}

function timeOf(pattern: RegExp, text: string): number {
  const began = performance.now();
  text.replace(pattern, '');
  return performance.now() - began;
}

test('S217 the scan finds the patterns that there are, and would notice a slow one', () => {
  assert.ok(patterns.length >= 20, `${patterns.length} patterns`);
  const slow = /^(?:a|aa)+$/;
  const attacks = createAttacks(slow.source).map((text) => `${text.slice(0, 32)}!`);
  assert.ok(Math.max(...attacks.map((text) => timeOf(slow, text))) > 10);
});

test('S217 every pattern of protocol, server and data needs less than 10 ms for texts as long as a request head', () => {
  for (const { file, source, flags } of patterns) {
    const pattern = new RegExp(source, flags);
    for (const text of createAttacks(source)) {
      // A pause of the machine is not the pattern's: only what is slow three times is slow.
      const best = [1, 2, 3].reduce(
        (least) => (least < 10 ? least : timeOf(pattern, text)),
        Infinity,
      );
      assert.ok(best < 10, `${file}: /${source}/ took ${best} ms`);
    }
  }
});
