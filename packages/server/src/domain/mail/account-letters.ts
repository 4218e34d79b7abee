import type { Happening } from './happening.ts';

/** Who changed something about an account. */
export type ChangedBy = 'member' | 'staff';

/**
 * What a member is told about the account itself. Where there is a `link`, it opens a page with a button,
 * works once, until `expires_at`, and stands in no other place than the letter.
 *
 * @see S192
 */
export type AccountLetter = { readonly happening: Happening } & (
  | { readonly kind: 'account.sign_up'; readonly link: string; readonly expires_at: number }
  /** Somebody wanted to sign up with the address, or to move to it, and it has an account. */
  | { readonly kind: 'account.address_known'; readonly display_name: string }
  | {
      readonly kind: 'account.password_reset';
      readonly display_name: string;
      readonly link: string;
      readonly expires_at: number;
      readonly by: ChangedBy;
    }
  | { readonly kind: 'account.password_changed'; readonly display_name: string }
  /** To the new address, which gets nothing else until it is proven. @see S194 */
  | { readonly kind: 'account.address_proof'; readonly link: string; readonly expires_at: number }
  /** To the old address. @see S194 */
  | {
      readonly kind: 'account.address_asked';
      readonly display_name: string;
      readonly new_username: string;
    }
  /** To the old address. */
  | {
      readonly kind: 'account.address_changed';
      readonly display_name: string;
      readonly new_username: string;
      readonly by: ChangedBy;
    }
  | {
      readonly kind: 'account.deleted';
      readonly display_name: string;
      readonly by: ChangedBy;
    }
);
