import { clientFacts } from './client-facts.ts';
import type { ClientFacts } from './client-facts.ts';
import { buttonForm, hiddenInputs, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { columnLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { addressCut, cutValue, wholeOnDemand } from './long-value.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import type { OwnAppMember } from './own-apps-page.ts';
import { actAsTexts } from './session-texts.ts';
import { texts } from './texts.ts';
import { timeElement } from './time-words.ts';

/** One request as staff sees it. Times are epoch seconds. */
export interface StaffRequest {
  readonly client_id: string;
  readonly client_name: string;
  readonly facts: ClientFacts;
  readonly requested_at: number;
  readonly due_at: number;
  readonly isOverdue: boolean;
  /** What to look at twice, in sentences. */
  readonly held_because: readonly string[];
  /** Who asked; undefined when the account is gone. */
  readonly applicant: { readonly display_name: string; readonly username: string } | undefined;
  readonly approve: FormTarget;
  readonly refuse: FormTarget;
  /** What was typed as the reason of a refusal that could not be. */
  readonly refusedReason?: string | undefined;
}

/** What the list of requests shows. */
export interface StaffClientsPageValues {
  readonly frame: PageFrame;
  readonly member: OwnAppMember;
  readonly requests: readonly StaffRequest[];
  readonly done?: 'approved' | 'refused' | undefined;
}

const words = ownAppLifeTexts.staff;

/** The page on which staff approves and refuses the apps that members ask for. */
export function staffClientsPage({ frame, member, requests, done }: StaffClientsPageValues): Html {
  return columnLayout({
    frame,
    title: words.title,
    member,
    homeHref: '/account',
    content: html`
      ${done !== undefined && html`<p class="callout done" role="status">${words[done]}</p>`}
      <div class="page-head">
        <h1>${words.title}</h1>
        <p class="section-sentence">${words.sentence}</p>
        <p><a href="/staff/act-as">${actAsTexts.title}</a></p>
      </div>
      ${
        requests.length === 0
          ? html`<div class="empty">
              <p><strong>${words.none}</strong></p>
              <p>${words.noneNext}</p>
            </div>`
          : html`<div class="stack">${requests.map(oneRequest)}</div>`
      }
    `,
  });
}

function oneRequest(request: StaffRequest, index: number): Html {
  const { client_name, held_because, facts, applicant } = request;
  return html`<article class="app" aria-labelledby="request-${index}">
    <div class="app-head">
      <h2 id="request-${index}">${cutValue(client_name)}</h2>
      ${wholeOnDemand(texts.consent.wholeName, client_name)}
    </div>
    ${
      held_because.length > 0 &&
      html`<div class="callout warning">
        <p><strong>${words.lookAt}</strong></p>
        <ul>
          ${held_because.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </div>`
    }
    <dl class="times">
      <dt>${words.by}</dt>
      <dd>
        ${
          applicant === undefined
            ? words.unknown
            : html`${cutValue(applicant.display_name)}, ${cutValue(applicant.username, addressCut)}`
        }
      </dd>
      <dt>${words.age}</dt>
      <dd>${timeElement(request.requested_at)}</dd>
      <dt>${words.due}</dt>
      <dd>
        ${timeElement(request.due_at)}
        ${request.isOverdue && html`<strong class="not-ok">${words.overdue}</strong>`}
      </dd>
    </dl>
    ${clientFacts(facts)} ${decision(request, index)}
  </article>`;
}

function decision(request: StaffRequest, index: number): Html {
  const { client_name, approve, refuse, refusedReason } = request;
  const name = cutValue(client_name);
  const isRefused = refusedReason !== undefined;
  return html`<div class="stack">
    ${buttonForm(approve, {
      label: words.approve(name),
      busyLabel: words.approving,
      className: 'primary',
    })}
    <details class="confirm" ${isRefused && html` open`}>
      <summary>${words.refuse(name)}…</summary>
      <form method="post" action="${refuse.action}" class="confirm-in stack">
        ${hiddenInputs(refuse.hidden)}
        <div class="field">
          <label for="reason-${index}">${words.reason}</label>
          <textarea
            id="reason-${index}"
            name="reason"
            rows="3"
            maxlength="500"
            required
            aria-describedby="reason-${index}-hint"
            ${isRefused && html` aria-invalid="true"`}
          >
${refusedReason ?? ''}</textarea>
          ${isRefused && html`<p class="field-error">${words.reasonMissing}</p>`}
          <p class="small" id="reason-${index}-hint">${words.reasonHint}</p>
        </div>
        ${submitButton({
          label: words.refuse(name),
          busyLabel: words.refusing,
          className: 'danger',
        })}
      </form>
    </details>
  </div>`;
}
