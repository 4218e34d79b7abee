import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

/** Where a form goes and what it carries unseen; always posted. */
export interface FormTarget {
  readonly action: string;
  /** Wire name to value, such as `{ transaction, form_token }`. */
  readonly hidden: Readonly<Record<string, string>>;
}

/** A button that submits its form. */
export interface SubmitButton {
  readonly label: Html | string;
  /** Shown instead of the label once the answer takes longer than 300 ms, if scripts run. */
  readonly busyLabel: string;
  readonly className: 'primary' | 'secondary' | 'danger' | 'quiet';
  readonly name?: string;
  readonly value?: string;
}

/** The unseen fields of a form. */
export function hiddenInputs(hidden: Readonly<Record<string, string>>): Html {
  const inputs = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`${inputs}`;
}

/** A button that submits its form once; `name` and `value` are sent when both are given. */
export function submitButton({ label, busyLabel, className, name, value }: SubmitButton): Html {
  const field = name !== undefined && value !== undefined && html` name="${name}" value="${value}"`;
  return html`<button type="submit" class="${className}" data-busy-label="${busyLabel}" ${field}>
    ${label}
  </button>`;
}

/** A form with something to fill in; `className` lays out its content. */
export function filledForm(
  { action, hidden }: FormTarget,
  content: HtmlValue,
  className: 'stack' | 'app' = 'stack',
): Html {
  return html`<form method="post" action="${action}" class="${className}">
    ${hiddenInputs(hidden)} ${content}
  </form>`;
}

/** A form that holds one button and nothing to fill in. */
export function buttonForm(
  { action, hidden }: FormTarget,
  button: SubmitButton,
  extra: Readonly<Record<string, string>> = {},
): Html {
  return html`<form method="post" action="${action}">
    ${hiddenInputs({ ...hidden, ...extra })}${submitButton(button)}
  </form>`;
}
