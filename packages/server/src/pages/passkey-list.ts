import { buttonForm, hiddenInputs, submitButton } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { cutValue, longValue } from './long-value.ts';
import { secondFactorTexts } from './second-factor-texts.ts';
import { timeElement } from './time-words.ts';

/** A passkey as its member sees it. */
export interface ShownPasskey {
  readonly credential_id: string;
  readonly passkey_name: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
}

/** What can be done with the passkeys of a list. */
export interface PasskeyActions {
  readonly form_token: string;
  readonly renamePasskey: string;
  readonly removePasskey: string;
  /** True when the one passkey is the only way beside the backup codes: it cannot be removed. */
  readonly isOnly: boolean;
}

/** The passkeys of a member, each with its name, its use, and how to rename and remove it. */
export function passkeyList(passkeys: readonly ShownPasskey[], actions: PasskeyActions): Html {
  return html`<ul class="passkeys">
    ${passkeys.map((passkey, index) => html`<li>${passkeyItem(passkey, index, actions)}</li>`)}
  </ul>`;
}

function passkeyItem(passkey: ShownPasskey, index: number, actions: PasskeyActions): Html {
  const { security: words } = secondFactorTexts;
  const { passkey_name, created_at, last_used_at } = passkey;
  return html`<div>
      <h4>${longValue(passkey_name)}</h4>
      <p class="small facts">
        <span class="fact">${words.made} ${timeElement(created_at)}</span>
        <span class="fact"
          >${words.lastUsed}
          ${last_used_at === null ? words.never : timeElement(last_used_at)}</span
        >
      </p>
    </div>
    <div class="actions">
      ${renameForm(passkey, index, actions)}
      ${
        actions.isOnly
          ? html`<p class="small">${words.onlyMethod}</p>`
          : removeForm(passkey, actions)
      }
    </div>`;
}

function renameForm(
  { credential_id, passkey_name }: ShownPasskey,
  index: number,
  { form_token, renamePasskey }: PasskeyActions,
): Html {
  const { security: words } = secondFactorTexts;
  const id = `passkey-name-${index}`;
  const name = html`<span class="visually-hidden"
    >${words.ofPasskey(cutValue(passkey_name))}</span
  >`;
  return html`<details class="confirm plain">
    <summary>${words.rename}${name}…</summary>
    <form class="confirm-in" method="post" action="${renamePasskey}">
      ${hiddenInputs({ form_token, credential_id })}
      <div class="field">
        <label for="${id}">${words.renameLabel}</label>
        <input
          id="${id}"
          name="passkey_name"
          value="${passkey_name}"
          maxlength="80"
          required
          autocomplete="off"
        />
      </div>
      ${submitButton({
        label: words.renameSubmit,
        busyLabel: words.saving,
        className: 'secondary',
      })}
    </form>
  </details>`;
}

function removeForm(
  { credential_id, passkey_name }: ShownPasskey,
  { form_token, removePasskey }: PasskeyActions,
): Html {
  const { security: words } = secondFactorTexts;
  const shown = cutValue(passkey_name);
  return html`<details class="confirm">
    <summary>
      ${words.remove}<span class="visually-hidden">${words.ofPasskey(shown)}</span>…
    </summary>
    <div class="confirm-in">
      <p>${words.removeLoss(shown)}</p>
      ${buttonForm(
        { action: removePasskey, hidden: { form_token, credential_id } },
        {
          label: words.removeSubmit(shown),
          busyLabel: words.removing,
          className: 'danger',
        },
      )}
    </div>
  </details>`;
}
