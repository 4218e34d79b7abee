import { OAuthError } from './oauth-error.ts';
import { parameterLengthMax } from './parameters.ts';

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Splits a scope parameter into its tokens, in the order sent. White space of any length separates, as the
 * book says; an absent scope is the empty list.
 *
 * @throws OAuthError `invalid_scope` when it is over-long, repeats a token or uses a character outside the
 *   set of the RFC
 * @see RFC 6749 §3.3; the book, chapters 12 and 16.6
 */
export function parseScope(scope: string | undefined): string[] {
  if (scope === undefined) return [];
  if (scope.length > parameterLengthMax) {
    throw new OAuthError('invalid_scope', `scope longer than ${parameterLengthMax} characters`);
  }
  const tokens = scope.split(/[ \t\r\n]+/).filter((token) => token !== '');
  for (const token of tokens) {
    if (!scopeToken.test(token)) {
      throw new OAuthError('invalid_scope', 'scope holds a character that is not allowed');
    }
  }
  if (new Set(tokens).size !== tokens.length) {
    throw new OAuthError('invalid_scope', 'scope names a value more than once');
  }
  return tokens;
}

/** Joins scope tokens as they stand in records and answers; the empty list gives the empty string. */
export function formatScope(tokens: readonly string[]): string {
  return tokens.join(' ');
}

/** True when every token of `wanted` is among `granted`. */
export function isScopeWithin(wanted: readonly string[], granted: readonly string[]): boolean {
  return wanted.every((token) => granted.includes(token));
}
