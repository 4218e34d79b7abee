import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';

import { catalogue, methodPath } from '../packages/data/src/catalogue/catalogue.ts';
import type { MethodEntry } from '../packages/data/src/catalogue/method-entry.ts';
import { id, method, required } from '../packages/data/src/catalogue/method-entry.ts';
import { claimsOf, noon, origin } from '../packages/data/test/harness.ts';
import { formatAnswerTypes } from './data-reference/answer-types.ts';
import { followAnswer } from './data-reference/answer.ts';
import { formatClientTypes } from './data-reference/client-types.ts';
import { formatExcerpt, formatTableExcerpt } from './data-reference/excerpt.ts';
import { formatReference } from './data-reference/page.ts';
import { referenceCaller, startReferenceApi } from './data-reference/reference-api.ts';
import { exampleRequest, formatQuery } from './data-reference/requests.ts';
import { describeDelivery } from '../packages/data/src/catalogue/words.ts';

const page = await formatReference(await startReferenceApi(), referenceCaller);
const sectionOf = new Map(
  page.split(/^### /m).map((text) => [text.slice(0, text.indexOf('\n')), text]),
);
const day = 86_400;

/** The address that a method's section asks with curl, without its origin. */
function printedUrl(entry: MethodEntry): string {
  const curl = /^curl .* "(.+)"$/m.exec(sectionOf.get(methodPath(entry)) ?? '')?.[1];
  assert.ok(curl !== undefined && curl.startsWith(origin), `${methodPath(entry)} shows a request`);
  return curl.slice(origin.length);
}

function queryIn(url: string): string {
  return url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
}

test('every method answers the request that the page shows for it: 200, or 501 where it says so', async () => {
  const api = await startReferenceApi();
  for (const entry of catalogue) {
    const path = methodPath(entry);
    const url = printedUrl(entry);
    assert.equal(url.split('?')[0], `/data/${path}`);
    const answer = await followAnswer(api, entry, queryIn(url));
    const isMarked = sectionOf.get(path)?.includes('**Not built yet**');
    assert.equal(answer.kind === 'not built', isMarked, path);
  }
});

test('the requests of the page work half a year later as well', async () => {
  const api = await startReferenceApi();
  api.state.now = noon + 183 * day;
  api.state.tokens.set('token-1', claimsOf(referenceCaller, { exp: api.state.now + 600 }));
  for (const entry of catalogue) await followAnswer(api, entry, queryIn(printedUrl(entry)));
});

test('curl and the command ask for the same', () => {
  for (const entry of catalogue) {
    const text = sectionOf.get(methodPath(entry)) ?? '';
    const words = /^npx pitpass get (\S+)(.*)$/m.exec(text);
    const pairs = [...(words?.[2] ?? '').matchAll(/ "?(\w+)=([^"\s]+)/g)];
    assert.equal(words?.[1], methodPath(entry));
    assert.deepEqual(
      pairs.map(([, name, value]) => [name, value]),
      [...new URLSearchParams(queryIn(printedUrl(entry)))],
    );
  }
});

test('no value of a parameter makes a method fail: refused with a sentence, or answered', async () => {
  const api = await startReferenceApi();
  const hostile = ['-1', '0', '1', '9007199254740991', '9007199254740992', '%00', '1,2', 'x'];
  for (const entry of catalogue) {
    const path = methodPath(entry);
    const query = queryIn(printedUrl(entry));
    for (const { name } of entry.parameters) {
      for (const value of hostile) {
        const others = query.split('&').filter((pair) => !pair.startsWith(`${name}=`));
        const url = `/data/${path}?${[...others, `${name}=${value}`].join('&')}`;
        const answer = await api.get(url);
        assert.ok([200, 400, 403, 404, 501].includes(answer.statusCode), `${url}: ${answer.body}`);
        if (answer.statusCode === 400) assert.match(answer.json().message, /\w\.$/, url);
        const { link } = answer.json();
        if (typeof link !== 'string') continue;
        const file = await api.fetchLink(link);
        assert.ok([200, 404].includes(file.statusCode), `${url}, file: ${file.statusCode}`);
      }
    }
  }
});

test('every method has a section with its note, its parameters and its delivery', () => {
  for (const entry of catalogue) {
    const text = sectionOf.get(methodPath(entry)) ?? '';
    for (const { name, note = '' } of entry.parameters) {
      const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      assert.ok(row?.includes(note), `${methodPath(entry)} ${name}`);
    }
    assert.ok(text.includes(describeDelivery(entry.delivery)), methodPath(entry));
    for (const note of [entry.note ?? []].flat()) assert.ok(text.includes(note));
  }
  assert.equal([...page.matchAll(/^### /gm)].length, 74);
  assert.equal([...page.matchAll(/^## [a-z]/gm)].length, 16);
});

test('excerpts have at most twelve lines, and no signature of a link is shown', () => {
  const excerpts = [...page.matchAll(/^```text\n([\s\S]*?)\n```$/gm)];
  assert.ok(excerpts.length > 10);
  for (const [, text = ''] of excerpts) assert.ok(text.split('\n').length <= 12, text);
  assert.doesNotMatch(page, /X-Amz/);
});

test('a parameter that has to be given needs an example', () => {
  const entry = method('new/method', [required(id('new_id'))]);
  assert.throws(() => exampleRequest(entry, {}), /new_id of new\/method has no example value/);
  assert.deepEqual(exampleRequest(entry, { new_id: 5 }), [['new_id', '5']]);
  const own = { new_id: 5, 'new/method new_id': 7 };
  assert.equal(formatQuery(exampleRequest(entry, own)), 'new_id=7');
});

test('an excerpt has no more lines than it may, and is the value itself when that is short', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 5, max: 12 }), (value, most) => {
      const text = formatExcerpt(value, most);
      assert.ok(text.split('\n').length <= most, text);
      if (!text.includes('…'))
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 500 },
  );
  const long = { first: Array.from({ length: 99 }, (_, i) => i), text: 'x'.repeat(99) };
  assert.match(
    formatExcerpt(long, 12),
    /^\{\n {2}"first": \[0, 1, .*…\],\n|^\{\n {2}"first": \[\n {4}0,\n/,
  );
  const link = { link: 'https://a.example/b?X-Amz-Signature=s' };
  assert.equal(formatExcerpt(link, 5), '{ "link": "https://a.example/b?…" }');
  assert.equal(formatTableExcerpt('a\r\n1\r\n2\r\n3\r\n', 3), 'a\n1\n…');
});

test('every invariant that the README of the world names is a test with random cases', () => {
  const room = new URL('../packages/data/', import.meta.url);
  const readme = readFileSync(new URL('README.md', room), 'utf8');
  const rows = [...readme.matchAll(/^\| (\S.*?) +\| `(\S+\.test\.ts)` +\|$/gm)];
  assert.ok(rows.length > 20);
  for (const [, title = '', file = ''] of rows) {
    const tests = readFileSync(new URL(`src/${file}`, room), 'utf8').split(/^test\(/m);
    const found = tests.find((text) => text.trimStart().slice(1).startsWith(title));
    assert.ok(found?.includes('propertyRuns('), `${file}: ${title}`);
  }
});

test('the types of the SDK name every method, what has to be given and what need not', () => {
  const files = formatClientTypes();
  const types = [...files.values()].join('');
  for (const text of files.values()) assert.ok(text.split('\n').length <= 300);
  for (const entry of catalogue) assert.ok(types.includes(`readonly '${methodPath(entry)}':`));
  assert.match(types, /'results\/get': \{\n    readonly subsession_id: WholeNumber;\n/);
  assert.match(types, /readonly include_licenses\?: boolean \| null \| undefined;/);
  assert.match(types, /readonly cust_ids: WholeNumbers;/);
  assert.ok(types.split('\n').every((line) => line.length <= 100));
});

test('the types of answers name every method, and a file has no more lines than one may have', () => {
  const files = formatAnswerTypes();
  const types = [...files.values()].join('');
  for (const [name, text] of files) assert.ok(text.split('\n').length <= 290, name);
  for (const entry of catalogue) assert.ok(types.includes(`readonly '${methodPath(entry)}': `));
  assert.match(types, /'member\/info': JsonAnswer<\{\n    readonly cust_id: number;\n/);
  assert.match(types, /'lookup\/countries': JsonAnswer<readonly \{/);
  assert.match(types, /'driver_stats_by_category\/oval': CsvAnswer;/);
  assert.match(types, /'league\/roster': JsonAnswer<\{[\s\S]*?data_url: string;/);
  assert.match(types, /readonly chunk_info\?: ChunkInfo \| null;/);
});
