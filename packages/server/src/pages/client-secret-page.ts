import { buttonForm } from './form.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import { ownAppTexts } from './own-app-texts.ts';

/** What the page behind the link to a secret shows. */
export interface ClientSecretPageValues {
  readonly frame: PageFrame;
  readonly client_name: string;
  readonly form: FormTarget;
}

/** The page that a mailed link opens: nothing happens before its button is pressed. @see S192, S197 */
export function clientSecretPage({ frame, client_name, form }: ClientSecretPageValues): Html {
  const words = ownAppLifeTexts.link;
  return cardLayout({
    frame,
    title: words.title,
    content: html`
      <h1>${words.title}</h1>
      <p>${words.ask(cutValue(client_name))}</p>
      <p class="small">${words.ready}</p>
      ${buttonForm(form, {
        label: words.submit,
        busyLabel: words.submitting,
        className: 'primary',
      })}
    `,
  });
}

/** What the one page that shows a secret shows. */
export interface ClientSecretShownPageValues {
  readonly frame: PageFrame;
  readonly client_name: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly appsHref: string;
  /** Where the guide tells how a secret is masked; undefined where it is sent as it is. */
  readonly maskingHref: string | undefined;
}

/** The answer to the button: the secret, this once. Nothing leads back to it. @see S197 */
export function clientSecretShownPage(values: ClientSecretShownPageValues): Html {
  const { maskingHref } = values;
  const words = ownAppLifeTexts.link;
  const { shared } = ownAppTexts;
  return cardLayout({
    frame: values.frame,
    title: words.shownTitle,
    content: html`
      <h1>${words.shownTitle}</h1>
      <p class="callout warning" role="status">${words.once}</p>
      <p><strong>${cutValue(values.client_name)}</strong></p>
      <dl class="times">
        <dt>${shared.identifier}</dt>
        <dd><code class="selectable">${values.client_id}</code></dd>
        <dt>${shared.secret}</dt>
        <dd><code class="selectable">${values.client_secret}</code></dd>
      </dl>
      <p>${words.keep} ${maskingHref !== undefined && words.masked(maskingHref)}</p>
      <p><a class="button" href="${values.appsHref}">${words.apps}</a></p>
    `,
  });
}
