import { InvalidOptions } from '../errors.ts';

/** How many account ids or display names one request may hold. @see Trackmania's spec, §7.2 */
export const namesPerRequest = 50;

/** How many map ids one request may hold. @see Trackmania's spec, §7.7 */
export const mapsPerRequest = 25;

/**
 * Refuses what is no list: one text would be taken apart into its letters.
 *
 * @throws InvalidOptions
 */
export function checkList(values: unknown, name: string): void {
  if (!Array.isArray(values)) throw new InvalidOptions(`${name} must be a list, even of one`);
}

/**
 * Splits values into batches, each value once, in the order given.
 *
 * @param name what the values are, for the message
 * @throws InvalidOptions when they are no list or one of them is empty
 */
export function splitIntoBatches(
  values: readonly string[],
  batchSize: number,
  name: string,
): readonly (readonly string[])[] {
  checkList(values, name);
  if (values.some((value) => typeof value !== 'string' || value === '')) {
    throw new InvalidOptions(`${name} holds an empty value: leave it out`);
  }
  const distinct = [...new Set(values)];
  const batches: string[][] = [];
  for (let start = 0; start < distinct.length; start += batchSize) {
    batches.push(distinct.slice(start, start + batchSize));
  }
  return batches;
}

/**
 * Translates values, one batch after the other: the service asks for few requests a second. The
 * result is keyed by what was asked, whatever case the answer has; what is unknown is not in it.
 *
 * @throws InvalidOptions when a value is empty; whatever `ask` throws
 */
export async function translateInBatches(
  values: readonly string[],
  name: string,
  ask: (batch: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const translations = new Map<string, string>();
  for (const batch of splitIntoBatches(values, namesPerRequest, name)) {
    const answer = await ask(batch);
    const byFoldedKey = new Map([...answer].map(([key, text]) => [key.toLowerCase(), text]));
    for (const asked of batch) {
      const text = answer.get(asked) ?? byFoldedKey.get(asked.toLowerCase());
      if (text !== undefined) translations.set(asked, text);
    }
  }
  return translations;
}

/** Lists what belongs to values, one batch after the other. @throws as {@link splitIntoBatches} */
export async function listInBatches<T>(
  values: readonly string[],
  name: string,
  ask: (batch: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const entries: T[] = [];
  for (const batch of splitIntoBatches(values, mapsPerRequest, name)) {
    // Spread, a list that is too long for the stack would end in a RangeError.
    for (const entry of await ask(batch)) entries.push(entry);
  }
  return entries;
}
