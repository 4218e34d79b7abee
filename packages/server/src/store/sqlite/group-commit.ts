import type { SqlRow, SqlStep, SqlValue } from '../sql-database.ts';

/** What group commit needs of an open SQLite database. */
export interface GroupCommitParts {
  /** Runs one statement and returns its rows. */
  readonly run: (text: string, values: readonly SqlValue[]) => SqlRow[];
  /** Whether SQLite is inside a transaction; some failures end it by themselves. */
  readonly isTransaction: () => boolean;
}

type Outcome = readonly (readonly SqlRow[])[] | undefined;

interface Waiting {
  readonly steps: readonly SqlStep[];
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects the transactions that are asked for in one turn of the event loop and commits them together: one
 * commit, with its wait for the disk, for as many requests as came in at once. Each of them stays a
 * transaction of its own: it runs after the one before it and sees what that wrote, and its verdict or its
 * error undoes it alone. Nobody is told of success before the common commit is on disk; when that fails, all
 * of them fail and nothing is written.
 */
export function createGroupCommit({ run, isTransaction }: GroupCommitParts): {
  transact(steps: readonly SqlStep[]): Promise<Outcome>;
  /** Commits what is waiting now. */
  flush(): void;
} {
  let waiting: Waiting[] = [];

  const runSteps = (steps: readonly SqlStep[]): Outcome => {
    const results: SqlRow[][] = [];
    for (const step of steps) {
      const rows = run(step.text, step.values);
      if (step.isVerdict === true && rows.length === 0) return undefined;
      results.push(rows);
    }
    return results;
  };

  /** Runs one transaction among the others; returns what to tell its caller after the commit. */
  const runAlone = ({ steps, resolve, reject }: Waiting): (() => void) => {
    run('SAVEPOINT one', []);
    try {
      const outcome = runSteps(steps);
      if (outcome === undefined) run('ROLLBACK TO one', []);
      run('RELEASE one', []);
      return () => resolve(outcome);
    } catch (error) {
      // A full disk, among others, ends the whole transaction: then nothing of the group is left to commit.
      if (!isTransaction()) throw error;
      run('ROLLBACK TO one', []);
      run('RELEASE one', []);
      return () => reject(error);
    }
  };

  const flush = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      run('BEGIN IMMEDIATE', []);
      const answers = group.map(runAlone);
      run('COMMIT', []);
      for (const answer of answers) answer();
    } catch (error) {
      if (isTransaction()) run('ROLLBACK', []);
      for (const { reject } of group) reject(error);
    }
  };

  return {
    transact: (steps) =>
      new Promise((resolve, reject) => {
        waiting.push({ steps, resolve, reject });
        if (waiting.length === 1) setImmediate(flush);
      }),
    flush,
  };
}
