import { entryTexts } from './account-texts.ts';
import { hiddenInputs, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { ownHref } from './href.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import { texts } from './texts.ts';
import { durationWords } from './time-words.ts';

/** Why the last try did not sign the member in. */
export type LoginError =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly seconds: number }
  | { readonly kind: 'busy' }
  | { readonly kind: 'expired' };

/** What the login page shows. */
export interface LoginPageValues {
  readonly frame: PageFrame;
  readonly form: FormTarget;
  /** What the member typed before; kept, unlike the password. */
  readonly username?: string | undefined;
  readonly error?: LoginError | undefined;
  /** The app that sent the member here; absent when the member came alone. */
  readonly client_name?: string | undefined;
  /** True when a member who is signed in has to confirm it before something risky. */
  readonly isConfirmation?: boolean | undefined;
  /** Where a new password is asked for. */
  readonly resetHref?: string | undefined;
  /** Where an account is made; absent where nobody can, or the member has one. */
  readonly signUpHref?: string | undefined;
}

/**
 * The login page. It posts `username` and `password` beside the hidden fields. Nothing on it tells
 * whether an account exists.
 *
 * @see S182
 */
export function loginPage(values: LoginPageValues): Html {
  const { frame, form, username, error, client_name, isConfirmation } = values;
  const app = client_name === undefined ? undefined : cutValue(client_name);
  const typed = username !== undefined && username !== '';
  const pageError = error && error.kind !== 'wrong' ? error : undefined;
  return cardLayout({
    frame,
    title: texts.login.title,
    content: html`
      <div class="page-head">
        <h1>${texts.login.title}</h1>
        ${app && html`<p class="lead">${texts.login.continueTo(html`<strong>${app}</strong>`)}</p>`}
        ${isConfirmation === true && html`<p class="lead">${texts.login.confirm}</p>`}
      </div>
      ${pageError && html`<p class="alert" role="alert">${errorSentence(pageError)}</p>`}
      <form method="post" action="${form.action}" class="stack">
        ${hiddenInputs(form.hidden)}
        <div class="field">
          <label for="username">${texts.login.username}</label>
          <input
            id="username"
            name="username"
            type="email"
            autocomplete="username"
            maxlength="254"
            required
            spellcheck="false"
            value="${username ?? ''}"
            ${error?.kind === 'wrong' && invalid}
            ${!typed && html` autofocus`}
          />
        </div>
        <div class="field">
          <label for="password">${texts.login.password}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            ${error?.kind === 'wrong' && invalid}
            ${typed && html` autofocus`}
          />
          ${
            error?.kind === 'wrong' &&
            html`<p class="field-error" id="login-error" role="alert">${texts.login.wrong}</p>`
          }
        </div>
        ${submitButton({
          label: texts.login.submit,
          busyLabel: texts.login.submitting,
          className: 'primary',
        })}
      </form>
      ${app && html`<p class="small">${texts.login.passwordStays(app)}</p>`} ${otherWays(values)}
    `,
  });
}

function otherWays({ resetHref, signUpHref }: LoginPageValues): Html | undefined {
  const { reset, signUp } = entryTexts;
  if (resetHref === undefined) return undefined;
  return html`<p class="small ways">
    <a href="${ownHref(resetHref)}">${reset.link}</a>
    ${
      signUpHref !== undefined &&
      html`<span>${signUp.link} <a href="${ownHref(signUpHref)}">${signUp.linkLabel}</a></span>`
    }
  </p>`;
}

const invalid = html` aria-invalid="true" aria-describedby="login-error"`;

function errorSentence(error: LoginError): string {
  if (error.kind === 'throttled') return texts.login.throttled(durationWords(error.seconds));
  return texts.login[error.kind];
}
