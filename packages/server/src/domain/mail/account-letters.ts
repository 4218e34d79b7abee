import type { Happening } from './happening.ts';

/** What a member is told about the account itself. */
export type AccountLetter = {
  readonly kind: 'account.password_changed';
  readonly happening: Happening;
};
