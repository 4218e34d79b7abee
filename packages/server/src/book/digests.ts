import { hash } from 'node:crypto';

/** SHA-256 of a text, for the values that the book computes. */
export const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');
