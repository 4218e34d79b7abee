import type { Start } from '../world/start.ts';
import { categories } from '../world/categories.ts';
import type { Category } from '../world/categories.ts';
import { findSeason, getSeason, seasonAt } from '../world/calendar.ts';
import { divisionIn } from '../world/divisions.ts';
import type { RaceSums, SeasonSums } from '../world/own-races.ts';
import { addSums, careerBookOf, noSums } from '../world/own-races.ts';
import { carIn } from '../world/race-figures.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { findSubjectSeason, refuseUnknownSeason } from './season-subject.ts';

/** The first year whose figures were kept with poles, and the first without clubs. */
const firstYearOfPoles = 2021;
const firstYearWithoutClubs = 2025;

function careerOf({ world, guests, parameters, asOf }: PayloadContext): readonly SeasonSums[] {
  return careerBookOf(world).get(parameters.getNumber('cust_id'), guests, asOf);
}

function* prepareCareer({ world, guests, parameters, asOf }: PayloadContext) {
  yield* careerBookOf(world).prepare(parameters.getNumber('cust_id'), guests, asOf);
}

function total(seasons: readonly SeasonSums[]): RaceSums {
  const sums = noSums();
  for (const season of seasons) addSums(sums, season.sums);
  return sums;
}

const mean = (sum: number, count: number): number => (count === 0 ? 0 : sum / count);
const percent = (part: number, whole: number): number =>
  Math.round(mean(part * 10_000, whole)) / 100;

function statsOf(category: Category, sums: RaceSums) {
  const { starts, wins, top5, poles, laps } = sums;
  return {
    category_id: category.category_id,
    category: category.category_name,
    starts,
    wins,
    top5,
    poles,
    avg_start_position: Math.round(mean(sums.startPositions, starts)),
    avg_finish_position: Math.round(mean(sums.finishPositions, starts)),
    laps,
    laps_led: sums.lapsLed,
    avg_incidents: Math.round(mean(sums.incidents * 100, starts)) / 100,
    avg_points: Math.round(mean(sums.points, starts)),
    win_percentage: percent(wins, starts),
    top5_percentage: percent(top5, starts),
    laps_led_percentage: percent(sums.lapsLed, laps),
  };
}

/** Every category, also those in which the member never raced. */
function createCareer(context: PayloadContext) {
  const seasons = careerOf(context);
  return categories.map((category) => {
    const sums = total(seasons.filter((each) => each.category === category));
    return { ...statsOf(category, sums), poles_percentage: percent(sums.poles, sums.starts) };
  });
}

/** A year is that of its four seasons; those in which the member raced are listed. */
function createYears(context: PayloadContext) {
  const seasons = careerOf(context);
  const years = [...new Set(seasons.map(({ season }) => season.season_year))];
  return years.flatMap((year) =>
    categories.flatMap((category) => {
      const own = seasons.filter(
        (each) => each.category === category && each.season.season_year === year,
      );
      if (own.length === 0) return [];
      const sums = total(own);
      return [
        {
          ...statsOf(category, sums),
          year,
          ...(year >= firstYearOfPoles && { poles_percentage: percent(sums.poles, sums.starts) }),
          ...(year < firstYearWithoutClubs && { total_club_points: 0 }),
        },
      ];
    }),
  );
}

/** What occurs most often; of equals the one that came first. */
function favorite<T>(list: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const each of list) counts.set(each, (counts.get(each) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}

function utcYear(asOf: number): number {
  return new Date(asOf * 1000).getUTCFullYear();
}

/** The races of a year or a quarter; none outside of the world's time. */
function racesOfRecap(context: PayloadContext, year: number, quarter: number | undefined): Start[] {
  const { world, guests, parameters, asOf } = context;
  const first = findSeason(year, quarter ?? 1);
  const last = findSeason(year, quarter ?? 4);
  if (first === undefined || last === undefined) return [];
  const span = { begin: first.start, end: last.end, asOf };
  return world.racesOf(parameters.getNumber('cust_id'), guests, span, Infinity);
}

function favoritesOf(context: PayloadContext, races: readonly Start[]) {
  const { world, guests, parameters } = context;
  const careers = world.careersOf(parameters.getNumber('cust_id'), guests);
  const memberIn = (start: Start): number => {
    const career = careers.find(({ seat }) => seat.paddock === start.paddock);
    if (career === undefined) throw new RangeError('The member has no seat in an own race.');
    return world.layout.getMember(career.seat);
  };
  const car = favorite(races.map((start) => carIn(world.seed, start, memberIn(start))));
  const track = favorite(races.map((start) => start.raceWeek.track));
  return {
    favorite_car:
      car === undefined
        ? null
        : {
            car_id: car.car_id,
            car_name: car.car_name,
            car_image: `https://images.example/cars/${car.car_id}.jpg`,
          },
    favorite_track:
      track === undefined
        ? null
        : {
            config_name: track.config_name ?? 'N/A',
            track_id: track.track_id,
            track_logo: `https://images.example/tracks/${track.track_id}.png`,
            track_name: track.track_name,
          },
  };
}

function createRecap(context: PayloadContext) {
  const { parameters, asOf } = context;
  const year = parameters.findNumber('year') ?? utcYear(asOf);
  const quarter = parameters.findNumber('season');
  const sums = total(
    careerOf(context).filter(
      ({ season }) =>
        season.season_year === year && (quarter === undefined || season.season_quarter === quarter),
    ),
  );
  return {
    year,
    stats: {
      starts: sums.starts,
      wins: sums.wins,
      top5: sums.top5,
      avg_start_position: Math.round(mean(sums.startPositions, sums.starts)),
      avg_finish_position: Math.round(mean(sums.finishPositions, sums.starts)),
      laps: sums.laps,
      laps_led: sums.lapsLed,
      ...favoritesOf(context, racesOfRecap(context, year, quarter)),
    },
    success: true,
    season: quarter ?? null,
    cust_id: parameters.getNumber('cust_id'),
  };
}

/** The caller's division in a season; projected until the season has begun. */
function createDivision(context: PayloadContext) {
  const { world, guests, parameters, caller, asOf } = context;
  const found = findSubjectSeason(context, parameters.getNumber('season_id'));
  if (found === undefined || caller === undefined) return undefined;
  const { series, season } = found;
  const career = world
    .careersOf(caller, guests)
    .find(({ seat }) => seat.paddock.category === series.category.category);
  const known = season.start <= asOf ? season : getSeason(seasonAt(asOf).index);
  const rookies = 10;
  return {
    division: career === undefined ? rookies : divisionIn(world, career.seat, known),
    projected: season.start > asOf,
    event_type: parameters.getNumber('event_type'),
    success: true,
    season_id: parameters.getNumber('season_id'),
  };
}

/** Sums over the races of members: careers, years, a look back, and the division. */
export const careerPayloads: Readonly<Record<string, Payload>> = {
  'stats/member_career': {
    kind: 'link',
    prepare: prepareCareer,
    answer: (context) => ({
      stats: createCareer(context),
      cust_id: context.parameters.getNumber('cust_id'),
    }),
  },
  'stats/member_yearly': {
    kind: 'link',
    prepare: prepareCareer,
    answer: (context) => ({
      stats: createYears(context),
      cust_id: context.parameters.getNumber('cust_id'),
    }),
  },
  'stats/member_recap': { kind: 'link', prepare: prepareCareer, answer: createRecap },
  'stats/member_division': {
    kind: 'link',
    forCaller: true,
    refuse: refuseUnknownSeason,
    answer: createDivision,
  },
};
