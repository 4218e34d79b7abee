import { html } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

/** A list to choose from, with a button, so that it works without scripts. */
export interface Picker {
  readonly action: string;
  /** What the list is called beside it. */
  readonly label: string;
  readonly id: string;
  /** The name of the parameter that is sent. */
  readonly name: string;
  readonly chosen: number;
  readonly options: readonly PickerOption[];
  readonly button: string;
}

/** What can be chosen. */
export interface PickerOption {
  readonly value: number;
  readonly words: HtmlValue;
}

/** A form that leads to the page of what is chosen in it. */
export function pickerForm({ action, label, id, name, chosen, options, button }: Picker): Html {
  return html`<form class="picker" method="get" action="${action}">
    <label for="${id}">${label}</label>
    <select id="${id}" name="${name}">
      ${options.map(({ value, words }) =>
        value === chosen
          ? html`<option value="${value}" selected>${words}</option>`
          : html`<option value="${value}">${words}</option>`,
      )}
    </select>
    <button type="submit">${button}</button>
  </form>`;
}
