import type { CategoryName } from './categories.ts';
import { mix, unit } from './hash.ts';
import { carName } from './made-up-names.ts';
import type { Track } from './tracks.ts';

/** A car of the made-up world. */
export interface Car {
  readonly car_id: number;
  readonly car_name: string;
  readonly car_name_abbreviated: string;
  readonly car_make: string;
  readonly car_model: string;
  readonly category: CategoryName;
  readonly package_id: number;
  /** Mean speed of its best lap on an ordinary track, km/h. */
  readonly speed: number;
  readonly hp: number;
  /** Kilograms. */
  readonly car_weight: number;
  /** Drawn once; seeds the less important properties. */
  readonly hash: number;
}

const kinds = [
  { category: 'sports_car', cars: 60, badges: ['GT', 'GTS', 'Cup', 'LM', 'TC'], speed: [140, 195] },
  { category: 'formula_car', cars: 25, badges: ['F1600', 'F2', 'FX', 'Vee'], speed: [145, 225] },
  { category: 'oval', cars: 40, badges: ['Stock', 'Late Model', 'Truck', 'SS'], speed: [165, 285] },
  { category: 'dirt_oval', cars: 15, badges: ['Sprint', 'Midget', 'Street'], speed: [105, 150] },
  { category: 'dirt_road', cars: 10, badges: ['RX', 'RX Lite', 'Buggy'], speed: [85, 115] },
] as const;

/** Creates the 150 cars. Ids count from 1. */
export function createCars(seed: number): readonly Car[] {
  const cars: Car[] = [];
  for (const { category, cars: count, badges, speed } of kinds) {
    for (let i = 0; i < count; i += 1) {
      const id = cars.length + 1;
      const { make, model } = carName(seed, cars.length);
      const badge = badges[i % badges.length] ?? '';
      const mean = speed[0] + ((speed[1] - speed[0]) * i) / (count - 1);
      const weight = 520 + Math.round(unit(seed, 31, id) * 900);
      cars.push({
        car_id: id,
        car_name: `${make} ${model} ${badge}`,
        car_name_abbreviated: `${make.slice(0, 2)}${model.slice(0, 1)}${badge}`.toUpperCase(),
        car_make: make,
        car_model: `${model} ${badge}`,
        category,
        package_id: 100 + id,
        speed: mean,
        hp: Math.round(mean * 2.1 + unit(seed, 32, id) * 60),
        car_weight: weight,
        hash: mix(seed, 33, id),
      });
    }
  }
  return cars;
}

/**
 * The fastest lap anybody has driven or ever will in a car on a track, in 1/10000 s. It is fixed
 * first, and every lap of every race is slower.
 */
export function recordLapTime(car: Pick<Car, 'speed'>, track: Track): number {
  const twistiness = track.corners_per_lap / Math.max(1, track.length);
  const oval = track.kind === 'oval' || track.kind === 'dirt_oval';
  const factor = oval ? 0.86 + Math.min(0.14, track.length * 0.05) : 1.12 - twistiness * 0.045;
  return Math.round((track.length / (car.speed * factor)) * 36_000_000);
}
