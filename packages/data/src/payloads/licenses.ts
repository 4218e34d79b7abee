import type { Category } from '../world/categories.ts';
import { categories, licenseGroups, licenseLevel } from '../world/categories.ts';
import { at, mix } from '../world/hash.ts';
import type { Member } from '../world/member.ts';
import type { PayloadContext } from './payload.ts';

/** Safety rating in hundredths of somebody who never raced in a category. */
const firstSubLevel = 250;
/** The rating in time trials of somebody who never drove one. */
export const firstTimeTrialRating = 1350;

/** Corners per incident as the safety rating implies it. */
export function cpiFrom(subLevel: number): number {
  return Math.round(subLevel ** 1.4 * 0.9) / 100;
}

/** The rating in time trials; nobody's changes, for the world holds none yet. */
export function timeTrialRatingOf(member: Member, categoryId: number): number {
  const hash = mix(member.hash, 211, categoryId);
  return hash % 3 === 0 ? firstTimeTrialRating + (hash % 400) : firstTimeTrialRating;
}

/** Where a member stands in every category; `irating` is undefined before the first race. */
export function licensesOf(context: PayloadContext, member: Member) {
  return categories.map((category) => licenseOf(context, member, category));
}

/** Where a member stands in one category; see {@link licensesOf}. */
export function licenseOf(
  { world, guests, asOf }: PayloadContext,
  member: Member,
  category: Category,
) {
  const entry = world.standingOf(member.cust_id, category.category, guests, asOf);
  const subLevel = entry?.standing.new_sub_level ?? firstSubLevel;
  const group = entry?.career.seat.paddock.group ?? 0;
  const { group_id, group_name, color } = at(licenseGroups, group);
  return {
    category_id: category.category_id,
    category: category.category,
    category_name: category.category_name,
    license_level: entry?.standing.new_license_level ?? licenseLevel(0, firstSubLevel),
    safety_rating: subLevel / 100,
    cpi: cpiFrom(subLevel),
    irating: entry?.standing.newi_rating,
    tt_rating: timeTrialRatingOf(member, category.category_id),
    mpr_num_races: entry === undefined ? 0 : 4,
    color,
    group_name,
    group_id,
    pro_promotable: false,
    seq: category.seq,
    mpr_num_tts: 0,
  };
}
