import { accountLayout } from './account-navigation.ts';
import type { AccountMember } from './account-navigation.ts';
import { accountTexts, detailsTexts } from './account-texts.ts';
import { formField } from './form-field.ts';
import { buttonForm, hiddenInputs, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { ownHref } from './href.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { addressCut, cutValue } from './long-value.ts';
import { timeElement } from './time-words.ts';

/** What has just been done. */
export type DetailsDone = 'saved' | 'passwordChanged' | 'addressSent' | 'addressDropped';

/** What was wrong with the last try, and in which form. */
export interface DetailsProblem {
  readonly form: 'name' | 'address' | 'password';
  /** The field that it stands beside; without one it stands above the form. */
  readonly field?: 'display_name' | 'username' | 'password' | 'new_password';
  readonly sentence: string;
  /** What was typed, but for passwords. */
  readonly typed?: string | undefined;
}

/** What the page of a member's details shows. */
export interface AccountDetailsPageValues {
  readonly frame: PageFrame;
  readonly member: AccountMember & { readonly username: string };
  /** Where each form goes; all carry the same form token. */
  readonly forms: Readonly<Record<'name' | 'address' | 'keepAddress' | 'password', FormTarget>>;
  /** A new address that waits for its proof. Times are epoch seconds. */
  readonly pending?: { readonly username: string; readonly expires_at: number } | undefined;
  readonly exportHref: string;
  readonly deletionHref: string;
  readonly done?: DetailsDone | undefined;
  readonly problem?: DetailsProblem | undefined;
}

const { fields } = accountTexts;

const address = (text: string): Html => html`<strong>${cutValue(text, addressCut)}</strong>`;

/** The page on which members change name, address and password, take a copy of their data, or leave. */
export function accountDetailsPage(values: AccountDetailsPageValues): Html {
  const { frame, member } = values;
  return accountLayout({
    frame,
    member,
    room: 'details',
    title: detailsTexts.title,
    done: doneSentence(values),
    content: html`
      <div class="page-head"><h1>${detailsTexts.title}</h1></div>
      ${nameSection(values)} ${addressSection(values)} ${passwordSection(values)}
      ${dataSection(values)}
    `,
  });
}

function doneSentence({ done, pending }: AccountDetailsPageValues): Html | string | undefined {
  if (done === 'addressSent') {
    return pending && detailsTexts.addressSent(address(pending.username));
  }
  return done && detailsTexts[done];
}

/** The sentence about a field, and where there is none, that about its form. */
function findProblem(
  { problem }: AccountDetailsPageValues,
  form: DetailsProblem['form'],
  field?: DetailsProblem['field'],
): DetailsProblem | undefined {
  return problem?.form === form && problem.field === field ? problem : undefined;
}

function formAlert(values: AccountDetailsPageValues, form: DetailsProblem['form']) {
  const problem = findProblem(values, form);
  return problem && html`<p class="alert" role="alert">${problem.sentence}</p>`;
}

function nameSection(values: AccountDetailsPageValues): Html {
  const { forms, member } = values;
  const problem = findProblem(values, 'name', 'display_name');
  return html`<section aria-labelledby="name">
    <h2 id="name">${detailsTexts.name}</h2>
    <form method="post" action="${forms.name.action}" class="app">
      ${hiddenInputs(forms.name.hidden)} ${formAlert(values, 'name')}
      ${formField({
        name: 'display_name',
        label: fields.display_name,
        type: 'text',
        autocomplete: 'nickname',
        maxlength: 80,
        value: problem?.typed ?? member.display_name,
        hint: fields.displayNameHint,
        problem: problem?.sentence,
        hasFocus: problem !== undefined,
      })}
      <div>
        ${submitButton({
          label: detailsTexts.nameSave,
          busyLabel: detailsTexts.saving,
          className: 'primary',
        })}
      </div>
    </form>
  </section>`;
}

function addressSection(values: AccountDetailsPageValues): Html {
  const { forms, member, problem } = values;
  const isTriedAgain = problem?.form === 'address';
  const ofAddress = findProblem(values, 'address', 'username');
  const ofPassword = findProblem(values, 'address', 'password');
  return html`<section aria-labelledby="address">
    <h2 id="address">${detailsTexts.address}</h2>
    <p>${detailsTexts.addressSentence(address(member.username))}</p>
    ${pendingAddress(values)}
    <details class="change" ${isTriedAgain && html` open`}>
      <summary>${detailsTexts.addressChange}…</summary>
      <form method="post" action="${forms.address.action}" class="app">
        ${hiddenInputs(forms.address.hidden)} ${formAlert(values, 'address')}
        <p class="muted">${detailsTexts.addressHow}</p>
        ${formField({
          name: 'username',
          id: 'new-address',
          label: detailsTexts.addressNew,
          type: 'email',
          autocomplete: 'email',
          maxlength: 254,
          value: problem?.form === 'address' ? problem.typed : undefined,
          problem: ofAddress?.sentence,
          hasFocus: ofAddress !== undefined,
        })}
        ${formField({
          name: 'password',
          id: 'address-password',
          label: fields.presentPassword,
          type: 'password',
          autocomplete: 'current-password',
          problem: ofPassword?.sentence,
          hasFocus: ofPassword !== undefined,
        })}
        <div>
          ${submitButton({
            label: detailsTexts.addressChange,
            busyLabel: detailsTexts.addressChanging,
            className: 'primary',
          })}
        </div>
      </form>
    </details>
  </section>`;
}

function pendingAddress({ pending, forms }: AccountDetailsPageValues): Html | undefined {
  if (pending === undefined) return undefined;
  const { username, expires_at } = pending;
  return html`<div class="callout pending">
    <p>${detailsTexts.addressPending(address(username), timeElement(expires_at))}</p>
    ${buttonForm(forms.keepAddress, {
      label: detailsTexts.addressDrop,
      busyLabel: detailsTexts.addressDropping,
      className: 'secondary',
    })}
  </div>`;
}

function passwordSection(values: AccountDetailsPageValues): Html {
  const { forms, member, problem } = values;
  const ofPresent = findProblem(values, 'password', 'password');
  const ofNew = findProblem(values, 'password', 'new_password');
  return html`<section aria-labelledby="password-title">
    <h2 id="password-title">${detailsTexts.password}</h2>
    <details class="change" ${problem?.form === 'password' && html` open`}>
      <summary>${detailsTexts.passwordChange}…</summary>
      <form method="post" action="${forms.password.action}" class="app">
        ${hiddenInputs(forms.password.hidden)} ${formAlert(values, 'password')}
        <p class="muted">${detailsTexts.passwordSentence}</p>
        <input type="text" autocomplete="username" value="${member.username}" hidden readonly />
        ${formField({
          name: 'password',
          label: fields.presentPassword,
          type: 'password',
          autocomplete: 'current-password',
          problem: ofPresent?.sentence,
          hasFocus: ofPresent !== undefined,
        })}
        ${formField({
          name: 'new_password',
          label: fields.newPassword,
          type: 'password',
          autocomplete: 'new-password',
          hint: fields.passwordHint,
          problem: ofNew?.sentence,
          hasFocus: ofNew !== undefined,
        })}
        <div>
          ${submitButton({
            label: detailsTexts.passwordChange,
            busyLabel: detailsTexts.passwordChanging,
            className: 'primary',
          })}
        </div>
      </form>
    </details>
  </section>`;
}

function dataSection({ exportHref, deletionHref }: AccountDetailsPageValues): Html {
  return html`<section aria-labelledby="data">
      <h2 id="data">${detailsTexts.data}</h2>
      <p class="section-sentence">${detailsTexts.dataSentence}</p>
      <p><a class="button secondary" href="${ownHref(exportHref)}">${detailsTexts.export}</a></p>
    </section>
    <section aria-labelledby="deletion">
      <h2 id="deletion">${detailsTexts.deletion}</h2>
      <p class="section-sentence">${detailsTexts.deletionSentence}</p>
      <p><a href="${ownHref(deletionHref)}">${detailsTexts.deletionLink}</a></p>
    </section>`;
}
