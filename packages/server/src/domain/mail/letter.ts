import type { AccountLetter } from './account-letters.ts';
import type { ClientLetter } from './client-letters.ts';
import type { SecondFactorLetter } from './second-factor-letters.ts';
import type { SessionLetter } from './session-letters.ts';
import type { SignInLetter } from './sign-in-letters.ts';

/** A letter to a member or a developer: its kind and what it tells. Its words are the pages' concern. */
export type Letter =
  AccountLetter | ClientLetter | SecondFactorLetter | SessionLetter | SignInLetter;
