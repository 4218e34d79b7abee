import { accountLayout } from './account-navigation.ts';
import type { AccountMember } from './account-navigation.ts';
import { buttonForm } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { cutValue, wholeOnDemand } from './long-value.ts';
import { confirmAppTexts } from './session-texts.ts';
import { texts } from './texts.ts';
import { durationWords, timeElement } from './time-words.ts';

/** An app that staff set up to sign the member in with the password alone. */
export interface ConfirmableApp {
  readonly client_id: string;
  readonly client_name: string;
  /** When the member confirmed it and until when that holds; null when it does not. */
  readonly confirmation: { readonly since: number; readonly until: number } | null;
  /** True when a confirmation has ended by itself. */
  readonly isExpired: boolean;
}

/** What the page shows on which members confirm apps. */
export interface ConfirmAppPageValues {
  readonly frame: PageFrame;
  readonly member: AccountMember;
  readonly apps: readonly ConfirmableApp[];
  readonly confirmationSeconds: number;
  /** Each posts `form_token` and `client_id`. */
  readonly actions: {
    readonly form_token: string;
    readonly confirm: string;
    readonly withdraw: string;
  };
  readonly done: keyof typeof confirmAppTexts.done | undefined;
}

/** The page on which members let apps sign in with the password alone, and take it back. */
export function confirmAppPage(values: ConfirmAppPageValues): Html {
  const { frame, member, apps, confirmationSeconds, done } = values;
  return accountLayout({
    frame,
    member,
    room: 'apps',
    title: confirmAppTexts.title,
    done: done && confirmAppTexts.done[done],
    content: html`
      <div class="page-head">
        <h1>${confirmAppTexts.title}</h1>
        <p class="lead">${confirmAppTexts.lead}</p>
        <p>${confirmAppTexts.rule(durationWords(confirmationSeconds))}</p>
      </div>
      ${
        apps.length === 0
          ? html`<div class="empty">
              <p><strong>${confirmAppTexts.none}</strong></p>
              <p>${confirmAppTexts.noneNext}</p>
            </div>`
          : html`<div class="stack">
              ${apps.map((app, index) => confirmable(app, index, values))}
            </div>`
      }
    `,
  });
}

function stateWords({ confirmation, isExpired }: ConfirmableApp): Html | string {
  if (confirmation === null) return isExpired ? confirmAppTexts.expired : confirmAppTexts.waiting;
  const { since, until } = confirmation;
  return confirmAppTexts.confirmed(timeElement(since), timeElement(until));
}

function confirmable(app: ConfirmableApp, index: number, values: ConfirmAppPageValues): Html {
  const { actions } = values;
  const name = cutValue(app.client_name);
  const hidden = { form_token: actions.form_token, client_id: app.client_id };
  const isConfirmed = app.confirmation !== null;
  const confirm = buttonForm(
    { action: actions.confirm, hidden },
    {
      label: isConfirmed ? confirmAppTexts.renew : confirmAppTexts.confirm(name),
      busyLabel: confirmAppTexts.confirming,
      className: isConfirmed ? 'secondary' : 'primary',
    },
  );
  const withdraw = buttonForm(
    { action: actions.withdraw, hidden },
    {
      label: confirmAppTexts.withdraw(name),
      busyLabel: confirmAppTexts.withdrawing,
      className: 'danger',
    },
  );
  return html`<article class="app" aria-labelledby="app-${index}">
    <div class="app-head">
      <h2 id="app-${index}">${name}</h2>
      ${wholeOnDemand(texts.consent.wholeName, app.client_name)}
    </div>
    <p>${stateWords(app)}</p>
    ${
      !isConfirmed &&
      html`<p class="callout warning">${confirmAppTexts.meaning(cutValue(app.client_name))}</p>`
    }
    <div class="actions">${isConfirmed && withdraw} ${confirm}</div>
  </article>`;
}
