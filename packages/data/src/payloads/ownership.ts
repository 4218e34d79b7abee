import { mix } from '../world/hash.ts';
import type { Member } from '../world/member.ts';
import type { Track } from '../world/tracks.ts';
import type { Car } from '../world/cars.ts';
import { priceOf } from './content.ts';

const carSalt = 224;
const trackSalt = 225;

function owns(member: Member, salt: number, packageId: number): boolean {
  return mix(member.hash, salt, packageId) % 4 === 0;
}

function packagesOf(member: Member, first: number, count: number, salt: number) {
  return Array.from({ length: count }, (_, i) => first + i)
    .filter((packageId) => owns(member, salt, packageId))
    .map((packageId) => ({ package_id: packageId, content_ids: [packageId - first + 1] }));
}

/** The cars that a member bought. */
export function carPackagesOf(member: Member) {
  return packagesOf(member, 101, 150, carSalt);
}

/** The tracks that a member bought. */
export function trackPackagesOf(member: Member) {
  return packagesOf(member, 500, 120, trackSalt);
}

/** Whether a member may drive a car: bought, or free for everybody. */
export function ownsCar(member: Member, car: Car): boolean {
  return priceOf(car.hash) === 0 || owns(member, carSalt, car.package_id);
}

/** Whether a member may drive on a track: bought, or free for everybody. */
export function ownsTrack(member: Member, { package_id }: Track): boolean {
  return priceOf(mix(package_id, 242)) === 0 || owns(member, trackSalt, package_id);
}
