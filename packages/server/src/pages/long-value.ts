import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { texts } from './texts.ts';

// Made at the first long value: it costs milliseconds that a start does not have.
let segmenter: Intl.Segmenter | undefined;

/** How many characters (as a reader counts them) stay before and after the cut. */
export interface CutShape {
  readonly head: number;
  readonly tail: number;
}

/** For names of apps and people. */
export const nameCut: CutShape = { head: 20, tail: 11 };

/** For addresses: the end of a host says whose it is, so more of the end is kept. */
export const addressCut: CutShape = { head: 20, tail: 32 };

/** For what a browser says about itself. */
export const agentCut: CutShape = { head: 36, tail: 20 };

/**
 * Cuts a long text in the middle, never inside a character.
 *
 * @returns the text as it was when head, tail and the mark between them would not shorten it.
 */
export function cutMiddle(text: string, { head, tail }: CutShape): string {
  if (text.length <= head + tail + 1) return text;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const characters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  if (characters.length <= head + tail + 1) return text;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}

/** Shows a text that somebody outside chose, cut when long, for use inside a sentence. */
export function cutValue(text: string, shape: CutShape = nameCut): Html {
  return isolated(cutMiddle(text, shape));
}

/**
 * The whole of a text behind a disclosure, to stand near its cut form.
 *
 * @returns undefined when {@link cutMiddle} would not have cut it.
 */
export function wholeOnDemand(
  summary: string,
  text: string,
  shape: CutShape = nameCut,
): Html | undefined {
  if (cutMiddle(text, shape) === text) return undefined;
  return html`<details class="whole">
    <summary>${summary}</summary>
    <p>${isolated(text)}</p>
  </details>`;
}

/** A long text in a block of its own: cut, with the whole under it on demand. */
export function longValue(text: string, shape: CutShape = nameCut): Html {
  return html`${cutValue(text, shape)}${wholeOnDemand(texts.shared.showWhole, text, shape)}`;
}
