import { buttonForm } from './form.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { ownHref } from './href.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { cutValue } from './long-value.ts';
import { texts } from './texts.ts';

/** What the page after signing out shows. */
export interface SignedOutPageValues {
  readonly frame: PageFrame;
  readonly signInHref: string;
}

/** Says that this browser is signed out, and what that does not end. */
export function signedOutPage({ frame, signInHref }: SignedOutPageValues): Html {
  const href = ownHref(signInHref);
  return cardLayout({
    frame,
    title: texts.signedOut.title,
    content: html`
      <h1>${texts.signedOut.title}</h1>
      <p>${texts.signedOut.sentence}</p>
      ${
        href !== undefined &&
        html`<p><a class="button" href="${href}">${texts.signedOut.again}</a></p>`
      }
    `,
  });
}

/** What the question before signing out shows. */
export interface SignOutPageValues {
  readonly frame: PageFrame;
  readonly display_name: string;
  readonly form: FormTarget;
  readonly accountHref: string;
}

/**
 * Asks before signing out, for a member who came to the sign-out address by a link: a link alone
 * signs nobody out.
 *
 * @see S187
 */
export function signOutPage({ frame, display_name, form, accountHref }: SignOutPageValues): Html {
  const href = ownHref(accountHref);
  return cardLayout({
    frame,
    title: texts.signedOut.askTitle,
    content: html`
      <h1>${texts.signedOut.askTitle}</h1>
      <p class="lead">
        ${texts.shared.signedInAs(html`<strong>${cutValue(display_name)}</strong>`)}
      </p>
      <p>${texts.signedOut.askSentence}</p>
      <div class="choices">
        ${
          href !== undefined &&
          html`<a class="button secondary" href="${href}">${texts.signedOut.stay}</a>`
        }
        ${buttonForm(form, {
          label: texts.shared.signOut,
          busyLabel: texts.shared.signingOut,
          className: 'primary',
        })}
      </div>
    `,
  });
}
