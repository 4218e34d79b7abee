/** The first line of every file that is written out of the catalogue. */
export const writtenBy =
  '// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.';
