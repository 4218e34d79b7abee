import { accountApp } from './account-app.ts';
import type { AccountActions, AccountApp } from './account-app.ts';
import { accountLayout } from './account-navigation.ts';
import { factLine } from './fact-line.ts';
import { buttonForm } from './form.ts';
import { ownHref } from './href.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { cutValue, longValue } from './long-value.ts';
import { actingTexts, confirmAppTexts } from './session-texts.ts';
import { texts } from './texts.ts';
import { timeElement } from './time-words.ts';

/** What has just been done, said once at the top. */
export type AccountNotice =
  | { readonly kind: 'ended' | 'forgotten' | 'sessionEnded'; readonly client_name: string }
  | { readonly kind: 'allEnded' }
  | { readonly kind: 'actingEnded' };

/** Somebody of the staff who acts for the member. Times are epoch seconds. */
export interface ShownImpersonation {
  readonly impersonation_id: string;
  readonly note: string;
  readonly started_at: number;
  readonly expires_at: number;
}

/** What the account page shows. */
export interface AccountPageValues {
  readonly frame: PageFrame;
  readonly member: {
    readonly display_name: string;
    readonly username: string;
    readonly cust_id: number;
    readonly account_id: string;
  };
  /** In the order in which they are shown. */
  readonly apps: readonly AccountApp[];
  readonly actions: AccountActions;
  /** Staff who act for the member at this moment. */
  readonly acting?: readonly ShownImpersonation[];
  /** Where the member confirms apps that sign in with the password; undefined where there are none. */
  readonly confirmAppHref?: string | undefined;
  /** Where members register apps of their own. */
  readonly ownAppsHref: string;
  readonly notice?: AccountNotice | undefined;
}

/** The account page: the apps that the member let in, since when, from where, how to end them. */
export function accountPage(values: AccountPageValues): Html {
  const { frame, member, apps, actions, notice, ownAppsHref } = values;
  const hidden = { form_token: actions.form_token };
  return accountLayout({
    frame,
    room: 'apps',
    done: notice && noticeSentence(notice),
    title: texts.account.title,
    member: {
      display_name: member.display_name,
      signOut: { action: actions.signOut, hidden },
    },
    content: html`
      <div class="page-head">
        <h1>${texts.account.title}</h1>
        <div class="name">${longValue(member.display_name)}</div>
        ${factLine('', [
          isolated(member.username),
          texts.account.customer(member.cust_id),
          texts.account.accountId(member.account_id),
        ])}
      </div>
      ${(values.acting ?? []).map((one) => actingBanner(one, actions))}
      <section aria-labelledby="apps">
        <h2 id="apps">${texts.account.apps}</h2>
        ${
          apps.length === 0
            ? emptyState()
            : html`<p class="section-sentence">${texts.account.appsSentence}</p>
                ${apps.map((app, index) => accountApp(app, index, actions))}`
        }
      </section>
      ${apps.some((app) => app.sessions.length > 0) && endAll(apps, actions)}
      ${
        values.confirmAppHref !== undefined &&
        html`<p class="small">
          <a href="${ownHref(values.confirmAppHref)}">${confirmAppTexts.link}</a>
        </p>`
      }
      <p class="small">
        ${texts.account.ownApps} <a href="${ownHref(ownAppsHref)}">${texts.account.ownAppsLink}</a>
      </p>
    `,
  });
}

function actingBanner(acting: ShownImpersonation, actions: AccountActions): Html {
  const { impersonation_id, note, started_at, expires_at } = acting;
  const { form_token } = actions;
  return html`<section class="app" aria-label="${actingTexts.title}">
    <h2>${actingTexts.title}</h2>
    <p class="callout warning">${actingTexts.sentence}</p>
    <dl class="times">
      <dt>${actingTexts.reason}</dt>
      <dd>${isolated(note)}</dd>
      <dt>${actingTexts.since}</dt>
      <dd>${timeElement(started_at)}</dd>
      <dt>${actingTexts.until}</dt>
      <dd>${timeElement(expires_at)}</dd>
    </dl>
    <div class="actions">
      ${buttonForm(
        { action: actions.endImpersonation, hidden: { form_token, impersonation_id } },
        { label: actingTexts.end, busyLabel: actingTexts.ending, className: 'danger' },
      )}
    </div>
  </section>`;
}

function noticeSentence(notice: AccountNotice): Html | string {
  if (notice.kind === 'allEnded') return texts.account.allEnded;
  if (notice.kind === 'actingEnded') return texts.account.actingEnded;
  return texts.account[notice.kind](cutValue(notice.client_name));
}

function emptyState(): Html {
  return html`<div class="empty">
    <p><strong>${texts.account.none}</strong></p>
    <p>${texts.account.noneNext}</p>
  </div>`;
}

function endAll(apps: readonly AccountApp[], actions: AccountActions): Html {
  const open = apps.filter((app) => app.sessions.length > 0);
  const sessions = open.reduce((count, app) => count + app.sessions.length, 0);
  return html`<section aria-labelledby="end-all" class="end-all">
    <h2 id="end-all">${texts.account.endAll}</h2>
    <p class="section-sentence">${texts.account.endAllSentence}</p>
    <details class="confirm">
      <summary>${texts.account.endAll}…</summary>
      <div class="confirm-in">
        <p>${texts.account.endAllLoss(open.length, sessions)}</p>
        ${buttonForm(
          { action: actions.endAll, hidden: { form_token: actions.form_token } },
          {
            label: texts.account.endAll,
            busyLabel: texts.account.ending,
            className: 'danger',
          },
        )}
      </div>
    </details>
  </section>`;
}
