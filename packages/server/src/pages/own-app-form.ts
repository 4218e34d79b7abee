import { fieldDescription, formRefusal, hintedField, linesInput } from './form-errors.ts';
import type { FormErrors } from './form-errors.ts';
import { filledForm, submitButton } from './form.ts';
import type { FormTarget } from './form.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { ownAppTexts } from './own-app-texts.ts';

/** The fields of the form, by the names under which it posts them. */
export type OwnAppField = 'client_name' | 'homepage_url' | 'description' | 'redirect_uris';

/** What stands in the form: what was typed, or what is registered. */
export interface OwnAppFormValues {
  readonly client_name: string;
  readonly homepage_url: string;
  readonly description: string;
  /** One a line. */
  readonly redirect_uris: string;
  /** Posted as `confidential=yes`; undefined once it cannot be chosen any more. */
  readonly is_confidential: boolean | undefined;
}

/** What was wrong with the last try. */
export type OwnAppFormErrors = FormErrors<OwnAppField>;

/** The form of a developer for a new app or for one that stands. */
export interface OwnAppForm {
  readonly target: FormTarget;
  readonly values: OwnAppFormValues;
  readonly errors?: OwnAppFormErrors | undefined;
}

const rows = { description: 3, redirect_uris: 5 } as const;

function textInput(form: OwnAppForm, name: 'client_name' | 'homepage_url', extra: Html): Html {
  return html`<input
    id="${name}"
    name="${name}"
    value="${form.values[name]}"
    autocomplete="off"
    ${extra}
    ${fieldDescription(form.errors, name)}
  />`;
}

function textArea(form: OwnAppForm, name: 'description' | 'redirect_uris', extra: Html): Html {
  const attributes = html`${extra} ${fieldDescription(form.errors, name)}`;
  return linesInput({ name, rows: rows[name], value: form.values[name] }, attributes);
}

function confidentialBox({ values }: OwnAppForm): Html | undefined {
  if (values.is_confidential === undefined) return undefined;
  return html`<div class="field">
    <div class="check">
      <input
        id="confidential"
        name="confidential"
        type="checkbox"
        value="yes"
        aria-describedby="confidential-hint"
        ${values.is_confidential && html` checked`}
      />
      <label for="confidential">${ownAppTexts.form.confidential}</label>
    </div>
    <p class="small" id="confidential-hint">${ownAppTexts.form.confidentialHint}</p>
  </div>`;
}

/**
 * The form of an app. It posts `client_name`, `homepage_url`, `description`, `redirect_uris` and, for a new
 * app, `confidential`. Errors stand beside their fields, and what was typed is kept.
 */
export function ownAppForm(form: OwnAppForm): Html {
  const words = ownAppTexts.form;
  const isNew = form.values.is_confidential !== undefined;
  const unspelled = html` spellcheck="false"`;
  const fields = html`${hintedField(
      form.errors,
      'client_name',
      { label: words.name, hint: words.nameHint },
      textInput(form, 'client_name', html` type="text" required`),
    )}
    ${hintedField(
      form.errors,
      'homepage_url',
      { label: words.homepage, hint: words.homepageHint },
      textInput(form, 'homepage_url', html` type="text" inputmode="url" spellcheck="false"`),
    )}
    ${hintedField(
      form.errors,
      'description',
      { label: words.description, hint: words.descriptionHint },
      textArea(form, 'description', html``),
    )}
    ${hintedField(
      form.errors,
      'redirect_uris',
      { label: words.redirectUris, hint: words.redirectUrisHint },
      textArea(form, 'redirect_uris', unspelled),
    )}
    ${confidentialBox(form)}
    <div>
      ${submitButton({
        label: isNew ? words.create : words.save,
        busyLabel: isNew ? words.creating : words.saving,
        className: 'primary',
      })}
    </div>`;
  return html`${formRefusal(form.errors)} ${filledForm(form.target, fields)}`;
}
