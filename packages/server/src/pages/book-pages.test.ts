import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bookChapterPage, bookPrintPage, bookSearchPage } from './book-page.ts';
import type { BookFrame } from './book-page.ts';
import { parsePageTarget, parseProse } from './book-content.ts';
import type { BookBlock, BookChapter } from './book-content.ts';
import { renderHtml } from './html.ts';

const frame: BookFrame = {
  serviceName: 'Pitpass',
  stylesheetHrefs: ['/assets/tokens.css', '/assets/book.css'],
  scriptHref: '/assets/page.js',
  faviconHref: '/assets/favicon.svg',
  bookPath: '/oauth2/book/',
  bookScriptHref: '/assets/book.js',
  searchScriptHref: '/assets/book-search.js',
  searchIndexHref: '/oauth2/book/search_index.js',
  homeHref: 'http://localhost:7480/',
};

const hostile = `"><img src=x onerror=alert(1)>'</title><script>alert(2)</script>`;

function everyBlock(word: string): readonly BookBlock[] {
  return [
    `${word} \`${word}\` **bold** [${word}](other#there) [](other) [x](javascript:alert(1))`,
    { kind: 'table', head: [word], rows: [[word]] },
    { kind: 'example', name: 'one', request: word, status: 200, answer: word },
    { kind: 'list', items: [word] },
    { kind: 'steps', items: [word] },
    { kind: 'note', text: word },
    { kind: 'warning', text: word },
    { kind: 'code', text: word },
    { kind: 'heading', id: 'sub', title: word },
    { kind: 'tool', tool: 'pkce' },
    { kind: 'tool', tool: 'masking' },
    {
      kind: 'diagram',
      name: 'd',
      title: word,
      parties: [word, 'Service'],
      steps: [
        { from: 0, to: 1, says: word },
        { from: 1, to: 0, says: word },
        { from: 0, to: 0, says: word },
      ],
    },
  ];
}

function bookOf(word: string): readonly BookChapter[] {
  return [
    {
      name: 'first',
      number: '1',
      title: word,
      part: word,
      lead: everyBlock(word),
      sections: [{ id: 'there', title: word, blocks: [word] }],
    },
    {
      name: 'other',
      number: '1.1',
      title: 'Other',
      lead: ['Text'],
      sections: [{ id: 'there', title: 'There', blocks: [] }],
    },
  ];
}

const [first, other] = bookOf(hostile);

function pages(word: string): Readonly<Record<string, string>> {
  const chapters = bookOf(word);
  const found = [{ href: 'first.html', chapter: word, title: word, text: word, excerpt: word }];
  return {
    chapter: renderHtml(bookChapterPage(frame, chapters, chapters[0] as BookChapter)),
    print: renderHtml(bookPrintPage(frame, chapters)),
    search: renderHtml(bookSearchPage(frame, chapters, { query: word, found })),
  };
}

test('S181 a page of the book shows any text as text, in every kind of block', () => {
  const skeleton = (html: string) => [...html.matchAll(/<[a-z/!][^>]*?(?=[\s>])/gi)].map(String);
  for (const [name, html] of Object.entries(pages(hostile))) {
    assert.deepEqual(skeleton(html), skeleton(pages('word')[name] ?? ''), name);
    assert.doesNotMatch(html, /<img src=x|<script>|href="javascript:/, name);
    assert.doesNotMatch(html, /style="|\son\w+="/, name);
  }
});

test('S53 a page of the book has no script of its own within it', () => {
  for (const html of Object.values(pages('word'))) {
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) assert.match(tag, / src="\/assets\//);
  }
});

test('ids are unique on every page, also where the whole book stands on one', () => {
  for (const [name, html] of Object.entries(pages('word'))) {
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, name);
  }
});

test('the whole book on one page links to its own chapters and sections', () => {
  const { print = '' } = pages('word');
  assert.ok(print.includes('href="#other-there"') && print.includes('id="other-there"'));
  assert.ok(print.includes('href="#other-chapter"') && print.includes('id="other-chapter"'));
});

test('a link without words shows number and title', () => {
  const { chapter = '' } = pages('word');
  assert.ok(chapter.includes('<a href="other.html">1.1 Other</a>'));
});

test('the first chapter leads to the next, the last one back', () => {
  const html = (chapter: BookChapter | undefined) =>
    renderHtml(bookChapterPage(frame, [first, other] as BookChapter[], chapter as BookChapter));
  assert.ok(!html(first).includes('rel="prev"'));
  assert.match(html(first), /rel="next" href="other\.html"/);
  assert.match(html(other), /rel="prev" href="first\.html"/);
  assert.ok(!html(other).includes('rel="next"'));
});

test('fields that check a value have no name and no form, so that nothing can send them', () => {
  const { chapter = '' } = pages('word');
  const tools = chapter.match(/<div\s+class="book-tool"[^]*?data-verdict><\/p>/g) ?? [];
  assert.equal(tools.length, 2);
  for (const tool of tools) {
    assert.doesNotMatch(tool, /\sname="|<form/);
    assert.match(tool, /data-without-scripts/);
    assert.match(tool, /<div class="book-fields" hidden>/);
  }
});

test('marks that are not closed are text', () => {
  const text = 'a ` b ** c [d](e f) [g]';
  assert.deepEqual(parseProse(text), [{ kind: 'text', text }]);
  assert.deepEqual(parseProse('`a` **b** [c](d)'), [
    { kind: 'code', text: 'a' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'b' },
    { kind: 'text', text: ' ' },
    { kind: 'link', text: 'c', target: 'd' },
  ]);
});

test('a target is a page of the book, a section of one, or neither', () => {
  assert.deepEqual(parsePageTarget('errors'), { name: 'errors', section: undefined });
  assert.deepEqual(parsePageTarget('#here'), { name: '', section: 'here' });
  assert.deepEqual(parsePageTarget('errors#json'), { name: 'errors', section: 'json' });
  for (const target of ['/account', 'https://app.example', 'javascript:alert(1)', 'a.md']) {
    assert.equal(parsePageTarget(target), undefined, target);
  }
});
