import { isHosted } from '../world/hosted.ts';
import { divisionOf } from '../world/divisions.ts';
import type { Race, Run } from '../world/race.ts';
import { bestOf } from '../world/race.ts';
import { findSharedCar } from './crews.ts';
import { cpiFrom, timeTrialRatingOf } from './licenses.ts';
import { flairOf, helmetOf, suitOf } from './looks.ts';
import type { PayloadContext } from './payload.ts';
import { divisionName } from './race-words.ts';

/** What a row says of a person, and a team's row does not. */
const personal = [
  'cust_id',
  'country_code',
  'flair_id',
  'flair_name',
  'flair_shortname',
  'helmet',
] as const;

/** Incident points of each lap, so that those of all laps are those of the race. */
function pointsOn({ incidentLaps, incidents }: Run, lap: number): number {
  const index = incidentLaps.indexOf(lap);
  if (index < 0) return 0;
  return index === incidentLaps.length - 1 ? incidents - 2 * index : 2;
}

/**
 * Turns the row of a car into that of a team with a row for each driver: what the car did is the team's,
 * laps and incidents are those of whoever drove them. Rows of those who drive alone stay as they are.
 *
 * @param laps of the race; none of what was before it
 */
export function withDrivers<R extends { readonly finish_position: number }>(
  context: PayloadContext,
  race: Race,
  run: Run,
  laps: readonly number[],
  row: R,
) {
  const shared = findSharedCar(context, run);
  if (shared === undefined || !isHosted(race)) return row;
  const { group_id, name, drivers, driverAt } = shared;
  const { category_id } = race.series.category;
  const driverRows = drivers.map((member) => {
    const own = laps.map((_, i) => i + 1).filter((lap) => driverAt(lap) === member);
    const times = own.map((lap) => laps[lap - 1] ?? 0);
    const best = bestOf(times);
    const standing = context.world.hosted.standingIn(race, member.cust_id, context.guests, 0);
    const division = divisionOf(standing.oldi_rating, standing.old_license_level);
    const rating = timeTrialRatingOf(member, category_id);
    return {
      ...row,
      team_id: group_id,
      cust_id: member.cust_id,
      display_name: member.display_name,
      country_code: member.flair.country_code,
      ...flairOf(member),
      helmet: helmetOf(member),
      suit: suitOf(member),
      laps_complete: own.length,
      laps_lead: 0,
      incidents: own.reduce((sum, lap) => sum + pointsOn(run, lap), 0),
      average_lap:
        times.length === 0
          ? -1
          : Math.round(times.reduce((sum, lap) => sum + lap, 0) / times.length),
      best_lap_num: best.num < 0 ? -1 : (own[best.num - 1] ?? -1),
      best_lap_time: best.time,
      division,
      division_name: divisionName(division),
      old_cpi: cpiFrom(standing.old_sub_level),
      new_cpi: cpiFrom(standing.new_sub_level),
      old_license_level: standing.old_license_level,
      new_license_level: standing.new_license_level,
      old_sub_level: standing.old_sub_level,
      new_sub_level: standing.new_sub_level,
      oldi_rating: standing.oldi_rating,
      newi_rating: standing.newi_rating,
      old_ttrating: rating,
      new_ttrating: rating,
    };
  });
  type TeamFields = Omit<R, (typeof personal)[number]> & Pick<R, 'finish_position'>;
  const team = Object.fromEntries(
    Object.entries(row).filter(([field]) => !(personal as readonly string[]).includes(field)),
  ) as TeamFields;
  return { ...team, team_id: group_id, display_name: name, driver_results: driverRows };
}
