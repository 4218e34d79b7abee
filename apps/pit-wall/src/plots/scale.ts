/** Two ends of an axis, of values or of places on the drawing. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** A point on the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A place on the drawing with no more digits than a screen can show. */
export function rounded(place: number): number {
  return Math.round(place * 10) / 10;
}

/** Maps values onto places, straight; a domain without width lies in the middle of the range. */
export function scaleLinear(domain: Extent, range: Extent): (value: number) => number {
  const width = domain.to - domain.from;
  if (width === 0) return () => rounded((range.from + range.to) / 2);
  const factor = (range.to - range.from) / width;
  return (value) => rounded(range.from + (value - domain.from) * factor);
}

/** The smallest and the largest of values; undefined when there are none. */
export function findExtent(values: readonly number[]): Extent | undefined {
  if (values.length === 0) return undefined;
  return { from: Math.min(...values), to: Math.max(...values) };
}

/** An extent with room at both ends: a share of its width, and no narrower than `widthMin`. */
export function widened({ from, to }: Extent, share: number, widthMin: number): Extent {
  const room = Math.max((to - from) * share, (widthMin - (to - from)) / 2, 0);
  return { from: from - room, to: to + room };
}

/** At most `countMax` round values within an extent, in steps of 1, 2 or 5 times a power of ten. */
export function niceTicks({ from, to }: Extent, countMax: number): number[] {
  if (!(to > from) || countMax < 1) return [from];
  const power = 10 ** Math.floor(Math.log10((to - from) / countMax));
  const isFew = (step: number): boolean =>
    Math.floor(to / step) - Math.ceil(from / step) + 1 <= countMax;
  const step = [1, 2, 5, 10, 20, 50].map((factor) => factor * power).find(isFew) ?? to - from;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: count }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** The positions that an axis names: the first, then every fifth, or all of a small field. */
export function positionTicks(last: number): number[] {
  const step = last <= 10 ? 1 : last <= 30 ? 5 : 10;
  const count = Math.floor(last / step);
  const steps = Array.from({ length: count }, (_, index) => (index + 1) * step);
  return [1, ...steps.filter((position) => position > 1)];
}

/** Every n-th of `count` things, so that at most `countMax` remain; the last one always does. */
export function thinned(count: number, countMax: number): number[] {
  const step = Math.max(1, Math.ceil(count / countMax));
  const indexes = Array.from({ length: count }, (_, index) => index);
  return indexes.filter((index) => (count - 1 - index) % step === 0);
}

/** The path through points; where one is missing, the line is interrupted. */
export function linePath(points: readonly (Point | undefined)[]): string {
  return points
    .map((point, index) => {
      if (point === undefined) return '';
      return `${points[index - 1] === undefined ? 'M' : 'L'}${point.x} ${point.y}`;
    })
    .join('');
}

/** Moves two labels apart to at least `distance`, each by half, in the order they stand. */
export function spread(left: number, right: number, distance: number): readonly [number, number] {
  const lacking = distance - Math.abs(left - right);
  if (lacking <= 0) return [left, right];
  const half = lacking / 2;
  return left <= right
    ? [rounded(left - half), rounded(right + half)]
    : [rounded(left + half), rounded(right - half)];
}
