import { accountLayout } from './account-navigation.ts';
import type { AccountMember } from './account-navigation.ts';
import { accountTexts, deletionTexts } from './account-texts.ts';
import { formField } from './form-field.ts';
import { hiddenInputs, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { ownHref } from './href.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { addressCut, cutValue } from './long-value.ts';

/** What the question before an account is deleted shows. */
export interface AccountDeletionPageValues {
  readonly frame: PageFrame;
  readonly member: AccountMember & { readonly username: string };
  readonly form: FormTarget;
  readonly appCount: number;
  readonly sessionCount: number;
  /** True when apps of the member's own stand in the way. */
  readonly ownsApps: boolean;
  readonly ownAppsHref: string;
  readonly stayHref: string;
  readonly problem?: string | undefined;
}

/** The page that names what is lost, and asks for the password. It posts `password`. */
export function accountDeletionPage(values: AccountDeletionPageValues): Html {
  const { frame, member, ownsApps } = values;
  return accountLayout({
    frame,
    member,
    room: 'details',
    title: deletionTexts.title,
    content: html`
      <div class="page-head">
        <h1>${deletionTexts.title}</h1>
        <p class="section-sentence">${deletionTexts.lead}</p>
      </div>
      ${lostSection(values)} ${ownsApps ? ownsSection(values) : question(values)}
    `,
  });
}

function lostSection({ member, appCount, sessionCount }: AccountDeletionPageValues): Html {
  const name = cutValue(member.display_name);
  const lost: readonly (Html | string | false)[] = [
    deletionTexts.account(name, cutValue(member.username, addressCut)),
    appCount > 0 && deletionTexts.apps(appCount),
    sessionCount > 0 && deletionTexts.sessions(sessionCount),
    deletionTexts.browsers,
    deletionTexts.favorites,
  ];
  return html`<section aria-labelledby="lost">
      <h2 id="lost">${deletionTexts.lost}</h2>
      <ul>
        ${lost.filter((line) => line !== false).map((line) => html`<li>${line}</li>`)}
      </ul>
    </section>
    <section aria-labelledby="kept">
      <h2 id="kept">${deletionTexts.kept}</h2>
      <ul>
        <li>${deletionTexts.keptEvents}</li>
        <li>${deletionTexts.keptApps}</li>
      </ul>
    </section>`;
}

function ownsSection({ ownAppsHref, stayHref }: AccountDeletionPageValues): Html {
  return html`<section aria-labelledby="owns" class="app">
    <h2 id="owns">${deletionTexts.ownsTitle}</h2>
    <p>${deletionTexts.owns}</p>
    <div class="choices">
      <a class="button secondary" href="${ownHref(stayHref)}">${deletionTexts.stay}</a>
      <a class="button" href="${ownHref(ownAppsHref)}">${deletionTexts.ownApps}</a>
    </div>
  </section>`;
}

function question({ form, stayHref, problem }: AccountDeletionPageValues): Html {
  return html`<form method="post" action="${form.action}" class="app">
    ${hiddenInputs(form.hidden)}
    ${formField({
      name: 'password',
      label: accountTexts.fields.presentPassword,
      type: 'password',
      autocomplete: 'current-password',
      problem,
      hasFocus: problem !== undefined,
    })}
    <div class="choices">
      <a class="button secondary" href="${ownHref(stayHref)}">${deletionTexts.stay}</a>
      ${submitButton({
        label: deletionTexts.submit,
        busyLabel: deletionTexts.submitting,
        className: 'danger',
      })}
    </div>
  </form>`;
}

/** Says that the account is gone. */
export function accountDeletedPage({ frame }: { readonly frame: PageFrame }): Html {
  return cardLayout({
    frame,
    title: deletionTexts.doneTitle,
    content: html`
      <h1>${deletionTexts.doneTitle}</h1>
      <p role="status">${deletionTexts.done}</p>
    `,
  });
}
