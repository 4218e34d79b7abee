import type { Happening } from './happening.ts';

/** What a member is told about the second factor. No letter holds a code, a seed or a link that acts. */
export type SecondFactorLetter = { readonly happening: Happening } & (
  | { readonly kind: 'second_factor.switched_on'; readonly method: 'authenticator' | 'passkey' }
  | { readonly kind: 'second_factor.switched_off'; readonly by: 'member' | 'staff' }
  | { readonly kind: 'second_factor.authenticator_set' }
  | { readonly kind: 'second_factor.authenticator_removed' }
  | { readonly kind: 'second_factor.passkey_added'; readonly passkey_name: string }
  | { readonly kind: 'second_factor.passkey_removed'; readonly passkey_name: string }
  | { readonly kind: 'second_factor.backup_codes_replaced' }
  | { readonly kind: 'second_factor.backup_code_used' }
  /** Somebody has the password and guesses at the codes. */
  | { readonly kind: 'second_factor.guessed' }
);
