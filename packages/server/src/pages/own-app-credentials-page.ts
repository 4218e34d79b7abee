import { accountLayout } from './account-navigation.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { ownHref } from './href.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import type { OwnAppMember } from './own-apps-page.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import { ownAppTexts } from './own-app-texts.ts';

/** What the page after a registration or a rotation shows. */
export interface OwnAppCredentialsPageValues {
  readonly frame: PageFrame;
  readonly member: OwnAppMember;
  readonly kind: 'created' | 'rotated' | 'added';
  readonly client_id: string;
  readonly client_name: string;
  /** Undefined for an app that has none. */
  readonly client_secret: string | undefined;
  /** Where the app is changed. */
  readonly href: string;
  /** Whole addresses, for the app's own configuration. */
  readonly endpoints: { readonly authorize: string; readonly token: string };
  /** Where the routes are described; undefined when this service has none. */
  readonly docHref: string | undefined;
}

/**
 * The one page that shows a secret: the answer to the form that made it. Nothing leads back to it.
 *
 * @see S197
 */
export function ownAppCredentialsPage(values: OwnAppCredentialsPageValues): Html {
  const { frame, member, kind, client_id, client_name, client_secret, href } = values;
  const { shared, credentials: words } = ownAppTexts;
  const title = {
    created: words.createdTitle,
    rotated: words.rotatedTitle,
    added: ownAppLifeTexts.secrets.added,
  }[kind];
  return accountLayout({
    frame,
    room: 'ownApps',
    title,
    member,
    content: html`
      <div class="page-head">
        <h1>${title}</h1>
        ${
          client_secret === undefined
            ? html`<p>${words.publicOnly}</p>`
            : html`<p class="callout warning" role="status">${words.once}</p>`
        }
      </div>
      <div class="app">
        <dl class="times">
          <dt>${shared.identifier}</dt>
          <dd><code class="selectable">${client_id}</code></dd>
          ${
            client_secret !== undefined &&
            html`<dt>${shared.secret}</dt>
              <dd><code class="selectable">${client_secret}</code></dd>`
          }
        </dl>
        ${client_secret !== undefined && html`<p>${words.keep}</p>`}
      </div>
      ${nextSteps(values)}
      <p><a class="button" href="${href}">${words.next(cutValue(client_name))}</a></p>
    `,
  });
}

function nextSteps({ endpoints, docHref }: OwnAppCredentialsPageValues): Html {
  const words = ownAppTexts.credentials;
  const href = docHref === undefined ? undefined : ownHref(docHref);
  return html`<section aria-labelledby="endpoints">
    <h2 id="endpoints">${words.endpointsTitle}</h2>
    <dl class="times">
      <dt>${words.authorize}</dt>
      <dd><code>${endpoints.authorize}</code></dd>
      <dt>${words.token}</dt>
      <dd><code>${endpoints.token}</code></dd>
    </dl>
    ${
      href !== undefined &&
      html`<p><a href="${href}">${words.documentation}</a>, ${words.documentationSentence}</p>`
    }
  </section>`;
}
