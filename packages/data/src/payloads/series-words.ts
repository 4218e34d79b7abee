import type { Season } from '../world/calendar.ts';
import type { Car } from '../world/cars.ts';
import { licenseGroups } from '../world/categories.ts';
import type { Series } from '../world/series.ts';
import type { Track } from '../world/tracks.ts';

/** A season among all, e.g. `2026 Season 4`. */
export function seasonShortName({ season_year, season_quarter }: Season): string {
  return `${season_year} Season ${season_quarter}`;
}

/** A series' season, e.g. `Aster Pro GT Trophy - 2026 Season 4`. */
export function seasonName(series: Series, season: Season): string {
  return `${series.series_name} - ${seasonShortName(season)}`;
}

/** The licence classes that may enter a series. */
export function allowedLicensesOf(series: Series) {
  return licenseGroups.slice(series.group).map(({ group_id, group_name }) => ({
    group_name,
    license_group: group_id,
    max_license_level: group_id * 4,
    min_license_level: group_id * 4 - 3,
  }));
}

/** The licence class a series is made for, 1 to 5, and the same as a list. */
export function licenseGroupOf({ group }: Series) {
  const license_group = group + 1;
  return { license_group, license_group_types: [{ license_group_type: license_group }] };
}

/** A series' only class of cars, without the cars. */
export function carClassOf(series: Series) {
  return {
    car_class_id: series.car_class_id,
    short_name: series.series_short_name,
    name: series.car_class_name,
    relative_speed: 40 + (series.hash % 30),
  };
}

/** The file name of a series' logo. */
export function logoOf({ series_short_name }: Series): string {
  return `${series_short_name.toLowerCase().replaceAll(' ', '-')}.png`;
}

/** The same, for the answers in which a series can be without one. */
export function findLogo(series: Series): string | null {
  return series.hash % 9 === 0 ? null : logoOf(series);
}

/** Whether everybody drives the same set-up. */
export function hasFixedSetup({ hash }: Series): boolean {
  return hash % 3 === 0;
}

/** The number of a series' heat format; −1 for an ordinary race. */
export function heatInfoIdOf({ category, series_id, hash }: Series): number {
  return category.category === 'dirt_oval' && hash % 3 !== 1 ? 3000 + series_id : -1;
}

/** Words to find a series by. */
export function searchFiltersOf({ category, group, cars }: Series): string {
  const { letter } = licenseGroups[group] ?? { letter: 'R' };
  return [category.category, letter.toLowerCase(), ...cars.map((car) => car.car_make.toLowerCase())]
    .filter((word, i, all) => all.indexOf(word) === i)
    .join(',');
}

/** What every answer about a series begins with. */
export function seriesFields({ series_id, series_name, series_short_name, category }: Series) {
  return {
    series_id,
    series_name,
    series_short_name,
    category_id: category.category_id,
    category: category.category,
  };
}

/** The folder of a car's files, by which the simulator knows it. */
export function carDirpathOf({ car_id, car_name_abbreviated }: Car): string {
  return `${car_name_abbreviated.toLowerCase().replaceAll(/\W/g, '')}${car_id}`;
}

/** Whether a car is set up for rain, and whether it is out of service. */
export function carStateOf({ category, hash }: Car) {
  return { rain_enabled: category === 'sports_car', retired: hash % 25 === 0 };
}

/** A track without its category; a layout that needs no name has no `config_name`. */
export function plainTrackOf({ track_id, track_name, config_name }: Track) {
  return { track_id, track_name, ...(config_name !== undefined && { config_name }) };
}
