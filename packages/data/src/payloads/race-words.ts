import type { Member } from '../world/member.ts';
import type { Race, Run } from '../world/race.ts';
import type { Start } from '../world/start.ts';
import type { PayloadContext } from './payload.ts';
import { seasonName, seasonShortName } from './series-words.ts';

/** The event type of every session the world holds: races. */
export const raceEventType = 5;
/** See {@link raceEventType}. */
export const raceEventTypeName = 'Race';

/** The track of a session in three fields. */
export function trackOf({ raceWeek: { track } }: Start) {
  return {
    config_name: track.config_name ?? 'N/A',
    track_id: track.track_id,
    track_name: track.track_name,
  };
}

const hostedName = 'Hosted iRacing';

/** Season and series of a session; hosted ones belong to none. */
export function seasonOf({ world }: PayloadContext, start: Start) {
  const { season, series } = start;
  if (start.hosted !== undefined) {
    return {
      season_id: 0,
      season_name: hostedName,
      season_short_name: hostedName,
      season_year: season.season_year,
      season_quarter: season.season_quarter,
      series_id: 0,
      series_name: hostedName,
      series_short_name: hostedName,
      race_week_num: start.race_week_num,
    };
  }
  return {
    season_id: world.seriesBook.seasonId(series, season),
    season_name: seasonName(series, season),
    season_short_name: seasonShortName(season),
    season_year: season.season_year,
    season_quarter: season.season_quarter,
    series_id: series.series_id,
    series_name: series.series_name,
    series_short_name: series.series_short_name,
    race_week_num: start.race_week_num,
  };
}

/** Who drove a run. */
export function driverOf({ world, guests }: PayloadContext, race: Start, run: Run): Member {
  const custId = world.driverOf(race, run.member, guests);
  const member = world.findMember(custId, guests);
  if (member === undefined) throw new RangeError(`The world has no member ${custId}.`);
  return member;
}

/** The winner of a race. */
export function winnerOf(context: PayloadContext, race: Race): { run: Run; member: Member } {
  const run = race.runs[0];
  if (run === undefined) throw new RangeError(`Subsession ${race.subsession_id} has no drivers.`);
  return { run, member: driverOf(context, race, run) };
}

/** A division in words. */
export function divisionName(division: number): string {
  return division === 10 ? 'Rookie' : `Division ${division + 1}`;
}
