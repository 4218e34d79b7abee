import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';
import { hiddenInputs } from './form.ts';
import type { FormTarget } from './form.ts';
import { ownHref } from './href.ts';
import { cutValue } from './long-value.ts';
import { texts } from './texts.ts';

/** What every page of a service has in common. */
export interface PageFrame {
  readonly serviceName: string;
  /** Where the files of `stylesheetNames` are served, in that order. */
  readonly stylesheetHrefs: readonly string[];
  readonly scriptHref: string;
  readonly faviconHref: string;
  /** One line above every page, such as `texts.notices.local`; plain http needs it (S146). */
  readonly notice?: string | undefined;
  /** Where help is; without it no link is shown. */
  readonly helpHref?: string | undefined;
}

/** One page in its frame. */
export interface PageContent {
  readonly frame: PageFrame;
  /** For the browser's tab; the name of the service is added. */
  readonly title: string;
  readonly content: HtmlValue;
}

/** A page of several sections, with who is signed in where somebody is. */
export interface ColumnContent extends PageContent {
  readonly homeHref?: string | undefined;
  readonly member?: { readonly display_name: string; readonly signOut: FormTarget } | undefined;
  /** The way to the pages beside this one. */
  readonly navigation?: Html | undefined;
}

/**
 * The layout of pages with a single purpose: one card, the service's name above, help and language
 * below. Markup holds no style, no script and no handler of its own, as the CSP demands.
 */
export function cardLayout({ frame, title, content }: PageContent): Html {
  return htmlPage(
    frame,
    title,
    html`<div class="card-page">
      <header class="card-head">${serviceMark(frame)}</header>
      <main id="content" class="card" tabindex="-1">${content}</main>
      ${foot(frame)}
    </div>`,
  );
}

/** The layout of account, start and reference pages: a header and one column. */
export function columnLayout(values: ColumnContent): Html {
  const { frame, title, content, homeHref, member, navigation } = values;
  const home = homeHref === undefined ? undefined : ownHref(homeHref);
  const mark = serviceMark(frame);
  return htmlPage(
    frame,
    title,
    html`<header class="bar">
        <div class="bar-in">
          ${home === undefined ? mark : html`<a class="home" href="${home}">${mark}</a>`}
          ${member && signOutForm(member.display_name, member.signOut)}
        </div>
        ${navigation}
      </header>
      <main id="content" class="column" tabindex="-1">${content}</main>
      ${foot(frame)}`,
  );
}

/** A whole document: head, skip link, notice, and whatever its layout puts into the body. */
export function htmlPage(frame: PageFrame, title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${frame.serviceName}</title>
        ${frame.stylesheetHrefs.map((href) => html`<link rel="stylesheet" href="${href}" />`)}
        <link rel="icon" type="image/svg+xml" href="${frame.faviconHref}" />
        <script src="${frame.scriptHref}" defer blocking="render"></script>
      </head>
      <body>
        <a class="skip" href="#content">${texts.shared.skip}</a>
        ${noticeLine(frame)} ${body}
      </body>
    </html>`;
}

function noticeLine({ notice }: PageFrame): Html | undefined {
  return notice === undefined
    ? undefined
    : html`<aside class="notice-line"><p>${notice}</p></aside>`;
}

/** The mark and the name of the service. */
export function serviceMark(frame: PageFrame): Html {
  return html`<span class="mark"
    ><img src="${frame.faviconHref}" alt="" width="24" height="24" />${frame.serviceName}</span
  >`;
}

function signOutForm(name: string, { action, hidden }: FormTarget): Html {
  return html`<form class="who" method="post" action="${action}">
    ${hiddenInputs(hidden)}
    <span>${texts.shared.signedInAs(html`<strong>${cutValue(name)}</strong>`)}</span>
    <button type="submit" class="quiet">${texts.shared.signOut}</button>
  </form>`;
}

/** The foot of every page. */
export function foot({ helpHref }: PageFrame): Html {
  const href = helpHref === undefined ? undefined : ownHref(helpHref);
  return html`<footer class="foot">
    ${href !== undefined && html`<a href="${href}">${texts.shared.help}</a>`}
    <span>${texts.shared.language}</span>
  </footer>`;
}
