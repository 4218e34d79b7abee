import { buttonForm } from './form.ts';
import type { FormTarget } from './form.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import { timeElement } from './time-words.ts';

/** Where an app is in its life, as its developer is shown it. Times are epoch seconds. */
export interface OwnAppState {
  readonly state: 'requested' | 'refused' | 'active' | 'disabled';
  /** Undefined for an app that nobody had to be asked for. */
  readonly review?:
    | {
        readonly requested_at: number;
        readonly due_at: number;
        readonly refused_because: string | null;
      }
    | undefined;
  readonly last_used_at: number | null;
  /** Enables it again; undefined where its developer cannot. */
  readonly enable?: FormTarget | undefined;
}

/** When an app was used last, as an entry of a list of facts. */
export function lastUse(last_used_at: number | null): Html {
  const words = ownAppLifeTexts.state;
  return html`<dt>${words.lastUse}</dt>
    <dd>${last_used_at === null ? words.never : timeElement(last_used_at)}</dd>`;
}

/** What keeps an app from being used, and what to do; undefined for one that is in use. */
export function stateSection(shown: OwnAppState): Html | undefined {
  if (shown.state === 'active') return undefined;
  const { title } = ownAppLifeTexts.state;
  return html`<section aria-labelledby="state">
    <h2 id="state">${title}: ${ownAppLifeTexts.states[shown.state]}</h2>
    ${explain(shown)}
  </section>`;
}

function explain({ state, review, enable }: OwnAppState): Html {
  const words = ownAppLifeTexts.state;
  switch (state) {
    case 'requested':
      return html`<p class="section-sentence">${words.requested}</p>
        ${
          review &&
          html`<dl class="times">
            <dt>${words.since}</dt>
            <dd>${timeElement(review.requested_at)}</dd>
            <dt>${words.due}</dt>
            <dd>${timeElement(review.due_at)}</dd>
          </dl>`
        }`;
    case 'refused':
      return html`<p class="section-sentence">${words.refused}</p>
        ${
          typeof review?.refused_because === 'string' &&
          html`<blockquote class="callout">${isolated(review.refused_because)}</blockquote>`
        }
        <p>${words.refusedNext}</p>`;
    case 'active':
      return html``;
    case 'disabled':
      return enable === undefined
        ? html`<p class="section-sentence">${words.disabledByStaff}</p>`
        : html`<p class="section-sentence">${words.disabledAsIdle}</p>
            ${buttonForm(enable, {
              label: words.enable,
              busyLabel: words.enabling,
              className: 'primary',
            })}`;
  }
}
