import { id, method, numbers, required, string } from './method-entry.ts';

const assetsNote = [
  'An object with the ids as keys.',
  'Paths of images begin at https://images-static.iracing.com/.',
] as const;
const csv = { delivery: { kind: 'csv' } } as const;
const inline = { delivery: { kind: 'inline' } } as const;

/** Cars, tracks and the fixed lists: the methods that depend on nobody. */
export const contentMethods = [
  method('car/assets', [], { note: assetsNote }),
  method('car/get'),
  method('carclass/get'),
  method('constants/categories', [], { ...inline, note: 'A plain array; there is no link.' }),
  method('constants/divisions', [], { ...inline, note: 'A plain array; there is no link.' }),
  method('constants/event_types', [], { ...inline, note: 'A plain array; there is no link.' }),
  method('driver_stats_by_category/oval', [], csv),
  method('driver_stats_by_category/sports_car', [], csv),
  method('driver_stats_by_category/formula_car', [], csv),
  method('driver_stats_by_category/road', [], { ...csv, note: 'From before the split of road.' }),
  method('driver_stats_by_category/dirt_oval', [], csv),
  method('driver_stats_by_category/dirt_road', [], csv),
  method('lookup/countries'),
  method('lookup/current_season', [], {
    note: 'Changes at midnight UTC on one Tuesday in March, June, September and December.',
  }),
  method('lookup/drivers', [
    required(string('search_term', { note: 'A cust_id or a part of a name.' })),
    id('league_id', { note: 'Search in the roster of this league only.' }),
  ]),
  method('lookup/flairs'),
  method('lookup/get', [], {
    freeForm: true,
    note: 'Names of lookups as keys, each as often as needed; without one, an empty array.',
  }),
  method('lookup/licenses'),
  method('track/assets', [], { note: assetsNote }),
  method('track/get'),
  method('season/list', [
    required(id('season_year')),
    required(id('season_quarter', { maximum: 4 })),
  ]),
  method(
    'season/spectator_subsessionids',
    [
      numbers('event_types', {
        note: 'Of 2, 3, 4, 5; all when left out.',
        minimum: 2,
        maximum: 5,
        default: { value: [2, 3, 4, 5] },
      }),
    ],
    { expirationSeconds: 60 },
  ),
] as const;
