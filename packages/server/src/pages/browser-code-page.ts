import { entryTexts } from './account-texts.ts';
import { browserCodeTexts } from './browser-code-texts.ts';
import { codeField } from './code-field.ts';
import { filledForm, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { ownHref } from './href.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { addressCut, cutValue } from './long-value.ts';
import { pageHead } from './page-head.ts';
import { durationWords, timeElement } from './time-words.ts';

/** What the page says of the last thing that was tried on it. */
export type BrowserCodeNotice =
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'spent' }
  | { readonly kind: 'throttled'; readonly waitSeconds: number }
  | { readonly kind: 'sentAgain' };

/** What the page shows on which a mailed code is entered. */
export interface BrowserCodePageValues {
  readonly frame: PageFrame;
  /** The form of the code; it posts `code` beside the hidden fields. */
  readonly form: FormTarget;
  /** The form that asks for another code. */
  readonly again: FormTarget;
  /** The address that the member signed in with. */
  readonly username: string;
  /** Until when the code works, in epoch seconds; undefined when there is none that does. */
  readonly expires_at: number | undefined;
  readonly notice: BrowserCodeNotice | undefined;
  /** True when mails do not leave as they should. @see S195 */
  readonly isMailDelayed: boolean;
  /** Where the mails of a local service arrive. */
  readonly mailboxHref?: string | undefined;
}

/**
 * The page between the right password and the sign-in, in a browser that is not known: one field for the
 * code that was mailed.
 *
 * @see S188, S195
 */
export function browserCodePage(values: BrowserCodePageValues): Html {
  const { frame, form, again, username, expires_at, notice, isMailDelayed } = values;
  const address = html`<strong>${cutValue(username, addressCut)}</strong>`;
  const canEnter = expires_at !== undefined;
  const mailbox = values.mailboxHref === undefined ? undefined : ownHref(values.mailboxHref);
  return cardLayout({
    frame,
    title: browserCodeTexts.title,
    content: html`
      ${pageHead(
        browserCodeTexts.title,
        canEnter ? browserCodeTexts.lead(address) : browserCodeTexts.leadNotSent(address),
      )}
      ${isMailDelayed && html`<p class="alert" role="status">${browserCodeTexts.outage}</p>`}
      ${noticeLine(notice)}
      ${
        canEnter
          ? codeForm(form, expires_at, notice)
          : notice?.kind !== 'throttled' && againForm(again, 'primary')
      }
      ${
        mailbox !== undefined &&
        html`<p class="small"><a href="${mailbox}">${entryTexts.sent.mailbox}</a></p>`
      }
      <details class="other-way" ${notice?.kind === 'throttled' && html` open`}>
        <summary>${browserCodeTexts.noMail}</summary>
        <div class="stack">
          <p class="small">${browserCodeTexts.noMailAdvice}</p>
          <p class="small">${browserCodeTexts.noMailBrowser}</p>
          ${canEnter && againForm(again, 'secondary')}
        </div>
      </details>
    `,
  });
}

function noticeLine(notice: BrowserCodeNotice | undefined): Html | undefined {
  switch (notice?.kind) {
    case 'spent':
      return html`<p class="alert" role="alert">${browserCodeTexts.spent}</p>`;
    case 'throttled':
      return html`<p class="alert" role="alert">
        ${browserCodeTexts.throttled(durationWords(notice.waitSeconds))}
      </p>`;
    case 'sentAgain':
      return html`<p class="callout done" role="status">${browserCodeTexts.sentAgain}</p>`;
    case 'wrong':
    case undefined:
      return undefined;
  }
}

function codeForm(
  form: FormTarget,
  expires_at: number,
  notice: BrowserCodeNotice | undefined,
): Html {
  const problem = notice?.kind === 'wrong' ? browserCodeTexts.wrong(notice.triesLeft) : undefined;
  const checks = html` type="text" pattern="[0-9\\s\\-]*" title="${browserCodeTexts.hint}"`;
  return filledForm(
    form,
    html`${codeField({
      label: browserCodeTexts.field,
      hint: browserCodeTexts.ends(timeElement(expires_at)),
      problem,
      attributes: html`${checks} required autofocus`,
    })}
    ${submitButton({
      label: browserCodeTexts.submit,
      busyLabel: browserCodeTexts.submitting,
      className: 'primary',
    })}`,
  );
}

function againForm(form: FormTarget, className: 'primary' | 'secondary'): Html {
  const { again: label, sendingAgain: busyLabel } = browserCodeTexts;
  return filledForm(form, submitButton({ label, busyLabel, className }));
}
