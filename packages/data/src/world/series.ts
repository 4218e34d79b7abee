import type { Car } from './cars.ts';
import { recordLapTime } from './cars.ts';
import type { Category, CategoryName } from './categories.ts';
import { getCategory } from './categories.ts';
import type { Season } from './calendar.ts';
import { getSeason } from './calendar.ts';
import { at, mix, remember } from './hash.ts';
import type { Track } from './tracks.ts';
import { tracksOf } from './tracks.ts';

/** A series: who may enter, in which cars, for how long. It runs in every season. */
export interface Series {
  readonly series_id: number;
  readonly series_name: string;
  readonly series_short_name: string;
  readonly category: Category;
  /** 0 Rookie … 4 A. */
  readonly group: number;
  readonly car_class_id: number;
  readonly car_class_name: string;
  /** One to four cars of like speed. */
  readonly cars: readonly Car[];
  /** How long a race lasts at a winner's pace. */
  readonly raceMinutes: number;
  readonly hash: number;
}

/** What a series runs in one race week. */
export interface RaceWeek {
  readonly track: Track;
  readonly laps: number;
  /** The slowest of the records of the series' cars, 1/10000 s; every lap is slower. */
  readonly recordLap: number;
}

/** The series of the world, with their schedules. */
export interface SeriesBook {
  readonly all: readonly Series[];
  /** The series that drivers of a category and licence group enter; never empty. */
  of(category: CategoryName, group: number): readonly Series[];
  getRaceWeek(series: Series, season: Season, week: number): RaceWeek;
  /** The track of a race week alone, which costs next to nothing. */
  getTrack(series: Series, season: Season, week: number): Track;
  seasonId(series: Series, season: Season): number;
  findSeason(
    seasonId: number,
  ): { readonly series: Series; readonly seasonIndex: number } | undefined;
}

const plan = [
  {
    category: 'sports_car',
    count: 45,
    words: ['Touring', 'GT', 'Sports Car', 'Production', 'Cup'],
  },
  { category: 'oval', count: 35, words: ['Stock Car', 'Late Model', 'Truck', 'Street Stock'] },
  { category: 'formula_car', count: 25, words: ['Formula', 'Open Wheel', 'Junior Formula'] },
  { category: 'dirt_oval', count: 15, words: ['Dirt Sprint', 'Dirt Midget', 'Clay'] },
  { category: 'dirt_road', count: 10, words: ['Rallycross', 'Off-Road'] },
] as const;
const titles = ['Trophy', 'Challenge', 'Championship', 'Series', 'League', 'Masters'] as const;
const sponsors = [
  'Meridian',
  'Halcyon',
  'Redpoint',
  'Northline',
  'Aster',
  'Bluestone',
  'Calder',
] as const;
const groupWords = ['Rookie', 'Club', 'National', 'Pro', 'Elite'] as const;
const raceMinutes = [14, 18, 22, 30, 40] as const;

const firstSeriesId = 101;
const firstSeasonId = 2001;
/** Room for series in the numbering of seasons. */
const seasonStride = 150;
const weekStride = 13;
/** Two seasons and more. */
const keptWeeks = 5000;

function createAll(seed: number, cars: readonly Car[]): Series[] {
  const all: Series[] = [];
  for (const { category, count, words } of plan) {
    const garage = cars.filter((car) => car.category === category);
    for (let i = 0; i < count; i += 1) {
      const hash = mix(seed, 41, all.length);
      const group = i % 5;
      const carCount = 1 + (hash % 4);
      // Slow cars for rookies, fast ones for the best: the garage is sorted by speed.
      const slowest = Math.floor(
        (garage.length - 4) * Math.min(1, group * 0.2 + (i / count) * 0.2),
      );
      const short = `${at(groupWords, group)} ${at(words, i % words.length)}`;
      const sponsor = at(sponsors, (hash >>> 4) % sponsors.length);
      const number = Math.floor(i / (5 * words.length));
      const title = at(titles, (i + number) % titles.length);
      all.push({
        series_id: firstSeriesId + all.length,
        series_name: `${sponsor} ${short} ${title}`,
        series_short_name: `${short} ${title}`,
        category: getCategory(category),
        group,
        car_class_id: 4001 + all.length,
        car_class_name: `${short} ${title} Class`,
        cars: garage.slice(slowest, slowest + carCount),
        raceMinutes: at(raceMinutes, group),
        hash,
      });
    }
  }
  return all;
}

/** Creates the 130 series and their schedules from the cars and tracks of the same seed. */
export function createSeriesBook(
  seed: number,
  cars: readonly Car[],
  tracks: readonly Track[],
): SeriesBook {
  const all = createAll(seed, cars);
  const key = (category: CategoryName, group: number): string => `${category}/${group}`;
  const groups = new Map<string, Series[]>();
  const grounds = new Map<CategoryName, readonly Track[]>();
  for (const series of all) {
    const name = series.category.category;
    const list = groups.get(key(name, series.group)) ?? [];
    list.push(series);
    groups.set(key(name, series.group), list);
    grounds.set(name, tracksOf(tracks, name));
  }
  const getTrack: SeriesBook['getTrack'] = (series, season, week) => {
    const ground = grounds.get(series.category.category) ?? tracks;
    // A stride without a common divisor visits another track every week.
    return at(ground, (series.hash + season.index * 17 + week * 7) % ground.length);
  };
  const createWeek = (series: Series, season: Season, week: number): RaceWeek => {
    const track = getTrack(series, season, week);
    const recordLap = Math.max(...series.cars.map((car) => recordLapTime(car, track)));
    const laps = Math.round((series.raceMinutes * 600_000) / recordLap);
    return { track, recordLap, laps: Math.min(90, Math.max(6, laps)) };
  };
  const weekAt = remember(keptWeeks, (key) => {
    const seasonAndSeries = Math.floor(key / weekStride);
    const series = at(all, seasonAndSeries % seasonStride);
    const season = getSeason(Math.floor(seasonAndSeries / seasonStride));
    return createWeek(series, season, key % weekStride);
  });
  return {
    all,
    getTrack,
    of: (category, group) => groups.get(key(category, group)) ?? [],
    getRaceWeek: (series, season, week) =>
      weekAt(
        (season.index * seasonStride + (series.series_id - firstSeriesId)) * weekStride + week,
      ),
    seasonId: (series, season) =>
      firstSeasonId + season.index * seasonStride + (series.series_id - firstSeriesId),
    findSeason: (seasonId) => {
      const offset = seasonId - firstSeasonId;
      const series = all[offset % seasonStride];
      if (offset < 0 || series === undefined) return undefined;
      return { series, seasonIndex: Math.floor(offset / seasonStride) };
    },
  };
}
