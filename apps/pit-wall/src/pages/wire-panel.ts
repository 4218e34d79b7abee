import type { WireEntry } from '../wire/wire-log.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { clockWords } from './moment.ts';

const targetLengthMax = 72;

/** Cut in the middle, where paths differ least. */
function cutTarget(target: string): string {
  if (target.length <= targetLengthMax) return target;
  const half = (targetLengthMax - 1) / 2;
  return `${target.slice(0, Math.ceil(half))}…${target.slice(-Math.floor(half))}`;
}

function isGood(outcome: string): boolean {
  return /^[23]\d\d$/.test(outcome);
}

function wireRow(entry: WireEntry): Html {
  const { at, by, method, target, note, outcome, milliseconds } = entry;
  const refresh = note === 'grant_type=refresh_token' ? 'refresh' : '';
  return html`<li class="${refresh}">
    <time datetime="${new Date(at * 1000).toISOString()}">${clockWords(at)}</time>
    <span class="request"
      ><code><b>${method}</b> ${cutTarget(target)}</code>
      <span class="muted">${by === 'Pit Wall' ? note : html`${by}: ${note}`}</span></span
    >
    <span class="outcome ${isGood(outcome) ? 'ok' : 'not-ok'}">${outcome}</span>
    <span class="duration">${milliseconds !== undefined && `${milliseconds} ms`}</span>
  </li>`;
}

function summary(entries: readonly WireEntry[]): string {
  const refreshes = entries.filter(
    ({ note, outcome }) => note === 'grant_type=refresh_token' && isGood(outcome),
  );
  const count = entries.length === 1 ? 'One message' : `${entries.length} messages`;
  const last = refreshes.at(-1);
  return last === undefined
    ? `${count} since the last page.`
    : `${count} since the last page. The refresh token was traded at ${clockWords(last.at)}.`;
}

/** What went over the wire since the last page; nothing when nothing did. */
export function wirePanel(entries: readonly WireEntry[], now: number): Html | undefined {
  if (entries.length === 0) return undefined;
  return html`<section class="wire" aria-labelledby="wire-heading">
    <h2 id="wire-heading">What went over the wire</h2>
    <p class="muted">${summary(entries)} Drawn at ${clockWords(now)}.</p>
    <ol>
      ${entries.map(wireRow)}
    </ol>
  </section>`;
}
