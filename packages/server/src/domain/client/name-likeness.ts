import { confusableLetters } from './confusable-letters.ts';

const lookalikes = new Map(
  confusableLetters.flatMap(([letters, points]) =>
    points
      .split(' ')
      .map((point) => [String.fromCodePoint(Number.parseInt(point, 16)), letters] as const),
  ),
);

// What UTS 39 maps besides, and the digits that people write for letters.
const alike: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'l',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  i: 'l',
  '|': 'l',
  '!': 'l',
  $: 's',
  '@': 'a',
  m: 'rn',
  w: 'vv',
};

/**
 * What a name looks like: names that a reader could take for one another have one skeleton. Words are kept
 * apart; everything that is neither letter nor digit is a space.
 *
 * @see Unicode Technical Standard 39, section 4; S200
 */
export function toSkeleton(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '');
  // Capital and small letters have lookalikes of their own.
  const small = toLatin(toLatin(plain).toLowerCase()).toLowerCase();
  const shapes = Array.from(small, (one) => alike[one] ?? one).join('');
  return shapes.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function toLatin(text: string): string {
  return Array.from(text, (one) => lookalikes.get(one) ?? one).join('');
}

/** True when the words hold a text inside one of them, or from the beginning of one across several. */
export function holdsWord(words: readonly string[], text: string): boolean {
  return words.some(
    (word, index) => word.includes(text) || words.slice(index).join('').startsWith(text),
  );
}

const withoutSpaces = (skeleton: string) => skeleton.replaceAll(' ', '');

/** A name that is not anybody's to use, with what gives its derivatives away. */
interface ProtectedName {
  readonly name: string;
  /** In the whole name, whatever stands around it. */
  readonly inside: readonly string[];
  /** At the beginning of the name or of a word of it. */
  readonly leading: readonly string[];
}

const protectedNames: readonly ProtectedName[] = [
  { name: 'iRacing', inside: ['iracing', 'iracer'], leading: ['irac'] },
  { name: 'Trackmania', inside: ['trackmania', 'maniaplanet'], leading: ['nadeo', 'ubisoft'] },
  { name: 'Pitpass', inside: ['pitpass'], leading: [] },
].map(({ name, inside, leading }) => ({
  name,
  inside: inside.map(toSkeleton),
  leading: leading.map(toSkeleton),
}));

/** The game or the service whose name a name is made of, or looks like; undefined for a name of one's own. */
export function findProtectedName(name: string): string | undefined {
  const words = toSkeleton(name).split(' ');
  const beginnings = words.map((_, index) => words.slice(index).join(''));
  return protectedNames.find(
    ({ inside, leading }) =>
      inside.some((text) => holdsWord(words, text)) ||
      leading.some((text) => beginnings.some((beginning) => beginning.startsWith(text))),
  )?.name;
}

/** True when a reader could take one name for the other. */
export function looksLike(left: string, right: string): boolean {
  return withoutSpaces(toSkeleton(left)) === withoutSpaces(toSkeleton(right));
}
