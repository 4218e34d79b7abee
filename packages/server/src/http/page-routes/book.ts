import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { BookFacts } from '../../book/facts.ts';
import { iracingIssuer, iracingPaths } from '../../dialect/iracing/paths.ts';
import { bookChapterPage, bookPrintPage, bookSearchPage } from '../../pages/book-page.ts';
import type { BookFrame } from '../../pages/book-page.ts';
import type { BookChapter } from '../../pages/book-content.ts';
import { findPlaces } from '../../pages/assets/book-search.js';
import type { SearchPlace } from '../../pages/assets/book-search.js';
import { renderHtml } from '../../pages/html.ts';
import type { Html } from '../../pages/html.ts';
import { rawQuery } from '../http-parts.ts';
import type { HttpParts } from '../http-parts.ts';
import { setPageHeaders } from '../security-headers.ts';
import { pageFrame, sendPage } from '../send-page.ts';
import { transactionLifetimeSeconds } from '../transaction.ts';

const queryLengthMax = 200;
const entry = 'introduction';

/** Documents that become chapters: where an installed package holds them, and where the repository does. */
const documents = {
  releaseNotes: ['../../documents/CHANGELOG.md', '../../../../../CHANGELOG.md'],
  dataReference: ['../../documents/data-api.md', '../../../../../docs/data-api.md'],
} as const;

/** A document, or undefined where the program was installed without it. */
async function readDocument(places: readonly string[]): Promise<string | undefined> {
  for (const place of places) {
    try {
      return await readFile(new URL(place, import.meta.url), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return undefined;
}

async function gatherFacts({ origin, bookSettings, demo }: HttpParts): Promise<BookFacts> {
  const { isLocal } = bookSettings;
  return {
    origin,
    issuer: iracingIssuer(origin),
    signInSeconds: transactionLifetimeSeconds,
    settings: bookSettings,
    demo: demo?.().bookClients,
    releaseNotes: await readDocument(documents.releaseNotes),
    dataReference: isLocal ? await readDocument(documents.dataReference) : undefined,
  };
}

/** What is sent, with the tag by which a browser asks whether it still has it. */
interface Rendered {
  readonly type: string;
  readonly body: string;
  readonly etag: string;
}

interface OpenBook {
  readonly chapters: readonly BookChapter[];
  readonly places: readonly SearchPlace[];
  /** A page by its name, made when it is first asked for; undefined for one that there is not. */
  find(name: string): Rendered | undefined;
}

function toRendered(body: string, type: string): Rendered {
  return { body, type, etag: `"${hash('sha256', body, 'base64url').slice(0, 22)}"` };
}

async function openBook(frame: BookFrame, parts: HttpParts): Promise<OpenBook> {
  // Its chapters are loaded when somebody reads: a start does not wait for them.
  const { createSearchIndex, writeBook } = await import('../../book/write-book.ts');
  const chapters = await writeBook(await gatherFacts(parts));
  const places = createSearchIndex(chapters);
  const index = JSON.stringify(places);
  const page = (markup: Html): Rendered =>
    toRendered(renderHtml(markup), 'text/html; charset=utf-8');
  const makers = new Map<string, () => Rendered>([
    ...chapters.map(
      (chapter) => [chapter.name, () => page(bookChapterPage(frame, chapters, chapter))] as const,
    ),
    ['print', () => page(bookPrintPage(frame, chapters))],
    ['search_index.json', () => toRendered(index, 'application/json; charset=utf-8')],
    [
      'search_index.js',
      () => toRendered(`export default ${index};\n`, 'text/javascript; charset=utf-8'),
    ],
  ]);
  const made = new Map<string, Rendered>();
  return {
    chapters,
    places,
    find(asked) {
      const name = asked.replace(/\.html$/, '');
      const known = made.get(name);
      if (known !== undefined) return known;
      const rendered = makers.get(name)?.();
      if (rendered !== undefined) made.set(name, rendered);
      return rendered;
    },
  };
}

function bookFrame(parts: HttpParts): BookFrame {
  const frame = pageFrame(parts);
  const { bookHrefs } = parts.assets;
  return {
    ...frame,
    stylesheetHrefs: [...frame.stylesheetHrefs, ...bookHrefs.stylesheets],
    bookPath: iracingPaths.book,
    bookScriptHref: bookHrefs.script,
    searchScriptHref: bookHrefs.searchScript,
    searchIndexHref: `${iracingPaths.book}search_index.js`,
    homeHref: `${parts.origin}/`,
  };
}

function sendRendered(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, type, etag }: Rendered,
  isSecure: boolean,
): FastifyReply {
  setPageHeaders(reply, isSecure)
    .header('content-type', type)
    .header('cache-control', 'no-cache')
    .header('etag', etag);
  const asked = request.headers['if-none-match']?.split(',').map((tag) => tag.trim()) ?? [];
  if (asked.includes(etag) || asked.includes(`W/${etag}`)) return reply.code(304).send();
  return reply.send(body);
}

/** The book at `/oauth2/book/`: what `error_uri` leads to, written by the instance that serves it. */
export function registerBook(app: FastifyInstance, parts: HttpParts): void {
  const frame = bookFrame(parts);
  const isSecure = parts.origin.startsWith('https:');
  let opening: Promise<OpenBook> | undefined;
  const open = (): Promise<OpenBook> => {
    opening ??= openBook(frame, parts).catch((error: unknown) => {
      // The next reader may have more luck with the files.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const toEntry = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.redirect(`${iracingPaths.book}${entry}.html`, 302);
  app.get(iracingPaths.book, toEntry);
  app.get(iracingPaths.book.slice(0, -1), toEntry);
  app.get(`${iracingPaths.book}search`, async (request, reply) => {
    const { chapters, places } = await open();
    const query = (new URLSearchParams(rawQuery(request)).get('q') ?? '').slice(0, queryLengthMax);
    const found = findPlaces(places, query);
    return sendPage(reply, parts, bookSearchPage(frame, chapters, { query, found }));
  });
  app.get<{ Params: { name: string } }>(`${iracingPaths.book}:name`, async (request, reply) => {
    const rendered = (await open()).find(request.params.name);
    if (rendered === undefined) return reply.callNotFound();
    return sendRendered(request, reply, rendered, isSecure);
  });
}
