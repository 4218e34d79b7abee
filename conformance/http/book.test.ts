import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import type { Answer } from '../harness/request.ts';

/** Name, number and title of every page of the original, as its table of contents has them. */
const pages = readFileSync(new URL('../fixtures/book-pages.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t') as [name: string, number: string, title: string]);
/** Pages that came later. */
const newerPages = ['tokens_overview', 'access_token', 'refresh_token'];

const book = '/oauth2/book/';
const html = { accept: 'text/html' };
let service: Service;

before(async () => {
  service = await startService();
});
after(stopEverything);

const get = (path: string, headers: Readonly<Record<string, string>> = html): Promise<Answer> =>
  service.send(path, { headers });

const unescape = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

function heading(body: string): string {
  const [, inner = ''] = /<h1[^>]*>([^]*?)<\/h1>/.exec(body) ?? [];
  return unescape(inner.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

describe('pages of the book', () => {
  it('has the original’s forty-two', () => {
    assert.equal(pages.length, 42);
    for (const [name] of pages) assert.match(name, /^[a-z_0-9]+$/);
  });

  for (const [name, number, title] of pages) {
    it(`book ${number || '0'} answers as ${name}.html and as ${name}, and is that chapter`, async () => {
      const answer = await get(`${book}${name}.html`);
      assert.equal(answer.status, 200);
      assert.equal(heading(answer.body), `${number} ${title}`.trim());
      const bare = await get(book + name);
      assert.deepEqual([bare.status, bare.body], [200, answer.body]);
    });
  }

  it('book 13.4 answers the chapters that came later', async () => {
    for (const name of newerPages) {
      assert.equal((await get(`${book}${name}.html`)).status, 200, name);
    }
  });

  it('begins at the introduction, and answers 404 where there is no chapter', async () => {
    for (const path of [book, book.slice(0, -1)]) {
      const answer = await get(path);
      assert.deepEqual(
        [answer.status, answer.header('location')],
        [302, `${book}introduction.html`],
      );
    }
    for (const path of ['nothing', 'error_nothing.html', 'introduction.html.html', '..%2Ftoken']) {
      assert.equal((await get(book + path)).status, 404, path);
    }
    assert.equal((await service.send(`${book}introduction`, { method: 'POST' })).status, 404);
  });

  it('are read once: a browser asks whether it still has them', async () => {
    for (const name of ['introduction.html', 'print.html', 'search_index.js']) {
      const answer = await get(book + name);
      const etag = answer.header('etag') ?? '';
      assert.match(etag, /^"[\w-]{22}"$/);
      assert.equal(answer.header('cache-control'), 'no-cache');
      const again = await get(book + name, { ...html, 'if-none-match': `"x", ${etag}` });
      assert.deepEqual([again.status, again.body], [304, '']);
      assert.equal((await get(book + name, { ...html, 'if-none-match': '"x"' })).status, 200);
    }
  });

  it('S222 are allowed no connection, whatever somebody types into them', async () => {
    const { body, ...answer } = await get(`${book}token_endpoint.html`);
    const csp = answer.header('content-security-policy') ?? '';
    assert.match(csp, /default-src 'none'/);
    assert.doesNotMatch(csp, /connect-src|unsafe/);
    assert.ok(body.includes('data-tool="masking"'));
  });
});

/** Where the links of a page lead, below the origin. */
function listLinks(body: string, base: string): readonly URL[] {
  return [...body.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map(
    ([, href = '']) => new URL(unescape(href), service.origin + base),
  );
}

const idsOf = (body: string): ReadonlySet<string> =>
  new Set([...body.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));

describe('links of the book', () => {
  it('lead to pages that answer and to anchors that are there', async () => {
    const seen = new Map<string, Answer>();
    const waiting = [`${book}introduction.html`, `${book}search?q=token`, `${book}print.html`];
    let anchors = 0;
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      const answer = await get(path);
      seen.set(path, answer);
      assert.ok([200, 302, 303].includes(answer.status), `${path} ${answer.status}`);
      if (!path.startsWith(book) || answer.status !== 200) continue;
      for (const url of listLinks(answer.body, path)) {
        if (url.origin !== service.origin) continue;
        waiting.push(url.pathname + url.search);
      }
    }
    for (const [path, { body }] of seen) {
      if (!path.startsWith(book)) continue;
      for (const { hash, pathname, search } of listLinks(body, path)) {
        const target = seen.get(pathname + search);
        if (hash === '' || target === undefined) continue;
        anchors += 1;
        const id = decodeURIComponent(hash.slice(1));
        assert.ok(idsOf(target.body).has(id), `${path} links to ${pathname}${hash}`);
      }
    }
    assert.ok(seen.size > 60 && anchors > 300, `${seen.size} pages, ${anchors} anchors`);
    for (const [name] of pages) assert.ok(seen.has(`${book}${name}.html`), name);
  });

  it('S56 are where every error of the service leads', async () => {
    const answer = await service.send('/oauth2/token', { form: {} });
    const uri = String(answer.json()['error_uri']);
    assert.equal(uri, `${service.origin}${book}error_invalid_request.html`);
    const page = await get(uri.slice(service.origin.length));
    assert.ok(page.body.includes('error_description'));
  });
});

describe('search without scripts', () => {
  it('lists what was found, with links', async () => {
    const { body, status } = await get(`${book}search?q=masked+password`);
    assert.equal(status, 200);
    const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'));
    assert.ok(main.includes('href="token_endpoint.html#masking"'), main);
    assert.match(main, /<input[^>]*value="masked password"/);
  });

  it('says so when nothing was found, and shows what was typed as text', async () => {
    const typed = '"><script>alert(1)</script>';
    const { body } = await get(`${book}search?q=${encodeURIComponent(typed)}`);
    assert.match(body, /Nothing was found/);
    assert.ok(!body.includes('<script>alert'));
    for (const query of ['', '?q=', '?q=%', `?q=${'x'.repeat(5000)}`, '?q=a&q=b']) {
      assert.equal((await get(`${book}search${query}`)).status, 200, query);
    }
  });

  it('has an index that programs can read', async () => {
    const places = (await get(`${book}search_index.json`)).json<Record<string, string>[]>();
    assert.ok(places.length > 200);
    for (const place of places) {
      assert.deepEqual(Object.keys(place).sort(), ['chapter', 'href', 'text', 'title']);
    }
  });
});
