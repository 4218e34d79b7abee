import type { RatingPoint } from '../data/career.ts';
import { changeWords } from '../data/race-words.ts';
import { html } from '../pages/html.ts';
import type { HtmlValue } from '../pages/html.ts';
import { dayWords, monthWords } from '../pages/moment.ts';
import { across, upward, xTick, yTick } from './figure.ts';
import type { Plot, PlotSize } from './figure.ts';
import { besideLabel, squareMark } from './marks.ts';
import { findExtent, linePath, niceTicks, scaleLinear, thinned, widened } from './scale.ts';
import type { Extent } from './scale.ts';

/** The first moments of all months within an extent of time. */
export function monthsWithin({ from, to }: Extent): number[] {
  const first = new Date(from * 1000);
  const months: number[] = [];
  for (let month = first.getUTCMonth(); ; month += 1) {
    const begin = Date.UTC(first.getUTCFullYear(), month, 1) / 1000;
    if (begin > to) return months;
    if (begin >= from) months.push(begin);
  }
}

function timeTicks(domain: Extent, size: PlotSize, x: (when: number) => number): HtmlValue {
  const months = monthsWithin(domain);
  const countMax = size.name === 'wide' ? 8 : 3;
  if (months.length < 2) {
    const ends = domain.from === domain.to ? [domain.from] : [domain.from, domain.to];
    return ends.map((when) => xTick(size, x(when), dayWords(when)));
  }
  return thinned(months.length, countMax).map((index) => {
    const begin = months[index] ?? domain.from;
    return xTick(size, x(begin), monthWords(begin));
  });
}

function findHighest(points: readonly RatingPoint[]): RatingPoint | undefined {
  return points.reduce<RatingPoint | undefined>(
    (best, point) => (best === undefined || point.value > best.value ? point : best),
    undefined,
  );
}

function drawCareer(points: readonly RatingPoint[], usual: PlotSize): HtmlValue {
  const size = { ...usual, right: usual.name === 'wide' ? 88 : 56 };
  const times = findExtent(points.map(({ when }) => when)) ?? { from: 0, to: 0 };
  const values = findExtent(points.map(({ value }) => value)) ?? { from: 0, to: 1 };
  const domain = widened(values, 0.12, 100);
  const x = scaleLinear(times, across(size));
  const y = scaleLinear(domain, upward(size));
  const last = points.at(-1);
  const highest = findHighest(points);
  return [
    niceTicks(domain, 6).map((value) => yTick(size, y(value), String(value))),
    timeTicks(times, size, x),
    html`<path
      class="line info"
      d="${linePath(points.map(({ when, value }) => ({ x: x(when), y: y(value) })))}"
    />`,
    last && [
      squareMark({ x: x(last.when), y: y(last.value) }),
      html`<text class="label info" x="${x(last.when) + 12}" y="${y(last.value) + 4}"
        >${last.value}</text
      >`,
    ],
    highest &&
      highest !== last && [
        html`<circle class="ring high" cx="${x(highest.when)}" cy="${y(highest.value)}" r="5" />`,
        besideLabel(
          size,
          { x: x(highest.when), y: y(highest.value) },
          { kind: 'label', words: `Highest ${highest.value}`, dx: 10, dy: -8 },
        ),
      ],
  ];
}

/** The last value of each month, the newest month first. */
export function monthEnds(points: readonly RatingPoint[]): RatingPoint[] {
  const ends = new Map(points.map((point) => [monthWords(point.when), point]));
  return [...ends.values()].toReversed();
}

/** What a reader of the ratings should take away. */
export function describeCareer(points: readonly RatingPoint[]): string {
  const [first] = points;
  const last = points.at(-1);
  const highest = findHighest(points);
  if (first === undefined || last === undefined || highest === undefined) {
    return 'No race has given an iRating here yet.';
  }
  const since = `${changeWords(last.value - first.value)} since ${dayWords(first.when)}`;
  return `iRating ${last.value} now, ${since}; highest ${highest.value} on ${dayWords(highest.when)}.`;
}

/**
 * The iRating at the end of each day with a race; the table has the end of each month.
 *
 * @param points at least one, oldest first
 */
export function careerPlot(points: readonly RatingPoint[]): Plot {
  const ends = monthEnds(points);
  return {
    id: 'career',
    heading: 'iRating over time',
    description: describeCareer(points),
    draw: (size) => drawCareer(points, size),
    columns: ['Month', 'Last race on', 'iRating', 'Change'],
    rows: ends.map(({ when, value }, index) => {
      const before = ends[index + 1];
      return [
        monthWords(when),
        dayWords(when),
        value,
        before === undefined ? 'first' : changeWords(value - before.value),
      ];
    }),
  };
}
