import type { Happening } from './happening.ts';

/** What a member is told about signing in. */
export type SignInLetter =
  | {
      readonly kind: 'sign_in.browser_code';
      readonly happening: Happening;
      readonly display_name: string;
      /** Six digits. */
      readonly code: string;
      /** Epoch seconds. */
      readonly expires_at: number;
    }
  | {
      /** Something risky was done to an app of the member's; the happening names the app. */
      readonly kind: 'sign_in.app_changed';
      readonly happening: Happening;
      readonly display_name: string;
      readonly change: 'redirect_uris' | 'secret' | 'deleted';
    };
