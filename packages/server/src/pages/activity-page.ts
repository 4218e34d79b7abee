import { accountLayout } from './account-navigation.ts';
import type { AccountMember } from './account-navigation.ts';
import { eventWords } from './event-words.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import { activityTexts } from './session-texts.ts';
import { placeWords, programWords } from './source-words.ts';
import type { ShownPlace, ShownProgram } from './source-words.ts';
import { timeElement } from './time-words.ts';

/** One thing that happened in a member's account. */
export interface ShownEvent {
  /** Epoch seconds. */
  readonly occurred_at: number;
  /** Its name, as it is stored. */
  readonly event: string;
  readonly outcome: 'done' | 'refused';
  /** The app that it is about; null for one that is gone, undefined where there is none. */
  readonly client_name: string | null | undefined;
  readonly ip: string;
  readonly user_agent: string | null;
  readonly place: ShownPlace;
  readonly program: ShownProgram;
  /** True when support staff did it for the member. */
  readonly isByStaff: boolean;
}

/** What the activity page shows. */
export interface ActivityPageValues {
  readonly frame: PageFrame;
  readonly member: AccountMember;
  /** Newest first. */
  readonly events: readonly ShownEvent[];
  /** The next page; undefined on the last one. */
  readonly olderHref: string | undefined;
  /** The first page; undefined on itself. */
  readonly newestHref: string | undefined;
}

/** The activity page: what happened in the account, when, with which app, from where and with what. */
export function activityPage(values: ActivityPageValues): Html {
  const { frame, member, events } = values;
  return accountLayout({
    frame,
    member,
    room: 'activity',
    title: activityTexts.title,
    content: html`
      <div class="page-head">
        <h1>${activityTexts.title}</h1>
        <p class="lead">${activityTexts.lead}</p>
        <p><a href="/account/details">${activityTexts.password}</a></p>
      </div>
      ${
        events.length === 0
          ? html`<div class="empty"><p>${activityTexts.none}</p></div>`
          : eventTable(events)
      }
      ${ways(values)}
    `,
  });
}

function eventTable(events: readonly ShownEvent[]): Html {
  const { when, what, from } = activityTexts;
  return html`<table role="table" class="cards activity">
    <caption class="visually-hidden">
      ${activityTexts.title}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${[when, what, from].map(
          (title) => html`<th role="columnheader" scope="col">${title}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${events.map(eventRow)}
    </tbody>
  </table>`;
}

function eventRow(event: ShownEvent): Html {
  const { occurred_at, outcome, client_name, isByStaff } = event;
  const { words, isByOperator } = eventWords(event.event, appWords(client_name));
  // From where somebody else works is not the member's to know.
  const ofStaff = isByStaff ? activityTexts.byStaff : undefined;
  const by = isByOperator ? activityTexts.byOperator : ofStaff;
  return html`<tr role="row">
    <td role="cell" data-label="${activityTexts.when}">${timeElement(occurred_at)}</td>
    <td role="cell" data-label="${activityTexts.what}">
      <div>
        ${words} ${outcome === 'refused' && html`<strong>(${activityTexts.refused})</strong>`}
      </div>
    </td>
    <td role="cell" data-label="${activityTexts.from}">
      ${by === undefined ? source(event) : html`<span class="small">${by}</span>`}
    </td>
  </tr>`;
}

function appWords(client_name: ShownEvent['client_name']): Html | string {
  if (client_name === undefined) return activityTexts.someApp;
  return client_name === null ? activityTexts.goneApp : cutValue(client_name);
}

function source({ ip, user_agent, place, program }: ShownEvent): Html {
  const where = placeWords(place);
  return html`<div>
    <span class="figure">${isolated(ip)}</span>
    ${where !== undefined && html`<div class="small">${where}</div>`}
    <div class="small">${programWords(program, user_agent)}</div>
  </div>`;
}

function ways({ olderHref, newestHref }: ActivityPageValues): Html | undefined {
  if (olderHref === undefined && newestHref === undefined) return undefined;
  return html`<nav class="ways" aria-label="${activityTexts.pages}">
    ${newestHref !== undefined && html`<a href="${newestHref}">${activityTexts.newest}</a>`}
    ${olderHref !== undefined && html`<a href="${olderHref}">${activityTexts.older}</a>`}
  </nav>`;
}
