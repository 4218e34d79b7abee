import { isoTime } from '../world/calendar.ts';
import type { Car } from '../world/cars.ts';
import { ownRaceOf } from '../world/own-races.ts';
import { carIn } from '../world/race-figures.ts';
import { bestOf, lapTimes } from '../world/race.ts';
import type { Start } from '../world/start.ts';
import { findTimeTrial } from '../world/time-trials.ts';
import type { Track } from '../world/tracks.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { practiceLaps } from './sim-session.ts';

interface Best {
  readonly track: Track;
  readonly kind: string;
  readonly time: number;
  readonly start: Start | undefined;
}

/** All finished races of a member with the car of each, the newest first. */
function drivenBy({ world, guests, asOf }: PayloadContext, custId: number) {
  const careers = world.careersOf(custId, guests);
  const span = { begin: -Infinity, end: Infinity, asOf };
  const races = world.racesOf(custId, guests, span, Infinity).map((start) => {
    const career = careers.find(({ seat }) => seat.paddock === start.paddock);
    if (career === undefined) throw new RangeError('The member has no seat in an own race.');
    return { start, car: carIn(world.seed, start, world.layout.getMember(career.seat)) };
  });
  return { careers, races };
}

type Driven = ReturnType<typeof drivenBy>;

/** Keeps the best of a kind on a track. */
function keep(bests: Map<string, Best>, best: Best): void {
  const key = `${best.track.track_id}/${best.kind}`;
  const known = bests.get(key);
  if (best.time > 0 && (known === undefined || best.time < known.time)) bests.set(key, best);
}

function addRaces(
  { world }: PayloadContext,
  bests: Map<string, Best>,
  driven: Driven,
  car: Car,
): void {
  for (const { start, car: raced } of driven.races) {
    if (raced !== car) continue;
    const { track } = start.raceWeek;
    const { sketch, entry } = ownRaceOf(world, start, driven.careers);
    const laps = {
      Practice: practiceLaps(world, start, entry.member),
      Qualify: sketch.qualifyingLapsOf(entry),
      Race: lapTimes(sketch.crossingsOf(entry)),
    };
    for (const [kind, times] of Object.entries(laps)) {
      keep(bests, { track, kind, time: bestOf(times).time, start });
    }
  }
}

/** The time trials of the weeks in which the member raced in a series. */
function addTimeTrials(
  { world, asOf }: PayloadContext,
  bests: Map<string, Best>,
  { races }: Driven,
  custId: number,
  car: Car,
): void {
  const seen = new Set<string>();
  for (const { start } of races) {
    const { series, season, race_week_num, raceWeek } = start;
    const key = `${series.series_id}/${season.index}/${race_week_num}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const trial = findTimeTrial(world, custId, { series, season, week: race_week_num }, asOf);
    if (trial?.car !== car) continue;
    keep(bests, {
      track: raceWeek.track,
      kind: 'Time Trial',
      time: trial.bestLap,
      start: undefined,
    });
  }
}

function createRow({ track, kind, time, start }: Best) {
  const { track_id, track_name, config_name } = track;
  return {
    track: { ...(config_name !== undefined && { config_name }), track_id, track_name },
    event_type: kind,
    best_lap_time: time,
    // Time trials leave no result that one could look up.
    ...(start !== undefined && {
      subsession_id: start.subsession_id,
      end_time: isoTime(start.endTime),
      season_year: start.season.season_year,
      season_quarter: start.season.season_quarter,
    }),
  };
}

/** The bests in one car: the one asked for, or the one that was raced last. */
function createBests(context: PayloadContext) {
  const { world, parameters } = context;
  const custId = parameters.getNumber('cust_id');
  const driven = drivenBy(context, custId);
  const cars = [...new Set(driven.races.map(({ car }) => car))];
  const asked = parameters.findNumber('car_id');
  const car = asked === undefined ? cars[0] : world.cars.find(({ car_id }) => car_id === asked);
  const bests = new Map<string, Best>();
  if (car !== undefined) {
    addRaces(context, bests, driven, car);
    addTimeTrials(context, bests, driven, custId, car);
  }
  return {
    cars_driven: cars
      .toSorted((a, b) => a.car_id - b.car_id)
      .map(({ car_id, car_name }) => ({ car_id, car_name })),
    bests: [...bests.values()]
      .toSorted((a, b) => a.track.track_id - b.track.track_id || (a.kind < b.kind ? -1 : 1))
      .map(createRow),
    cust_id: custId,
    car_id: asked ?? car?.car_id ?? -1,
  };
}

/** A member's best laps. */
export const memberBestsPayloads: Readonly<Record<string, Payload>> = {
  'stats/member_bests': { kind: 'link', answer: createBests },
};
