import { seasonAt } from '../world/calendar.ts';
import { licenseGroups } from '../world/categories.ts';
import { countries, flairs } from './countries.ts';
import { findDrivers, refuseSearch } from './drivers.ts';
import { findLookup, licenseLevelsOf } from './lookup-tables.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { seasonShortName } from './series-words.ts';

/** Each name with the lookups among its values; a name without any is left out. */
function createLookups({ parameters }: PayloadContext) {
  return parameters.listTexts().flatMap(([tag, types]) => {
    const found = [...new Set(types)].map(findLookup).filter((lookup) => lookup !== undefined);
    return found.length === 0 ? [] : [{ lookups: found, tag }];
  });
}

/** The running season, in the form of a lookup. */
function createCurrentSeason({ asOf }: PayloadContext) {
  const season = seasonAt(asOf);
  const description = seasonShortName(season);
  const lookup = (lookup_type: 'season_year' | 'season_quarter', seq: number) => ({
    lookup_type,
    lookup_values: [{ value: String(season[lookup_type]), description, seq }],
  });
  return [
    { tag: 'current_season', lookups: [lookup('season_year', 1), lookup('season_quarter', 2)] },
  ];
}

/** What it takes to leave a class; nothing for the highest, which nobody leaves upwards. */
function createLicenses() {
  return licenseGroups.map(({ group_id, group_name }) => {
    const isHighest = group_id === licenseGroups.length;
    return {
      license_group: group_id,
      group_name,
      min_num_races: isHighest ? null : group_id === 1 ? 2 : 4,
      participation_credits: group_id - 1,
      min_sr_to_fast_track: isHighest ? null : 4,
      levels: licenseLevelsOf(group_id),
      min_num_tt: isHighest ? null : 4,
    };
  });
}

/** Names and numbers to look up. */
export const lookupPayloads: Readonly<Record<string, Payload>> = {
  'lookup/countries': { kind: 'link', answer: () => countries },
  'lookup/current_season': { kind: 'link', answer: createCurrentSeason },
  'lookup/drivers': { kind: 'link', refuse: refuseSearch, answer: findDrivers },
  'lookup/flairs': { kind: 'link', answer: () => ({ flairs, success: true }) },
  'lookup/get': { kind: 'link', answer: createLookups },
  'lookup/licenses': { kind: 'link', answer: createLicenses },
};
