import type { Command } from 'commander';

import { completeWords } from '../completion/complete-words.ts';
import { filesLine } from '../completion/shell-scripts.ts';
import { listAccountNames } from '../settings/accounts.ts';
import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { toVisibleText } from '../terminal/visible-text.ts';

/** The words that a shell's script hands over, behind one that says whether a new one begins. */
function readTyped([first, ...words]: readonly string[]): string[] {
  return first === '--next' ? [...words, ''] : words;
}

/**
 * What the script of a shell asks while somebody types: a line for each word that may stand at the
 * cursor, with a tab and what it is behind it. Nobody can be told of a failure there, so that it is
 * silent.
 */
export async function complete(
  program: Command,
  words: readonly string[],
  surroundings: Surroundings,
): Promise<void> {
  try {
    const { candidates, files } = await completeWords(program, readTyped(words), {
      listAccountNames: () => listAccountNames(surroundings),
      describeServe: async (serve) => {
        const { describeServe } = await import('./serve.ts');
        describeServe(serve);
      },
    });
    const lines = candidates.map(({ value, description }) =>
      description === undefined || description === ''
        ? value
        : `${value}\t${toVisibleText(description)}`,
    );
    if (files) lines.push(filesLine);
    await print(surroundings, lines.map((line) => `${line}\n`).join(''));
  } catch {
    // An empty answer: the shell stays as it is.
  }
}
