import { html } from './html.ts';
import type { Html } from './html.ts';
import { cutValue } from './long-value.ts';
import { texts } from './texts.ts';

/** Everything that an app of a dialect can do with some scopes, to follow "It will be able to". */
export function abilitySentences(dialect: string, scopes: readonly string[]): readonly Html[] {
  const identity = texts.identity[dialect];
  return [...(identity === undefined ? [] : [html`${identity}`]), ...scopes.map(scopeSentence)];
}

function isKnownScope(scope: string): boolean {
  return Object.hasOwn(texts.scopes, scope);
}

const changing: ReadonlySet<string> = new Set(['write_favorite']);

/** Tells whether we know of a scope that nothing can be changed with it. */
export function isReadingScope(scope: string): boolean {
  return isKnownScope(scope) && !changing.has(scope);
}

/**
 * Says what a scope lets an app do, to follow "It will be able to". A scope without words of its
 * own is named as it is, so that nothing is allowed unseen.
 *
 * @see S178
 */
export function scopeSentence(scope: string): Html {
  if (!isKnownScope(scope)) {
    return texts.unknownScope(html`<code>${cutValue(scope)}</code>`);
  }
  return html`${texts.scopes[scope]}`;
}
