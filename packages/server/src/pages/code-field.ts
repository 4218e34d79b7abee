import { html } from './html.ts';
import type { Html } from './html.ts';

/** The field for a code that an app or a mail shows. */
export interface CodeField {
  readonly label: Html | string;
  readonly hint?: Html | string | undefined;
  /** What was wrong with the last try. */
  readonly problem?: Html | string | undefined;
  /** Attributes that the field has beside its own. */
  readonly attributes: Html;
}

/** The field for a code, posted as `code`, that telephones fill in. What is wrong with it is read out at once. */
export function codeField({ label, hint, problem, attributes }: CodeField): Html {
  const described = [
    hint !== undefined && 'code-hint',
    problem !== undefined && 'code-error',
  ].filter((part) => part !== false);
  return html`<div class="field">
    <label for="code">${label}</label>
    <input
      id="code"
      name="code"
      inputmode="numeric"
      autocomplete="one-time-code"
      maxlength="12"
      spellcheck="false"
      ${attributes}
      ${problem !== undefined && html` aria-invalid="true"`}
      ${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}
    />
    ${hint !== undefined && html`<p class="small" id="code-hint">${hint}</p>`}
    ${
      problem !== undefined &&
      html`<p class="field-error" id="code-error" role="alert">${problem}</p>`
    }
  </div>`;
}
