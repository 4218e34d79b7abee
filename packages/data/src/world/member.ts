import { worldEpoch } from './calendar.ts';
import type { Permutation } from './hash.ts';
import { at, createPermutation, mix } from './hash.ts';
import { memberCount } from './paddock.ts';
import type { NameStock } from './people.ts';
import { nameStocks } from './people.ts';

/** A member that exists at the authorization service, as the world needs to know it. */
export interface StoredMember {
  readonly cust_id: number;
  readonly display_name: string;
  /** Epoch seconds; the member races from this moment on, never before it. */
  readonly member_since: number;
}

/** Anybody who can be asked about: a made-up member or a stored one. */
export interface Member {
  readonly cust_id: number;
  readonly display_name: string;
  readonly first_name: string;
  readonly last_name: string;
  /** Epoch seconds. */
  readonly member_since: number;
  readonly flair: NameStock;
  /** Drawn once from the seed and the cust_id; seeds looks and habits. */
  readonly hash: number;
}

/** Made-up members have the `cust_id`s from here on, without a gap, as many as there are members. */
export const firstCustId = 100_001;

const firstMembership = Date.UTC(2008, 7, 26) / 1000;

/** Knows every made-up member by `cust_id` and by member number. */
export interface MemberBook {
  /** The member number of a made-up member. */
  findNumber(custId: number): number | undefined;
  custIdOf(memberNumber: number): number;
  /** The made-up member with a `cust_id` of the made-up range. */
  create(custId: number): Member;
  createStored(stored: StoredMember): Member;
}

interface NameRange {
  readonly stock: NameStock;
  readonly first: number;
  readonly order: Permutation;
}

function createNameRanges(seed: number): NameRange[] {
  let first = 0;
  return nameStocks.map((stock, i) => {
    const size = (memberCount * stock.share) / 1000;
    const range = { stock, first, order: createPermutation(mix(seed, 61, i), size) };
    first += size;
    return range;
  });
}

type Name = Pick<Member, 'display_name' | 'first_name' | 'last_name'>;

const middleInitials = ['', 'A', 'J', 'M', 'R', 'L', 'K', 'P', 'S', 'T'] as const;

/** Every place in a range gets another name: namesakes by a middle initial, then by a number. */
function nameAt({ stock, first, order }: NameRange, place: number): Name {
  const { given, stems, links, endings } = stock;
  const i = order.forward(place - first);
  const givenName = at(given, i % given.length);
  const family = Math.floor(i / given.length);
  const stem = at(stems, family % stems.length);
  const rest = Math.floor(family / stems.length);
  const ending = at(endings, rest % endings.length);
  const link = at(links, Math.floor(rest / endings.length) % links.length);
  const namesakes = Math.floor(rest / (endings.length * links.length));
  const initial = middleInitials[namesakes % middleInitials.length] ?? '';
  const numbered = Math.floor(namesakes / middleInitials.length);
  const last_name = `${stem}${link}${ending}${numbered === 0 ? '' : numbered + 1}`;
  const display_name = [givenName, initial, last_name].filter((part) => part !== '').join(' ');
  return { display_name, first_name: givenName, last_name };
}

/** Creates the register of the made-up members of a seed. */
export function createMemberBook(seed: number): MemberBook {
  const numbers = createPermutation(mix(seed, 62), memberCount);
  const namePlaces = createPermutation(mix(seed, 63), memberCount);
  const ranges = createNameRanges(seed);
  const rangeAt = (place: number): NameRange =>
    ranges.findLast((range) => range.first <= place) ?? at(ranges, 0);
  return {
    findNumber: (custId) => {
      const offset = custId - firstCustId;
      return offset >= 0 && offset < memberCount ? numbers.forward(offset) : undefined;
    },
    custIdOf: (memberNumber) => firstCustId + numbers.backward(memberNumber),
    create: (custId) => {
      const offset = custId - firstCustId;
      const place = namePlaces.forward(offset);
      const range = rangeAt(place);
      const name = nameAt(range, place);
      const since = firstMembership + ((worldEpoch - firstMembership) / memberCount) * offset;
      return {
        cust_id: custId,
        ...name,
        member_since: Math.floor(since),
        flair: range.stock,
        hash: mix(seed, 64, custId),
      };
    },
    createStored: ({ cust_id, display_name, member_since }) => {
      const space = display_name.lastIndexOf(' ');
      const hash = mix(seed, 64, cust_id);
      return {
        cust_id,
        display_name,
        first_name: space < 0 ? display_name : display_name.slice(0, space),
        last_name: display_name.slice(space + 1),
        member_since,
        flair: at(nameStocks, hash % nameStocks.length),
        hash,
      };
    },
  };
}
