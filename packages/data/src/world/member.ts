import { worldEpoch } from './calendar.ts';
import { foldName } from './fold-name.ts';
import { at, createPermutation, mix } from './hash.ts';
import { createMemberNames } from './member-names.ts';
import { memberCount } from './paddock.ts';
import type { NameStock } from './people.ts';
import { latinStocks } from './people.ts';

/** A member that exists at the authorization service, as the world needs to know it. */
export interface StoredMember {
  readonly cust_id: number;
  readonly display_name: string;
  /** Epoch seconds; the member races from this moment on, never before it. */
  readonly member_since: number;
}

/** The stored members, arranged so that races find them. They are an input of every payload. */
export interface Guests {
  /** In ascending order of `cust_id`. */
  readonly byCustId: ReadonlyMap<number, StoredMember>;
  /** Who sits in a made-up member's first-tier seat. */
  readonly byMember: ReadonlyMap<number, StoredMember>;
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
  /**
   * The `cust_id`s of made-up members whose names contain a text, whatever its case and marks. They
   * are found one by one; stop when there are enough.
   */
  findByName(text: string): Generator<number>;
}

/** Creates the register of the made-up members of a seed. */
export function createMemberBook(seed: number): MemberBook {
  const numbers = createPermutation(mix(seed, 62), memberCount);
  const namePlaces = createPermutation(mix(seed, 63), memberCount);
  const names = createMemberNames(seed, memberCount);
  return {
    findNumber: (custId) => {
      const offset = custId - firstCustId;
      return offset >= 0 && offset < memberCount ? numbers.forward(offset) : undefined;
    },
    custIdOf: (memberNumber) => firstCustId + numbers.backward(memberNumber),
    create: (custId) => {
      const offset = custId - firstCustId;
      const { stock, ...name } = names.at(namePlaces.forward(offset));
      const since = firstMembership + ((worldEpoch - firstMembership) / memberCount) * offset;
      return {
        cust_id: custId,
        ...name,
        member_since: Math.floor(since),
        flair: stock,
        hash: mix(seed, 64, custId),
      };
    },
    findByName: function* findByName(text) {
      for (const place of names.find(foldName(text)))
        yield firstCustId + namePlaces.backward(place);
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
        flair: at(latinStocks, hash % latinStocks.length),
        hash,
      };
    },
  };
}
