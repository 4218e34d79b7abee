import { accountLayout } from './account-navigation.ts';
import {
  fieldDescription,
  fieldErrors,
  formRefusal,
  hintedField,
  linesInput,
} from './form-errors.ts';
import type { FormErrors } from './form-errors.ts';
import { filledForm, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { ownAppLifeTexts } from './own-app-life-texts.ts';
import type { OwnAppMember } from './own-apps-page.ts';
import { ownAppTexts } from './own-app-texts.ts';

/** The fields of the request, by the names under which the form posts them. */
export const ownAppRequestFields = [
  'client_name',
  'client_type',
  'grant_types',
  'developer_name',
  'developer_url',
  'developer_email',
  'redirect_uris',
  'cors_origins',
  'audiences',
] as const;

/** One of {@link ownAppRequestFields}. */
export type OwnAppRequestField = (typeof ownAppRequestFields)[number];

/** What stands in the form. Lists of addresses are one a line. */
export interface OwnAppRequestValues {
  readonly client_name: string;
  readonly client_type: string;
  /** `authorization_code`, `password_limited`, or both. */
  readonly grant_types: readonly string[];
  readonly developer_name: string;
  readonly developer_url: string;
  readonly redirect_uris: string;
  readonly cors_origins: string;
  readonly usesData: boolean;
}

/** What the page on which an app is requested shows. */
export interface OwnAppRequestPageValues {
  readonly frame: PageFrame;
  readonly member: OwnAppMember;
  readonly listHref: string;
  readonly target: FormTarget;
  readonly values: OwnAppRequestValues;
  /** The address of the account; it cannot be typed. */
  readonly developer_email: string;
  readonly errors?: FormErrors<OwnAppRequestField> | undefined;
}

const words = ownAppLifeTexts.request;

type TextName = 'client_name' | 'developer_name' | 'developer_url';

function textField(
  { values, errors }: OwnAppRequestPageValues,
  name: TextName,
  label: string,
  hint: string,
  extra: Html = html``,
): Html {
  const control = html`<input
    id="${name}"
    name="${name}"
    type="text"
    value="${values[name]}"
    autocomplete="off"
    ${extra}
    ${fieldDescription(errors, name)}
  />`;
  return hintedField(errors, name, { label, hint }, control);
}

function linesField(
  { values, errors }: OwnAppRequestPageValues,
  name: 'redirect_uris' | 'cors_origins',
  label: string,
  hint: string,
): Html {
  const attributes = html` spellcheck="false"${fieldDescription(errors, name)}`;
  const control = linesInput({ name, rows: 3, value: values[name] }, attributes);
  return hintedField(errors, name, { label, hint }, control);
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly isChosen: boolean;
}

function choices(
  page: OwnAppRequestPageValues,
  group: {
    readonly name: 'client_type' | 'grant_types' | 'audiences';
    readonly kind: 'radio' | 'checkbox';
    readonly legend: Html | string;
    readonly hint?: string;
    readonly choices: readonly Choice[];
  },
): Html {
  const { name, kind, legend, hint } = group;
  return html`<fieldset class="field">
    <legend>${legend}</legend>
    ${group.choices.map(
      ({ value, label, isChosen }) =>
        html`<div class="check">
          <input
            id="${name}-${value}"
            name="${kind === 'radio' ? name : `${name}-${value}`}"
            type="${kind}"
            value="${kind === 'radio' ? value : 'yes'}"
            ${isChosen && html` checked`}
          />
          <label for="${name}-${value}">${label}</label>
        </div>`,
    )}
    ${fieldErrors(page.errors, name)}${hint !== undefined && html`<p class="small">${hint}</p>`}
  </fieldset>`;
}

/** The page on which a member asks for an app of the iRacing dialect. @see The book, chapter 2 */
export function ownAppRequestPage(page: OwnAppRequestPageValues): Html {
  const { frame, member, listHref } = page;
  return accountLayout({
    frame,
    room: 'ownApps',
    title: words.title,
    member,
    content: html`
      <div class="page-head">
        <p class="small"><a href="${listHref}">${ownAppTexts.shared.all}</a></p>
        <h1>${words.title}</h1>
        <p class="section-sentence">${words.sentence}</p>
      </div>
      <div class="app">${formRefusal(page.errors)} ${requestForm(page)}</div>
    `,
  });
}

function requestForm(page: OwnAppRequestPageValues): Html {
  const { target, values, developer_email, errors } = page;
  const types = Object.entries(ownAppLifeTexts.types).map(([value, label]) => ({
    value,
    label,
    isChosen: value === values.client_type,
  }));
  const grants = [
    ['authorization_code', words.authorizationCode] as const,
    ['password_limited', words.passwordLimited] as const,
  ].map(([value, label]) => ({ value, label, isChosen: values.grant_types.includes(value) }));
  const fields = html`${textField(page, 'client_name', words.name, words.nameHint, html` required`)}
    ${choices(page, { name: 'client_type', kind: 'radio', legend: words.type, choices: types })}
    ${choices(page, {
      name: 'grant_types',
      kind: 'checkbox',
      legend: words.access,
      choices: grants,
    })}
    ${textField(page, 'developer_name', words.developerName, words.developerHint)}
    ${textField(
      page,
      'developer_url',
      words.developerUrl,
      words.developerHint,
      html` inputmode="url" spellcheck="false"`,
    )}
    ${hintedField(
      errors,
      'developer_email',
      { label: words.email, hint: words.emailHint },
      html`<input
        id="developer_email"
        type="email"
        value="${developer_email}"
        readonly
        ${fieldDescription(errors, 'developer_email')}
      />`,
    )}
    ${linesField(page, 'redirect_uris', words.redirectUris, words.redirectUrisHint)}
    ${linesField(page, 'cors_origins', words.corsOrigins, words.corsOriginsHint)}
    ${choices(page, {
      name: 'audiences',
      kind: 'checkbox',
      legend: words.uses,
      hint: words.audienceHint,
      choices: [{ value: 'data-server', label: words.audience, isChosen: values.usesData }],
    })}
    <div>
      ${submitButton({
        label: words.submit,
        busyLabel: words.submitting,
        className: 'primary',
      })}
    </div>`;
  return filledForm(target, fields);
}
