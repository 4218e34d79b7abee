import type { Happening } from './happening.ts';

/** What a member is told about apps and staff that act in their name. */
export type SessionLetter = { readonly happening: Happening } & (
  | { readonly kind: 'session.new_address' }
  /** Staff put the member on the access list of an app; the happening names it. */
  | { readonly kind: 'session.client_listed' }
  | { readonly kind: 'session.client_confirmed' }
  | {
      readonly kind: 'session.impersonation_started';
      /** Why, in the words of whoever acts. */
      readonly note: string;
      /** Epoch seconds at which it ends by itself. */
      readonly ends_at: number;
    }
);
