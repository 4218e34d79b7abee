import { mix, seedFromText } from '../hash.ts';
import type { Account, AccountBook, AccountDirectory } from './accounts.ts';
import { createAccountBook, joinAccounts } from './accounts.ts';
import type { CampaignMap, CampaignMaps } from './campaign-maps.ts';
import { createCampaignMaps } from './campaign-maps.ts';
import type { Club } from './clubs.ts';
import { listAdminClubs } from './clubs.ts';
import type { MapRecord } from './map-records.ts';
import { findMapRecord } from './map-records.ts';

/** Trackmania's world of one seed. Nothing of it is stored; every answer is computed when asked for. */
export interface TrackmaniaWorld {
  /** The made-up accounts. */
  readonly accounts: AccountBook;
  readonly maps: CampaignMaps;
  /** The made-up accounts together with the stored members. */
  joinAccounts(stored: readonly Account[]): AccountDirectory;
  /** By id, none to three. */
  listAdminClubs(account_id: string): readonly Club[];
  /** The record as it stands at a moment, in epoch seconds. */
  findMapRecord(account_id: string, map: CampaignMap, now: number): MapRecord | undefined;
}

/** The seed of a world that nobody named. */
export const defaultTrackmaniaSeed = 'pitpass';

/** Creates the world that a text names; the same text gives the same world on every machine. */
export function createTrackmaniaWorld(seedText: string = defaultTrackmaniaSeed): TrackmaniaWorld {
  const seed = seedFromText(seedText);
  const accounts = createAccountBook(seed);
  const recordSeed = mix(seed, 221);
  const clubSeed = mix(seed, 222);
  return {
    accounts,
    maps: createCampaignMaps(seed, accounts),
    joinAccounts: (stored) => joinAccounts(accounts, stored),
    listAdminClubs: (account_id) => listAdminClubs(clubSeed, account_id),
    findMapRecord: (account_id, map, now) => findMapRecord(recordSeed, account_id, map, now),
  };
}

/**
 * The 25 maps of the campaign that runs at a moment, for examples that name a real uid and mapId.
 *
 * @param now epoch seconds
 * @param seedText the seed that the API was given, when it was given one
 */
export function listCampaignMaps(now: number, seedText?: string): readonly CampaignMap[] {
  return createTrackmaniaWorld(seedText).maps.listCampaign(now);
}

/**
 * Some made-up accounts, for examples that name real ones.
 *
 * @param count how many, at most 120,000
 * @param seedText the seed that the API was given, when it was given one
 */
export function listMadeUpAccounts(count: number, seedText?: string): readonly Account[] {
  const { accounts } = createTrackmaniaWorld(seedText);
  return Array.from({ length: Math.min(count, accounts.size) }, (_, i) => accounts.at(i));
}
