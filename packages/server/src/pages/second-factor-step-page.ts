import { codeField } from './code-field.ts';
import { filledForm, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { ownHref } from './href.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import { pageHead } from './page-head.ts';
import { passkeyButton } from './passkey-button.ts';
import type { PasskeyQuestion } from './passkey-button.ts';
import { secondFactorTexts } from './second-factor-texts.ts';
import { texts } from './texts.ts';
import { durationWords } from './time-words.ts';

/** Why the last try did not count. */
export type SecondFactorStepError =
  | { readonly kind: 'wrong'; readonly way: 'code' | 'backup_code' | 'passkey' }
  | { readonly kind: 'throttled'; readonly seconds: number };

/** What the page of the second factor shows while a member signs in. */
export interface SecondFactorStepValues {
  readonly frame: PageFrame;
  readonly form: FormTarget;
  /** The app that sent the member here; absent when the member came alone. */
  readonly client_name?: string | undefined;
  readonly hasAuthenticator: boolean;
  /** Undefined when the member has no passkey that works here. */
  readonly passkey: PasskeyQuestion | undefined;
  readonly rememberedDays: number;
  readonly restartHref: string;
  readonly error?: SecondFactorStepError | undefined;
}

/**
 * The page of the second factor. It posts one of `code`, `backup_code` and `passkey`, and `remember`. It names
 * no account: who has only the password learns nothing but which ways there are.
 */
export function secondFactorStepPage(values: SecondFactorStepValues): Html {
  const { frame, form, client_name, passkey, error } = values;
  const { step: words } = secondFactorTexts;
  const app = client_name === undefined ? undefined : cutValue(client_name);
  return cardLayout({
    frame,
    title: words.title,
    content: html`
      ${pageHead(
        words.title,
        words.lead,
        app && html`<p class="small">${texts.login.continueTo(html`<strong>${app}</strong>`)}</p>`,
      )}
      ${error?.kind === 'throttled' && throttled(error.seconds, passkey !== undefined)}
      ${
        error?.kind === 'wrong' &&
        error.way === 'passkey' &&
        html`<p class="alert" role="alert">${words.wrongPasskey}</p>`
      }
      ${filledForm(form, ways(values))} ${help(values)}
    `,
  });
}

function ways(values: SecondFactorStepValues): Html {
  const { hasAuthenticator, passkey, error } = values;
  const { step: words } = secondFactorTexts;
  return html`${hasAuthenticator && authenticatorField(error)} ${remember(values)}
  ${
    hasAuthenticator &&
    submitButton({
      label: words.submit,
      busyLabel: words.submitting,
      className: 'primary',
    })
  }
  ${hasAuthenticator && passkey && html`<p class="or" aria-hidden="true">${words.or}</p>`}
  ${passkey && passkeyButton('get', passkey, hasAuthenticator ? 'secondary' : 'primary')}
  ${backupField(values)}`;
}

function throttled(seconds: number, hasPasskey: boolean): Html {
  const { step: words } = secondFactorTexts;
  return html`<p class="alert" role="alert">
    ${words.throttled(durationWords(seconds))} ${hasPasskey && words.throttledPasskey}
  </p>`;
}

function authenticatorField(error: SecondFactorStepError | undefined): Html {
  const { step: words } = secondFactorTexts;
  const isWrong = error?.kind === 'wrong' && error.way === 'code';
  return codeField({
    label: words.codeLabel,
    hint: words.codeHint,
    problem: isWrong ? words.wrong : undefined,
    attributes: html` class="one-time"${!isBackupWrong(error) && html` autofocus`}`,
  });
}

const isBackupWrong = (error: SecondFactorStepError | undefined): boolean =>
  error?.kind === 'wrong' && error.way === 'backup_code';

function remember({ rememberedDays }: SecondFactorStepValues): Html {
  const { step: words } = secondFactorTexts;
  return html`<div>
    <label class="check"
      ><input type="checkbox" name="remember" value="yes" aria-describedby="remember-hint" /><span
        >${words.remember}</span
      ></label
    >
    <p class="small check-hint" id="remember-hint">${words.rememberHint(rememberedDays)}</p>
  </div>`;
}

function backupField({ error, hasAuthenticator, passkey }: SecondFactorStepValues): Html {
  const { step: words } = secondFactorTexts;
  const isWrong = isBackupWrong(error);
  const isOnly = !hasAuthenticator && passkey === undefined;
  return html`<details class="other-way" ${(isWrong || isOnly) && html` open`}>
    <summary>${words.backupSummary}</summary>
    <div class="stack">
      <div class="field">
        <label for="backup-code">${words.backupLabel}</label>
        <input
          id="backup-code"
          name="backup_code"
          class="one-time"
          autocomplete="off"
          autocapitalize="none"
          maxlength="20"
          spellcheck="false"
          aria-describedby="backup-hint${isWrong && ' backup-error'}"
          ${isWrong && html` aria-invalid="true" autofocus`}
        />
        <p class="small" id="backup-hint">${words.backupHint}</p>
        ${
          isWrong &&
          html`<p class="field-error" id="backup-error" role="alert">${words.wrongBackup}</p>`
        }
      </div>
      ${submitButton({
        label: words.submitBackup,
        busyLabel: words.submitting,
        className: 'secondary',
      })}
    </div>
  </details>`;
}

function help({ restartHref }: SecondFactorStepValues): Html {
  const { step: words } = secondFactorTexts;
  const href = ownHref(restartHref);
  return html`<details class="small">
      <summary>${words.lost}</summary>
      <p>${words.lostSentence}</p>
    </details>
    ${
      href !== undefined &&
      html`<p class="small">${words.notYou} <a href="${href}">${words.restart}</a></p>`
    }`;
}
