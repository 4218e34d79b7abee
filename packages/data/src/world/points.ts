/** How finishing positions become points in a league. */
export interface PointsSystem {
  readonly points_system_id: number;
  readonly name: string;
  readonly description: string;
  /** Points from the first place on; nothing after the end of the list. */
  readonly points: readonly number[];
}

const falling = (first: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.max(0, first - i * step));

/** The systems that every league can choose; 2 stands for the league's own. */
export const pointsSystems: readonly PointsSystem[] = [
  {
    points_system_id: 3,
    name: 'Top ten, steep',
    description: 'The first ten score; a win is worth far more than a second place.',
    points: [25, 18, 15, 12, 10, 8, 6, 4, 2, 1],
  },
  {
    points_system_id: 4,
    name: 'Top fifteen, even',
    description: 'The first fifteen score, with small steps.',
    points: [20, 17, 15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
  },
  {
    points_system_id: 5,
    name: 'One point a place',
    description: 'Forty points for a win, one less for each place after it.',
    points: falling(40, 1, 40),
  },
  {
    points_system_id: 6,
    name: 'Two points a place',
    description: 'Fifty points for a win, two less for each place after it.',
    points: falling(50, 2, 25),
  },
];

/** The number under which a season says that it uses the league's own system. */
export const customSystemId = 2;

/** A league's own system; every league has another one. */
export function customSystem(hash: number): PointsSystem {
  const first = 30 + (hash % 31);
  return {
    points_system_id: customSystemId,
    name: 'Custom',
    description: `This season's own table: ${first} points for a win, three less for each place.`,
    points: falling(first, 3, 21),
  };
}

/** The points of a zero-based finishing position. */
export function pointsAt({ points }: PointsSystem, position: number): number {
  return points[position] ?? 0;
}
