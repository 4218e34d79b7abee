import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

/** The head of a page: its title, the sentence that leads in, and what else belongs to them. */
export function pageHead(
  title: Html | string,
  lead: Html | string | undefined,
  more?: HtmlValue,
): Html {
  return html`<div class="page-head">
    <h1>${title}</h1>
    ${lead !== undefined && html`<p class="lead">${lead}</p>`} ${more}
  </div>`;
}
