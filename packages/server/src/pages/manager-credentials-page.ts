import { html } from './html.ts';
import type { Html } from './html.ts';
import { columnLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import type { ManagerMember } from './manager-page.ts';
import { managerTexts } from './manager-texts.ts';

/** What the page after a registration or a rotation shows. */
export interface ManagerCredentialsPageValues {
  readonly frame: PageFrame;
  readonly member: ManagerMember;
  readonly kind: 'created' | 'rotated';
  readonly client_id: string;
  readonly client_name: string;
  /** Undefined for an app that has none. */
  readonly client_secret: string | undefined;
  /** Where the app is changed. */
  readonly href: string;
}

/**
 * The one page that shows a secret: the answer to the form that made it. Nothing leads back to it.
 *
 * @see S197
 */
export function managerCredentialsPage(values: ManagerCredentialsPageValues): Html {
  const { frame, member, kind, client_id, client_name, client_secret, href } = values;
  const { shared, credentials: words } = managerTexts;
  const title = kind === 'created' ? words.createdTitle : words.rotatedTitle;
  return columnLayout({
    frame,
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
      <p><a class="button" href="${href}">${words.next(cutValue(client_name))}</a></p>
    `,
  });
}
