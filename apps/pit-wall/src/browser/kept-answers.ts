import type { DataAnswer, Session } from '@pitpass/client';

/** The parameters of a question. */
export type Question = Readonly<
  Record<string, number | boolean | string | readonly number[] | undefined>
>;

/** What was made of the data service's answers, kept for as long as the service says. */
export interface KeptAnswers {
  /**
   * Asks a data method, unless the same was asked before and has not expired.
   *
   * @param parse makes of the answer what is kept; it should be small beside the answer
   * @throws as `Session.get` and `parse`; a refusal is not kept
   */
  ask<Value>(
    path: string,
    question: Question,
    parse: (answer: DataAnswer) => Value,
  ): Promise<Value>;
  /** How many questions were answered from what was kept since this was asked last. */
  takeSpared(): number;
  /** Forgets everything: what was kept belongs to somebody who is signed in. */
  clear(): void;
}

interface Kept {
  readonly value: unknown;
  readonly expires_at: number;
}

const answersMax = 200;

function sortedByName(question: Question): (readonly [string, unknown])[] {
  return Object.entries(question).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Keeps what was made of answers until they expire, at most 200 of them. An answer that does not say
 * until when it holds is not kept.
 */
export function createKeptAnswers(session: Pick<Session, 'get'>, clock: () => number): KeptAnswers {
  const kept = new Map<string, Kept>();
  let spared = 0;
  let generation = 0;
  return {
    ask: async <Value>(path: string, question: Question, parse: (answer: DataAnswer) => Value) => {
      const key = `${path}?${JSON.stringify(sortedByName(question))}`;
      const known = kept.get(key);
      if (known !== undefined && known.expires_at > clock()) {
        spared += 1;
        return known.value as Value;
      }
      kept.delete(key);
      const asked = generation;
      const answer = await session.get(path, question);
      const value = parse(answer);
      const { expires_at = 0 } = answer;
      // Somebody else may have signed in while it was under way.
      if (expires_at > clock() && asked === generation) kept.set(key, { value, expires_at });
      if (kept.size > answersMax) kept.delete(kept.keys().next().value ?? '');
      return value;
    },
    takeSpared: () => {
      const taken = spared;
      spared = 0;
      return taken;
    },
    clear: () => {
      generation += 1;
      spared = 0;
      kept.clear();
    },
  };
}
