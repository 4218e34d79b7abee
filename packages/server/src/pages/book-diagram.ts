import type { BookDiagram, DiagramStep } from './book-content.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

const laneWidth = 252;
const margin = 110;
const headHeight = 40;
const stepHeight = 46;
const selfStub = 34;

const laneX = (lane: number): number => margin + lane * laneWidth;

function partyHtml(name: string, lane: number, height: number): Html {
  const x = laneX(lane);
  return html`<line class="lane" x1="${x}" y1="${headHeight}" x2="${x}" y2="${height}" />
    <rect class="party" x="${x - 84}" y="4" width="168" height="${headHeight - 8}" rx="6" />
    <text class="party-name" x="${x}" y="${headHeight / 2 + 5}" text-anchor="middle"
      >${name}</text
    >`;
}

function arrowHead(x: number, y: number, isRightwards: boolean): Html {
  const back = isRightwards ? x - 9 : x + 9;
  return html`<path class="head" d="M${x} ${y} L${back} ${y - 5} L${back} ${y + 5} Z" />`;
}

function numberDot(x: number, y: number, place: number): Html {
  return html`<circle class="dot" cx="${x}" cy="${y}" r="10" />
    <text class="dot-number" x="${x}" y="${y + 4}" text-anchor="middle">${place}</text>`;
}

function stepHtml({ from, to, says }: DiagramStep, index: number): Html {
  const y = headHeight + 34 + index * stepHeight;
  const start = laneX(from);
  if (from === to) {
    return html`${numberDot(start, y, index + 1)}
      <text class="says" x="${start + selfStub - 14}" y="${y + 5}">${says}</text>`;
  }
  const end = laneX(to);
  const isRightwards = end > start;
  const middle = (start + end) / 2;
  return html`<line class="arrow" x1="${start}" y1="${y}" x2="${end}" y2="${y}" />
    ${arrowHead(end, y, isRightwards)} ${numberDot(start, y, index + 1)}
    <text class="says" x="${middle}" y="${y - 8}" text-anchor="middle">${says}</text>`;
}

function stepWords({ from, to, says }: DiagramStep, parties: readonly string[]): string {
  const subject = parties[from] ?? '';
  return from === to ? `${subject}: ${says}` : `${subject} → ${parties[to] ?? ''}: ${says}`;
}

/**
 * Draws who says what to whom, in order. Where the page is too narrow for the drawing, the same steps
 * stand as a list; whoever listens hears them as the drawing's description.
 */
export function sequenceDiagram(
  { name, title, parties, steps }: BookDiagram,
  idPrefix: string,
): Html {
  const height = headHeight + 34 + steps.length * stepHeight - 16;
  const width = margin * 2 + (parties.length - 1) * laneWidth;
  const id = `${idPrefix}diagram-${name}`;
  const words = steps.map((step) => stepWords(step, parties));
  return html`<figure class="book-diagram">
    <svg
      class="drawing"
      width="${width}"
      height="${height}"
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-labelledby="${id} ${id}-steps"
    >
      <title id="${id}">${title}</title>
      <desc id="${id}-steps">
        ${words.map((step, index) => `${index + 1}. ${step}. `).join('')}
      </desc>
      ${parties.map((party, lane) => partyHtml(party, lane, height))} ${steps.map(stepHtml)}
    </svg>
    <ol class="drawing-words">
      ${words.map((step) => html`<li>${step}</li>`)}
    </ol>
    <figcaption class="small">${title}</figcaption>
  </figure>`;
}
