import { chapterHtml } from './book-blocks.ts';
import type { BookPlace } from './book-blocks.ts';
import { chapterLabel } from './book-content.ts';
import type { BookChapter } from './book-content.ts';
import { bookTexts } from './book-texts.ts';
import type { FoundPlace } from './assets/book-search.js';
import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';
import { ownHref } from './href.ts';
import { foot, htmlPage, serviceMark } from './layout.ts';
import type { PageFrame } from './layout.ts';

/** What every page of the book has in common. */
export interface BookFrame extends PageFrame {
  /** The path of the book; it ends with a slash. */
  readonly bookPath: string;
  readonly bookScriptHref: string;
  /** The module that finds places, and the one that holds them. */
  readonly searchScriptHref: string;
  readonly searchIndexHref: string;
  readonly homeHref: string;
}

function contentsItem(chapter: BookChapter, currentName: string | undefined): Html {
  const { name, number, title } = chapter;
  const depth = number === '' ? 1 : number.split('.').length;
  const current = name === currentName && html` aria-current="page"`;
  return html`${chapter.part !== undefined && html`<li class="book-part">${chapter.part}</li>`}
    <li class="book-depth-${depth}">
      <a href="${name}.html" ${current}
        >${number !== '' && html`<span class="book-number">${number}</span> `}${title}</a
      >
    </li>`;
}

function contents(chapters: readonly BookChapter[], currentName: string | undefined): Html {
  return html`<nav class="book-contents" aria-label="${bookTexts.chapters}">
    <details>
      <summary>${bookTexts.chapters}</summary>
      <ul>
        ${chapters.map((chapter) => contentsItem(chapter, currentName))}
        <li class="book-part">
          <a href="print.html">${bookTexts.print}</a>
        </li>
      </ul>
    </details>
  </nav>`;
}

function turn(chapters: readonly BookChapter[], currentName: string): Html {
  const at = chapters.findIndex(({ name }) => name === currentName);
  const before = chapters[at - 1];
  const next = chapters[at + 1];
  return html`<nav class="book-turn" aria-label="${bookTexts.turn}">
    ${
      before !== undefined &&
      html`<a rel="prev" href="${before.name}.html"
        ><span class="small">${bookTexts.before}</span> ${chapterLabel(before)}</a
      >`
    }
    ${
      next !== undefined &&
      html`<a rel="next" href="${next.name}.html"
        ><span class="small">${bookTexts.next}</span> ${chapterLabel(next)}</a
      >`
    }
  </nav>`;
}

function keysDialog(): Html {
  return html`<dialog id="book-keys" class="book-dialog" aria-labelledby="book-keys-title">
    <h2 id="book-keys-title">${bookTexts.keysTitle}</h2>
    <dl class="book-key-rows">
      ${bookTexts.keyRows.map(
        ({ keys, does }) =>
          html`<div>
            <dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
            <dd>${does}</dd>
          </div>`,
      )}
    </dl>
    <label class="check"><input type="checkbox" checked />${bookTexts.keysOn}</label>
    <form method="dialog"><button class="secondary">${bookTexts.close}</button></form>
  </dialog>`;
}

function searchDialog(frame: BookFrame): Html {
  return html`<dialog
    id="book-search"
    class="book-dialog"
    aria-labelledby="book-search-title"
    data-module="${frame.searchScriptHref}"
    data-index="${frame.searchIndexHref}"
    data-book="${frame.bookPath}"
    data-none="${bookTexts.searchNone}"
    data-one="${bookTexts.searchFound(1)}"
    data-many="${bookTexts.searchMany}"
  >
    <h2 id="book-search-title">${bookTexts.searchTitle}</h2>
    <div class="field">
      <label for="book-search-field">${bookTexts.searchField}</label>
      <input id="book-search-field" type="search" autocomplete="off" spellcheck="false" />
      <p class="small">${bookTexts.searchSentence}</p>
    </div>
    <p role="status"></p>
    <ul class="book-found" data-found></ul>
    <form method="dialog"><button class="secondary">${bookTexts.close}</button></form>
  </dialog>`;
}

function bar(frame: BookFrame): Html {
  const home = ownHref(frame.homeHref) ?? '/';
  return html`<header class="bar">
    <div class="bar-in book-bar">
      <a class="home" href="${home}">${serviceMark(frame)}</a>
      <a class="book-title" href="introduction.html">${bookTexts.title}</a>
      <div class="book-tools">
        <a class="button secondary quiet" href="search" data-open-search>${bookTexts.search}</a>
        <button type="button" class="quiet" data-open-keys hidden>${bookTexts.keys}</button>
      </div>
    </div>
  </header>`;
}

function bookLayout(
  frame: BookFrame,
  chapters: readonly BookChapter[],
  page: { readonly title: string; readonly name?: string; readonly content: HtmlValue },
): Html {
  return htmlPage(
    frame,
    page.title,
    html`${bar(frame)}
      <div class="book">
        ${contents(chapters, page.name)}
        <main id="content" class="book-main" tabindex="-1">${page.content}</main>
      </div>
      ${foot(frame)} ${keysDialog()} ${searchDialog(frame)}
      <script type="module" src="${frame.bookScriptHref}"></script>`,
  );
}

function placeOf(chapters: readonly BookChapter[]): BookPlace {
  const byName = new Map(chapters.map((chapter) => [chapter.name, chapter]));
  return {
    find: (name) => byName.get(name),
    hrefOf: (name, section) =>
      `${name === '' ? '' : `${name}.html`}${section === undefined ? '' : `#${section}`}`,
    idPrefix: '',
  };
}

/** One chapter, with the way to all others. */
export function bookChapterPage(
  frame: BookFrame,
  chapters: readonly BookChapter[],
  chapter: BookChapter,
): Html {
  return bookLayout(frame, chapters, {
    title: chapterLabel(chapter),
    name: chapter.name,
    content: html`${chapterHtml(chapter, placeOf(chapters))}${turn(chapters, chapter.name)}`,
  });
}

/** The whole book on one page, for paper. Links lead to its own chapters. */
export function bookPrintPage(frame: BookFrame, chapters: readonly BookChapter[]): Html {
  const place = placeOf(chapters);
  const articles = chapters.map((chapter) =>
    chapterHtml(chapter, {
      find: place.find,
      hrefOf: (name, section) => `#${name === '' ? chapter.name : name}-${section ?? 'chapter'}`,
      idPrefix: `${chapter.name}-`,
    }),
  );
  return bookLayout(frame, chapters, {
    title: bookTexts.print,
    content: html`<div class="book-print">${articles}</div>`,
  });
}

/** What was found, for whoever searches without scripts. */
export function bookSearchPage(
  frame: BookFrame,
  chapters: readonly BookChapter[],
  { query, found }: { readonly query: string; readonly found: readonly FoundPlace[] },
): Html {
  const words = found.length === 0 ? bookTexts.searchNone : bookTexts.searchFound(found.length);
  return bookLayout(frame, chapters, {
    title: bookTexts.searchTitle,
    content: html`<h1>${bookTexts.searchTitle}</h1>
      <form class="book-search-form" method="get" action="search" role="search">
        <div class="field">
          <label for="q">${bookTexts.searchField}</label>
          <input id="q" name="q" type="search" value="${query}" maxlength="200" />
          <p class="small">${bookTexts.searchSentence}</p>
        </div>
        <button type="submit" class="primary">${bookTexts.searchSubmit}</button>
      </form>
      ${query.trim() !== '' && html`<p role="status">${words}</p>`}
      <ul class="book-found">
        ${found.map(
          ({ href, chapter, title, excerpt }) =>
            html`<li>
              <a href="${href}">${title}</a><span class="small">${chapter}</span
              ><span class="book-excerpt">${excerpt}</span>
            </li>`,
        )}
      </ul>`,
  });
}
