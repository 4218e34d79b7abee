import type { Happening } from './happening.ts';

/** What a member is told about sessions that others began. */
export type SessionLetter = { readonly kind: 'session.new_address'; readonly happening: Happening };
