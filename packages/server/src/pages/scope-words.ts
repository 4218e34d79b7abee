import { html } from './html.ts';
import type { Html } from './html.ts';
import { cutValue } from './long-value.ts';
import { texts } from './texts.ts';

/** Tells whether a scope has words of its own; only of these we know that they change nothing. */
export function isKnownScope(scope: string): boolean {
  return Object.hasOwn(texts.scopes, scope);
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
