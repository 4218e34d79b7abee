import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

/**
 * Several short facts in one line, with a dot between two of them but none where a line begins.
 * Facts that are `undefined`, `null` or `false` are left out.
 */
export function factLine(className: string, facts: readonly HtmlValue[]): Html {
  const shown = facts.filter((fact) => fact !== undefined && fact !== null && fact !== false);
  return html`<p class="facts ${className}">
    ${shown.map((fact) => html`<span class="fact">${fact}</span> `)}
  </p>`;
}
