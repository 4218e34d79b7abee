import type { Happening } from './happening.ts';

/** What a member is told about signing in. */
export type SignInLetter = { readonly kind: 'sign_in.app_changed'; readonly happening: Happening };
