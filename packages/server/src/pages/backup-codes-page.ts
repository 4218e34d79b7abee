import { html } from './html.ts';
import type { Html } from './html.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { secondFactorTexts } from './second-factor-texts.ts';

/** What the page shows on which backup codes are seen. */
export interface BackupCodesPageValues {
  readonly frame: PageFrame;
  /** Whether the second factor was switched on, which signed the member out, or only the codes are new. */
  readonly kind: 'switched_on' | 'replaced';
  readonly codes: readonly string[];
  readonly nextHref: string;
  readonly scriptHref: string;
}

/** The one page that shows backup codes: the answer to the form that made them. Nothing leads back to it. */
export function backupCodesPage(values: BackupCodesPageValues): Html {
  const { frame, kind, codes, nextHref, scriptHref } = values;
  const { backupCodes: words } = secondFactorTexts;
  const isOn = kind === 'switched_on';
  const title = isOn ? words.titleOn : words.title;
  return cardLayout({
    frame,
    title,
    content: html`
      <div class="page-head">
        <h1>${title}</h1>
        <p>${isOn ? words.onSentence : words.sentence}</p>
      </div>
      <p class="callout warning" role="status">${words.once}</p>
      <h2 id="codes">${words.list}</h2>
      <ol class="backup-codes" aria-labelledby="codes">
        ${codes.map((code) => html`<li><code data-code>${code}</code></li>`)}
      </ol>
      <p class="small">${words.each}</p>
      <div class="choices no-print">
        <button
          type="button"
          class="secondary"
          data-copy-codes
          data-copied="${words.copied}"
          hidden
        >
          ${words.copy}
        </button>
        <button type="button" class="secondary" data-print hidden>${words.print}</button>
      </div>
      <p class="small" role="status" data-copy-status></p>
      <p class="no-print">
        <a class="button" href="${nextHref}">${isOn ? words.signIn : words.back}</a>
      </p>
      <script src="${scriptHref}" defer></script>
    `,
  });
}

/** Says that the second factor was switched off, which signed the member out. */
export function switchedOffPage({
  frame,
  signInHref,
}: {
  readonly frame: PageFrame;
  readonly signInHref: string;
}): Html {
  const { switchedOff: words } = secondFactorTexts;
  return cardLayout({
    frame,
    title: words.title,
    content: html`
      <h1>${words.title}</h1>
      <p>${words.sentence}</p>
      <p><a class="button" href="${signInHref}">${words.signIn}</a></p>
    `,
  });
}
