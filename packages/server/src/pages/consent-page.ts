import { factLine } from './fact-line.ts';
import { hiddenInputs, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { outsideLink } from './href.ts';
import { html, isolated, isolatedText } from './html.ts';
import type { Html } from './html.ts';
import { cardLayout } from './layout.ts';
import type { PageFrame } from './layout.ts';
import { addressCut, cutMiddle, cutValue, nameCut, wholeOnDemand } from './long-value.ts';
import { describeRedirect } from './redirect-destination.ts';
import { abilitySentences, isReadingScope } from './scope-words.ts';
import { texts } from './texts.ts';
import { durationWords } from './time-words.ts';

/** How long what is allowed lasts. */
export type ConsentLifetime =
  /** It is renewed by use: it ends after this many seconds without any. */
  | { readonly kind: 'until_idle'; readonly seconds: number }
  /** It is not renewed: it ends after this many seconds. */
  | { readonly kind: 'fixed'; readonly seconds: number };

/** Why a member who allowed this app before is asked again. */
export type AsksAgainReason = 'public' | 'changed' | 'more';

/** What the consent page shows. */
export interface ConsentPageValues {
  readonly frame: PageFrame;
  /** Posts the hidden fields and `decision`, which is `deny` or `allow`. */
  readonly form: FormTarget;
  readonly client_name: string;
  readonly developer_name: string | null;
  readonly developer_url: string | null;
  readonly developer_email: string | null;
  readonly reviewed: boolean;
  /** True for an app that is for those who run the service. */
  readonly isInternal?: boolean;
  /** The dialect that the app speaks. */
  readonly dialect: string;
  /** Wire names, in the order in which they are shown. */
  readonly scopes: readonly string[];
  /** Wire names of the resource servers the token is for. */
  readonly audiences: readonly string[];
  readonly lifetime: ConsentLifetime;
  /** The verified redirect URI. */
  readonly redirect_uri: string;
  readonly display_name: string;
  /** Signs this member out and lets another one sign in for the same request. */
  readonly switchMember: FormTarget;
  readonly asksAgainBecause?: AsksAgainReason | undefined;
}

/**
 * The consent page: who asks, for what, until when, where it leads. Deny comes first and has the
 * same size as Allow; neither has the focus, and no field can submit the form by Enter.
 *
 * @see S178
 */
export function consentPage(values: ConsentPageValues): Html {
  const { frame, client_name, reviewed, asksAgainBecause } = values;
  return cardLayout({
    frame,
    title: texts.consent.title(isolatedText(cutMiddle(client_name, nameCut))),
    content: html`
      <h1 class="asks">
        <strong>${cutValue(client_name)}</strong> <span>${texts.consent.wants}</span>
      </h1>
      ${wholeOnDemand(texts.consent.wholeName, client_name)} ${developerLine(values)}
      ${
        asksAgainBecause &&
        html`<p class="callout info">${texts.consent.asksAgain[asksAgainBecause]}</p>`
      }
      ${!reviewed && html`<p class="callout warning">${texts.consent.unreviewedWarning}</p>`}
      ${abilities(values)} ${terms(values)} ${decision(values)} ${signedInAs(values)}
    `,
  });
}

function developerLine(values: ConsentPageValues): Html {
  const { developer_name, developer_url, developer_email, reviewed } = values;
  const name = developer_name === null ? texts.consent.unnamedDeveloper : cutValue(developer_name);
  const line = factLine('developer', [
    html`${texts.consent.by} ${name}`,
    developer_url !== null && outsideLink(developer_url),
    developer_email !== null && cutValue(developer_email, addressCut),
    reviewed
      ? html`<span class="ok">${texts.consent.reviewed}</span>`
      : html`<span class="not-ok">${texts.consent.unreviewed}</span>`,
    values.isInternal === true && texts.consent.internal,
  ]);
  return html`${line}
  ${developer_name !== null && wholeOnDemand(texts.consent.wholeDeveloper, developer_name)}
  ${
    developer_email !== null &&
    wholeOnDemand(texts.consent.wholeAddress, developer_email, addressCut)
  }`;
}

function abilities({ dialect, scopes, audiences }: ConsentPageValues): Html {
  const limits = scopes.every(isReadingScope) ? texts.consent.not : texts.consent.notPassword;
  const words = audiences.map((audience) => texts.audiences[audience] ?? audience).join(', ');
  return html`<h2 class="able">${texts.consent.able}</h2>
    <ul class="checks">
      ${abilitySentences(dialect, scopes).map((words) => html`<li><span>${words}</span></li>`)}
    </ul>
    <p>${words !== '' && `${texts.consent.audience(words)} `}${limits}</p>`;
}

function terms({ lifetime, redirect_uri }: ConsentPageValues): Html {
  const length = durationWords(lifetime.seconds);
  const { kind, address, wholeAddress } = describeRedirect(redirect_uri);
  const place = html`<strong>${isolated(address)}</strong>`;
  return html`<div class="terms">
    <p>
      ${
        lifetime.kind === 'until_idle'
          ? texts.consent.untilIdle(length)
          : texts.consent.fixed(length)
      }
    </p>
    <p>${texts.consent.return} ${texts.consent.destinations[kind](place)}</p>
    ${wholeOnDemand(texts.consent.wholeAddress, wholeAddress, addressCut)}
  </div>`;
}

function decision({ form, reviewed }: ConsentPageValues): Html {
  return html`<form method="post" action="${form.action}" class="decision">
    ${hiddenInputs(form.hidden)}
    ${submitButton({
      label: texts.consent.deny,
      busyLabel: texts.consent.denying,
      className: 'secondary',
      name: 'decision',
      value: 'deny',
    })}
    ${submitButton({
      label: texts.consent.allow,
      busyLabel: texts.consent.allowing,
      className: reviewed ? 'primary' : 'secondary',
      name: 'decision',
      value: 'allow',
    })}
  </form>`;
}

function signedInAs({ display_name, switchMember }: ConsentPageValues): Html {
  return html`<p class="small">${texts.consent.end}</p>
    <form method="post" action="${switchMember.action}" class="small not-you">
      ${hiddenInputs(switchMember.hidden)}
      ${factLine('', [
        texts.shared.signedInAs(cutValue(display_name)),
        html`<button type="submit" class="link">${texts.consent.notYou}</button>`,
      ])}
    </form>`;
}
