import { accountLayout } from './account-navigation.ts';
import { clientFacts } from './client-facts.ts';
import type { ClientFacts } from './client-facts.ts';
import { buttonForm } from './form.ts';
import type { FormTarget } from './form.ts';
import { html, isolatedText } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { cutMiddle, cutValue, nameCut, wholeOnDemand } from './long-value.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import { secretsSection } from './own-app-secrets.ts';
import type { OwnAppSecrets } from './own-app-secrets.ts';
import { lastUse, stateSection } from './own-app-state.ts';
import type { OwnAppState } from './own-app-state.ts';
import type { OwnAppMember } from './own-apps-page.ts';
import { ownAppTexts } from './own-app-texts.ts';
import { texts } from './texts.ts';
import { timeElement } from './time-words.ts';

/** What the page of an app shows that staff has to approve. */
export interface OwnAppReviewedPageValues {
  readonly frame: PageFrame;
  readonly member: OwnAppMember;
  readonly listHref: string;
  readonly app: {
    readonly client_id: string;
    readonly client_name: string;
    /** Epoch seconds. */
    readonly created_at: number;
  };
  readonly facts: ClientFacts;
  readonly life: OwnAppState;
  readonly secrets: OwnAppSecrets;
  readonly delete: FormTarget;
}

/** The page on which a developer follows an app of theirs from its request to its end. */
export function ownAppReviewedPage(values: OwnAppReviewedPageValues): Html {
  const { frame, member, listHref, app, facts, life, secrets } = values;
  const { shared } = ownAppTexts;
  const isIssued = life.state === 'active' || life.state === 'disabled';
  return accountLayout({
    frame,
    room: 'ownApps',
    title: isolatedText(cutMiddle(app.client_name, nameCut)),
    member,
    content: html`
      <div class="page-head">
        <p class="small"><a href="${listHref}">${shared.all}</a></p>
        <h1>${cutValue(app.client_name)}</h1>
        ${wholeOnDemand(texts.consent.wholeName, app.client_name)}
        <dl class="times">
          ${
            isIssued &&
            html`<dt>${shared.identifier}</dt>
              <dd><code class="selectable">${app.client_id}</code></dd>`
          }
          <dt>${isIssued ? shared.created : ownAppLifeTexts.state.since}</dt>
          <dd>${timeElement(app.created_at)}</dd>
          ${isIssued && lastUse(life.last_used_at)}
        </dl>
      </div>
      ${stateSection(life)}
      <section aria-labelledby="settings">
        <h2 id="settings">${ownAppTexts.app.settings}</h2>
        <p class="section-sentence">${ownAppLifeTexts.request.changes}</p>
        <div class="app">${clientFacts(facts)}</div>
      </section>
      ${life.state === 'active' && secretsSection(secrets)} ${endSection(values, isIssued)}
    `,
  });
}

function endSection({ app, delete: target }: OwnAppReviewedPageValues, isIssued: boolean): Html {
  const words = ownAppTexts.app;
  const { withdraw, withdrawLoss } = ownAppLifeTexts.request;
  const name = cutValue(app.client_name);
  const label = isIssued ? words.delete(name) : withdraw(name);
  return html`<section aria-labelledby="delete">
    <h2 id="delete">${isIssued ? words.deleteTitle : label}</h2>
    ${isIssued && html`<p class="section-sentence">${words.deleteSentence}</p>`}
    <details class="confirm">
      <summary>${label}…</summary>
      <div class="confirm-in">
        <p>${isIssued ? words.deleteLoss(name) : withdrawLoss}</p>
        ${buttonForm(target, { label, busyLabel: words.deleting, className: 'danger' })}
      </div>
    </details>
  </section>`;
}
