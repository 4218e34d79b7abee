import type { Happening } from './happening.ts';

/** What a developer is told about an app. */
export type ClientLetter = { readonly kind: 'client.disabled'; readonly happening: Happening };
