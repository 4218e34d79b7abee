import { foldName } from './fold-name.ts';
import type { Permutation } from './hash.ts';
import { at, createPermutation, mix } from './hash.ts';
import type { NameStock } from './people.ts';
import { nameStocks } from './people.ts';

/** A made-up member's name, and the stock that it was drawn from. */
export interface MemberName {
  readonly display_name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly stock: NameStock;
}

/** The names of all made-up members, by place; readable in both directions. */
export interface MemberNames {
  /** The name in a place; no two places share one. */
  at(place: number): MemberName;
  /**
   * The places of names that contain a text, found through the parts that names are made of: an
   * unknown text costs one look at each part, never a look at each member.
   *
   * @param folded the text, folded by {@link foldName}
   */
  find(folded: string): Generator<number>;
}

interface NameRange {
  readonly stock: NameStock;
  readonly first: number;
  readonly order: Permutation;
}

const middleInitials = ['', 'A', 'J', 'M', 'R', 'L', 'K', 'P', 'S', 'T'] as const;

function createNameRanges(seed: number, count: number): NameRange[] {
  let first = 0;
  return nameStocks.map((stock, i) => {
    const size = (count * stock.share) / 1000;
    const range = { stock, first, order: createPermutation(mix(seed, 61, i), size) };
    first += size;
    return range;
  });
}

function familyCount({ stems, links, endings }: NameStock): number {
  return stems.length * endings.length * links.length;
}

function familyAt({ stems, links, endings }: NameStock, family: number): string {
  const stem = at(stems, family % stems.length);
  const rest = Math.floor(family / stems.length);
  const ending = at(endings, rest % endings.length);
  return `${stem}${at(links, Math.floor(rest / endings.length))}${ending}`;
}

/** Every place in a range gets another name: namesakes by a middle initial, then by a number. */
function nameAt({ stock, first, order }: NameRange, place: number): MemberName {
  const { given } = stock;
  const families = familyCount(stock);
  const i = order.forward(place - first);
  const first_name = at(given, i % given.length);
  const rest = Math.floor(i / given.length);
  const namesakes = Math.floor(rest / families);
  const initial = middleInitials[namesakes % middleInitials.length] ?? '';
  const numbered = Math.floor(namesakes / middleInitials.length);
  const last_name = `${familyAt(stock, rest % families)}${numbered === 0 ? '' : numbered + 1}`;
  const parts =
    stock.familyFirst === true ? [last_name, first_name] : [first_name, initial, last_name];
  return {
    display_name: parts.filter((part) => part !== '').join(' '),
    first_name,
    last_name,
    stock,
  };
}

interface FoldedParts {
  readonly given: readonly string[];
  readonly families: readonly string[];
}

const folded = new Map<NameStock, FoldedParts>();

function foldParts(stock: NameStock): FoldedParts {
  const known = folded.get(stock);
  if (known !== undefined) return known;
  const families = Array.from({ length: familyCount(stock) }, (_, i) =>
    foldName(familyAt(stock, i)),
  );
  const parts = { given: stock.given.map(foldName), families };
  folded.set(stock, parts);
  return parts;
}

type Test = (part: string) => boolean;

/** What a name must fulfil; a part without a test may be any. */
interface Wanted {
  readonly given: Test | undefined;
  readonly family: Test | undefined;
  /** Lower case; undefined for any. */
  readonly initial: string | undefined;
}

/** The ways in which a text can lie in a name that is written as this stock writes it. */
function readingsOf(text: string, { familyFirst }: NameStock): Wanted[] {
  const [one = '', two, three, four] = text.split(' ');
  if (four !== undefined) return [];
  const initial = undefined;
  const ends: Test = (part) => part.endsWith(one);
  if (two === undefined) {
    const has: Test = (part) => part.includes(one);
    const family = has;
    return [
      { given: has, family: undefined, initial },
      { given: (part) => !has(part), family, initial },
    ];
  }
  const begins: Test = (part) => part.startsWith(three ?? two);
  if (familyFirst === true)
    return three === undefined ? [{ given: begins, family: ends, initial }] : [];
  if (three !== undefined) return [{ given: ends, family: begins, initial: two }];
  return [
    { given: ends, family: begins, initial },
    { given: ends, family: undefined, initial: two },
    { given: undefined, family: begins, initial: one },
  ];
}

function indexesOf(parts: readonly string[], test: Test | undefined): number[] {
  return parts.flatMap((part, i) => (test === undefined || test(part) ? [i] : []));
}

function* findInRange({ stock, first, order }: NameRange, wanted: Wanted): Generator<number> {
  const initials = middleInitials.map((initial) => initial.toLowerCase());
  if (wanted.initial !== undefined && !initials.includes(wanted.initial)) return;
  const parts = foldParts(stock);
  const given = indexesOf(parts.given, wanted.given);
  if (given.length === 0) return;
  const families = indexesOf(parts.families, wanted.family);
  const stride = stock.given.length * parts.families.length;
  for (const f of families) {
    for (const g of given) {
      let namesakes = 0;
      for (let i = g + stock.given.length * f; i < order.size; i += stride, namesakes += 1) {
        const initial = initials[namesakes % initials.length];
        if (wanted.initial === undefined || wanted.initial === initial)
          yield first + order.backward(i);
      }
    }
  }
}

/** Creates the names of a seed for a number of members. */
export function createMemberNames(seed: number, count: number): MemberNames {
  const ranges = createNameRanges(seed, count);
  return {
    at: (place) => {
      const range = ranges.findLast(({ first }) => first <= place) ?? at(ranges, 0);
      return nameAt(range, place);
    },
    find: function* find(text) {
      const found = new Set<number>();
      for (const range of ranges) {
        for (const wanted of readingsOf(text, range.stock)) {
          for (const place of findInRange(range, wanted)) {
            if (!found.has(place)) yield place;
            found.add(place);
          }
        }
      }
    },
  };
}
