import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { ownHref } from './href.ts';
import { columnLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { texts } from './texts.ts';

/** One error code of a dialect, for developers. */
export interface ErrorReference {
  readonly code: string;
  readonly status: number;
  readonly status_reason: string;
  readonly when: string;
  readonly what_to_do: string;
  /** How the other dialect answers; empty for what its endpoints do not refuse. */
  readonly trackmania: readonly TrackmaniaAnswer[];
}

/** One answer of the Trackmania dialect: status and code in both versions of the library, and hints. */
export interface TrackmaniaAnswer {
  readonly answers: Readonly<Record<'league-8' | 'league-9', string>>;
  readonly hints: readonly string[];
}

/** What the page of one error code shows. */
export interface ErrorReferencePageValues {
  readonly frame: PageFrame;
  readonly error: ErrorReference;
  readonly indexHref: string;
}

/** The page that an `error_uri` opens: one code, when it is sent and what to do about it. */
export function errorReferencePage({ frame, error, indexHref }: ErrorReferencePageValues): Html {
  const href = ownHref(indexHref);
  return columnLayout({
    frame,
    title: error.code,
    content: html`
      <div class="page-head">
        ${href !== undefined && html`<p><a href="${href}">${texts.errorReference.all}</a></p>`}
        <h1><code>${isolated(error.code)}</code></h1>
        <p class="lead">${texts.errorReference.statusIn(statusLine(error))}</p>
      </div>
      <section aria-labelledby="when">
        <h2 id="when">${texts.errorReference.when}</h2>
        <p>${error.when}</p>
      </section>
      <section aria-labelledby="todo">
        <h2 id="todo">${texts.errorReference.todo}</h2>
        <p>${error.what_to_do}</p>
      </section>
      ${trackmaniaSection(error.trackmania)}
      <p class="muted">${texts.errorReference.identify}</p>
    `,
  });
}

function trackmaniaSection(answers: readonly TrackmaniaAnswer[]): Html {
  const words = texts.errorReference.trackmania;
  return html`<section aria-labelledby="trackmania">
    <h2 id="trackmania">${words.title}</h2>
    <p>${answers.length === 0 ? words.ofRoutes : words.sentence}</p>
    ${answers.length > 0 && trackmaniaTable(answers)}
    <p class="muted">${words.secrets}</p>
  </section>`;
}

function trackmaniaTable(answers: readonly TrackmaniaAnswer[]): Html {
  const { version8, version9, hint } = texts.errorReference.trackmania;
  return html`<table role="table" class="cards">
    <thead role="rowgroup">
      <tr role="row">
        ${[version8, version9, hint].map(
          (title) => html`<th role="columnheader" scope="col">${title}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${answers.map(
        (row) =>
          html`<tr role="row">
            <td role="cell" data-label="${version8}">
              <code>${isolated(row.answers['league-8'])}</code>
            </td>
            <td role="cell" data-label="${version9}">
              <code>${isolated(row.answers['league-9'])}</code>
            </td>
            <td role="cell" data-label="${hint}">${hintList(row.hints)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function hintList(hints: readonly string[]): Html {
  if (hints.length === 0) return html`${texts.errorReference.trackmania.noHint}`;
  return html`<div>${hints.map((hint) => html`<div>${isolated(hint)}</div>`)}</div>`;
}

/** What the list of all error codes shows. */
export interface ErrorReferenceIndexValues {
  readonly frame: PageFrame;
  readonly errors: readonly (ErrorReference & { readonly href: string })[];
}

/** Every error code of a dialect on one page, each leading to its own. */
export function errorReferenceIndexPage({ frame, errors }: ErrorReferenceIndexValues): Html {
  return columnLayout({
    frame,
    title: texts.errorReference.indexTitle,
    content: html`
      <div class="page-head">
        <h1>${texts.errorReference.indexTitle}</h1>
        <p class="section-sentence">${texts.errorReference.indexSentence}</p>
      </div>
      ${errors.length > 0 && errorTable(errors)}
      ${errors.length === 0 && html`<p class="empty">${texts.errorReference.none}</p>`}
      <p class="muted">${texts.errorReference.identify}</p>
    `,
  });
}

function errorTable(errors: ErrorReferenceIndexValues['errors']): Html {
  const { code, status, when } = texts.errorReference;
  return html`<table role="table" class="cards">
    <thead role="rowgroup">
      <tr role="row">
        ${[code, status, when].map(
          (title) => html`<th role="columnheader" scope="col">${title}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${errors.map(
        (error) =>
          html`<tr role="row">
            <td role="cell" data-label="${code}">
              <a href="${ownHref(error.href) ?? ''}"><code>${isolated(error.code)}</code></a>
            </td>
            <td role="cell" data-label="${status}" class="figure">${statusLine(error)}</td>
            <td role="cell" data-label="${when}">${error.when}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function statusLine({ status, status_reason }: ErrorReference): string {
  return `${status} ${status_reason}`;
}
