// Writes the book's table of docs/spec-coverage.md: each row with the title and the file of the test that
// proves it, as they stand in the tests now.
//
//   node --conditions=source tools/write-spec-coverage.ts           writes it
//   node --conditions=source tools/write-spec-coverage.ts --check   fails when it would be another
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { bookRows } from './spec-coverage/book-rows.ts';
import type { BookRow } from './spec-coverage/row.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const document = join(root, 'docs', 'spec-coverage.md');
const markers = ['<!-- book: generated -->', '<!-- book: end -->'] as const;

interface TestFile {
  readonly name: string;
  readonly text: string;
}

function readTests(): readonly TestFile[] {
  return ['packages', 'apps', 'conformance']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(test|contract)\.ts$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => !/[\\/](node_modules|dist)[\\/]/.test(file)),
    )
    .sort()
    .map((file) => ({
      name: relative(root, file).replaceAll('\\', '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

const escapeText = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Matches the title in its quotes, with the tags of chapters that it carries behind its numbers. */
function titlePattern({ test = '' }: BookRow): RegExp {
  const [, numbers = '', words = ''] = /^((?:S\d+ )*)(.*)$/s.exec(test) ?? [];
  return new RegExp(
    `['"\`]((?:TM [\\d.]+ )*${escapeText(numbers)}(?:book [\\d.]+ )*${escapeText(words)})`,
  );
}

function findTest(row: BookRow, tests: readonly TestFile[]) {
  const pattern = titlePattern(row);
  for (const { name, text } of tests) {
    const title = pattern.exec(text)?.[1];
    if (title !== undefined) return { name, title };
  }
  return undefined;
}

function formatRow(row: BookRow, tests: readonly TestFile[]): string {
  const found = row.test === undefined ? undefined : findTest(row, tests);
  const proof = found === undefined ? '' : `\`${found.title}\` in ${found.name}`;
  const decision =
    row.decision === undefined ? '' : `${proof === '' ? '' : '; '}decision ${row.decision}`;
  return `| ${row.chapter} | ${row.fact.replaceAll('|', '\\|')} | ${proof}${decision} |`;
}

function findProblems(tests: readonly TestFile[]): readonly string[] {
  return bookRows.flatMap((row) => {
    const where = `${row.chapter} ${row.fact}`;
    if (row.test === undefined) {
      return row.decision === undefined ? [`${where}: neither a test nor a decision`] : [];
    }
    const found = findTest(row, tests);
    if (found === undefined) return [`${where}: no test is called “${row.test}”`];
    const isTagged = new RegExp(`\\bbook ${escapeText(row.chapter)} `).test(found.title);
    return isTagged
      ? []
      : [`${where}: “${found.title}” in ${found.name} lacks book ${row.chapter}`];
  });
}

async function main(isCheck: boolean): Promise<number> {
  const tests = readTests();
  const problems = findProblems(tests);
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    return 1;
  }
  const before = readFileSync(document, 'utf8');
  const [head = '', rest = ''] = before.split(markers[0]);
  const tail = rest.split(markers[1])[1] ?? '';
  const table = [
    '| chapter | row | test |',
    '| --- | --- | --- |',
    ...bookRows.map((row) => formatRow(row, tests)),
  ];
  const text = [head, markers[0], '\n\n', table.join('\n'), '\n\n', markers[1], tail].join('');
  const options = await resolveConfig(document);
  const after = await format(text, { ...options, filepath: document });
  if (after === before) return 0;
  if (isCheck) {
    process.stderr.write(
      'docs/spec-coverage.md is not what the tests say: run tools/write-spec-coverage.ts\n',
    );
    return 1;
  }
  writeFileSync(document, after);
  return 0;
}

process.exitCode = await main(process.argv.includes('--check'));
