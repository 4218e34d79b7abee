import { accountLayout } from './account-navigation.ts';
import { factLine } from './fact-line.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { cutValue, wholeOnDemand } from './long-value.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import { ownAppTexts } from './own-app-texts.ts';
import { texts } from './texts.ts';
import { timeElement } from './time-words.ts';

/** The developer who is signed in. */
export interface OwnAppMember {
  readonly display_name: string;
  readonly signOut: FormTarget;
}

/** One app of the list. */
export interface ManagedAppSummary {
  readonly client_id: string;
  readonly client_name: string;
  readonly is_confidential: boolean;
  /** Where it is in its life. */
  readonly state: keyof typeof ownAppLifeTexts.states;
  readonly dialect: 'iracing' | 'trackmania';
  readonly redirect_uri_count: number;
  /** Epoch seconds. */
  readonly created_at: number;
  /** Where it is changed. */
  readonly href: string;
}

/** What the list of a developer's apps shows. */
export interface OwnAppsPageValues {
  readonly frame: PageFrame;
  readonly member: OwnAppMember;
  /** In the order in which they are shown. */
  readonly apps: readonly ManagedAppSummary[];
  readonly createHref: string;
  /** Where an app is requested that staff has to approve. */
  readonly requestHref: string;
  /** Where staff decides about requests; undefined for everybody else. */
  readonly staffHref?: string | undefined;
  /** The most apps that a member can have. */
  readonly appsMax: number;
  /** True when an app has just been deleted. */
  readonly isDeleted?: boolean;
}

/** The list of the apps that a developer registered, and the way to the next one. */
export function ownAppsPage(values: OwnAppsPageValues): Html {
  const { frame, member, apps, isDeleted } = values;
  return accountLayout({
    frame,
    room: 'ownApps',
    title: ownAppTexts.list.title,
    member,
    content: html`
      ${
        isDeleted === true &&
        html`<p class="callout done" role="status">${ownAppTexts.list.deleted}</p>`
      }
      <div class="page-head">
        <h1>${ownAppTexts.list.title}</h1>
        <p class="section-sentence">${ownAppTexts.list.sentence}</p>
        ${
          values.staffHref !== undefined &&
          html`<p><a href="${values.staffHref}">${ownAppLifeTexts.staff.title}</a></p>`
        }
      </div>
      ${apps.length === 0 ? emptyState(values) : someApps(values)}
    `,
  });
}

function createLinks({ createHref, requestHref }: OwnAppsPageValues): Html {
  const { link } = ownAppLifeTexts.request;
  return html`<p><a class="button" href="${createHref}">${ownAppTexts.list.create}</a></p>
    <p><a class="button secondary" href="${requestHref}">${link}</a></p>`;
}

function emptyState(values: OwnAppsPageValues): Html {
  return html`<div class="empty">
    <p><strong>${ownAppTexts.list.none}</strong></p>
    <p>${ownAppTexts.list.noneNext}</p>
    ${createLinks(values)}
  </div>`;
}

function someApps(values: OwnAppsPageValues): Html {
  const { apps, appsMax } = values;
  return html`<div class="stack">
    ${
      apps.length >= appsMax
        ? html`<p class="callout">${ownAppTexts.list.limit(apps.length)}</p>`
        : createLinks(values)
    }
    ${apps.map((app, index) => appSummary(app, index))}
  </div>`;
}

function appSummary(app: ManagedAppSummary, index: number): Html {
  const name = cutValue(app.client_name);
  const toIt = app.dialect === 'trackmania' ? ownAppTexts.list.edit : ownAppLifeTexts.request.open;
  const { confidential, public: isPublic, identifier, created } = ownAppTexts.shared;
  return html`<article class="app" aria-labelledby="app-${index}">
    <div class="app-head">
      <h2 id="app-${index}">${name}</h2>
      ${factLine('developer', [
        app.is_confidential ? confidential : isPublic,
        ownAppTexts.shared.dialects[app.dialect],
        app.state !== 'active' &&
          html`<span class="not-ok">${ownAppLifeTexts.states[app.state]}</span>`,
      ])}
      ${wholeOnDemand(texts.consent.wholeName, app.client_name)}
    </div>
    <dl class="times">
      <dt>${identifier}</dt>
      <dd><code class="selectable">${app.client_id}</code></dd>
      <dt>${ownAppTexts.list.redirectUris}</dt>
      <dd>
        ${
          app.redirect_uri_count === 0
            ? ownAppTexts.list.noRedirectUris
            : ownAppTexts.list.redirectUriCount(app.redirect_uri_count)
        }
      </dd>
      <dt>${created}</dt>
      <dd>${timeElement(app.created_at)}</dd>
    </dl>
    <p><a class="button secondary" href="${app.href}">${toIt(name)}</a></p>
  </article>`;
}
