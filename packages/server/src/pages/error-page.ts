import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { ownHref } from './href.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { texts } from './texts.ts';
import type { ErrorMessage } from './texts.ts';

/** What the error page shows. */
export interface ErrorPageValues {
  readonly frame: PageFrame;
  /** One of `errorMessages`, or words in the same order. */
  readonly message: ErrorMessage;
  readonly request_id: string;
  /** What the same error would be on the wire, for the developer of the app. */
  readonly wireError?:
    | {
        readonly error: string;
        readonly error_description?: string | undefined;
        /** The page of the service that explains this code. */
        readonly error_uri?: string | undefined;
      }
    | undefined;
  /** A page of this service where the member can start over. */
  readonly tryAgainHref?: string | undefined;
}

/** The error page: what happened, why, what to do, and the request id to quote. */
export function errorPage(values: ErrorPageValues): Html {
  const { frame, message, request_id, wireError } = values;
  const tryAgain = values.tryAgainHref === undefined ? undefined : ownHref(values.tryAgainHref);
  return cardLayout({
    frame,
    title: message.what,
    content: html`
      <h1>${message.what}</h1>
      <p>${message.why}</p>
      <p>${message.todo}</p>
      ${
        tryAgain !== undefined &&
        html`<p>
          <a class="button" href="${tryAgain}">${message.onwards ?? texts.error.tryAgain}</a>
        </p>`
      }
      <dl class="request-id">
        <dt>${texts.error.requestId}</dt>
        <dd><code class="selectable">${isolated(request_id)}</code></dd>
        <dd class="small">${texts.error.requestIdSentence}</dd>
      </dl>
      ${wireError && developerDetails(wireError)}
    `,
  });
}

function developerDetails(wireError: NonNullable<ErrorPageValues['wireError']>): Html {
  const { error, error_description, error_uri } = wireError;
  const explanation = error_uri === undefined ? undefined : ownHref(error_uri);
  return html`<details class="developers">
    <summary>${texts.error.developers}</summary>
    <dl>
      <dt>${texts.error.code}</dt>
      <dd><code class="selectable">${isolated(error)}</code></dd>
      ${
        error_description !== undefined &&
        html`<dt>${texts.error.description}</dt>
          <dd>${isolated(error_description)}</dd>`
      }
    </dl>
    ${
      explanation !== undefined &&
      html`<p><a href="${explanation}">${texts.error.explanation}</a></p>`
    }
  </details>`;
}
