import { isoTime } from '../world/calendar.ts';
import type { Start } from '../world/start.ts';
import { helmetOf, shortLiveryOf } from './looks.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { seasonOf, winnerOf } from './race-words.ts';

const recentRaces = 10;

function createRecentRace(context: PayloadContext, start: Start, custId: number) {
  const { world, guests } = context;
  const race = world.drive(start);
  const run = world.findRun(race, custId, guests);
  const member = world.findMember(custId, guests);
  if (run === undefined || member === undefined) {
    throw new RangeError(`Member ${custId} is not in subsession ${start.subsession_id}.`);
  }
  const winner = winnerOf(context, race);
  const season = seasonOf(context, start);
  const { track } = start.raceWeek;
  const qualifying = run.qualifyingLaps.length === 0 ? -1 : Math.min(...run.qualifyingLaps);
  return {
    season_id: season.season_id,
    series_id: season.series_id,
    series_name: season.series_name,
    car_id: run.car.car_id,
    car_class_id: start.series.car_class_id,
    livery: shortLiveryOf(member, run.car.car_id),
    license_level: run.old_license_level,
    session_start_time: isoTime(start.startTime),
    winner_group_id: winner.member.cust_id,
    winner_name: winner.member.display_name,
    winner_helmet: helmetOf(winner.member),
    winner_license_level: winner.run.old_license_level,
    start_position: run.startPosition,
    finish_position: run.position,
    qualifying_time: qualifying,
    laps: run.crossings.length,
    laps_led: run.lapsLed,
    incidents: run.incidents,
    points: run.champPoints,
    strength_of_field: race.strengthOfField,
    subsession_id: start.subsession_id,
    old_sub_level: run.old_sub_level,
    new_sub_level: run.new_sub_level,
    oldi_rating: run.oldi_rating,
    newi_rating: run.newi_rating,
    track: { track_id: track.track_id, track_name: track.track_name },
    // Weeks between seasons count for no standings, so nothing can be dropped in them.
    ...(start.race_week_num < 12 && { drop_race: false }),
    season_year: season.season_year,
    season_quarter: season.season_quarter,
    race_week_num: season.race_week_num,
  };
}

/** Statistics of members. */
export const statsPayloads: Readonly<Record<string, Payload>> = {
  'stats/member_recent_races': {
    kind: 'link',
    answer: (context) => {
      const { world, guests, parameters, asOf } = context;
      const custId = parameters.getNumber('cust_id');
      const span = { begin: -Infinity, end: Infinity, asOf };
      const races = world.racesOf(custId, guests, span, recentRaces);
      return {
        races: races.map((start) => createRecentRace(context, start, custId)),
        cust_id: custId,
      };
    },
  },
};
