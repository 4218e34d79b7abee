import { stocksBeyondLatin } from '../packages/data/src/world/people-beyond-latin.ts';

/** The letters that the made-up names of a country are put together from, each once. */
export function findNameLetters(country: string): string[] {
  const texts = stocksBeyondLatin
    .filter(({ country_code }) => country_code === country)
    .flatMap(({ given, stems, links, endings }) => [given, stems, links, endings].flat());
  return [...new Set(texts.join(''))].toSorted();
}
