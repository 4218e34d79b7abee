import type { Happening } from './happening.ts';

/** What a developer is told about an app. */
export type ClientLetter = { readonly happening: Happening } & (
  | { readonly kind: 'client.requested'; readonly due_at: number }
  /** The path leads to the page with the button that shows the secret, once; null without a secret. */
  | {
      readonly kind: 'client.approved';
      readonly client_id: string;
      readonly secret_path: string | null;
    }
  | { readonly kind: 'client.refused'; readonly reason: string }
  /** A link to a new secret, which staff sent. */
  | { readonly kind: 'client.secret_link'; readonly secret_path: string }
  | { readonly kind: 'client.secret_shown' }
  | { readonly kind: 'client.disabled'; readonly by: 'staff'; readonly reason: string | null }
  | { readonly kind: 'client.disabled'; readonly by: 'inactive'; readonly idle_days: number }
  | {
      readonly kind: 'client.idle';
      readonly idle_days: number;
      /** When it will be disabled unless it is used. */
      readonly disabled_at: number;
    }
);
