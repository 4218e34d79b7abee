/** Markup that is safe to send as it is. Only {@link html} makes it; a string never becomes one. */
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

/** What a template accepts. Empty values (`undefined`, `null`, `false`) leave nothing behind. */
export type HtmlValue = Html | string | number | undefined | null | false | readonly HtmlValue[];

type HoleContext = 'text' | 'quoted' | 'tag';

const holeContexts = new WeakMap<TemplateStringsArray, readonly HoleContext[]>();

/**
 * Makes markup from a template. Nested markup passes through, lists are joined without a separator,
 * everything else is escaped for text and for quoted attributes; control characters and broken
 * surrogates become U+FFFD.
 *
 * @throws {TypeError} when a value that is not markup stands in a tag outside quotes, where
 * escaping could not hold it.
 * @see S181
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const contexts = contextsOf(parts);
  let text = parts[0] ?? '';
  values.forEach((value, index) => {
    if (contexts[index] === 'tag' && !isMarkupOnly(value)) {
      throw new TypeError(
        `Quote the attribute: a value stands bare in a tag after "${parts[index]?.slice(-40)}".`,
      );
    }
    text += render(value) + (parts[index + 1] ?? '');
  });
  return new SafeHtml(text);
}

/** Turns finished markup into the text that is sent. */
export function renderHtml(markup: Html): string {
  return SafeHtml.textOf(markup);
}

/**
 * Shows a text that somebody outside chose. It cannot turn the direction of what stands around it:
 * it is isolated, and characters that override direction are shown as U+FFFD instead of obeyed.
 *
 * @see S181
 */
export function isolated(text: string): Html {
  return html`<bdi>${withoutDirectionControls(text)}</bdi>`;
}

/**
 * The same as {@link isolated} for places that hold text only, such as a page's title: characters
 * isolate it instead of an element.
 */
export function isolatedText(text: string): string {
  return `\u2068${withoutDirectionControls(text)}\u2069`;
}

function withoutDirectionControls(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

function render(value: HtmlValue): string {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof SafeHtml) return SafeHtml.textOf(value);
  if (isList(value)) return value.map(render).join('');
  return escapeHtml(String(value));
}

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}

function isMarkupOnly(value: HtmlValue): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (isList(value)) return value.every(isMarkupOnly);
  return value instanceof SafeHtml;
}

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
    .replace(/(?![\t\n\r])\p{Cc}/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function contextsOf(parts: TemplateStringsArray): readonly HoleContext[] {
  const known = holeContexts.get(parts);
  if (known) return known;
  const contexts = findContexts(parts);
  holeContexts.set(parts, contexts);
  return contexts;
}

function findContexts(parts: TemplateStringsArray): readonly HoleContext[] {
  const contexts: HoleContext[] = [];
  let inTag = false;
  let quote = '';
  for (const part of parts) {
    for (const character of part) {
      if (quote !== '') quote = character === quote ? '' : quote;
      else if (inTag && (character === '"' || character === "'")) quote = character;
      else if (character === '<') inTag = true;
      else if (character === '>') inTag = false;
    }
    contexts.push(quote !== '' ? 'quoted' : inTag ? 'tag' : 'text');
  }
  return contexts;
}
