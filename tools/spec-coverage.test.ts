import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const tests = ['packages', 'conformance']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(test|contract)\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !/[\\/](node_modules|dist)[\\/]/.test(file)),
  )
  .map((file) => readFileSync(file, 'utf8'));

// The second table, of the book, is generated and checked by write-spec-coverage.ts.
const [page = ''] = readFileSync(join(root, 'docs/spec-coverage.md'), 'utf8').split('## The book');

const rows = page
  .split('\n')
  .map((line) => /^\| (\d(?:\.\d)?) +\| (.+?) +\| `([^`]*(?:`[^`|]*)*)` +\|$/.exec(line))
  .filter((match) => match !== null);

test('every row of the table of Trackmania’s API names a test that there is', () => {
  const missing = rows
    .filter(([, , , title = '']) => !tests.some((text) => text.includes(title)))
    .map(([, section, row, title]) => `${section} ${row}: ${title}`);
  assert.deepEqual(missing, []);
});

test('the table has rows for every section from the grants to the routes', () => {
  const sections = new Set(rows.map(([, section]) => section));
  const expected = ['3', '4.1', '4.2', '4.3', '4.4', '4.5', '5', '5.1', '5.2', '5.3', '5.4', '5.5'];
  const routes = ['6', '7', '7.1', '7.2', '7.3', '7.4', '7.5', '7.6', '7.7', '7.8'];
  assert.deepEqual([...sections], [...expected, ...routes]);
  const table = page.match(/^\| \d/gm);
  assert.equal(rows.length, table?.length);
});
