import { mapUidLength } from '../../world/trackmania/identifiers.ts';
import type { Schema } from '../route-entry.ts';

/** An object whose members are all there. */
export function objectOf(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

/** A UUID. */
export const uuid: Schema = { type: 'string', format: 'uuid' };

/** The uid of a map. */
export const mapUid: Schema = {
  type: 'string',
  minLength: mapUidLength,
  maxLength: mapUidLength,
  pattern: '^[A-Za-z0-9_]+$',
};

/** An object of entries, or an empty array in place of an empty object. */
export function entriesOrNothing(entry: Schema): Schema {
  return {
    oneOf: [
      { type: 'object', minProperties: 1, additionalProperties: entry },
      { type: 'array', maxItems: 0, items: {} },
    ],
  };
}

/** Writes entries as the API does: nothing found is `[]`. @see The API's description, 7.2 */
export function bodyOfEntries(entries: readonly (readonly [string, string])[]): unknown {
  return entries.length === 0 ? [] : Object.fromEntries(entries);
}
