import { allSteps } from '../steps.ts';
import type { Step } from '../steps.ts';
import type { WireEntry } from '../wire/wire-log.ts';
import { html, isolated, renderHtml } from './html.ts';
import type { Html, HtmlValue } from './html.ts';
import { clockMoment, moment } from './moment.ts';
import { wirePanel } from './wire-panel.ts';

/** The times of somebody's tokens, in epoch seconds. The tokens themselves never reach a page. */
export interface TokenTimes {
  readonly expires_at: number;
  readonly refresh_token_expires_at: number | undefined;
  readonly lastRefreshAt: number | undefined;
  readonly scope: string | undefined;
}

/** What every page knows. */
export interface PageFrame {
  readonly stylesheetHref: string;
  readonly markHref: string;
  readonly now: number;
  readonly formToken: string;
  readonly serviceUrl: string;
  /** The page's own address, for the way back after a form. */
  readonly path: string;
  /** Undefined when nobody is signed in. */
  readonly tokens: TokenTimes | undefined;
  /** Who is signed in, once the service has said it. */
  readonly name: string | undefined;
  /** What went over the wire since the last page. */
  readonly wire: readonly WireEntry[];
  /** Questions since the last page that were answered from what was kept. */
  readonly spared: number;
}

/** One page. */
export interface PageContent {
  readonly frame: PageFrame;
  readonly title: string;
  readonly step?: Step;
  /** Stands under the title instead of what the step says about the wire. */
  readonly lead?: HtmlValue;
  readonly content: HtmlValue;
}

/** The unseen field that every form carries. */
export function formToken(frame: PageFrame): Html {
  return html`<input type="hidden" name="form_token" value="${frame.formToken}" />`;
}

/** A form of one button that begins a sign-in. */
export function signInForm(frame: PageFrame, label = 'Sign in'): Html {
  return html`<form method="post" action="/sign-in">
    ${formToken(frame)}<button type="submit" class="primary">${label}</button>
  </form>`;
}

function who(frame: PageFrame): Html {
  return html`<form class="who" method="post" action="/sign-out">
    ${formToken(frame)}
    <span
      >${
        frame.name === undefined
          ? 'Signed in'
          : html`Signed in as <strong>${isolated(frame.name)}</strong>`
      }</span
    >
    <button type="submit" class="quiet">Sign out</button>
  </form>`;
}

function stepLink(step: Step, current: Step | undefined, isOpen: boolean): Html {
  const inside = html`<span class="number">${step.number}</span
    ><span class="step-name">${step.name}</span>`;
  if (step.number === current?.number) {
    return html`<li class="current"><a href="${step.path}" aria-current="step">${inside}</a></li>`;
  }
  return isOpen
    ? html`<li><a href="${step.path}">${inside}</a></li>`
    : html`<li class="closed"><span>${inside}</span></li>`;
}

function stepper({ frame, step }: PageContent): Html {
  return html`<nav class="steps" aria-label="Steps">
    <ol>
      ${allSteps.map((each) =>
        stepLink(each, step, frame.tokens !== undefined || each.number === 1),
      )}
    </ol>
  </nav>`;
}

function tokenStrip(frame: PageFrame, tokens: TokenTimes): Html {
  const { expires_at, lastRefreshAt, refresh_token_expires_at } = tokens;
  const { now } = frame;
  return html`<section class="strip" aria-label="Tokens">
    <dl>
      <div>
        <dt>${expires_at > now ? 'Access token ends' : 'Access token ended'}</dt>
        <dd>${expires_at === 0 ? 'set aside by you' : clockMoment(expires_at, now)}</dd>
      </div>
      <div>
        <dt>Last refresh</dt>
        <dd>${lastRefreshAt === undefined ? 'none yet' : clockMoment(lastRefreshAt, now)}</dd>
      </div>
      <div>
        <dt>Refresh token ends</dt>
        <dd>
          ${
            refresh_token_expires_at === undefined
              ? 'not said'
              : moment(refresh_token_expires_at, now)
          }
        </dd>
      </div>
    </dl>
    <form method="post" action="/refresh">
      ${formToken(frame)}<input type="hidden" name="return_to" value="${frame.path}" />
      <button type="submit" class="quiet">Refresh now</button>
    </form>
  </section>`;
}

function lead({ step, lead: own }: PageContent): Html | undefined {
  if (own !== undefined) return html`<p class="lead">${own}</p>`;
  return step && html`<p class="lead"><strong class="tag">On the wire</strong> ${step.wire}</p>`;
}

/** Where the part of a page begins that needs the data service. */
const mainTag = '<main ';

/** A page in two parts: what can be sent before the data is there, and the rest. */
export function splitPage(text: string): readonly [head: string, rest: string] {
  const index = text.indexOf(mainTag);
  return [text.slice(0, index), text.slice(index)];
}

/**
 * The beginning of a page whose data takes its time, with a word about that; the style sheet takes the
 * word away when the rest of the page comes.
 */
export function waitingHead(frame: PageFrame, step: Step): string {
  const [head] = splitPage(
    renderHtml(layout({ frame, title: step.name, step, content: undefined })),
  );
  const word = html`<p class="waiting" role="status">Reading from the data service…</p>`;
  return `${head}${renderHtml(word)}`;
}

/** The one layout: who is signed in, the steps, the times of the tokens, the content, the wire. */
export function layout(page: PageContent): Html {
  const { frame, title, content } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Pit Wall</title>
        <link rel="stylesheet" href="${frame.stylesheetHref}" />
        <link rel="icon" type="image/svg+xml" href="${frame.markHref}" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="bar">
          <div class="bar-in">
            <a class="mark" href="/"
              ><img src="${frame.markHref}" alt="" width="24" height="24" />Pit Wall</a
            >
            ${frame.tokens && who(frame)}
          </div>
        </header>
        <div class="column">
          ${stepper(page)}
          <main id="content" tabindex="-1">
            <div class="page-head">
              <h1>${title}</h1>
              ${lead(page)}
            </div>
            ${frame.tokens && tokenStrip(frame, frame.tokens)} ${content}
          </main>
          ${wirePanel(frame.wire, frame.spared)}
        </div>
        <footer class="foot">
          <span>A demo app on the Pitpass SDK</span><a href="${frame.serviceUrl}">The service</a>
          <a href="${frame.serviceUrl}/account">Your account there</a>
        </footer>
      </body>
    </html>`;
}
