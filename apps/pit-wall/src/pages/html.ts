/** Finished markup. Only {@link html} makes it; a string never becomes one. */
class SafeHtml {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  static textOf(markup: SafeHtml): string {
    return markup.#text;
  }
}

/** Opaque, finished markup: every value that went into it has been escaped. */
export type Html = SafeHtml;

/** What a template accepts. Empty values leave nothing behind. */
export type HtmlValue = Html | string | number | undefined | null | false | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function render(value: HtmlValue): string {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof SafeHtml) return SafeHtml.textOf(value);
  if (Array.isArray(value)) return value.map(render).join('');
  return escapeHtml(String(value));
}

/**
 * Makes markup from a template: nested markup passes through, lists are joined, everything else is
 * escaped for text and for quoted attributes. Attributes that hold a value must be quoted.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const rendered = parts.map((part, index) => part + render(values[index]));
  return new SafeHtml(rendered.join(''));
}

/** Turns finished markup into the text that is sent. */
export function renderHtml(markup: Html): string {
  return SafeHtml.textOf(markup);
}

/** Characters that turn the direction of the text around them, made visible instead of obeyed. */
function withoutDirectionControls(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Shows a text that somebody outside chose, so that it cannot turn what stands around it. */
export function isolated(text: string): Html {
  return html`<bdi>${withoutDirectionControls(text)}</bdi>`;
}

/**
 * The same as {@link isolated} inside the text of a drawing. Characters that isolate would do as well,
 * but for fonts: Chromium draws no letter of another font in a run of text that holds them.
 */
export function isolatedInDrawing(text: string): Html {
  return html`<tspan class="isolated">${withoutDirectionControls(text)}</tspan>`;
}

/** The same as {@link isolated} for places that hold text only, such as an option of a list. */
export function isolatedText(text: string): string {
  return `\u2068${withoutDirectionControls(text)}\u2069`;
}
