import type { CategoryName } from './categories.ts';
import { at, mix, unit } from './hash.ts';
import { placeLocation, placeName } from './made-up-names.ts';

/** What a track is driven by: it decides which categories race there. */
export type TrackKind = 'road' | 'oval' | 'dirt_oval' | 'dirt_road';

/** One configuration of a track; the API's `track_id` names a configuration, not a place. */
export interface Track {
  readonly track_id: number;
  readonly track_name: string;
  /** Missing where a place has one layout that needs no name. */
  readonly config_name: string | undefined;
  readonly kind: TrackKind;
  readonly category_id: number;
  readonly package_id: number;
  /** Kilometres. */
  readonly length: number;
  readonly corners_per_lap: number;
  readonly location: string;
  readonly time_zone: string;
  /** Drawn once; seeds the less important properties. */
  readonly hash: number;
}

const placeCount = 120;
const kinds = [
  {
    kind: 'road',
    places: 62,
    category_id: 2,
    suffixes: ['Circuit', 'Motor Park', 'Ring', 'International Raceway'],
    configs: ['Grand Prix', 'National', 'Club', 'Short'],
    length: [2.1, 6.9],
    cornersPerKilometre: 3.1,
  },
  {
    kind: 'oval',
    places: 35,
    category_id: 1,
    suffixes: ['Speedway', 'Superspeedway', 'Motor Mile', 'Bowl'],
    configs: ['Oval', 'Inner Oval', 'Legends', 'Night Oval'],
    length: [0.8, 4.1],
    cornersPerKilometre: 0,
  },
  {
    kind: 'dirt_oval',
    places: 15,
    category_id: 3,
    suffixes: ['Dirt Track', 'Fairgrounds', 'Clay Oval'],
    configs: [undefined, 'Long', 'Infield', 'Fair'],
    length: [0.4, 1],
    cornersPerKilometre: 0,
  },
  {
    kind: 'dirt_road',
    places: 8,
    category_id: 4,
    suffixes: ['Rallycross', 'Off-Road Park'],
    configs: [undefined, 'Long', 'Stadium', 'Joker'],
    length: [0.9, 1.9],
    cornersPerKilometre: 8,
  },
] as const;

type KindRow = (typeof kinds)[number];

function createConfiguration(seed: number, place: number, config: number, row: KindRow): Track {
  const [shortest, longest] = row.length;
  const hash = mix(seed, 21, place, config);
  const stretch = unit(seed, 22, place) * (1 - config * 0.2);
  const length = Math.round((shortest + (longest - shortest) * stretch) * 100) / 100;
  const suffix = at(row.suffixes, mix(seed, 23, place) % row.suffixes.length);
  const { location, zone } = placeLocation(mix(seed, 24, place));
  return {
    track_id: 0,
    track_name: `${placeName(seed, place)} ${suffix}`,
    config_name: row.configs[config],
    kind: row.kind,
    category_id: row.category_id,
    package_id: 500 + place,
    length,
    corners_per_lap:
      row.cornersPerKilometre === 0 ? 4 : Math.max(6, Math.round(length * row.cornersPerKilometre)),
    location,
    time_zone: zone,
    hash,
  };
}

/** Creates the 400 configurations of the 120 tracks. Ids count from 1. */
export function createTracks(seed: number): readonly Track[] {
  const tracks: Track[] = [];
  let place = 0;
  for (const row of kinds) {
    for (let i = 0; i < row.places; i += 1, place += 1) {
      const configCount = place % 3 === 2 ? 4 : 3;
      for (let config = 0; config < configCount; config += 1) {
        const track = createConfiguration(seed, place, config, row);
        tracks.push({ ...track, track_id: tracks.length + 1 });
      }
    }
  }
  if (place !== placeCount) throw new RangeError(`The world has ${place} places.`);
  return tracks;
}

/** The tracks that a category races on. */
export function tracksOf(tracks: readonly Track[], category: CategoryName): readonly Track[] {
  const kind = category === 'sports_car' || category === 'formula_car' ? 'road' : category;
  return tracks.filter((track) => track.kind === kind);
}
