import { accountLayout } from './account-navigation.ts';
import { buttonForm } from './form.ts';
import type { FormTarget } from './form.ts';
import { html, isolatedText } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { cutMiddle, cutValue, nameCut, wholeOnDemand } from './long-value.ts';
import { ownAppForm } from './own-app-form.ts';
import type { OwnAppForm } from './own-app-form.ts';
import type { OwnAppMember } from './own-apps-page.ts';
import { ownAppTexts } from './own-app-texts.ts';
import { texts } from './texts.ts';
import { timeElement } from './time-words.ts';

/** What the page for a new app shows. */
export interface OwnAppCreatePageValues {
  readonly frame: PageFrame;
  readonly member: OwnAppMember;
  readonly listHref: string;
  readonly form: OwnAppForm;
}

/** The page on which a developer registers an app. */
export function ownAppCreatePage(values: OwnAppCreatePageValues): Html {
  const { frame, member, listHref, form } = values;
  return accountLayout({
    frame,
    room: 'ownApps',
    title: ownAppTexts.form.createTitle,
    member,
    content: html`
      <div class="page-head">
        <p class="small"><a href="${listHref}">${ownAppTexts.shared.all}</a></p>
        <h1>${ownAppTexts.form.createTitle}</h1>
        <p class="section-sentence">${ownAppTexts.form.createSentence}</p>
      </div>
      <div class="app">${ownAppForm(form)}</div>
    `,
  });
}

/** What the page of one app shows. */
export interface OwnAppPageValues extends OwnAppCreatePageValues {
  readonly app: {
    readonly client_id: string;
    readonly client_name: string;
    readonly is_confidential: boolean;
    /** Epoch seconds. */
    readonly created_at: number;
  };
  readonly rotate: FormTarget;
  readonly delete: FormTarget;
  /** True when changes have just been saved. */
  readonly isSaved?: boolean;
}

/** The page on which a developer changes an app, replaces its secret or deletes it. */
export function ownAppPage(values: OwnAppPageValues): Html {
  const { frame, member, listHref, app, form, isSaved } = values;
  const { shared } = ownAppTexts;
  return accountLayout({
    frame,
    room: 'ownApps',
    title: isolatedText(cutMiddle(app.client_name, nameCut)),
    member,
    content: html`
      ${
        isSaved === true && html`<p class="callout done" role="status">${ownAppTexts.app.saved}</p>`
      }
      <div class="page-head">
        <p class="small"><a href="${listHref}">${shared.all}</a></p>
        <h1>${cutValue(app.client_name)}</h1>
        ${wholeOnDemand(texts.consent.wholeName, app.client_name)}
        <dl class="times">
          <dt>${shared.identifier}</dt>
          <dd><code class="selectable">${app.client_id}</code></dd>
          <dt>${shared.created}</dt>
          <dd>${timeElement(app.created_at)}</dd>
        </dl>
      </div>
      <section aria-labelledby="settings">
        <h2 id="settings">${ownAppTexts.app.settings}</h2>
        <div class="app">${ownAppForm(form)}</div>
      </section>
      ${secretSection(values)} ${deleteSection(values)}
    `,
  });
}

function secretSection({ app, rotate }: OwnAppPageValues): Html {
  const words = ownAppTexts.app;
  const question = html`<details class="confirm">
    <summary>${words.rotate}…</summary>
    <div class="confirm-in">
      <p>${words.rotateLoss(cutValue(app.client_name))}</p>
      ${buttonForm(rotate, { label: words.rotate, busyLabel: words.rotating, className: 'danger' })}
    </div>
  </details>`;
  return html`<section aria-labelledby="secret">
    <h2 id="secret">${words.secret}</h2>
    <p class="section-sentence">
      ${app.is_confidential ? words.secretSentence : words.publicSentence}
    </p>
    ${app.is_confidential && question}
  </section>`;
}

function deleteSection({ app, delete: target }: OwnAppPageValues): Html {
  const words = ownAppTexts.app;
  const name = cutValue(app.client_name);
  return html`<section aria-labelledby="delete">
    <h2 id="delete">${words.deleteTitle}</h2>
    <p class="section-sentence">${words.deleteSentence}</p>
    <details class="confirm">
      <summary>${words.delete(name)}…</summary>
      <div class="confirm-in">
        <p>${words.deleteLoss(name)}</p>
        ${buttonForm(target, {
          label: words.delete(name),
          busyLabel: words.deleting,
          className: 'danger',
        })}
      </div>
    </details>
  </section>`;
}
