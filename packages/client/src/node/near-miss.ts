import { countEdits } from '@pitpass/protocol';

/** The known name that an unknown one was probably meant to be: two slips at most, in any case. */
export function findNearMiss(name: string, known: readonly string[]): string | undefined {
  const candidates = known
    .map((candidate) => ({ candidate, slips: countEdits(name.toUpperCase(), candidate) }))
    .filter(({ candidate, slips }) => slips <= Math.min(2, Math.floor(candidate.length / 4)))
    .toSorted((left, right) => left.slips - right.slips);
  return candidates[0]?.candidate;
}
