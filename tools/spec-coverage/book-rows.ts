import { referenceRows } from './reference-rows.ts';
import type { BookRow } from './row.ts';
import { sessionAndErrorRows } from './session-and-error-rows.ts';
import { tokenRows } from './token-rows.ts';

/** Every row of the notes on the book, in the order of its chapters. */
export const bookRows: readonly BookRow[] = [
  ...referenceRows,
  ...tokenRows,
  ...sessionAndErrorRows,
];
