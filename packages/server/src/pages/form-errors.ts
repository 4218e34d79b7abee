import { html } from './html.ts';
import type { Html } from './html.ts';
import { ownAppTexts } from './own-app-texts.ts';

/** What was wrong with the last try of a form about an app, by the names of the form's fields. */
export interface FormErrors<Field extends string> {
  /** Sentences for each field that has some; they stand beside it. */
  readonly fields: Readonly<Partial<Record<Field, readonly string[]>>>;
  /** Sentences about no field of the form. */
  readonly general: readonly string[];
}

/** Says above a form how much there is to mend; nothing above one that was not refused. */
export function formRefusal(errors: FormErrors<string> | undefined): Html | undefined {
  if (errors === undefined) return undefined;
  // What is about no field is said in full and cannot be mended in the form.
  const inFields = Object.values(errors.fields).flat().length;
  const { general } = errors;
  return html`<div class="alert" role="alert">
    <p>${ownAppTexts.form.refused(inFields === 0 ? 0 : inFields + general.length)}</p>
    ${general.map((sentence) => html`<p>${sentence}</p>`)}
  </div>`;
}

function sentencesOf<Field extends string>(
  errors: FormErrors<Field> | undefined,
  name: Field,
): readonly string[] {
  return errors?.fields[name] ?? [];
}

/** What is wrong with a field, a sentence a line; nothing where nothing is. */
export function fieldErrors<Field extends string>(
  errors: FormErrors<Field> | undefined,
  name: Field,
): Html | false {
  const sentences = sentencesOf(errors, name);
  return (
    sentences.length > 0 &&
    html`<ul class="field-error" id="${name}-error">
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`
  );
}

/** The attributes by which the control of {@link hintedField} is read out with its hint and errors. */
export function fieldDescription<Field extends string>(
  errors: FormErrors<Field> | undefined,
  name: Field,
): Html {
  return sentencesOf(errors, name).length === 0
    ? html` aria-describedby="${name}-hint"`
    : html` aria-invalid="true" aria-describedby="${name}-error ${name}-hint"`;
}

/** A control whose id is `name`, with its label above, and below it what is wrong with it and a hint. */
export function hintedField<Field extends string>(
  errors: FormErrors<Field> | undefined,
  name: Field,
  words: { readonly label: string; readonly hint: string },
  control: Html,
): Html {
  return html`<div class="field">
    <label for="${name}">${words.label}</label>
    ${control} ${fieldErrors(errors, name)}
    <p class="small" id="${name}-hint">${words.hint}</p>
  </div>`;
}

/** Some lines of text. */
export interface LinesInput {
  readonly name: string;
  readonly rows: number;
  readonly value: string;
}

/** The control for some lines of text. Attributes are what the field adds to its own. */
export function linesInput({ name, rows, value }: LinesInput, attributes: Html): Html {
  const size = html` rows="${rows}" autocomplete="off"`;
  // The parser drops the first line break after the tag.
  const lines = `\n${value}`;
  return html`<textarea id="${name}" name="${name}" ${size} ${attributes}>${lines}</textarea>`;
}
