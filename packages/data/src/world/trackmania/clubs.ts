import { mix, pick, seedFromText } from '../hash.ts';

/** A club as `/api/user/clubs/admin` sends it. */
export interface Club {
  readonly id: number;
  readonly name: string;
}

const clubIdMax = 60_000;
const firstWords = [
  'Amber',
  'Basalt',
  'Cobalt',
  'Dusty',
  'Ember',
  'Frosty',
  'Granite',
  'Hollow',
  'Indigo',
  'Juniper',
  'Lunar',
  'Midnight',
] as const;
const secondWords = [
  'Drifters',
  'Gearheads',
  'Scenery Guild',
  'Sunday Racers',
  'Slip Stream',
  'Track Makers',
  'Trial Room',
  'Wall Riders',
  'Apex Hunters',
  'Loop Society',
] as const;
// From no club, which is rare, to three.
const clubCounts = [0, 1, 1, 1, 2, 2, 3, 3] as const;

function clubWithId(seed: number, id: number): Club {
  const hash = mix(seed, 1, id);
  return { id, name: `${pick(firstWords, hash)} ${pick(secondWords, hash >>> 8)}` };
}

/** The clubs that an account administers, none to three, by id. A club has the same name for all. */
export function listAdminClubs(seed: number, account_id: string): readonly Club[] {
  const account = seedFromText(account_id.toLowerCase());
  const count = pick(clubCounts, mix(seed, 2, account));
  const ids = new Set<number>();
  for (let i = 0; ids.size < count; i += 1) ids.add(1 + (mix(seed, 3, account, i) % clubIdMax));
  return [...ids].toSorted((a, b) => a - b).map((id) => clubWithId(seed, id));
}
