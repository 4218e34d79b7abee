/** A racing category in which members hold a licence. */
export interface Category {
  readonly category_id: number;
  /** The wire name, e.g. `sports_car`. */
  readonly category: CategoryName;
  readonly category_name: string;
  readonly seq: number;
}

/** The five categories' wire names; the sixth of the API, `road`, is kept for history only. */
export type CategoryName = 'oval' | 'sports_car' | 'formula_car' | 'dirt_oval' | 'dirt_road';

/** The categories in the order in which the API lists licences. */
export const categories: readonly Category[] = [
  { category_id: 1, category: 'oval', category_name: 'Oval', seq: 1 },
  { category_id: 5, category: 'sports_car', category_name: 'Sports Car', seq: 2 },
  { category_id: 6, category: 'formula_car', category_name: 'Formula Car', seq: 3 },
  { category_id: 3, category: 'dirt_oval', category_name: 'Dirt Oval', seq: 4 },
  { category_id: 4, category: 'dirt_road', category_name: 'Dirt Road', seq: 5 },
];

const byName = new Map(categories.map((category) => [category.category, category]));

/** The category with a wire name. */
export function getCategory(name: CategoryName): Category {
  const category = byName.get(name);
  if (category === undefined) throw new RangeError(`There is no category ${name}.`);
  return category;
}

/** A licence class: what it is called, its colour and what it needs. */
export interface LicenseGroup {
  /** 1 (Rookie) to 5 (A). */
  readonly group_id: number;
  readonly group_name: string;
  readonly letter: string;
  /** Six hex digits with `#` missing, as licences carry it. */
  readonly color: string;
}

/** The five licence classes from Rookie up. */
export const licenseGroups: readonly LicenseGroup[] = [
  { group_id: 1, group_name: 'Rookie', letter: 'R', color: 'c8102e' },
  { group_id: 2, group_name: 'Class D', letter: 'D', color: 'e8730c' },
  { group_id: 3, group_name: 'Class C', letter: 'C', color: 'd9b300' },
  { group_id: 4, group_name: 'Class B', letter: 'B', color: '128a3e' },
  { group_id: 5, group_name: 'Class A', letter: 'A', color: '1257c9' },
];

/** The licence level, 1 to 20, of a group (0 Rookie … 4 A) and a safety rating in hundredths. */
export function licenseLevel(group: number, subLevel: number): number {
  return group * 4 + Math.min(4, Math.max(1, Math.floor(subLevel / 100)));
}

/** The group (0 Rookie … 4 A) of a licence level. */
export function licenseGroupAt(level: number): number {
  return Math.floor((level - 1) / 4);
}
