import type { Car } from '../world/cars.ts';
import type { Series } from '../world/series.ts';
import type { Track } from '../world/tracks.ts';
import { carPicturesOf, trackNameOf, trackPicturesOf } from './content.ts';
import type { Payload } from './payload.ts';
import { carClassOf, carDirpathOf, carStateOf, findLogo } from './series-words.ts';

/** Numbers in a comma list, as galleries name their pictures; null without a gallery. */
function galleryOf(hash: number): string | null {
  if (hash % 6 === 0) return null;
  return Array.from({ length: 2 + (hash % 5) }, (_, i) => String(i + 1).padStart(2, '0')).join(',');
}

function createCarAssets(car: Car) {
  const { hash, car_name, car_make, car_model, hp, car_weight } = car;
  const path = carDirpathOf(car);
  return {
    car_id: car.car_id,
    car_rules:
      hash % 4 === 0
        ? [{ rule_category: 'Set-up', text: 'Springs and dampers stay as they are delivered.' }]
        : [],
    detail_copy: `The ${car_name} is the ${car_model} that ${car_make} builds for the track.`,
    detail_screen_shot_images: '01,02,03',
    detail_techspecs_copy: `${hp} hp, ${car_weight} kg`,
    ...carPicturesOf(car),
    gallery_images: galleryOf(hash),
    gallery_prefix: null,
    group_image: hash % 3 === 0 ? `${path}-group.jpg` : null,
    group_name: null,
    large_image: `${path}-large.jpg`,
    template_path: hash % 8 === 0 ? null : `/templates/${path}.zip`,
  };
}

function createTrackAssets(track: Track) {
  const { hash, track_id, length, corners_per_lap, location } = track;
  const name = trackNameOf(track);
  const hasGallery = hash % 6 !== 0;
  return {
    coordinates: `${length} km, ${corners_per_lap} turns`,
    detail_copy: hash % 5 === 0 ? null : `${track.track_name} lies in ${location}.`,
    detail_techspecs_copy: hash % 5 === 1 ? null : `${length} km, ${corners_per_lap} turns`,
    detail_video: null,
    ...trackPicturesOf(track),
    gallery_images: galleryOf(hash),
    gallery_prefix: hasGallery ? 'gallery-' : null,
    large_image: `${name}-large.jpg`,
    north: hash % 9 === 0 ? null : `rotate(${hash % 360})`,
    num_svg_images: 6,
    track_id,
    track_map: `https://track-maps.example/${track_id}-${name}/`,
    track_map_layers: {
      background: 'background.svg',
      inactive: 'inactive.svg',
      active: 'active.svg',
      pitroad: 'pitroad.svg',
      'start-finish': 'start-finish.svg',
      turns: 'turns.svg',
    },
  };
}

function createSeriesAssets(series: Series) {
  const { series_id, series_name, category, raceMinutes } = series;
  return {
    large_image: null,
    logo: findLogo(series),
    series_copy: `${series_name}: ${category.category_name} races of about ${raceMinutes} minutes.`,
    series_id,
    small_image: null,
  };
}

function createCarClass(series: Series) {
  const { car_class_id, name, short_name, relative_speed } = carClassOf(series);
  const cars_in_class = series.cars.map((car) => ({
    car_dirpath: carDirpathOf(car),
    car_id: car.car_id,
    ...carStateOf(car),
  }));
  return {
    car_class_id,
    cars_in_class,
    // Nobody's own: classes of hosted sessions would name their maker.
    cust_id: 0,
    name,
    rain_enabled: cars_in_class.every((car) => car.rain_enabled),
    relative_speed,
    short_name,
  };
}

function byId<T>(list: readonly T[], idOf: (each: T) => number, create: (each: T) => unknown) {
  return Object.fromEntries(list.map((each) => [idOf(each), create(each)]));
}

/** Texts and pictures of cars, tracks and series, and the classes that cars race in. */
export const assetPayloads: Readonly<Record<string, Payload>> = {
  'car/assets': {
    kind: 'link',
    answer: ({ world }) => byId(world.cars, ({ car_id }) => car_id, createCarAssets),
  },
  'carclass/get': {
    kind: 'link',
    answer: ({ world }) => world.seriesBook.all.map(createCarClass),
  },
  'series/assets': {
    kind: 'link',
    answer: ({ world }) =>
      byId(world.seriesBook.all, ({ series_id }) => series_id, createSeriesAssets),
  },
  'track/assets': {
    kind: 'link',
    answer: ({ world }) => byId(world.tracks, ({ track_id }) => track_id, createTrackAssets),
  },
};
