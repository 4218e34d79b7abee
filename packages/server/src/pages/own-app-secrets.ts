import { buttonForm } from './form.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { cutValue } from './long-value.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import { ownAppTexts } from './own-app-texts.ts';
import { timeElement } from './time-words.ts';

/** What a developer is shown of an app's secrets, and may do with them. Times are epoch seconds. */
export interface OwnAppSecrets {
  readonly client_name: string;
  readonly is_confidential: boolean;
  readonly secret_used_at: number | null;
  /** When the mailed link to the secret ends; undefined when none waits. */
  readonly link_expires_at?: number | undefined;
  /** The secret that is being replaced. */
  readonly old?: { readonly ends_at: number; readonly used_at: number | null } | undefined;
  readonly rotate: FormTarget;
  readonly add: FormTarget;
  readonly endOld: FormTarget;
}

const useOf = (used_at: number | null): Html | string =>
  used_at === null ? ownAppLifeTexts.state.never : timeElement(used_at);

/** The section about an app's secret: what there is of it, and how it is replaced. @see S68 */
export function secretsSection(secrets: OwnAppSecrets): Html {
  const words = ownAppLifeTexts.secrets;
  const { link_expires_at, is_confidential } = secrets;
  return html`<section aria-labelledby="secret">
    <h2 id="secret">${words.title}</h2>
    <p class="section-sentence">
      ${is_confidential ? words.sentence : ownAppTexts.app.publicSentence}
    </p>
    ${is_confidential && inUse(secrets)}
    ${link_expires_at !== undefined && html`<p>${words.waiting(timeElement(link_expires_at))}</p>`}
    ${is_confidential && html`<div class="stack">${addition(secrets)} ${rotation(secrets)}</div>`}
  </section>`;
}

function inUse({ secret_used_at, old, endOld }: OwnAppSecrets): Html {
  const words = ownAppLifeTexts.secrets;
  if (old === undefined) {
    return html`<dl class="times">
      <dt>${ownAppLifeTexts.state.lastUse}</dt>
      <dd>${useOf(secret_used_at)}</dd>
    </dl>`;
  }
  return html`<div class="app">
    <dl class="times">
      <dt>${words.old}</dt>
      <dd>${timeElement(old.ends_at)}</dd>
      <dt>${words.oldUse}</dt>
      <dd>${useOf(old.used_at)}</dd>
      <dt>${words.newUse}</dt>
      <dd>${useOf(secret_used_at)}</dd>
    </dl>
    <p class="small">${ownAppLifeTexts.state.behind}</p>
    ${buttonForm(endOld, { label: words.end, busyLabel: words.ending, className: 'secondary' })}
  </div>`;
}

function addition({ add, old }: OwnAppSecrets): Html | undefined {
  if (old !== undefined) return undefined;
  const words = ownAppLifeTexts.secrets;
  return html`<details class="confirm plain">
    <summary>${words.add}…</summary>
    <div class="confirm-in">
      <p>${words.addSentence}</p>
      ${buttonForm(add, { label: words.add, busyLabel: words.adding, className: 'secondary' })}
    </div>
  </details>`;
}

function rotation({ client_name, rotate }: OwnAppSecrets): Html {
  const words = ownAppTexts.app;
  return html`<details class="confirm">
    <summary>${words.rotate}…</summary>
    <div class="confirm-in">
      <p>${words.rotateLoss(cutValue(client_name))}</p>
      ${buttonForm(rotate, { label: words.rotate, busyLabel: words.rotating, className: 'danger' })}
    </div>
  </details>`;
}
