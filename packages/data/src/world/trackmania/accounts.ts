import { mix } from '../hash.ts';
import { createAccountNames, foldDisplayName, madeUpAccountCount } from './account-names.ts';
import { createUuidCode } from './identifiers.ts';

/** An account as the world knows it, made up or stored. Wire names, as the stored member has them. */
export interface Account {
  /** A UUID in lower case. */
  readonly account_id: string;
  readonly display_name: string;
}

/** The made-up accounts of a seed. */
export interface AccountBook {
  /** How many there are. */
  readonly size: number;
  /** The account with a number below the size. */
  at(number: number): Account;
  findById(account_id: string): Account | undefined;
  /** Ignores case. */
  findByName(display_name: string): Account | undefined;
}

/** Creates the register of a seed's made-up accounts; ids and names are reversible. */
export function createAccountBook(seed: number): AccountBook {
  const ids = createUuidCode(mix(seed, 201), madeUpAccountCount);
  const names = createAccountNames(mix(seed, 202));
  const accountAt = (number: number): Account => ({
    account_id: ids.write(number),
    display_name: names.nameOf(number),
  });
  const find = (number: number | undefined): Account | undefined =>
    number === undefined ? undefined : accountAt(number);
  return {
    size: madeUpAccountCount,
    at: accountAt,
    findById: (account_id) => find(ids.read(account_id)),
    findByName: (display_name) => find(names.findNumber(display_name)),
  };
}

/** Everybody who can be asked about. Looking up by id and by name agree with each other. */
export interface AccountDirectory {
  findById(account_id: string): Account | undefined;
  /** Ignores case. */
  findByName(display_name: string): Account | undefined;
}

/**
 * Joins the stored members to the made-up accounts. A stored member comes first: a made-up account
 * of the same name does not exist beside them. Of two stored members with one name, that name leads
 * to the one listed first.
 */
export function joinAccounts(book: AccountBook, stored: readonly Account[]): AccountDirectory {
  const byId = new Map<string, Account>();
  const byName = new Map<string, Account>();
  for (const { account_id, display_name } of stored) {
    const account = { account_id: account_id.toLowerCase(), display_name };
    const name = foldDisplayName(display_name);
    byId.set(account.account_id, account);
    if (!byName.has(name)) byName.set(name, account);
  }
  return {
    findById: (account_id) => {
      const known = byId.get(account_id.toLowerCase());
      if (known !== undefined) return known;
      const madeUp = book.findById(account_id);
      const isTaken = madeUp !== undefined && byName.has(foldDisplayName(madeUp.display_name));
      return isTaken ? undefined : madeUp;
    },
    findByName: (display_name) => {
      const known = byName.get(foldDisplayName(display_name));
      if (known !== undefined) return known;
      const madeUp = book.findByName(display_name);
      return madeUp !== undefined && byId.has(madeUp.account_id) ? undefined : madeUp;
    },
  };
}
