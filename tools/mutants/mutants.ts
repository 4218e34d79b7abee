import { accountMutants } from './accounts.ts';
import { codeAndTokenMutants } from './codes-and-tokens.ts';
import { keyAndLimitMutants } from './keys-and-limits.ts';
import { memberAndPageMutants } from './members-and-pages.ts';
import { proofAndLinkMutants } from './proofs-and-links.ts';
import type { Mutant } from './mutant.ts';
import { secondFactorMutants } from './second-factor.ts';
import { staffAndSessionMutants } from './staff-and-sessions.ts';

/** Every check that is taken away in turn. */
export const mutants: readonly Mutant[] = [
  ...codeAndTokenMutants,
  ...memberAndPageMutants,
  ...accountMutants,
  ...secondFactorMutants,
  ...keyAndLimitMutants,
  ...proofAndLinkMutants,
  ...staffAndSessionMutants,
];
