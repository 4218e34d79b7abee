import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';

const lengthMax = 262_144;

async function readInput({ input, errors }: Surroundings): Promise<string> {
  if (input.isTTY === true) note({ errors }, 'Paste it, then press Ctrl-D:');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > lengthMax) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads a text from a file, or from standard input where the file is called `-`.
 *
 * @param subject what is read, as the person knows it
 * @throws Problem when it cannot be read, is empty or too long
 */
export async function readText(
  file: string,
  subject: string,
  surroundings: Surroundings,
): Promise<string> {
  let text: string;
  if (file === '-') {
    text = await readInput(surroundings);
  } else {
    const path = resolve(surroundings.directory, file);
    text = await readFile(path, 'utf8').catch((error: unknown) => {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      throw usageProblem(`${subject} in ${path} cannot be read (${code}).`);
    });
  }
  if (text.trim() === '') throw usageProblem(`${subject} is empty.`);
  if (text.length <= lengthMax) return text;
  throw usageProblem(`${subject} is longer than ${lengthMax} characters; give the answer alone.`);
}
