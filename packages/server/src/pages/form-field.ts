import { html } from './html.ts';
import type { Html } from './html.ts';

/** One field of a form, with its label above and what is wrong with it below. */
export interface FormField {
  /** Posted under this name; unique on the page unless an id is given. */
  readonly name: string;
  readonly id?: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  /** As browsers and password managers know it: `username`, `current-password`, `new-password`. */
  readonly autocomplete: string;
  readonly value?: string | undefined;
  /** Characters that may be typed at most. */
  readonly maxlength?: number;
  readonly hint?: string | undefined;
  /** What was wrong with the last try. */
  readonly problem?: string | undefined;
  readonly hasFocus?: boolean;
  readonly isReadOnly?: boolean;
}

/** A field that has to be filled in. What is wrong with it is read out with it. */
export function formField(field: FormField): Html {
  const { name, id = name, label, type, autocomplete, value, maxlength, hint, problem } = field;
  const described = [
    problem !== undefined && `${id}-error`,
    hint !== undefined && `${id}-hint`,
  ].filter((part) => part !== false);
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      required
      ${type !== 'text' && html` spellcheck="false"`}
      ${maxlength !== undefined && html` maxlength="${maxlength}"`}
      ${value !== undefined && html` value="${value}"`}
      ${problem !== undefined && html` aria-invalid="true"`}
      ${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}
      ${field.isReadOnly === true && html` readonly`}
      ${field.hasFocus === true && html` autofocus`}
    />
    ${problem !== undefined && html`<p class="field-error" id="${id}-error">${problem}</p>`}
    ${hint !== undefined && html`<p class="small" id="${id}-hint">${hint}</p>`}
  </div>`;
}
