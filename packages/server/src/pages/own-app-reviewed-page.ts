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
  const { asked, changes } = ownAppLifeTexts.request;
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
        <h2 id="settings">${isIssued ? ownAppTexts.app.settings : asked}</h2>
        ${isIssued && html`<p class="section-sentence">${changes}</p>`}
        <div class="app">${clientFacts(facts)}</div>
      </section>
      ${life.state === 'active' && secretsSection(secrets)} ${endSection(values)}
    `,
  });
}

function endSection({ app, life, delete: target }: OwnAppReviewedPageValues): Html {
  const words = ownAppTexts.app;
  const asked = ownAppLifeTexts.request;
  const name = cutValue(app.client_name);
  const issued = {
    label: words.delete(name),
    title: words.deleteTitle,
    loss: words.deleteLoss(name),
  };
  const { label, title, loss } = {
    active: issued,
    disabled: issued,
    requested: {
      label: asked.withdraw(name),
      title: asked.withdraw(name),
      loss: asked.withdrawLoss,
    },
    refused: { label: asked.take(name), title: asked.take(name), loss: asked.takeLoss },
  }[life.state];
  return html`<section aria-labelledby="delete">
    <h2 id="delete">${title}</h2>
    <details class="confirm">
      <summary>${label}…</summary>
      <div class="confirm-in">
        <p>${loss}</p>
        ${buttonForm(target, { label, busyLabel: words.deleting, className: 'danger' })}
      </div>
    </details>
  </section>`;
}
