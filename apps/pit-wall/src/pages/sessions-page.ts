import type { SessionRecord } from '@pitpass/client';

import { steps } from '../steps.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { formToken, layout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { moment } from './moment.ts';

function place(session: SessionRecord): Html {
  const system = session.last_user_agent_operating_system;
  const agent = [session.last_user_agent_browser, system && `on ${system}`]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
  return html`<div>
    ${session.last_ip ? isolated(session.last_ip) : html`<span class="muted">not said</span>`}
    ${agent !== '' && html`<p class="small">${isolated(agent)}</p>`}
  </div>`;
}

function endForm(frame: PageFrame, session: SessionRecord): Html {
  if (session.current_session) {
    return html`<form method="post" action="/sign-out">
      ${formToken(frame)}<button type="submit">Sign out</button>
    </form>`;
  }
  return html`<form method="post" action="/sessions/end">
    ${formToken(frame)}
    <input type="hidden" name="session_id" value="${session.session_id}" />
    <button type="submit" class="danger">
      End session<span class="visually-hidden"> begun ${moment(session.auth_time, frame.now)}</span>
    </button>
  </form>`;
}

function sessionRow(frame: PageFrame, session: SessionRecord): Html {
  const { now } = frame;
  return html`<tr role="row">
    <td role="cell" data-label="App">
      <div>
        ${isolated(session.client_name)}
        ${session.current_session && html`<p class="ok">this one</p>`}
      </div>
    </td>
    <td role="cell" data-label="Began">${moment(session.auth_time, now)}</td>
    <td role="cell" data-label="Last used">${moment(session.last_activity, now)}</td>
    <td role="cell" data-label="From">${place(session)}</td>
    <td role="cell" data-label="Ends">${moment(session.session_expiration, now)}</td>
    <td role="cell" class="row-action">${endForm(frame, session)}</td>
  </tr>`;
}

/** Step 7: the sessions that the member has with this app. */
export function sessionsPage(frame: PageFrame, sessions: readonly SessionRecord[]): Html {
  const columns = ['App', 'Began', 'Last used', 'From', 'Ends'];
  return layout({
    frame,
    title: 'My sessions',
    step: steps.sessions,
    content: html`<section>
      <p>
        Every sign-in with this app is a session of its own. Ending one takes away its access for
        good; the app has to ask you again.
      </p>
      <table role="table" class="cards">
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
            <th role="columnheader" scope="col"><span class="visually-hidden">End it</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${sessions.map((session) => sessionRow(frame, session))}
        </tbody>
      </table>
    </section>`,
  });
}
