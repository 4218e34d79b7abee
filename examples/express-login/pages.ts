import type { Profile } from '@pitpass/client';

import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Problem } from './problem.ts';

/** What every page shows of the browser that asked for it. */
export interface Frame {
  /** Undefined when nobody is signed in. */
  readonly name: string | undefined;
  /** Goes with every form that changes something. */
  readonly csrf: string;
}

/** One race as the list shows it. */
export interface Race {
  readonly place: number;
  readonly series: string;
  readonly track: string;
  readonly day: string;
}

function signOutForm({ csrf }: Frame, isHereOnly = false): Html {
  return html`<form method="post" action="/sign-out">
    <input type="hidden" name="csrf" value="${csrf}" />
    ${isHereOnly ? html`<input type="hidden" name="here" value="yes" />` : ''}
    <button>${isHereOnly ? 'Sign out here only' : 'Sign out'}</button>
  </form>`;
}

const signInForm = html`<form method="post" action="/sign-in">
  <button>Sign in with iRacing</button>
</form>`;

function page(frame: Frame, title: string, main: Html): Html {
  const isSignedIn = frame.name !== undefined;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · Race Log</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <a class="brand" href="/">Race Log</a>
          ${isSignedIn ? html`<a href="/races">Races</a> <a href="/profile">Profile</a>` : ''}
          ${isSignedIn ? signOutForm(frame) : ''}
        </header>
        <main>
          <h1>${title}</h1>
          ${main}
        </main>
      </body>
    </html>`;
}

/** The page for everybody. */
export function startPage(frame: Frame, hasSignedOut: boolean): Html {
  if (frame.name !== undefined) {
    const main = html`<p>You are signed in. <a href="/races">See your races.</a></p>`;
    return page(frame, `Hello, ${frame.name}`, main);
  }
  const word = hasSignedOut
    ? 'You are signed out, here and at the service.'
    : 'Your last races, in one list.';
  return page(
    frame,
    hasSignedOut ? 'Signed out' : 'Race Log',
    html`<p>${word}</p>
      ${signInForm}`,
  );
}

/** Who the member is. */
export function profilePage(frame: Frame, profile: Profile): Html {
  return page(
    frame,
    'Profile',
    html`<dl>
      <dt>Name</dt>
      <dd>${profile.iracing_name}</dd>
      <dt>Customer id</dt>
      <dd>${profile.iracing_cust_id}</dd>
    </dl>`,
  );
}

/** The member's last races. */
export function racesPage(frame: Frame, races: readonly Race[]): Html {
  if (races.length === 0) {
    return page(
      frame,
      'Races',
      html`<p>There are none yet. Races appear here soon after they end.</p>`,
    );
  }
  const rows = races.map(
    ({ place, series, track, day }) =>
      html`<li>
        <b>P${place}</b>
        <div>
          ${series}<span>${track}, <time>${day}</time></span>
        </div>
      </li>`,
  );
  return page(
    frame,
    'Races',
    html`<ul class="races">
      ${rows}
    </ul>`,
  );
}

/** Why there is no other page, and what the member can do about it. */
export function problemPage(frame: Frame, problem: Problem): Html {
  const { remedy, request_id } = problem;
  return page(
    frame,
    problem.title,
    html`<p>${problem.why}</p>
      ${remedy === 'sign-in' ? signInForm : ''}
      ${remedy === 'reload' ? html`<a class="button" href="">Try again</a>` : ''}
      ${remedy === 'sign-out-here' ? signOutForm(frame, true) : ''}
      ${request_id === undefined ? '' : html`<p class="note">Request ${request_id}</p>`}`,
  );
}
