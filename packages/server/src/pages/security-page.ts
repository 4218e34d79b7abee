import { accountLayout } from './account-navigation.ts';
import type { AccountMember } from './account-navigation.ts';
import { buttonForm } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { passkeyList } from './passkey-list.ts';
import type { ShownPasskey } from './passkey-list.ts';
import { secondFactorTexts } from './second-factor-texts.ts';
import { timeElement } from './time-words.ts';

/** The second factor of a member who has it on, as the page shows it. */
export interface ShownSecondFactor {
  readonly switched_on_at: number;
  readonly backup_code_set: number;
  readonly backup_codes_left: number;
  readonly backup_codes_made: number;
  readonly authenticator:
    { readonly authenticator_id: string; readonly created_at: number } | undefined;
  readonly passkeys: readonly ShownPasskey[];
}

/** Where the forms of the page go. */
export interface SecurityActions {
  readonly form_token: string;
  readonly setUpAuthenticator: string;
  readonly removeAuthenticator: string;
  readonly addPasskey: string;
  readonly renamePasskey: string;
  readonly removePasskey: string;
  readonly replaceBackupCodes: string;
  readonly switchOff: string;
}

/** What the security page shows. */
export interface SecurityPageValues {
  readonly frame: PageFrame;
  readonly member: AccountMember;
  /** Undefined while the second factor is off. */
  readonly secondFactor: ShownSecondFactor | undefined;
  /** False where browsers make no passkeys for the address of the service. */
  readonly canHavePasskeys: boolean;
  readonly passkeysMax: number;
  readonly actions: SecurityActions;
  readonly done?: string | undefined;
  /** What could not be done, said at the top. */
  readonly problem?: string | undefined;
  /** The sections of whatever else guards the account. */
  readonly more?: Html | undefined;
}

/** The security page: whether the second step is on, its methods, and the way out of trouble. */
export function securityPage(values: SecurityPageValues): Html {
  const { frame, member, secondFactor, done, problem, more } = values;
  const { security: words } = secondFactorTexts;
  return accountLayout({
    frame,
    member,
    room: 'security',
    title: words.title,
    done,
    content: html`
      <div class="page-head">
        <h1>${words.title}</h1>
        <p class="lead">${words.lead}</p>
      </div>
      ${problem !== undefined && html`<p class="alert" role="alert">${problem}</p>`}
      <section aria-labelledby="second-step">
        <h2 id="second-step">${words.secondStep} ${state(secondFactor !== undefined)}</h2>
        <p class="section-sentence">
          ${
            secondFactor === undefined
              ? words.offSentence
              : words.onSentence(timeElement(secondFactor.switched_on_at))
          }
        </p>
        ${secondFactor === undefined && html`<p class="callout warning">${words.loss}</p>`}
        <div class="methods">
          ${authenticatorCard(values)} ${passkeyCard(values)}
          ${secondFactor && backupCard(secondFactor, values)}
        </div>
        ${secondFactor && switchOff(values)}
      </section>
      ${more} ${trouble(secondFactor !== undefined)}
    `,
  });
}

function state(isOn: boolean): Html {
  const { security: words } = secondFactorTexts;
  return html`<span class="state ${isOn ? 'ok' : 'not-ok'}">${isOn ? words.on : words.off}</span>`;
}

function authenticatorCard({ secondFactor, actions }: SecurityPageValues): Html {
  const { security: words } = secondFactorTexts;
  const app = secondFactor?.authenticator;
  const isRemovable = app !== undefined && (secondFactor?.passkeys.length ?? 0) > 0;
  return html`<section class="app" aria-labelledby="authenticator">
    <div>
      <h3 id="authenticator">${words.app}</h3>
      <p class="muted">${words.appSentence}</p>
    </div>
    <p>${app === undefined ? words.noApp : words.appSince(timeElement(app.created_at))}</p>
    <div class="actions">
      <a
        class="button ${secondFactor === undefined ? 'leading' : 'secondary'}"
        href="${actions.setUpAuthenticator}"
        >${app === undefined ? words.setUpApp : words.replaceApp}</a
      >
      ${
        isRemovable &&
        confirmed(words.removeApp, words.removeAppLoss, {
          action: actions.removeAuthenticator,
          hidden: {
            form_token: actions.form_token,
            authenticator_id: app.authenticator_id,
          },
          label: words.removeAppSubmit,
        })
      }
    </div>
  </section>`;
}

function passkeyCard(values: SecurityPageValues): Html {
  const { secondFactor, canHavePasskeys, passkeysMax, actions } = values;
  const { security: words } = secondFactorTexts;
  const passkeys = secondFactor?.passkeys ?? [];
  const isOnly = secondFactor?.authenticator === undefined && passkeys.length === 1;
  return html`<section class="app" aria-labelledby="passkeys">
    <div>
      <h3 id="passkeys">${words.passkeys}</h3>
      <p class="muted">${words.passkeysSentence}</p>
    </div>
    ${
      passkeys.length === 0
        ? html`<p>${words.noPasskeys}</p>`
        : passkeyList(passkeys, { ...actions, isOnly })
    }
    ${
      !canHavePasskeys
        ? html`<p class="small">${words.cannotHavePasskeys}</p>`
        : passkeys.length >= passkeysMax
          ? html`<p class="small">${words.tooManyPasskeys(passkeysMax)}</p>`
          : html`<div class="actions">
              <a class="button secondary" href="${actions.addPasskey}">${words.addPasskey}</a>
            </div>`
    }
  </section>`;
}

function backupCard(shown: ShownSecondFactor, { actions }: SecurityPageValues): Html {
  const { security: words } = secondFactorTexts;
  const { backup_codes_left: left, backup_codes_made: made, backup_code_set } = shown;
  return html`<section class="app" aria-labelledby="backup-codes">
    <div>
      <h3 id="backup-codes">${words.backup}</h3>
      <p class="muted">${words.backupSentence}</p>
    </div>
    <p>
      <span class="figure">${words.backupLeft(left, made)}</span>
      ${left <= 3 && html`<span class="not-ok">${words.backupFew}</span>`}
    </p>
    <div class="actions">
      ${confirmed(words.newBackup, words.newBackupLoss, {
        action: actions.replaceBackupCodes,
        hidden: {
          form_token: actions.form_token,
          backup_code_set: String(backup_code_set),
        },
        label: words.newBackup,
      })}
    </div>
  </section>`;
}

function switchOff({ actions }: SecurityPageValues): Html {
  const { security: words } = secondFactorTexts;
  return confirmed(words.switchOff, words.switchOffLoss, {
    action: actions.switchOff,
    hidden: { form_token: actions.form_token },
    label: words.switchOff,
  });
}

interface ConfirmedForm {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly label: string;
}

function confirmed(summary: string, loss: string, { label, ...form }: ConfirmedForm): Html {
  return html`<details class="confirm">
    <summary>${summary}…</summary>
    <div class="confirm-in">
      <p>${loss}</p>
      ${buttonForm(form, {
        label,
        busyLabel: secondFactorTexts.security.saving,
        className: 'danger',
      })}
    </div>
  </details>`;
}

function trouble(isOn: boolean): Html | undefined {
  if (!isOn) return undefined;
  const { security: words } = secondFactorTexts;
  return html`<section aria-labelledby="trouble">
    <h2 id="trouble">${words.trouble}</h2>
    <ul class="trouble">
      <li>${words.troubleNewPhone}</li>
      <li>${words.troubleLost}</li>
      <li>${words.troubleAll}</li>
    </ul>
  </section>`;
}
