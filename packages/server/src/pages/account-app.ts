import { factLine } from './fact-line.ts';
import { buttonForm } from './form.ts';
import { outsideLink } from './href.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { cutValue, wholeOnDemand } from './long-value.ts';
import { abilitySentences } from './scope-words.ts';
import { placeWords, wholeProgramWords } from './source-words.ts';
import type { ShownPlace, ShownProgram } from './source-words.ts';
import { texts } from './texts.ts';
import { timeElement } from './time-words.ts';

/** One sign-in of an app, as the member sees it. Times are epoch seconds. */
export interface AccountSession {
  readonly session_id: string;
  /** How it began: `authorization_code` or `password_limited`. */
  readonly grant_type: string;
  readonly started: number;
  readonly last_activity: number;
  readonly expires: number;
  readonly last_ip: string | null;
  readonly last_user_agent: string | null;
  readonly last_place: ShownPlace;
  readonly last_program: ShownProgram;
  /** Why staff began it for the member; null where the member did. */
  readonly impersonation_note: string | null;
}

/** An app that the member let in or gave the password to. Times are epoch seconds. */
export interface AccountApp {
  readonly client_id: string;
  readonly client_name: string;
  readonly developer_name: string | null;
  readonly developer_url: string | null;
  /** The dialect that the app speaks. */
  readonly dialect: string;
  readonly scopes: readonly string[];
  /** When it was allowed; without a consent, when it first signed in. */
  readonly allowed_since: number;
  readonly last_activity: number | null;
  readonly sessions: readonly AccountSession[];
  /** Whether a consent stands, which {@link AccountActions.forget} takes back. */
  readonly hasConsent: boolean;
}

/** Where the forms of the account page go. Each posts `form_token` and what is named here. */
export interface AccountActions {
  readonly form_token: string;
  readonly signOut: string;
  /** Posts `client_id`: its sessions end, the consent stands. */
  readonly endAccess: string;
  /** Posts `client_id`: its sessions end and the consent is taken back. */
  readonly forget: string;
  /** Posts `session_id`. */
  readonly endSession: string;
  readonly endAll: string;
  /** Posts `impersonation_id`: staff stop acting for the member. */
  readonly endImpersonation: string;
}

/** One app of the account page. `index` only makes the ids of the page unique. */
export function accountApp(app: AccountApp, index: number, actions: AccountActions): Html {
  const name = cutValue(app.client_name);
  return html`<article class="app" aria-labelledby="app-${index}">
    <div class="app-head">
      <h3 id="app-${index}">${name}</h3>
      ${developerLine(app)}
    </div>
    <div class="app-facts">
      <div>
        <p class="fact-name">${texts.account.can}</p>
        <ul class="checks">
          ${abilitySentences(app.dialect, app.scopes).map(
            (words) => html`<li><span>${words}</span></li>`,
          )}
        </ul>
      </div>
      <dl class="times">
        <dt>${app.hasConsent ? texts.account.allowedSince : texts.account.knownSince}</dt>
        <dd>${timeElement(app.allowed_since)}</dd>
        <dt>${texts.account.lastActivity}</dt>
        <dd>
          ${app.last_activity === null ? texts.account.never : timeElement(app.last_activity)}
        </dd>
      </dl>
    </div>
    ${!app.hasConsent && html`<p class="callout warning">${texts.account.noConsent}</p>`}
    ${app.sessions.length === 0 ? noSessions(app) : sessionList(app, actions)}
    ${appActions(app, actions)}
  </article>`;
}

function developerLine({ client_name, developer_name, developer_url }: AccountApp): Html {
  const name = developer_name === null ? texts.consent.unnamedDeveloper : cutValue(developer_name);
  const facts = [
    html`${texts.account.by} ${name}`,
    developer_url !== null && outsideLink(developer_url),
  ];
  return html`${factLine('developer', facts)} ${wholeOnDemand(texts.consent.wholeName, client_name)}
  ${developer_name !== null && wholeOnDemand(texts.consent.wholeDeveloper, developer_name)}`;
}

function noSessions({ hasConsent }: AccountApp): Html | undefined {
  return hasConsent ? html`<p class="muted">${texts.account.noSessions}</p>` : undefined;
}

function sessionList({ client_name, sessions }: AccountApp, actions: AccountActions): Html {
  const name = cutValue(client_name);
  return html`<details class="sessions">
    <summary>${texts.account.sessions(sessions.length)}</summary>
    <table role="table" class="cards">
      <caption class="visually-hidden">
        ${texts.account.sessionsOf(name)}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${[
            texts.account.started,
            texts.account.lastActivity,
            texts.account.from,
            texts.account.ends,
          ].map((title) => html`<th role="columnheader" scope="col">${title}</th>`)}
          <th role="columnheader" scope="col">
            <span class="visually-hidden">${texts.account.action}</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${sessions.map((session) => sessionRow(session, name, actions))}
      </tbody>
    </table>
  </details>`;
}

function sessionRow(session: AccountSession, name: Html, actions: AccountActions): Html {
  const { grant_type, last_ip, last_user_agent } = session;
  const place = placeWords(session.last_place);
  return html`<tr role="row">
    <td role="cell" data-label="${texts.account.started}">
      <div>
        ${timeElement(session.started)}
        <p class="small">${grantWords(grant_type)}</p>
        ${
          session.impersonation_note !== null &&
          html`<p class="small callout warning">
            ${texts.account.byStaff} ${isolated(session.impersonation_note)}
          </p>`
        }
      </div>
    </td>
    <td role="cell" data-label="${texts.account.lastActivity}">
      ${timeElement(session.last_activity)}
    </td>
    <td role="cell" data-label="${texts.account.from}">
      <div>
        ${last_ip !== null && html`<span class="figure">${isolated(last_ip)}</span>`}
        ${place !== undefined && html`<div class="small">${place}</div>`}
        <div class="small">${wholeProgramWords(session.last_program, last_user_agent)}</div>
      </div>
    </td>
    <td role="cell" data-label="${texts.account.ends}">${timeElement(session.expires)}</td>
    <td role="cell" class="row-action">
      ${buttonForm(
        {
          action: actions.endSession,
          hidden: { form_token: actions.form_token, session_id: session.session_id },
        },
        {
          label: html`${texts.account.endSession}<span class="visually-hidden"
              >${texts.account.endSessionOf(name)}</span
            >`,
          busyLabel: texts.account.ending,
          className: 'secondary',
        },
      )}
    </td>
  </tr>`;
}

function grantWords(grantType: string): Html | string {
  return Object.hasOwn(texts.account.grantTypes, grantType)
    ? (texts.account.grantTypes[grantType] ?? '')
    : isolated(grantType);
}

function appActions(app: AccountApp, actions: AccountActions): Html {
  const name = cutValue(app.client_name);
  const hidden = { form_token: actions.form_token, client_id: app.client_id };
  const end = buttonForm(
    { action: actions.endAccess, hidden },
    {
      label: texts.account.endAccess(name),
      busyLabel: texts.account.ending,
      className: 'danger',
    },
  );
  return html`<div class="actions">
    ${app.sessions.length > 0 && end}
    ${
      app.hasConsent &&
      html`<details class="confirm">
        <summary>${texts.account.forget(name)}…</summary>
        <div class="confirm-in">
          <p>${texts.account.forgetLoss(name, app.sessions.length)}</p>
          ${buttonForm(
            { action: actions.forget, hidden },
            {
              label: texts.account.forget(name),
              busyLabel: texts.account.forgetting,
              className: 'danger',
            },
          )}
        </div>
      </details>`
    }
  </div>`;
}
