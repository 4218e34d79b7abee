import { html } from '../pages/html.ts';
import type { Html, HtmlValue } from '../pages/html.ts';
import type { PlotSize } from './figure.ts';
import { rounded } from './scale.ts';
import type { Point } from './scale.ts';

/** The square that stands for a value of a line which is not the accented one. */
export function squareMark({ x, y }: Point, title?: HtmlValue): Html {
  return html`<rect class="square" x="${rounded(x - 4)}" y="${rounded(y - 4)}" width="8" height="8"
    >${title !== undefined && html`<title>${title}</title>`}</rect
  >`;
}

/**
 * A label that stays inside the drawing: to the left of its point in the right half.
 *
 * @param dx how far beside the point
 * @param dy how far below it
 */
export function besideLabel(
  size: PlotSize,
  point: Point,
  label: {
    readonly kind: string;
    readonly words: HtmlValue;
    readonly dx: number;
    readonly dy: number;
  },
): Html {
  const isRight = point.x > size.width / 2;
  return html`<text
    class="${label.kind}"
    x="${rounded(point.x + (isRight ? -label.dx : label.dx))}"
    y="${rounded(point.y + label.dy)}"
    text-anchor="${isRight ? 'end' : 'start'}"
    >${label.words}</text
  >`;
}
