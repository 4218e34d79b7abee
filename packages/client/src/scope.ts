import { InvalidOptions } from './errors.ts';

/**
 * Reads a scope as an app gives it.
 *
 * @returns the same text; empty to ask for none
 * @throws InvalidOptions when it is anything but a text, a list for example
 */
export function parseScope(scope: unknown): string {
  if (typeof scope === 'string') return scope;
  throw new InvalidOptions('scope must be one text, with a space between scopes');
}
