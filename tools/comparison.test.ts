import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/comparison.md'), 'utf8');

/** A test that the page names: its title as the link's text, its file as where it leads. */
interface Citation {
  readonly title: string;
  readonly file: string;
}

const findCitations = (text: string): readonly Citation[] =>
  Array.from(text.matchAll(/\[([^\n]+)\]\(\.\.\/([^)\s]+\.test\.ts)\)/g), ([, title, file]) => ({
    title: title ?? '',
    file: file ?? '',
  }));

/** The titles of a file's tests as its source has them, blanks of a template and all. */
function titlesOf(source: string): ReadonlySet<string> {
  const calls = source.matchAll(/\b(?:it|test)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g);
  return new Set(Array.from(calls, ([, , title]) => (title ?? '').replaceAll(/\\(['"`])/g, '$1')));
}

function complain(citations: readonly Citation[]): string[] {
  return citations.flatMap(({ title, file }) => {
    const path = join(root, file);
    if (!existsSync(path)) return [`there is no ${file}`];
    const isThere = titlesOf(readFileSync(path, 'utf8')).has(title);
    return isThere ? [] : [`${file} has no test “${title}”`];
  });
}

/** The parts of the page that begin with `- **name**`, by their names. */
function rowsUnder(heading: string): ReadonlyMap<string, string> {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const rows = section.split(/^- \*\*/m).slice(1);
  return new Map(rows.map((row) => [row.slice(0, row.indexOf('**')), row]));
}

const features = Array.from(
  (page.split(/^## /m).find((part) => part.startsWith('Feature by feature')) ?? '').matchAll(
    /^\| +([^|]+?) +\| +([^|]+?) +\|(.*)\|$/gm,
  ),
)
  .slice(1)
  .filter(([line]) => !line.startsWith('| -'))
  .map(([, name, own, others]) => ({
    name: name ?? '',
    own: own ?? '',
    others: (others ?? '').split('|').map((cell) => cell.trim()),
  }));

describe('docs/comparison.md', () => {
  it('names tests that are where it says', () => {
    const citations = findCitations(page);
    assert.ok(citations.length > 90, `only ${citations.length} are named`);
    assert.deepEqual(complain(citations), []);
  });

  it('would be told of a test that is not there, and of a file that is not', () => {
    const [first] = findCitations(page);
    assert.ok(first !== undefined);
    assert.equal(complain([{ ...first, title: `${first.title} at all` }]).length, 1);
    assert.equal(complain([{ ...first, file: 'tools/nowhere.test.ts' }]).length, 1);
  });

  it('has twelve clients in each of its 36 rows, and a test for each of Pitpass’s cells but a no', () => {
    const proofs = rowsUnder('What Pitpass’s column rests on');
    assert.equal(features.length, 36);
    assert.deepEqual(
      [...proofs.keys()],
      features.map(({ name }) => name),
    );
    for (const { name, own, others } of features) {
      assert.equal(others.length, 12, name);
      for (const cell of others) assert.notEqual(cell, '', name);
      const proof = proofs.get(name) ?? '';
      if (own === 'no') assert.match(proof, /\*\*: \S/, `${name}: says why not`);
      else assert.ok(findCitations(proof).length > 0, `${name}: names a test`);
    }
  });

  it('answers each of the eleven needs with a test', () => {
    const needs = rowsUnder('What users of the others ask for');
    assert.equal(needs.size, 11);
    for (const [name, text] of needs) assert.ok(findCitations(text).length > 0, name);
  });
});
