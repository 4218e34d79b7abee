import { isoTime } from '../world/calendar.ts';
import { at as elementAt } from '../world/hash.ts';
import { divisionOf } from '../world/divisions.ts';
import { divisionOfEntry } from '../world/season-tables.ts';
import type { Member } from '../world/member.ts';
import type { Race, Run } from '../world/race.ts';
import { bestOf } from '../world/race.ts';
import { practiceSeconds } from '../world/start.ts';
import { cpiFrom, timeTrialRatingOf } from './licenses.ts';
import { carNumberOf, flairOf, helmetOf, liveryOf, suitOf } from './looks.ts';
import type { PayloadContext } from './payload.ts';
import { withDrivers } from './team-rows.ts';
import { divisionName, driverOf } from './race-words.ts';
import type { SimSession } from './sim-session.ts';
import { lapsIn } from './sim-session.ts';

interface Result {
  readonly run: Run;
  readonly laps: readonly number[];
  readonly best: { readonly num: number; readonly time: number };
}

/** Results of a part of the session, best first; those without a time come last. */
function rank(context: PayloadContext, race: Race, { simsession_number }: SimSession): Result[] {
  const results = race.runs.map((run) => {
    const laps = lapsIn(context.world, race, run, simsession_number);
    return { run, laps, best: bestOf(laps) };
  });
  if (simsession_number === 0) return results;
  const key = ({ run, best }: Result): number =>
    best.time < 0 ? 1e9 + run.startPosition : best.time;
  return results.toSorted((a, b) => key(a) - key(b));
}

/** What only the race decides: ratings, points, grid and gaps. */
function raceFields(run: Run, { startInClass, leader }: ClassPlace) {
  const onLeadLap = run.crossings.length === leader.crossings.length;
  const behind = (run.crossings.at(-1) ?? 0) - (leader.crossings.at(-1) ?? 0);
  return {
    champ_points: run.champPoints,
    class_interval: run.crew === undefined ? run.interval : onLeadLap ? behind : -1,
    interval: run.interval,
    incidents: run.incidents,
    laps_lead: run.lapsLed,
    starting_position: run.startPosition,
    starting_position_in_class: startInClass,
    new_cpi: cpiFrom(run.new_sub_level),
    new_license_level: run.new_license_level,
    new_sub_level: run.new_sub_level,
    newi_rating: run.newi_rating,
    reason_out: run.reasonOut,
    reason_out_id: run.reasonOut === 'Running' ? 0 : 32,
  };
}

/** Practice and qualifying change nothing. */
function warmUpFields(run: Run, gap: number): ReturnType<typeof raceFields> {
  return {
    champ_points: 0,
    class_interval: gap,
    interval: gap,
    incidents: 0,
    laps_lead: 0,
    starting_position: -1,
    starting_position_in_class: -1,
    new_cpi: cpiFrom(run.old_sub_level),
    new_license_level: run.old_license_level,
    new_sub_level: run.old_sub_level,
    newi_rating: run.oldi_rating,
    reason_out: 'Running',
    reason_out_id: 0,
  };
}

function personFields(member: Member, run: Run) {
  return {
    cust_id: member.cust_id,
    display_name: member.display_name,
    ai: false,
    country_code: member.flair.country_code,
    ...flairOf(member),
    friend: false,
    watched: false,
    helmet: helmetOf(member),
    suit: suitOf(member),
    livery: liveryOf(member, run.car.car_id, carNumberOf(run.startPosition)),
  };
}

function carFields(race: Race, run: Run) {
  const { series } = run.crew ?? race;
  return {
    car_class_id: series.car_class_id,
    car_class_name: series.car_class_name,
    car_class_short_name: series.series_short_name,
    car_id: run.car.car_id,
    car_name: run.car.car_name,
    carcfg: -1,
    max_pct_fuel_fill: 100,
    weight_penalty_kg: 0,
  };
}

function qualifyingFields(race: Race, run: Run) {
  const best = bestOf(run.qualifyingLaps);
  const driven = run.qualifyingLaps.slice(0, Math.max(0, best.num));
  const seconds = Math.round(driven.reduce((sum, lap) => sum + lap, 0) / 10_000);
  const at = best.num < 0 ? 0 : race.startTime + practiceSeconds + seconds;
  return {
    best_qual_lap_at: isoTime(at),
    best_qual_lap_num: best.num,
    best_qual_lap_time: best.time,
    qual_lap_time: best.time,
  };
}

function createRow(context: PayloadContext, race: Race, number: number, result: Result, at: Place) {
  const { run, laps, best } = result;
  const member = driverOf(context, race, run);
  const division =
    race.hosted === undefined
      ? divisionOfEntry(context.world, race, run)
      : divisionOf(run.oldi_rating, run.old_license_level);
  const ttRating = timeTrialRatingOf(member, race.series.category.category_id);
  const total = laps.reduce((sum, lap) => sum + lap, 0);
  const gap = best.time < 0 || at.bestTime < 0 ? -1 : best.time - at.bestTime;
  return {
    ...personFields(member, run),
    ...carFields(race, run),
    ...(number === 0 ? raceFields(run, at.inClass) : warmUpFields(run, gap)),
    ...qualifyingFields(race, run),
    aggregate_champ_points: 0,
    average_lap: laps.length === 0 ? -1 : Math.round(total / laps.length),
    best_lap_num: best.num,
    best_lap_time: best.time,
    best_nlaps_num: -1,
    best_nlaps_time: -1,
    division,
    division_name: divisionName(division),
    drop_race: false,
    finish_position: at.position,
    finish_position_in_class: at.inClass.position,
    position: at.position,
    laps_complete: laps.length,
    league_agg_points: 0,
    league_points: 0,
    license_change_oval: -1,
    license_change_road: -1,
    multiplier: 1,
    new_ttrating: ttRating,
    old_cpi: cpiFrom(run.old_sub_level),
    old_license_level: run.old_license_level,
    old_sub_level: run.old_sub_level,
    old_ttrating: ttRating,
    oldi_rating: run.oldi_rating,
    opt_laps_complete: 0,
  };
}

interface Place {
  readonly position: number;
  /** The best lap of the leader of practice or qualifying. */
  readonly bestTime: number;
  readonly inClass: ClassPlace;
}

/** Where a run is among those of its class. */
interface ClassPlace {
  readonly position: number;
  readonly startInClass: number;
  readonly leader: Run;
}

function placeInClass(results: readonly Result[], index: number): ClassPlace {
  const { run } = elementAt(results, index);
  if (run.crew === undefined) {
    return { position: index, startInClass: run.startPosition, leader: run };
  }
  const { series } = run.crew;
  const isInClass = (other: Result): boolean => other.run.crew?.series === series;
  const before = results.slice(0, index).filter(isInClass);
  const startsBefore = ({ run: other }: Result): boolean =>
    other.crew?.series === series && other.startPosition < run.startPosition;
  return {
    position: before.length,
    startInClass: results.filter(startsBefore).length,
    leader: before[0]?.run ?? run,
  };
}

/** The rows of one part of a session, in the order of the result. */
export function resultRows(context: PayloadContext, race: Race, simSession: SimSession) {
  const results = rank(context, race, simSession);
  const bestTime = results[0]?.best.time ?? -1;
  const number = simSession.simsession_number;
  return results.map((result, position) => {
    const inClass = placeInClass(results, position);
    const row = createRow(context, race, number, result, { position, bestTime, inClass });
    return withDrivers(context, race, result.run, number === 0 ? result.laps : [], row);
  });
}
