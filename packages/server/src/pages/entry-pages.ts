import { accountTexts, entryTexts } from './account-texts.ts';
import { formField } from './form-field.ts';
import type { FormField } from './form-field.ts';
import { buttonForm, filledForm, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { ownHref } from './href.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { addressCut, cutValue } from './long-value.ts';
import { pageHead } from './page-head.ts';

const { fields } = accountTexts;
const usernameLengthMax = 254;
const nameLengthMax = 80;

const strongAddress = (address: string): Html =>
  html`<strong>${cutValue(address, addressCut)}</strong>`;

/** What the sign-up page shows. */
export interface SignUpPageValues {
  readonly frame: PageFrame;
  readonly form: FormTarget;
  readonly signInHref: string;
  readonly values: { readonly username: string; readonly display_name: string };
  /** What was wrong with the last try; the password is typed anew. */
  readonly problems?:
    | {
        readonly username?: string | undefined;
        readonly display_name?: string | undefined;
        readonly password?: string | undefined;
      }
    | undefined;
  /** The app that sent the member here. */
  readonly client_name?: string | undefined;
}

/** The page on which an account is asked for. It posts `username`, `display_name` and `password`. */
export function signUpPage(page: SignUpPageValues): Html {
  const { frame, form, values, problems = {}, client_name } = page;
  const words = entryTexts.signUp;
  const firstProblem = (['username', 'display_name', 'password'] as const).find(
    (name) => problems[name] !== undefined,
  );
  const app = client_name === undefined ? undefined : cutValue(client_name);
  return cardLayout({
    frame,
    title: words.title,
    content: html`
      ${pageHead(words.title, app && words.lead(html`<strong>${app}</strong>`))}
      ${filledForm(
        form,
        html`${usernameField({
          maxlength: usernameLengthMax,
          value: values.username,
          problem: problems.username,
          hasFocus: firstProblem === undefined || firstProblem === 'username',
        })}
        ${formField({
          name: 'display_name',
          label: fields.display_name,
          type: 'text',
          autocomplete: 'nickname',
          maxlength: nameLengthMax,
          value: values.display_name,
          hint: fields.displayNameHint,
          problem: problems.display_name,
          hasFocus: firstProblem === 'display_name',
        })}
        ${newPasswordField(fields.password, problems.password, firstProblem === 'password')}
        ${submitButton({ label: words.submit, busyLabel: words.submitting, className: 'primary' })}`,
      )}
      <p class="small">
        ${words.haveAccount} <a href="${ownHref(page.signInHref)}">${words.signIn}</a>
      </p>
    `,
  });
}

function usernameField(
  field: Pick<FormField, 'maxlength' | 'value' | 'problem' | 'hasFocus' | 'isReadOnly'>,
): Html {
  return formField({
    name: 'username',
    label: fields.username,
    type: 'email',
    autocomplete: 'username',
    ...field,
  });
}

function newPasswordField(label: string, problem: string | undefined, hasFocus = false): Html {
  return formField({
    name: 'new_password',
    label,
    type: 'password',
    autocomplete: 'new-password',
    hint: fields.passwordHint,
    problem,
    hasFocus,
  });
}

/** What the page after a wish for a mailed link shows. */
export interface LinkSentPageValues {
  readonly frame: PageFrame;
  readonly kind: 'signUp' | 'reset';
  readonly username: string;
  readonly againHref: string;
  /** Where the letters of a local service arrive. */
  readonly mailboxHref?: string | undefined;
}

/**
 * Says where the link went. It is the same whether or not the address has an account.
 *
 * @see S182
 */
export function linkSentPage({ frame, kind, username, ...hrefs }: LinkSentPageValues): Html {
  const words = entryTexts.sent;
  const mailbox = hrefs.mailboxHref === undefined ? undefined : ownHref(hrefs.mailboxHref);
  return cardLayout({
    frame,
    title: words.title,
    content: html`
      <h1>${words.title}</h1>
      <p role="status">${words[kind](strongAddress(username))}</p>
      ${mailbox !== undefined && html`<p><a href="${mailbox}">${words.mailbox}</a></p>`}
      <p class="small">${words.nothing} <a href="${ownHref(hrefs.againHref)}">${words.again}</a></p>
    `,
  });
}

/** What the page before an account is made shows. */
export interface SignUpConfirmPageValues {
  readonly frame: PageFrame;
  readonly form: FormTarget;
  readonly username: string;
  readonly display_name: string;
}

/** The page that the link of a sign-up opens: nothing happens before its button is pressed. @see S192 */
export function signUpConfirmPage(values: SignUpConfirmPageValues): Html {
  const words = entryTexts.confirm;
  return linkConfirmPage(
    values,
    words,
    html`<p>${words.sentence(strongAddress(values.username))}</p>
      <dl class="times">
        <dt>${words.name}</dt>
        <dd>${cutValue(values.display_name)}</dd>
      </dl>`,
  );
}

function linkConfirmPage(
  { frame, form }: { readonly frame: PageFrame; readonly form: FormTarget },
  words: { readonly title: string; readonly submit: string; readonly submitting: string },
  content: Html,
): Html {
  const { title, submit: label, submitting: busyLabel } = words;
  return cardLayout({
    frame,
    title,
    content: html`
      <h1>${title}</h1>
      ${content} ${buttonForm(form, { label, busyLabel, className: 'primary' })}
    `,
  });
}

/** What the page after something was proven shows. */
export interface ProvenPageValues {
  readonly frame: PageFrame;
  readonly kind: 'signUp' | 'reset' | 'address';
  readonly username: string;
  readonly signInHref: string;
}

/** Says that it is done, and leads to the sign-in: a link in a letter signs nobody in. @see S192 */
export function provenPage({ frame, kind, username, signInHref }: ProvenPageValues): Html {
  const address = strongAddress(username);
  const { confirm, reset, address: moved } = entryTexts;
  const [title, sentence] = {
    signUp: [confirm.doneTitle, confirm.done(address)],
    reset: [reset.doneTitle, reset.done],
    address: [moved.doneTitle, moved.done(address)],
  }[kind] as [string, Html | string];
  return cardLayout({
    frame,
    title,
    content: html`
      <h1>${title}</h1>
      <p role="status">${sentence}</p>
      <p><a class="button" href="${ownHref(signInHref)}">${confirm.signIn}</a></p>
    `,
  });
}

/** What the page that asks for a new password shows. */
export interface ResetPageValues {
  readonly frame: PageFrame;
  readonly form: FormTarget;
  readonly signInHref: string;
  readonly username?: string | undefined;
  readonly problem?: string | undefined;
  /** True for a member who gave the right password and has to replace it. */
  readonly isRequired?: boolean;
}

/** The page on which the link for a new password is asked for. It posts `username`. */
export function resetPage(values: ResetPageValues): Html {
  const { frame, form, signInHref, username, problem, isRequired } = values;
  const words = entryTexts.reset;
  return cardLayout({
    frame,
    title: words.title,
    content: html`
      ${
        isRequired === true
          ? pageHead(
              words.title,
              undefined,
              html`<p class="callout warning" role="alert">${words.required}</p>`,
            )
          : pageHead(words.title, words.lead)
      }
      ${filledForm(
        form,
        html`${usernameField({
          maxlength: usernameLengthMax,
          value: username ?? '',
          problem,
          hasFocus: isRequired !== true,
        })}
        ${submitButton({ label: words.submit, busyLabel: words.submitting, className: 'primary' })}`,
      )}
      <p class="small"><a href="${ownHref(signInHref)}">${words.back}</a></p>
    `,
  });
}

/** What the page on which a new password is chosen shows. */
export interface NewPasswordPageValues {
  readonly frame: PageFrame;
  readonly form: FormTarget;
  /** For the password manager, which keeps the new password under it. */
  readonly username: string;
  readonly problem?: string | undefined;
}

/** The page that the link for a new password opens. It posts `new_password`. */
export function newPasswordPage({ frame, form, username, problem }: NewPasswordPageValues): Html {
  const words = entryTexts.reset;
  return cardLayout({
    frame,
    title: words.chooseTitle,
    content: html`
      ${pageHead(words.chooseTitle, words.chooseLead)}
      ${filledForm(
        form,
        html`${usernameField({ value: username, isReadOnly: true })}
        ${newPasswordField(fields.newPassword, problem, true)}
        ${submitButton({ label: words.choose, busyLabel: words.choosing, className: 'primary' })}`,
      )}
    `,
  });
}

/** What the page shows that the link to a new address opens. */
export interface AddressConfirmPageValues {
  readonly frame: PageFrame;
  readonly form: FormTarget;
  readonly username: string;
  readonly display_name: string;
}

/** The page that the link to a new address opens: nothing happens before its button is pressed. @see S192 */
export function addressConfirmPage(values: AddressConfirmPageValues): Html {
  const words = entryTexts.address;
  const name = html`<strong>${cutValue(values.display_name)}</strong>`;
  const sentence = words.sentence(name, strongAddress(values.username));
  return linkConfirmPage(values, words, html`<p>${sentence}</p>`);
}
