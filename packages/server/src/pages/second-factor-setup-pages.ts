import { accountLayout } from './account-navigation.ts';
import type { AccountMember } from './account-navigation.ts';
import { codeField } from './code-field.ts';
import { filledForm, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { pageHead } from './page-head.ts';
import { passkeyButton } from './passkey-button.ts';
import type { PasskeyQuestion } from './passkey-button.ts';
import { secondFactorTexts } from './second-factor-texts.ts';

/** A QR code: true is dark. */
export type QrMatrix = readonly (readonly boolean[])[];

/** What the page shows on which an authenticator app is set up. */
export interface AuthenticatorPageValues {
  readonly frame: PageFrame;
  readonly member: AccountMember;
  readonly form: FormTarget;
  /** The `otpauth:` address. */
  readonly uri: string;
  readonly qr: QrMatrix;
  /** The same key for typing, in Base32. */
  readonly seed: string;
  /** Whether this switches the second factor on, adds to it, or takes the place of another app. */
  readonly purpose: 'switch_on' | 'add' | 'replace';
  readonly error?: 'wrong' | 'expired' | undefined;
}

// Light around the code, as wide as readers want it. @see ISO/IEC 18004 §5.3.8
const quietModules = 4;

function qrCode(qr: QrMatrix): Html {
  const size = qr.length + 2 * quietModules;
  const dark = qr.flatMap((row, y) =>
    row.flatMap((isDark, x) =>
      isDark ? [`M${x + quietModules} ${y + quietModules}h1v1h-1z`] : [],
    ),
  );
  return html`<svg
    class="qr"
    role="img"
    aria-label="${secondFactorTexts.authenticator.scanAlt}"
    viewBox="0 0 ${size} ${size}"
    shape-rendering="crispEdges"
  >
    <rect width="${size}" height="${size}" fill="#ffffff" />
    <path fill="#000000" d="${dark.join('')}" />
  </svg>`;
}

const inGroups = (seed: string): string => (seed.match(/.{1,4}/g) ?? []).join(' ');

/** The page on which an authenticator app is set up: QR code, the key as text, and a code to confirm it. */
export function authenticatorPage(values: AuthenticatorPageValues): Html {
  const { frame, member, form, uri, qr, seed, purpose, error } = values;
  const { authenticator: words, security } = secondFactorTexts;
  return accountLayout({
    frame,
    member,
    room: 'security',
    title: words.title,
    content: html`
      ${pageHead(words.title, words.lead)}
      ${error === 'expired' && html`<p class="alert" role="alert">${words.expired}</p>`}
      ${purpose === 'switch_on' && html`<p class="callout warning">${security.loss}</p>`}
      ${purpose === 'replace' && html`<p class="callout">${words.replaces}</p>`}
      <ol class="set-up">
        <li>
          <h2>${words.scan}</h2>
          ${qrCode(qr)}
        </li>
        <li>
          <h2>${words.key}</h2>
          <p><code class="seed selectable">${inGroups(seed)}</code></p>
          <p class="small">${words.keyHint}</p>
          <p><a href="${uri}">${words.open}</a></p>
        </li>
        <li>
          <h2 id="confirm">${words.confirm}</h2>
          ${confirmForm(form, purpose, error === 'wrong')}
        </li>
      </ol>
    `,
  });
}

function confirmForm(
  form: FormTarget,
  purpose: AuthenticatorPageValues['purpose'],
  isWrong: boolean,
): Html {
  const { authenticator: words, step } = secondFactorTexts;
  return filledForm(
    form,
    html`${codeField({
        label: words.codeLabel,
        problem: isWrong ? words.wrong : undefined,
        attributes: html` class="one-time" required${isWrong && html` autofocus`}`,
      })}
      <div>
        ${submitButton({
          label: purpose === 'switch_on' ? words.submit : words.submitFurther,
          busyLabel: step.submitting,
          className: 'primary',
        })}
      </div>`,
  );
}

/** What the page shows on which a passkey is made. */
export interface PasskeyPageValues {
  readonly frame: PageFrame;
  readonly member: AccountMember;
  readonly form: FormTarget;
  readonly question: PasskeyQuestion;
  readonly passkey_name: string;
  /** True when it switches the second factor on. */
  readonly isFirst: boolean;
  readonly nameProblem?: string | undefined;
  readonly isRefused?: boolean;
}

/** The page on which a passkey is named and made. */
export function passkeyPage(values: PasskeyPageValues): Html {
  const { frame, member, form, question, isFirst, isRefused } = values;
  const { passkeyPage: words, security } = secondFactorTexts;
  return accountLayout({
    frame,
    member,
    room: 'security',
    title: words.title,
    content: html`
      ${pageHead(words.title, words.lead)}
      ${isRefused === true && html`<p class="alert" role="alert">${words.wrong}</p>`}
      ${isFirst && html`<p class="callout warning">${security.loss}</p>`}
      ${filledForm(form, html`${nameField(values)} ${passkeyButton('create', question, 'primary')}`)}
    `,
  });
}

function nameField({ passkey_name, nameProblem }: PasskeyPageValues): Html {
  const { passkeyPage: words } = secondFactorTexts;
  return html`<div class="field">
    <label for="passkey-name">${words.name}</label>
    <input
      id="passkey-name"
      name="passkey_name"
      value="${passkey_name}"
      maxlength="80"
      autocomplete="off"
      aria-describedby="name-hint${nameProblem !== undefined && ' name-error'}"
      ${nameProblem !== undefined && html` aria-invalid="true"`}
    />
    <p class="small" id="name-hint">${words.nameHint}</p>
    ${
      nameProblem !== undefined &&
      html`<p class="field-error" id="name-error" role="alert">${nameProblem}</p>`
    }
  </div>`;
}
