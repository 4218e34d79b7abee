import { html, isolated } from './html.ts';
import type { Html } from './html.ts';
import { addressCut, cutValue, wholeOnDemand } from './long-value.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import { texts } from './texts.ts';

/** What was registered of a client, for its developer and for staff. */
export interface ClientFacts {
  readonly client_type: keyof typeof ownAppLifeTexts.types;
  readonly grant_types: readonly string[];
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly roles: readonly (keyof typeof ownAppLifeTexts.roles)[];
  readonly redirect_uris: readonly string[];
  readonly cors_origins: readonly string[];
  readonly developer_name: string | null;
  readonly developer_url: string | null;
  readonly developer_email: string | null;
}

function addresses(values: readonly string[]): Html | string {
  if (values.length === 0) return ownAppLifeTexts.facts.nothing;
  return html`${values.map(
    (value) =>
      html`<div>
        ${cutValue(value, addressCut)} ${wholeOnDemand(texts.shared.showWhole, value, addressCut)}
      </div>`,
  )}`;
}

const words = (values: readonly string[]): string =>
  values.length === 0 ? ownAppLifeTexts.facts.nothing : values.join(', ');

/** The record of a client as a list of facts. Nothing of it is a link: nobody has looked at it. */
export function clientFacts(facts: ClientFacts): Html {
  const names = ownAppLifeTexts.facts;
  const developer = [facts.developer_name, facts.developer_url, facts.developer_email].filter(
    (value) => value !== null,
  );
  const rows: readonly (readonly [string, Html | string])[] = [
    [names.type, ownAppLifeTexts.types[facts.client_type]],
    [names.roles, facts.roles.map((role) => ownAppLifeTexts.roles[role]).join('. ')],
    [names.grants, words(facts.grant_types)],
    [names.scopes, words(facts.scopes)],
    [names.audiences, words(facts.audiences)],
    [names.developer, addresses(developer)],
    [names.redirectUris, addresses(facts.redirect_uris)],
    [names.corsOrigins, addresses(facts.cors_origins)],
  ];
  return html`<dl class="times registered">
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${typeof value === 'string' ? isolated(value) : value}</dd>`,
    )}
  </dl>`;
}
