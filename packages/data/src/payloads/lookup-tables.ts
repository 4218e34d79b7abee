import { licenseGroups } from '../world/categories.ts';
import { countries } from './countries.ts';

/** One value of a lookup. */
interface LookupValue {
  readonly value: string;
  readonly name?: string;
  readonly description: string;
  readonly seq?: number;
}

/** A lookup as `lookup/get` answers with it. */
export interface Lookup {
  readonly lookup_type: string;
  readonly lookup_values: readonly LookupValue[];
}

/** Values that are counted from 0, in an order of their own. */
function counted(descriptions: readonly string[]): LookupValue[] {
  return descriptions.map((description, i) => ({ value: String(i), description, seq: i + 1 }));
}

/** One number; there is no order to speak of. */
function single(value: number, description: string): LookupValue[] {
  return [{ value: String(value), description }];
}

/** A level of a licence class, 1 to 20 in all. */
export interface LicenseLevel {
  readonly license_id: number;
  readonly license_group: number;
  readonly license: string;
  readonly short_name: string;
  readonly license_letter: string;
  readonly color: string;
}

/** The levels of a licence class; the fourth one holds everything from 4.00 up. */
export function licenseLevelsOf(group: number): LicenseLevel[] {
  return licenseGroups
    .filter(({ group_id }) => group_id === group)
    .flatMap(({ group_id, group_name, letter, color }) =>
      [1, 2, 3, 4].map((level) => ({
        license_id: (group_id - 1) * 4 + level,
        license_group: group_id,
        license: `${group_name} ${level}.0`,
        short_name: `${letter} ${level}.0`,
        license_letter: letter,
        color,
      })),
    );
}

const licenseLevels = licenseGroups.flatMap(({ group_id }) => licenseLevelsOf(group_id));

const lookups: ReadonlyMap<string, readonly LookupValue[]> = new Map([
  ['weather_wind_speed_units', counted(['mph', 'km/h'])],
  ['weather_wind_speed_min', single(0, 'Calm')],
  ['weather_wind_speed_max', single(48, 'Gale, km/h')],
  ['weather_wind_dir', counted(['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'])],
  ['weather_temp_units', counted(['Fahrenheit', 'Celsius'])],
  ['weather_temp_min', single(10, 'Coldest, Celsius')],
  ['weather_temp_max', single(45, 'Hottest, Celsius')],
  ['weather_skies', counted(['Clear', 'Partly cloudy', 'Mostly cloudy', 'Overcast'])],
  ['weather_time_of_day', counted(['Morning', 'Noon', 'Evening', 'Night'])],
  ['weather_rel_humidity_max', single(100, 'Per cent')],
  [
    'licenselevels',
    licenseLevels.map(({ license_id, license, short_name }) => ({
      value: String(license_id),
      name: short_name,
      description: license,
      seq: license_id,
    })),
  ],
  [
    'countries',
    countries.map(({ country_code, country_name }, i) => ({
      value: country_code,
      name: country_name,
      description: country_name,
      seq: i + 1,
    })),
  ],
]);

/** The lookup of a type; undefined when there is none. */
export function findLookup(lookup_type: string): Lookup | undefined {
  const lookup_values = lookups.get(lookup_type);
  return lookup_values === undefined ? undefined : { lookup_type, lookup_values };
}
