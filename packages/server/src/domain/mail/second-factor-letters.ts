import type { Happening } from './happening.ts';

/** What a member is told about the second factor. */
export type SecondFactorLetter = {
  readonly kind: 'second_factor.switched';
  readonly happening: Happening;
};
