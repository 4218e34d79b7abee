import { at } from '../world/hash.ts';
import type { TrackmaniaWorld } from '../world/trackmania/trackmania-world.ts';
import type { Samples } from './route-entry.ts';

const accountsTried = 100;
// By then two campaigns have begun.
const earliest = Date.UTC(2021, 0, 1) / 1000;

/**
 * Finds things for the documentation's examples: somebody who administers a club and has a record
 * on a map of the last campaign. Everything in them can be asked for.
 *
 * @param clock epoch seconds; a clock before 2021 gives the examples of 2021
 */
export function createSamples(world: TrackmaniaWorld, clock: number): Samples {
  const now = Math.max(clock, earliest);
  const maps = world.maps.listCampaign(now, 1);
  const map = at(maps, 0);
  for (let i = 0; i < accountsTried; i += 1) {
    const account = world.accounts.at(i);
    const clubs = world.listAdminClubs(account.account_id);
    const record = maps.reduce<Samples['record'] | undefined>(
      (found, each) => found ?? world.findMapRecord(account.account_id, each, now),
      undefined,
    );
    if (record !== undefined && clubs.length > 0) return { account, map, record, clubs };
  }
  throw new RangeError('The world has no account with a club and a record.');
}
