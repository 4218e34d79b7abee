import { mix, pick } from '../world/hash.ts';
import type { Member } from '../world/member.ts';

const palette = [
  '111111',
  '1b3a6b',
  '2456d6',
  '2e7d4f',
  '3aa6a0',
  '5b2a86',
  '8b1e3f',
  '9aa1a9',
  'b3e23c',
  'c8102e',
  'd9b300',
  'e8730c',
  'f2f2f2',
  'ff5fa2',
  'ffffff',
  '00a3e0',
] as const;

function color(hash: number, part: number): string {
  return pick(palette, mix(hash, 201, part));
}

/** A member's helmet, the same everywhere. */
export function helmetOf({ hash }: Member) {
  return {
    pattern: mix(hash, 202) % 66,
    color1: color(hash, 1),
    color2: color(hash, 2),
    color3: color(hash, 3),
    face_type: mix(hash, 203) % 15,
    helmet_type: mix(hash, 204) % 3,
  };
}

/** A member's suit, the same everywhere. */
export function suitOf({ hash }: Member) {
  return {
    pattern: mix(hash, 205) % 30,
    color1: color(hash, 4),
    color2: color(hash, 5),
    color3: color(hash, 6),
  };
}

/** How a member paints a car, in short. */
export function shortLiveryOf({ hash }: Member, carId: number) {
  const paint = mix(hash, 206, carId);
  return {
    car_id: carId,
    pattern: paint % 24,
    color1: color(paint, 1),
    color2: color(paint, 2),
    color3: color(paint, 3),
  };
}

/** The number on a member's car in a race; unique in a field because positions are. */
export function carNumberOf(startPosition: number): string {
  return String(startPosition + 1);
}

/** How a member paints a car, with number, sponsors and wheels. Some leave the wheels as they are. */
export function liveryOf(member: Member, carId: number, carNumber: string) {
  const paint = mix(member.hash, 206, carId);
  return {
    ...shortLiveryOf(member, carId),
    number_font: paint % 10,
    number_color1: color(paint, 4),
    number_color2: color(paint, 5),
    number_color3: color(paint, 6),
    number_slant: (paint >>> 8) % 3,
    sponsor1: (paint >>> 10) % 200,
    sponsor2: (paint >>> 18) % 200,
    car_number: carNumber,
    wheel_color: paint % 5 === 0 ? null : color(paint, 7),
    rim_type: (paint >>> 5) % 3,
  };
}

/** A member's flag, in the three fields that most answers have. */
export function flairOf({ flair }: Member) {
  return {
    flair_id: flair.flair_id,
    flair_name: flair.country,
    flair_shortname: flair.country_code,
  };
}
