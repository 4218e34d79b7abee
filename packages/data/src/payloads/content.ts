import { isoDate, isoTime } from '../world/calendar.ts';
import type { Car } from '../world/cars.ts';
import { recordLapTime } from '../world/cars.ts';
import { mix } from '../world/hash.ts';
import type { Track } from '../world/tracks.ts';
import type { Payload } from './payload.ts';
import { carDirpathOf, carStateOf } from './series-words.ts';

const firstRelease = Date.UTC(2010, 0, 12) / 1000;
const daySeconds = 86_400;

function carWordOf({ car_name_abbreviated }: Car): string {
  return car_name_abbreviated.toLowerCase().replaceAll(/\W/g, '');
}

/** A car's pictures and the folder they are in. */
export function carPicturesOf(car: Car) {
  const { hash } = car;
  const word = carWordOf(car);
  return {
    folder: `/img/cars/${carDirpathOf(car)}`,
    logo: hash % 7 === 0 ? null : `/img/logos/cars/${word}.png`,
    small_image: `${word}-small.jpg`,
    sponsor_logo: hash % 2 === 0 ? null : `/img/logos/sponsors/${word}.png`,
  };
}

/** A track's pictures and the folder they are in. */
export function trackPicturesOf(track: Track) {
  const name = trackNameOf(track);
  return {
    folder: `/img/tracks/${name}`,
    logo: `/img/logos/tracks/${name}.png`,
    small_image: `${name}-small.jpg`,
  };
}

/** A track's name as paths have it. */
export function trackNameOf({ track_name }: Track): string {
  return track_name.toLowerCase().replaceAll(/[^a-z]/g, '');
}

/** A release date in the ten years before the world began. */
function releaseOf(hash: number): number {
  return firstRelease + (hash % 3400) * daySeconds;
}

/** What a car or track costs, drawn from its hash; 0 for what everybody has. */
export function priceOf(hash: number): number {
  return hash % 6 === 0 ? 0 : 11.95;
}

function paint(hash: number) {
  const colors = ['ffffff', '111111', 'c8102e', '1257c9'] as const;
  const color = (part: number): string => colors[mix(hash, part) % colors.length] ?? 'ffffff';
  return {
    PaintCarAvailable: true,
    Color1: color(1),
    Color2: color(2),
    Color3: color(3),
    Sponsor1Available: true,
    Sponsor2Available: false,
    Sponsor1: '',
    Sponsor2: '',
    PaintWheelAvailable: true,
    WheelColor: color(4),
    RimTypeAvailable: true,
    RimType: '',
    AllowNumberFontChanges: true,
    NumberFont: '',
    AllowNumberColorChanges: true,
    NumberColor1: color(5),
    NumberColor2: color(6),
    NumberColor3: color(7),
    RulesExplanation: '',
  };
}

/** Most cars may be painted freely; some have rules per paint, and a few forbid own paints. */
function paintRules(hash: number) {
  if (hash % 5 === 0) return { paint_rules: { 1: paint(hash) } };
  if (hash % 5 === 1) return { paint_rules: { RestrictCustomPaint: true, 0: paint(hash) } };
  return {};
}

function carConfigs(hash: number) {
  if (hash % 3 !== 0) return {};
  const name = hash % 2 === 0 ? 'Short gears' : 'Long gears';
  const cfg_subdir = hash % 2 === 0 ? null : 'long';
  return {
    car_config_defs: [{ carcfg: 1, cfg_subdir, custom_paint_ext: null, name }],
    car_configs: [
      { carcfg: 0 },
      { carcfg: 1, track_id: 1 + (hash % 400) },
      { carcfg: 1, track_type: 1 },
    ],
  };
}

function createCar(car: Car) {
  const { hash } = car;
  const released = releaseOf(hash);
  const price = priceOf(hash);
  return {
    ai_enabled: hash % 2 === 0,
    allow_number_colors: true,
    allow_number_font: true,
    allow_sponsor1: true,
    allow_sponsor2: hash % 4 !== 0,
    allow_wheel_color: true,
    award_exempt: price === 0,
    ...carConfigs(hash),
    car_dirpath: carDirpathOf(car),
    car_id: car.car_id,
    car_make: car.car_make,
    car_model: car.car_model,
    car_name: car.car_name,
    car_name_abbreviated: car.car_name_abbreviated,
    car_types: [{ car_type: car.category }, { car_type: carWordOf(car) }],
    car_weight: car.car_weight,
    categories: [car.category],
    created: isoTime(released - 30 * daySeconds),
    first_sale: isoTime(released),
    ...(hash % 2 === 0 && { forum_url: `https://forums.example/cars/${car.car_id}` }),
    free_with_subscription: price === 0,
    has_headlights: car.category === 'sports_car',
    has_multiple_dry_tire_types: hash % 4 === 0,
    has_rain_capable_tire_types: car.category === 'sports_car' || car.category === 'formula_car',
    hp: car.hp,
    is_ps_purchasable: price > 0,
    max_power_adjust_pct: 0,
    max_weight_penalty_kg: 250,
    min_power_adjust_pct: -5,
    package_id: car.package_id,
    ...paintRules(hash),
    patterns: hash % 30,
    price,
    ...(price > 0 && { price_display: `$${price}` }),
    ...carStateOf(car),
    search_filters: `${car.category},${car.car_make.toLowerCase()}`,
    ...(hash % 3 !== 1 && { site_url: `https://cars.example/${car.car_id}` }),
    sku: 10_000 + car.car_id,
    ...carPicturesOf(car),
  };
}

/** How `track/get` names what a track is driven by. */
export const kindWords = {
  road: { category: 'road', text: 'Road' },
  oval: { category: 'oval', text: 'Oval' },
  dirt_oval: { category: 'dirt_oval', text: 'Dirt Oval' },
  dirt_road: { category: 'dirt_road', text: 'Dirt Road' },
} as const;

function oddities(track: Track) {
  const { hash } = track;
  return {
    ...(hash % 2 === 0 && { allow_pitlane_collisions: hash % 4 === 0 }),
    ...(track.kind === 'oval' && { banking: `${6 + (hash % 25)}°`, has_start_zone: false }),
    ...(track.kind !== 'dirt_road' && { pit_road_speed_limit: track.kind === 'oval' ? 45 : 60 }),
    ...(hash % 3 !== 0 && { site_url: `https://tracks.example/${track.package_id}` }),
    ...(track.config_name !== undefined && { config_name: track.config_name }),
  };
}

function createTrack(track: Track) {
  const { hash, kind } = track;
  const folder = trackNameOf(track);
  const released = releaseOf(mix(track.package_id, 241));
  const price = priceOf(mix(track.package_id, 242));
  const starters = 24 + (hash % 7) * 4;
  const oval = kind === 'oval' || kind === 'dirt_oval';
  const dirt = kind === 'dirt_oval' || kind === 'dirt_road';
  return {
    ai_enabled: !dirt,
    allow_rolling_start: true,
    allow_standing_start: !oval,
    award_exempt: price === 0,
    category: kindWords[kind].category,
    category_id: track.category_id,
    closes: isoDate(Date.UTC(2026, 9, 31) / 1000),
    corners_per_lap: track.corners_per_lap,
    created: isoTime(released - 30 * daySeconds),
    first_sale: isoTime(released),
    ...trackPicturesOf(track),
    free_with_subscription: price === 0,
    fully_lit: hash % 6 === 0,
    grid_stalls: starters,
    has_opt_path: false,
    has_short_parade_lap: false,
    has_svg_map: true,
    is_dirt: dirt,
    is_oval: oval,
    is_ps_purchasable: price > 0,
    lap_scoring: 1,
    latitude: Math.round((mix(track.package_id, 243) % 1_200_000) - 500_000) / 10_000,
    location: track.location,
    longitude: Math.round((mix(track.package_id, 244) % 3_400_000) - 1_700_000) / 10_000,
    max_cars: starters,
    night_lighting: hash % 6 === 0,
    // Seconds, here alone; a fast car's lap.
    nominal_lap_time: recordLapTime({ speed: 170 }, track) / 10_000,
    number_pitstalls: starters,
    opens: isoDate(Date.UTC(2026, 3, 1) / 1000),
    package_id: track.package_id,
    price,
    ...(price > 0 && { price_display: `$${price}` }),
    priority: hash % 10,
    purchasable: true,
    qualify_laps: 2,
    rain_enabled: kind === 'road',
    restart_on_left: hash % 2 === 0,
    retired: hash % 40 === 0,
    search_filters: `${kind},${folder}`,
    sku: 20_000 + track.track_id,
    solo_laps: oval ? 4 : 8,
    start_on_left: hash % 2 === 1,
    supports_grip_compound: false,
    tech_track: hash % 50 === 0,
    time_zone: track.time_zone,
    track_config_length: track.length,
    track_dirpath: `${folder}\\${track.track_id}`,
    track_id: track.track_id,
    track_name: track.track_name,
    track_type: track.category_id,
    track_type_text: kindWords[kind].text,
    track_types: [{ track_type: kindWords[kind].category }],
    ...oddities(track),
  };
}

/** Cars and tracks. */
export const contentPayloads: Readonly<Record<string, Payload>> = {
  'car/get': { kind: 'link', answer: ({ world }) => world.cars.map(createCar) },
  'track/get': { kind: 'link', answer: ({ world }) => world.tracks.map(createTrack) },
};
