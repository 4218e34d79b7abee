import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ignored = new Set(['node_modules', 'dist', '.git', '.pitpass']);

function findPages(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : findPages(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** A page without the programs and tables of codes that it shows. */
const withoutCode = (text: string): string =>
  text
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));

/** The name by which a heading is linked to, as GitHub makes it. */
const toAnchor = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

function listAnchors(page: string): Set<string> {
  const text = readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  const headings = [...text.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(headings.map(toAnchor));
}

/** What is wrong with a link of a page, or undefined. */
function findProblem(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  if (!existsSync(target)) return 'leads to no file';
  if (anchor === undefined || !statSync(target).isFile() || !target.endsWith('.md'))
    return undefined;
  return listAnchors(target).has(anchor) ? undefined : 'leads to no heading';
}

function findBrokenLinks(page: string, text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    const problem = findProblem(page, link);
    return problem === undefined ? [] : [`${relative(root, page)}: ${link} ${problem}`];
  });
}

describe('the pages of the repository', () => {
  const pages = findPages(root);

  it('link to files and headings that are there', () => {
    assert.ok(pages.length > 40, `only ${pages.length} pages were found`);
    const broken = pages.flatMap((page) => findBrokenLinks(page, readFileSync(page, 'utf8')));
    assert.deepEqual(broken, []);
  });

  it('would be found out with a link to a file or a heading that is not there', () => {
    const text = '[a](no-such-file.md) [b](README.md#no-such-heading) [c](README.md#two-commands)';
    assert.deepEqual(findBrokenLinks(join(root, 'README.md'), text), [
      'README.md: no-such-file.md leads to no file',
      'README.md: README.md#no-such-heading leads to no heading',
    ]);
  });
});
