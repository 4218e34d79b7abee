import type { Problem } from '../problem.ts';
import { steps } from '../steps.ts';
import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { formToken, layout, signInForm } from './layout.ts';
import type { PageFrame } from './layout.ts';

function ownWords({ error, error_description, request_id }: Problem): Html | undefined {
  const words: readonly (readonly [string, string | undefined])[] = [
    ['Error', error],
    ['Description', error_description],
    ['Request id', request_id],
  ];
  const known = words.filter(([, value]) => value !== undefined);
  if (known.length === 0) return undefined;
  return html`<dl class="words">
    ${known.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd><code>${isolated(value ?? '')}</code></dd>
        </div>`,
    )}
  </dl>`;
}

function remedyOf(frame: PageFrame, problem: Problem): Html | undefined {
  const start = html`<a class="button" href="${steps.signIn.path}">Back to Pit Wall</a>`;
  switch (problem.remedy) {
    case 'sign-in':
      return frame.tokens === undefined ? signInForm(frame, 'Sign in again') : start;
    case 'reload':
      return html`<a class="button" href="${frame.path}">Try again</a>`;
    case 'try-again':
      return start;
    case 'races':
    case 'season':
    case 'career': {
      const { path, name } = steps[problem.remedy];
      return html`<a class="button" href="${path}">${name}</a>`;
    }
    case 'none':
      return undefined;
  }
}

/** A problem: what happened, why, what to do, and what the service itself said. */
export function problemPage(frame: PageFrame, problem: Problem): Html {
  return layout({
    frame,
    title: problem.title,
    content: html`<section class="panel problem">
      <p>${problem.why}</p>
      <p>${problem.todo}</p>
      ${ownWords(problem)} ${remedyOf(frame, problem)}
    </section>`,
  });
}

/** Signing out failed: the session lives on at the service, and the member decides. */
export function signOutProblemPage(frame: PageFrame, problem: Problem): Html {
  return layout({
    frame,
    title: 'You are still signed in',
    content: html`<section class="panel problem">
      <p>
        The service could not be asked to end the session, so the session lives on, and Pit Wall has
        kept its tokens to end it later.
      </p>
      <p>
        Try again. If you only want to leave this browser, let Pit Wall forget the tokens; the
        session then runs out by itself, or you end it in
        <a href="${frame.serviceUrl}/account">your account</a>.
      </p>
      ${ownWords(problem)}
      <div class="choices">
        <form method="post" action="/sign-out">
          ${formToken(frame)}<button type="submit" class="primary">Try again</button>
        </form>
        <form method="post" action="/sign-out">
          ${formToken(frame)}<input type="hidden" name="forget" value="here" />
          <button type="submit">Forget the tokens here</button>
        </form>
      </div>
    </section>`,
  });
}
