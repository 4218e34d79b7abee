import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { oauthErrorCodes } from '@pitpass/protocol';

import { findPlaces } from '../pages/assets/book-search.js';
import { parsePageTarget, parseProse } from '../pages/book-content.ts';
import type { BookBlock, BookChapter } from '../pages/book-content.ts';
import { errorCauses } from './error-causes.ts';
import type { BookFacts } from './facts.ts';
import { createSearchIndex, writeBook } from './write-book.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

const settings = {
  isLocal: true,
  refreshTokenRetryWindowSeconds: 0,
  passwordLimitedPerHour: 12,
  clientAuthenticationFailuresPerMinute: 60,
  passwordFailuresPerQuarterHour: 10,
  refreshesPerMinute: 60,
  passwordLimitedConfirmationDays: 180,
  signingKeyDays: 90,
  dataRequestsPerMinute: 240,
  unknownBrowser: 'off',
  signUp: 'open',
  placesFile: undefined,
  contact: undefined,
};

const local: BookFacts = {
  origin: 'http://localhost:7480',
  issuer: 'http://localhost:7480/oauth2',
  signInSeconds: 900,
  settings,
  demo: {
    password_limited_client_id: 'garage-bot',
    server_client_id: 'pit-wall',
    native_client_id: 'pitpass-cli',
    native_redirect_uri: 'http://127.0.0.1:7491/callback',
  },
  releaseNotes: readFileSync(`${root}CHANGELOG.md`, 'utf8'),
  dataReference: readFileSync(`${root}docs/data-api.md`, 'utf8'),
};

const operated: BookFacts = {
  ...local,
  origin: 'https://id.league.example',
  issuer: 'https://id.league.example/oauth2',
  settings: {
    ...settings,
    isLocal: false,
    refreshTokenRetryWindowSeconds: 20,
    passwordLimitedPerHour: 31,
    unknownBrowser: 'mail',
    signUp: 'closed',
    placesFile: '/places.mmdb',
    contact: 'help@league.example',
  },
  demo: undefined,
  releaseNotes: undefined,
  dataReference: undefined,
};

const books: Record<string, readonly BookChapter[]> = {};

before(async () => {
  books['local'] = await writeBook(local);
  books['operated'] = await writeBook(operated);
});

const everyBook = ['local', 'operated'] as const;
const chaptersOf = (name: string) => books[name] ?? [];

function chapterOf(book: string, name: string): BookChapter {
  const chapter = chaptersOf(book).find((one) => one.name === name);
  assert.ok(chapter !== undefined, name);
  return chapter;
}

const blocksOf = ({ lead, sections }: BookChapter): readonly BookBlock[] => [
  ...lead,
  ...sections.flatMap(({ blocks }) => blocks),
];

function proseOf(block: BookBlock): readonly string[] {
  if (typeof block === 'string') return [block];
  if (block.kind === 'table') return [...block.head, ...block.rows.flat()];
  if (block.kind === 'list' || block.kind === 'steps') return block.items;
  return block.kind === 'note' || block.kind === 'warning' ? [block.text] : [];
}

const textOf = (chapter: BookChapter): string => JSON.stringify(blocksOf(chapter));

/** What can be linked to in a chapter. */
const anchorsOf = ({ sections }: BookChapter): readonly string[] =>
  sections.flatMap(({ id, blocks }) => [
    id,
    ...blocks.flatMap((block) =>
      typeof block !== 'string' && block.kind === 'heading' ? [block.id] : [],
    ),
  ]);

describe('every chapter', () => {
  for (const book of everyBook) {
    it(`links only to pages and sections that there are (${book})`, () => {
      let links = 0;
      for (const chapter of chaptersOf(book)) {
        for (const piece of blocksOf(chapter).flatMap(proseOf).flatMap(parseProse)) {
          if (piece.kind !== 'link') continue;
          const page = parsePageTarget(piece.target);
          if (page === undefined) continue;
          links += 1;
          const target = page.name === '' ? chapter : chapterOf(book, page.name);
          if (page.section === undefined) continue;
          assert.ok(anchorsOf(target).includes(page.section), `${chapter.name}: ${piece.target}`);
        }
      }
      assert.ok(links > 150, String(links));
    });

    it(`has anchors of its own, and no empty cell, text or heading (${book})`, () => {
      for (const chapter of chaptersOf(book)) {
        const anchors = anchorsOf(chapter);
        assert.equal(new Set(anchors).size, anchors.length, chapter.name);
        assert.ok(chapter.title !== '' && blocksOf(chapter).length > 0, chapter.name);
        for (const text of blocksOf(chapter).flatMap(proseOf)) {
          assert.ok(text.trim() !== '', chapter.name);
          assert.doesNotMatch(text, /undefined|NaN|\[object/, chapter.name);
        }
        for (const block of blocksOf(chapter)) {
          if (typeof block === 'string' || block.kind !== 'table') continue;
          for (const row of block.rows) assert.equal(row.length, block.head.length, chapter.name);
        }
      }
    });

    it(`names each of its requests once (${book})`, () => {
      const names = chaptersOf(book)
        .flatMap(blocksOf)
        .flatMap((block) =>
          typeof block !== 'string' && block.kind === 'example' ? [block.name] : [],
        );
      assert.equal(new Set(names).size, names.length);
      assert.ok(names.length >= 20, names.join());
    });
  }
});

describe('the book of an instance', () => {
  it('book 9 says its own address, and no other', () => {
    for (const [book, { origin }] of [
      ['local', local],
      ['operated', operated],
    ] as const) {
      const text = chaptersOf(book)
        .filter(({ name }) => name !== 'release_notes')
        .map(textOf)
        .join(' ');
      assert.ok(text.includes(`${origin}/oauth2/token`));
      const services = text.match(/https?:\/\/[a-z0-9.:-]+\/oauth2/g) ?? [];
      assert.deepEqual([...new Set(services)], [`${origin}/oauth2`]);
    }
  });

  it('book 2 shows clients of the demo where there is one, and variables elsewhere', () => {
    assert.match(textOf(chapterOf('local', 'token_endpoint')), /client_id=garage-bot/);
    const text = chaptersOf('operated').map(textOf).join(' ');
    assert.match(text, /client_id=\$CLIENT_ID/);
    assert.doesNotMatch(text, /garage-bot|pitpass-cli|demo\.json/);
  });

  it('book 13.2 book 13.4 says the limits and windows that are set', () => {
    assert.match(textOf(chapterOf('local', 'token_endpoint')), /"12 an hour"[^]*"36 an hour"/);
    assert.match(textOf(chapterOf('operated', 'token_endpoint')), /"31 an hour"[^]*"93 an hour"/);
    assert.match(textOf(chapterOf('local', 'refresh_token')), /This instance repeats no answer/);
    assert.match(textOf(chapterOf('operated', 'refresh_token')), /within 20 seconds gets the very/);
    assert.match(textOf(chapterOf('local', 'verification')), /switched off/);
    assert.doesNotMatch(textOf(chapterOf('operated', 'verification')), /switched off/);
  });

  it('book 17 names whom the operator wants to be asked', () => {
    const text = textOf(chapterOf('operated', 'reporting_issues'));
    assert.match(text, /Ask `help@league\.example` about clients/);
    assert.doesNotMatch(textOf(chapterOf('local', 'reporting_issues')), /Ask /);
  });

  it('describes /data where it runs, and nowhere else', () => {
    const services = chaptersOf('local').filter(({ name }) => name.startsWith('data_'));
    // The workflow's chapter has such a name too.
    assert.equal(services.length, 1 + 1 + 16);
    const methods = services.flatMap(({ number, sections }) =>
      number.startsWith('19.') ? sections : [],
    );
    assert.equal(methods.length, 74);
    const names = chaptersOf('operated').map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name.startsWith('data_')),
      ['data_api_workflow'],
    );
  });

  it('book 18 has a section for each version of the changelog', () => {
    const { sections } = chapterOf('local', 'release_notes');
    const versions = (local.releaseNotes ?? '').match(/^## .+$/gm) ?? [];
    assert.ok(versions.length > 0);
    assert.deepEqual(
      sections.map(({ title }) => `## ${title}`),
      versions,
    );
  });
});

describe('values to compare with', () => {
  it('book 13.2 S64 are masked as the vectors of the specification are', () => {
    const text = textOf(chapterOf('local', 'token_endpoint'));
    for (const masked of [
      'ihBzlO6bnu0lfgFIo+8L4Sq3a+vl4rzfyPtyHKb2TO8=',
      '2ldjc3SaCMrn/XwvkjTAI1ly9wWi0FqVTRAso0Ki2dE=',
      '7gBfAe/p4KuEBLjhR5A8XTSZPGVn+Nhv1w0QWLOVjLY=',
      'M+W3D0nclt1+zBf3MlSCnNZrmkP2ytrRB/b0Woi6b6k=',
      'YFNhiY72Th25/khzZD4ky4oqVg2mtVvEhEAKKFphE/Q=',
      'OgtSABiZSzkPTx4G1fXIHt4HoqPEmJWRBWdhxAnWOnM=',
    ]) {
      assert.ok(text.includes(masked), masked);
    }
  });

  it('book 13.3 are the challenges of RFC 7636 and of the specification', () => {
    const text = textOf(chapterOf('local', 'pkce_overview'));
    for (const challenge of [
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      'uboYUqpnBOR-hxVhitFnHJWVZvvO5dnnRhVNTp7LpnU',
      'vqcsXz_I04I8VSt7tlkAy6y73RlHdkwlYtZPSdY3pC4',
    ]) {
      assert.ok(text.includes(challenge), challenge);
    }
  });

  it('book 7 judges redirect URIs by the rule that registration asks', () => {
    const text = textOf(chapterOf('local', 'redirect_uris_overview'));
    assert.match(text, /\["`https:\/\/app\.example\/callback`","yes"\]/);
    assert.match(text, /\["`myapp:\/\/callback`","no: uses a custom scheme without a dot/);
  });
});

// Refusals of the other dialect, and of what is no endpoint of the book.
const elsewhere = [/trackmania/, /client-credentials-grant/, /packages\/(?:cli|data|client)\//];
const wordsOf = (text: string): string => text.replaceAll(/\$\{[^}]*\}/g, '…');

/** Every refusal in the sources whose description stands there. */
function listRefusals(): readonly { code: string; description: string; file: string }[] {
  const files = globSync('packages/{server,protocol}/src/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !elsewhere.some((pattern) => pattern.test(file)),
  );
  const refusal = /new OAuthError\(\s*'([a-z_]+)',\s*(?:'([^']*)'|`([^`]*)`)/g;
  return files.flatMap((file) =>
    [...readFileSync(root + file, 'utf8').matchAll(refusal)].map(
      ([, code = '', plain, template]) => ({
        code,
        description: plain ?? wordsOf(template ?? ''),
        file,
      }),
    ),
  );
}

describe('the causes of errors', () => {
  it('book 16 S56 explains every refusal of the sources under its code', () => {
    const refusals = listRefusals();
    assert.ok(refusals.length > 40, String(refusals.length));
    for (const { code, description, file } of refusals) {
      const causes = errorCauses[code as keyof typeof errorCauses] ?? [];
      assert.ok(
        causes.some(({ descriptions }) => descriptions.includes(description)),
        `${file} refuses with ${code} "${description}": add its cause to book/error-causes.ts`,
      );
    }
  });

  it('book 16 explains no refusal that there is not', () => {
    const known = new Set(listRefusals().map(({ code, description }) => `${code} ${description}`));
    const worded = [
      '… sent more than once',
      '… longer than … characters',
      '… not form-encoded UTF-8',
      'more than … parameters',
      'client_id missing',
    ].map((description) => `invalid_request ${description}`);
    const given = new Set([
      ...known,
      ...worded,
      'invalid_client client_id or client_secret not right',
    ]);
    for (const code of oauthErrorCodes) {
      assert.ok(errorCauses[code].length > 0, code);
      for (const description of errorCauses[code].flatMap(({ descriptions }) => descriptions)) {
        assert.ok(given.has(`${code} ${description}`), `${code} ${description}`);
      }
    }
  });
});

describe('search', () => {
  it('finds a place by the beginnings of words, titles first', () => {
    const index = createSearchIndex(chaptersOf('local'));
    const first = (query: string) => findPlaces(index, query)[0]?.href;
    assert.equal(first('masking'), 'token_endpoint.html#masking');
    assert.equal(first('refresh stolen'), 'refresh_token.html#once');
    assert.equal(first('Retry-After limit'), 'token_endpoint.html#limits');
    assert.equal(first('invalid_grant'), 'error_invalid_grant.html');
    assert.equal(first('lap_data'), 'data_results.html#results-lap_data');
    assert.deepEqual(findPlaces(index, ''), []);
    assert.deepEqual(findPlaces(index, 'zzyzx'), []);
    assert.deepEqual(findPlaces(index, 'masking zzyzx'), []);
    assert.deepEqual(findPlaces(index, '.*+?^$()[]{}|\\'), []);
  });

  it('leads to places that there are, with texts that hold no marks', () => {
    for (const { href, text } of createSearchIndex(chaptersOf('local'))) {
      const [page = '', section] = href.split('#');
      const chapter = chapterOf('local', page.replace('.html', ''));
      if (section !== undefined) assert.ok(anchorsOf(chapter).includes(section), href);
      assert.doesNotMatch(text, /\]\([a-z_#]+\)/, href);
      if (!/^(?:reading|data_)/.test(href)) assert.doesNotMatch(text, /`|\*\*/, href);
    }
  });
});
