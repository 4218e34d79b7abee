import { beginningRows } from './beginning-rows.ts';
import { referenceRows } from './reference-rows.ts';
import type { BookRow } from './row.ts';
import { sessionAndErrorRows } from './session-and-error-rows.ts';
import { tokenRows } from './token-rows.ts';
import { lastRows, verificationRows } from './verification-rows.ts';

/** Every row of the notes on the book, by chapter. */
export const bookRows: readonly BookRow[] = [
  ...beginningRows,
  ...referenceRows,
  ...tokenRows,
  ...sessionAndErrorRows,
  ...verificationRows,
  ...lastRows,
];
