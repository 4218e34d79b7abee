import { hiddenInputs, submitButton } from './form.ts';
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
export interface OwnAppFormErrors {
  /** Sentences for each field that has some; they stand beside it. */
  readonly fields: Readonly<Partial<Record<OwnAppField, readonly string[]>>>;
  /** Sentences about no field of the form. */
  readonly general: readonly string[];
}

/** The form of a developer for a new app or for one that stands. */
export interface OwnAppForm {
  readonly target: FormTarget;
  readonly values: OwnAppFormValues;
  readonly errors?: OwnAppFormErrors | undefined;
}

const rows = { description: 3, redirect_uris: 5 } as const;

function errorsOf({ errors }: OwnAppForm, name: OwnAppField): readonly string[] {
  return errors?.fields[name] ?? [];
}

function invalidity(form: OwnAppForm, name: OwnAppField): Html {
  return errorsOf(form, name).length === 0
    ? html` aria-describedby="${name}-hint"`
    : html` aria-invalid="true" aria-describedby="${name}-error ${name}-hint"`;
}

function field(
  form: OwnAppForm,
  name: OwnAppField,
  words: { readonly label: string; readonly hint: string },
  control: Html,
): Html {
  const sentences = errorsOf(form, name);
  return html`<div class="field">
    <label for="${name}">${words.label}</label>
    ${control}
    ${
      sentences.length > 0 &&
      html`<ul class="field-error" id="${name}-error">
        ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>`
    }
    <p class="small" id="${name}-hint">${words.hint}</p>
  </div>`;
}

function textInput(form: OwnAppForm, name: 'client_name' | 'homepage_url', extra: Html): Html {
  return html`<input
    id="${name}"
    name="${name}"
    value="${form.values[name]}"
    autocomplete="off"
    ${extra}
    ${invalidity(form, name)}
  />`;
}

function textArea(form: OwnAppForm, name: 'description' | 'redirect_uris', extra: Html): Html {
  const attributes = html` rows="${rows[name]}" autocomplete="off"${extra}`;
  // The parser drops the first line break after the tag.
  return html`<textarea id="${name}" name="${name}" ${attributes} ${invalidity(form, name)}>
${form.values[name]}</textarea>`;
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

function refusal({ errors }: OwnAppForm): Html | undefined {
  if (errors === undefined) return undefined;
  // What is about no field is said in full and cannot be mended in the form.
  const inFields = Object.values(errors.fields).flat().length;
  const { general } = errors;
  return html`<div class="alert" role="alert">
    <p>${ownAppTexts.form.refused(inFields === 0 ? 0 : inFields + general.length)}</p>
    ${general.map((sentence) => html`<p>${sentence}</p>`)}
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
  return html`${refusal(form)}
    <form method="post" action="${form.target.action}" class="stack">
      ${hiddenInputs(form.target.hidden)}
      ${field(
        form,
        'client_name',
        { label: words.name, hint: words.nameHint },
        textInput(form, 'client_name', html` type="text" required`),
      )}
      ${field(
        form,
        'homepage_url',
        { label: words.homepage, hint: words.homepageHint },
        textInput(form, 'homepage_url', html` type="text" inputmode="url" spellcheck="false"`),
      )}
      ${field(
        form,
        'description',
        { label: words.description, hint: words.descriptionHint },
        textArea(form, 'description', html``),
      )}
      ${field(
        form,
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
      </div>
    </form>`;
}
