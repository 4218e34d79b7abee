import { pageLabel, parsePageTarget, parseProse } from './book-content.ts';
import type { BookBlock, BookChapter, BookExample, BookTable, Prose } from './book-content.ts';
import { sequenceDiagram } from './book-diagram.ts';
import { maskingTool, pkceTool } from './book-tools.ts';
import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';
import { ownHref, safeHref } from './href.ts';
import { bookTexts } from './book-texts.ts';

/** What blocks need to know of the book around them. */
export interface BookPlace {
  /** Finds a chapter by its page's name. */
  readonly find: (name: string) => BookChapter | undefined;
  /** The address of a page and, where one is named, a section of it, for use in `href`. */
  readonly hrefOf: (name: string, section: string | undefined) => string;
  /** What the ids of a chapter begin with; empty where it has the page to itself. */
  readonly idPrefix: string;
}

function linkOf(text: string, target: string, place: BookPlace): Html {
  const page = parsePageTarget(target);
  if (page === undefined) {
    const href = target.startsWith('/') ? ownHref(target) : safeHref(target);
    const words = proseHtml(text, place);
    return href === undefined ? words : html`<a href="${href}">${words}</a>`;
  }
  const chapter = place.find(page.name);
  const words = text === '' ? pageLabel(chapter, page.section) : proseHtml(text, place);
  return html`<a href="${place.hrefOf(page.name, page.section)}">${words}</a>`;
}

/** True for what is read as one word, and is short enough to stand on one line anywhere. */
function isName(code: string): boolean {
  return /^[\w-]{1,28}$/.test(code);
}

/** A line of the book with its marks as markup. */
export function proseHtml(prose: Prose, place: BookPlace): Html {
  const pieces = parseProse(prose).map((piece) => {
    switch (piece.kind) {
      case 'text':
        return piece.text;
      case 'code':
        return isName(piece.text)
          ? html`<code class="book-name">${piece.text}</code>`
          : html`<code>${piece.text}</code>`;
      case 'strong':
        return html`<strong>${proseHtml(piece.text, place)}</strong>`;
      case 'link':
        return linkOf(piece.text, piece.target, place);
    }
  });
  return html`${pieces}`;
}

function tableHtml({ head, rows }: BookTable, place: BookPlace): Html {
  return html`<table role="table" class="cards book-table">
    <thead role="rowgroup">
      <tr role="row">
        ${head.map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) =>
          html`<tr role="row">
            ${row.map(
              (cell, index) =>
                html`<td role="cell" data-label="${head[index] ?? ''}">
                  <div>${proseHtml(cell, place)}</div>
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function exampleHtml({ name, request, status, answer }: BookExample): Html {
  const words = bookTexts;
  return html`<div class="book-example">
    <pre data-example="${name}" data-status="${status ?? ''}"><code>${request}</code></pre>
    ${status !== undefined && html`<p class="small">${words.answers(status)}</p>`}
    ${answer !== undefined && html`<pre data-answer="${name}"><code>${answer}</code></pre>`}
  </div>`;
}

function listHtml(items: readonly Prose[], place: BookPlace): Html {
  return html`${items.map((item) => html`<li>${proseHtml(item, place)}</li>`)}`;
}

function blockHtml(block: BookBlock, place: BookPlace): Html {
  if (typeof block === 'string') return html`<p>${proseHtml(block, place)}</p>`;
  switch (block.kind) {
    case 'table':
      return tableHtml(block, place);
    case 'example':
      return exampleHtml(block);
    case 'diagram':
      return sequenceDiagram(block, place.idPrefix);
    case 'list':
      return html`<ul class="book-list">
        ${listHtml(block.items, place)}
      </ul>`;
    case 'steps':
      return html`<ol class="book-list">
        ${listHtml(block.items, place)}
      </ol>`;
    case 'note':
      return html`<p class="callout">${proseHtml(block.text, place)}</p>`;
    case 'warning':
      return html`<p class="callout warning">${proseHtml(block.text, place)}</p>`;
    case 'code':
      return html`<pre><code>${block.text}</code></pre>`;
    case 'heading':
      return html`<h3 id="${place.idPrefix}${block.id}">${block.title}</h3>`;
    case 'tool':
      return block.tool === 'pkce' ? pkceTool(place.idPrefix) : maskingTool(place.idPrefix);
  }
}

/** Blocks one after the other. */
export function blocksHtml(blocks: readonly BookBlock[], place: BookPlace): HtmlValue {
  return blocks.map((block) => blockHtml(block, place));
}

/** A chapter: its heading, what it begins with, and its sections, each with an anchor. */
export function chapterHtml(chapter: BookChapter, place: BookPlace): Html {
  const { number, title, lead, sections } = chapter;
  const { idPrefix } = place;
  return html`<article class="book-chapter" aria-labelledby="${idPrefix}chapter">
    <h1 id="${idPrefix}chapter">
      ${number !== '' && html`<span class="book-number">${number}</span> `}${title}
    </h1>
    ${blocksHtml(lead, place)}
    ${sections.map(
      (section) =>
        html`<section aria-labelledby="${idPrefix}${section.id}">
          <h2 id="${idPrefix}${section.id}">
            ${section.title}
            <a
              class="book-anchor"
              href="#${idPrefix}${section.id}"
              aria-label="${bookTexts.anchor(section.title)}"
              >#</a
            >
          </h2>
          ${blocksHtml(section.blocks, place)}
        </section>`,
    )}
  </article>`;
}
