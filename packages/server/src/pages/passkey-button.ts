import { html } from './html.ts';
import type { Html } from './html.ts';
import { secondFactorTexts } from './second-factor-texts.ts';

/** What a browser is asked with. */
export interface PasskeyQuestion {
  /** As `PublicKeyCredential.parse…OptionsFromJSON` takes it. */
  readonly options: object;
  readonly sealedChallenge: string;
  /** The script that asks the browser. */
  readonly scriptHref: string;
}

/**
 * A button of a form that asks the browser for a passkey, puts its answer into the form's field `passkey`, and
 * sends the form. Without scripts it says that it needs them.
 *
 * @param kind - whether a passkey is made or used
 */
export function passkeyButton(
  kind: 'create' | 'get',
  { options, sealedChallenge, scriptHref }: PasskeyQuestion,
  className: 'primary' | 'secondary',
): Html {
  const words = secondFactorTexts.passkey;
  return html`<div class="passkey">
    <input type="hidden" name="challenge" value="${sealedChallenge}" />
    <input type="hidden" name="passkey" value="" />
    <button
      type="button"
      class="${className}"
      data-passkey="${kind}"
      data-options="${JSON.stringify(options)}"
      data-waiting="${words.waiting}"
      data-failed="${kind === 'get' ? words.failed : words.failedToMake}"
      data-unsupported="${words.unsupported}"
    >
      ${kind === 'get' ? words.use : words.make}
    </button>
    <p class="small" role="status" data-passkey-status></p>
    <noscript><p class="small not-ok">${words.scripts}</p></noscript>
    <script src="${scriptHref}" defer></script>
  </div>`;
}
