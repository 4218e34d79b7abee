import { accountLayout } from './account-navigation.ts';
import { buttonForm } from './form.ts';
import type { FormTarget } from './form.ts';
import { html, isolatedText } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { cutMiddle, cutValue, nameCut, wholeOnDemand } from './long-value.ts';
import { ownAppForm } from './own-app-form.ts';
import type { OwnAppForm } from './own-app-form.ts';
import { secretsSection } from './own-app-secrets.ts';
import type { OwnAppSecrets } from './own-app-secrets.ts';
import { lastUse, stateSection } from './own-app-state.ts';
import type { OwnAppState } from './own-app-state.ts';
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
  readonly life: OwnAppState;
  readonly secrets: OwnAppSecrets;
  readonly delete: FormTarget;
  /** True when changes have just been saved. */
  readonly isSaved?: boolean;
}

/** The page on which a developer changes an app, replaces its secret or deletes it. */
export function ownAppPage(values: OwnAppPageValues): Html {
  const { frame, member, listHref, app, form, life, isSaved } = values;
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
          ${lastUse(life.last_used_at)}
        </dl>
      </div>
      ${stateSection(life)}
      <section aria-labelledby="settings">
        <h2 id="settings">${ownAppTexts.app.settings}</h2>
        <div class="app">${ownAppForm(form)}</div>
      </section>
      ${life.state === 'active' && secretsSection(values.secrets)} ${deleteSection(values)}
    `,
  });
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
