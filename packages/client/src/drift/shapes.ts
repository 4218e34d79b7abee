// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import { shapes1 } from './shapes-1.ts';
import { shapes2 } from './shapes-2.ts';
import { shapes3 } from './shapes-3.ts';

/** The shapes of all answers, one definition a line; see {@link parseDefinitions}. */
export const shapes = [shapes1, shapes2, shapes3].join('\n');
