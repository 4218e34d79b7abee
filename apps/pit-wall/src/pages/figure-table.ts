import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

/** A column's heading; figures stand to the right. */
export interface Column {
  readonly name: string;
  readonly isFigure: boolean;
}

/** Headings of columns that hold figures. */
export function figureColumns(...names: readonly string[]): Column[] {
  return names.map((name) => ({ name, isFigure: true }));
}

/**
 * A table that turns into cards on a narrow screen.
 *
 * @param first the heading of the first column, which says what a row is about
 * @param rows table rows whose cells carry the headings as `data-label`
 */
export function figureTable(
  first: string,
  columns: readonly Column[],
  rows: readonly HtmlValue[],
): Html {
  const heads = [{ name: first, isFigure: false }, ...columns];
  return html`<table role="table" class="cards figures">
    <thead role="rowgroup">
      <tr role="row">
        ${heads.map(({ name, isFigure }) =>
          isFigure
            ? html`<th role="columnheader" scope="col" class="figure">${name}</th>`
            : html`<th role="columnheader" scope="col">${name}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows}
    </tbody>
  </table>`;
}
