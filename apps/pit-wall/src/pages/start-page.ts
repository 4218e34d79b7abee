import { allSteps, signOutWire, steps } from '../steps.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { layout, signInForm } from './layout.ts';
import type { PageFrame } from './layout.ts';

function whoIsSignedIn(frame: PageFrame, scope: string | undefined): Html {
  return html`${
    frame.name === undefined
      ? 'You are signed in.'
      : html`You are signed in as <strong>${isolated(frame.name)}</strong>.`
  }
  ${scope !== undefined && html`The service granted <code>${scope}</code>.`}`;
}

/** Step 1: sign in, and all that will happen afterwards. */
export function startPage(frame: PageFrame): Html {
  return layout({
    frame,
    title: 'The Data API, step by step',
    step: steps.signIn,
    lead: frame.tokens
      ? whoIsSignedIn(frame, frame.tokens.scope)
      : 'Pit Wall walks through the Data API as an app does it and shows the messages behind every page. You sign in at the service; your password stays there.',
    content: html`${
        frame.tokens
          ? html`<p><a class="button" href="${steps.profile.path}">Go on to my profile</a></p>`
          : signInForm(frame)
      }
      <section>
        <h2>What happens on the wire</h2>
        <ol class="story">
          ${allSteps.map(
            ({ name, wire }) => html`<li><strong>${name}</strong><span>${wire}</span></li>`,
          )}
          <li><strong>Sign out</strong><span>${signOutWire}</span></li>
        </ol>
      </section>`,
  });
}

/** After signing out. */
export function signedOutPage(frame: PageFrame): Html {
  return layout({
    frame,
    title: 'You are signed out',
    content: html`<section class="panel">
      <p>
        The service ended the session, so its tokens work nowhere any more; then Pit Wall forgot
        them. You may still be logged in at the service itself:
        <a href="${frame.serviceUrl}/account">your account there</a> has the way out.
      </p>
      ${signInForm(frame, 'Sign in again')}
    </section>`,
  });
}
