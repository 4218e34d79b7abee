import { html } from '../pages/html.ts';
import type { Html, HtmlValue } from '../pages/html.ts';
import type { Extent } from './scale.ts';

/** How large a drawing is, and how much of it the labels take. */
export interface PlotSize {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The drawing for columns of 800 px and more, and the one for phones. */
const sizes = {
  wide: { name: 'wide', width: 900, height: 260, left: 64, right: 88, top: 24, bottom: 32 },
  narrow: { name: 'narrow', width: 320, height: 240, left: 48, right: 52, top: 24, bottom: 32 },
} as const satisfies Record<string, PlotSize>;

/** A plot: what it shows, how it is drawn at a size, and its numbers as a table. */
export interface Plot {
  /** Unique on the page. */
  readonly id: string;
  readonly heading: string;
  /** What there is to see, in a sentence; read out instead of the drawing. */
  readonly description: string;
  readonly draw: (size: PlotSize) => HtmlValue;
  /** Default: as high as a single line wants it. */
  readonly heights?: Readonly<Record<PlotSize['name'], number>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly HtmlValue[])[];
}

// Points keep away from the labels of the axis.
const insetX = 12;

/** From left to right, where values lie. */
export function across({ left, right, width }: PlotSize): Extent {
  return { from: left + insetX, to: width - right };
}

/** From the bottom to the top, where values lie. */
export function upward({ top, bottom, height }: PlotSize): Extent {
  return { from: height - bottom, to: top };
}

/** From the top to the bottom, where values lie. */
export function downward({ top, bottom, height }: PlotSize): Extent {
  return { from: top, to: height - bottom };
}

/** A label of the left axis with its line across. */
export function yTick(size: PlotSize, y: number, label: string): Html {
  return html`<line
      class="grid"
      x1="${size.left}"
      x2="${size.width - size.right}"
      y1="${y}"
      y2="${y}"
    /><text class="tick" x="${size.left - 8}" y="${y + 4}" text-anchor="end">${label}</text>`;
}

/** A label under the drawing. */
export function xTick(size: PlotSize, x: number, label: string): Html {
  return html`<text class="tick" x="${x}" y="${size.height - 8}" text-anchor="middle"
    >${label}</text
  >`;
}

function drawing(plot: Plot, usual: PlotSize): Html {
  const size = { ...usual, height: plot.heights?.[usual.name] ?? usual.height };
  const id = `${plot.id}-${size.name}`;
  return html`<svg
    class="${size.name}"
    role="img"
    aria-labelledby="${id}-title ${id}-desc"
    viewBox="0 0 ${size.width} ${size.height}"
    width="${size.width}"
    height="${size.height}"
  >
    <title id="${id}-title">${plot.heading}</title>
    <desc id="${id}-desc">${plot.description}</desc>
    ${plot.draw(size)}
  </svg>`;
}

/** A plot on its page: two drawings, of which the style sheet shows one, and the numbers. */
export function figure(plot: Plot): Html {
  return html`<figure class="plot">
    <figcaption>
      <h2>${plot.heading}</h2>
      <p class="muted">${plot.description}</p>
    </figcaption>
    ${drawing(plot, sizes.wide)} ${drawing(plot, sizes.narrow)}
    <details>
      <summary>The numbers<span class="visually-hidden"> of ${plot.heading}</span></summary>
      <div class="scroll" role="region" tabindex="0" aria-label="The numbers of ${plot.heading}">
        <table class="numbers">
          <thead>
            <tr>
              ${plot.columns.map((column) => html`<th scope="col">${column}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${plot.rows.map(
              (row) =>
                html`<tr>
                  ${row.map((cell) => html`<td>${cell}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </figure>`;
}
