import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

/** A term and what it is; a fact that is undefined is left out. */
export type Fact = readonly [term: string, value: HtmlValue];

/** A list of facts beside each other. */
export function factList(facts: readonly Fact[]): Html {
  return html`<dl class="facts">
    ${facts.map(
      ([term, value]) =>
        value !== undefined &&
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
