import { isoTime } from '../world/calendar.ts';
import { mix } from '../world/hash.ts';
import type { Race, Run } from '../world/race.ts';
import { bestOf } from '../world/race.ts';
import { refusePrivateResults } from './hosted-words.ts';
import { carNumberOf, helmetOf, liveryOf } from './looks.ts';
import type { PayloadContext, Refusal, RowSource } from './payload.ts';
import { rowsOf } from './payload.ts';
import { driverOf, raceEventType, raceEventTypeName, seasonOf, trackOf } from './race-words.ts';
import { lapsIn, simSessions } from './sim-session.ts';

interface LapSubject {
  readonly race: Race;
  readonly run: Run;
  readonly laps: readonly number[];
}

/** What can have happened on a lap with incident points, and the flag that it sets. */
const incidents = [
  { event: 'off track', flag: 8 },
  { event: 'contact', flag: 64 },
  { event: 'car contact', flag: 128 },
  { event: 'lost control', flag: 256 },
] as const;

/** The driver and laps that are asked for, or why there are none. */
export function findLaps(context: PayloadContext): LapSubject | Refusal {
  const { world, guests, parameters, asOf } = context;
  const start = world.findRace(parameters.getNumber('subsession_id'), asOf);
  if (start === undefined) {
    return { status: 404, message: 'There are no results for this subsession_id.' };
  }
  const refusal = refusePrivateResults(context, start);
  if (refusal !== undefined) return refusal;
  const number = parameters.getNumber('simsession_number');
  if (simSessions.every((part) => part.simsession_number !== number)) {
    return { status: 404, message: 'The subsession has no part with this simsession_number.' };
  }
  const custId = parameters.findNumber('cust_id');
  if (custId === undefined) {
    return { status: 400, message: 'cust_id is missing: this is not a team event.' };
  }
  const race = world.drive(start, guests);
  const run = world.findRun(race, custId, guests);
  if (run === undefined) {
    return { status: 404, message: 'The member with this cust_id did not take part.' };
  }
  return { race, run, laps: lapsIn(world, race, run, number) };
}

function getLaps(context: PayloadContext): LapSubject {
  const found = findLaps(context);
  if ('status' in found) throw new RangeError(found.message);
  return found;
}

/** Session and driver, without the laps. */
export function createLapHeader(context: PayloadContext) {
  const { race, run, laps } = getLaps(context);
  const number = context.parameters.getNumber('simsession_number');
  const member = driverOf(context, race, run);
  const season = seasonOf(context, race);
  const best = bestOf(laps);
  const qualifying = bestOf(number === -1 ? laps : []);
  return {
    success: true,
    session_info: {
      subsession_id: race.subsession_id,
      session_id: race.session_id,
      simsession_number: number,
      simsession_type:
        simSessions.find((part) => part.simsession_number === number)?.simsession_type ?? 6,
      num_laps_for_qual_average: 2,
      num_laps_for_solo_average: 3,
      event_type: raceEventType,
      event_type_name: raceEventTypeName,
      private_session_id: race.hosted?.private_session_id ?? -1,
      season_name: season.season_name,
      season_short_name: season.season_short_name,
      series_name: season.series_name,
      series_short_name: season.series_short_name,
      start_time: isoTime(race.startTime),
      track: trackOf(race),
    },
    best_lap_num: best.num,
    best_lap_time: best.time,
    best_nlaps_num: -1,
    best_nlaps_time: -1,
    best_qual_lap_num: qualifying.num,
    best_qual_lap_time: qualifying.time,
    best_qual_lap_at: null,
    group_id: member.cust_id,
    cust_id: member.cust_id,
    name: member.display_name,
    car_id: run.car.car_id,
    license_level: run.old_license_level,
    livery: liveryOf(member, run.car.car_id, carNumberOf(run.startPosition)),
  };
}

/** The laps as rows; null for a driver without a lap. */
export function createLapRows(context: PayloadContext): RowSource | null {
  const { race, run, laps } = getLaps(context);
  if (laps.length === 0) return null;
  const inRace = context.parameters.getNumber('simsession_number') === 0;
  const member = driverOf(context, race, run);
  const helmet = helmetOf(member);
  const best = bestOf(laps);
  let time = 0;
  const rows = laps.map((lap, i) => {
    time += lap;
    const lapNumber = i + 1;
    const incident = inRace && run.incidentLaps.includes(lapNumber);
    const kind = incidents[mix(member.hash, 271, race.subsession_id, lapNumber) % incidents.length];
    return {
      group_id: member.cust_id,
      name: member.display_name,
      cust_id: member.cust_id,
      display_name: member.display_name,
      lap_number: lapNumber,
      flags: incident ? (kind?.flag ?? 0) : 0,
      incident,
      session_time: time,
      session_start_time: null,
      lap_time: lap,
      team_fastest_lap: lapNumber === best.num,
      personal_best_lap: lapNumber === best.num,
      helmet,
      license_level: run.old_license_level,
      car_number: carNumberOf(run.startPosition),
      lap_events: incident && kind !== undefined ? [kind.event] : [],
      ai: false,
    };
  });
  return rowsOf(rows);
}
