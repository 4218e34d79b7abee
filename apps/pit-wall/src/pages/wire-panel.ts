import type { WireEntry } from '../wire/wire-log.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { clockWords } from './moment.ts';

const segmentLengthMax = 28;

/** Names of files that mean nothing to a reader are cut in the middle. */
function cutSegment(segment: string): string {
  if (segment.length <= segmentLengthMax) return segment;
  return `${segment.slice(0, 8)}…${segment.slice(-9)}`;
}

/** A path that may be broken between its segments and parameters, and nowhere else. */
function breakable(target: string): Html {
  const segments = target.split(/(?<=.[/?&])/).map(cutSegment);
  return html`${segments.map((segment, index) => html`${index > 0 && html`<wbr />`}${segment}`)}`;
}

function isGood(outcome: string): boolean {
  return /^[23]\d\d$/.test(outcome);
}

/** Whether a message succeeded; of the browser's own way nothing is known but that it went. */
function outcomeClass({ by, outcome }: WireEntry): string {
  if (by === 'your browser') return 'muted';
  return isGood(outcome) ? 'ok' : 'not-ok';
}

function wireRow(entry: WireEntry): Html {
  const { at, by, method, target, note, outcome, milliseconds } = entry;
  const refresh = note === 'grant_type=refresh_token' ? 'refresh' : '';
  return html`<li class="${refresh}">
    <time datetime="${new Date(at * 1000).toISOString()}">${clockWords(at)}</time>
    <span class="request"
      ><code><b>${method}</b> ${breakable(target)}</code>
      <span class="muted">${by === 'Pit Wall' ? note : html`${by}: ${note}`}</span></span
    >
    <span class="outcome ${outcomeClass(entry)}">${outcome}</span>
    <span class="duration">${milliseconds !== undefined && `${milliseconds} ms`}</span>
  </li>`;
}

function sparedWords(spared: number): string {
  if (spared === 0) return '';
  const answers = spared === 1 ? 'One answer' : `${spared} answers`;
  return ` ${answers} had not expired and ${spared === 1 ? 'was' : 'were'} not asked for again.`;
}

function summary(entries: readonly WireEntry[]): string {
  const refreshes = entries.filter(
    ({ note, outcome }) => note === 'grant_type=refresh_token' && isGood(outcome),
  );
  if (entries.length === 0) return 'No message since the last page.';
  const count = entries.length === 1 ? 'One message' : `${entries.length} messages`;
  const last = refreshes.at(-1);
  return last === undefined
    ? `${count} since the last page.`
    : `${count} since the last page. The refresh token was traded at ${clockWords(last.at)}.`;
}

const shownMax = 16;

/** What stands behind a disclosure, so that a page of many calls is still one page. */
function rest(entries: readonly WireEntry[]): Html | undefined {
  if (entries.length === 0) return undefined;
  return html`<details>
    <summary>${entries.length} more</summary>
    <ol start="${shownMax + 1}">
      ${entries.map(wireRow)}
    </ol>
  </details>`;
}

/**
 * What went over the wire since the last page; nothing when nothing did.
 *
 * @param spared questions that were answered from what was kept
 */
export function wirePanel(entries: readonly WireEntry[], spared: number): Html | undefined {
  if (entries.length === 0 && spared === 0) return undefined;
  return html`<section class="wire" aria-labelledby="wire-heading">
    <h2 id="wire-heading">What went over the wire</h2>
    <p class="muted">${summary(entries)}${sparedWords(spared)}</p>
    ${
      entries.length > 0 &&
      html`<ol>
        ${entries.slice(0, shownMax).map(wireRow)}
      </ol>`
    }
    ${rest(entries.slice(shownMax))}
  </section>`;
}
