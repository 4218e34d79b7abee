import { html, isolated } from '../pages/html.ts';
import type { Html, HtmlValue } from '../pages/html.ts';
import { across, upward, xTick, yTick } from './figure.ts';
import type { Plot, PlotSize } from './figure.ts';
import { niceTicks, rounded, scaleLinear } from './scale.ts';

/** One week of a series' season, as the member drove it. */
export interface SeasonWeek {
  /** Counted from 0. */
  readonly race_week_num: number;
  readonly track_name: string;
  /** Undefined for a week without a counted race, or one whose standing is not known. */
  readonly points: number | undefined;
  /** Place in the week's standing of the division; counted from 1. */
  readonly rank: number | undefined;
}

const barShare = 0.56;
const barWidthMax = 48;

const digitWidth = 8;

/** Whether a value has room above its bar, or is the one that must be there. */
function hasValue(weeks: readonly SeasonWeek[], index: number, pitch: number): boolean {
  const points = weeks[index]?.points ?? 0;
  if (String(points).length * digitWidth <= pitch) return true;
  const beside = [weeks[index - 1]?.points, weeks[index + 1]?.points];
  const most = Math.max(...weeks.map((week) => week.points ?? 0));
  const isFirstOfMost = weeks.findIndex((week) => week.points === most) === index;
  return isFirstOfMost || beside.every((neighbour) => neighbour === undefined);
}

interface BarPlace {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
}

function weekBar(week: SeasonWeek, { x, top, bottom, width }: BarPlace, isNamed: boolean): Html {
  const { points = 0 } = week;
  return html`<g class="week"
    ><title>Week ${week.race_week_num + 1}: ${points} points</title
    ><rect
      class="bar"
      x="${rounded(x - width / 2)}"
      y="${top}"
      width="${width}"
      height="${rounded(Math.max(bottom - top, 1))}"
      rx="2"
    />${
      isNamed &&
      html`<text class="value" x="${x}" y="${rounded(top - 6)}" text-anchor="middle"
        >${points}</text
      >`
    }</g
  >`;
}

function drawWeeks(weeks: readonly SeasonWeek[], usual: PlotSize, current: number): HtmlValue {
  const size = { ...usual, right: 16 };
  const most = Math.max(10, ...weeks.map(({ points = 0 }) => points));
  // The value of the highest bar stands above it.
  const domain = { from: 0, to: most * 1.12 };
  const y = scaleLinear(domain, upward(size));
  const { from, to } = across(size);
  const pitch = (to - from) / Math.max(weeks.length, 1);
  const x = (index: number): number => rounded(from + pitch * (index + 0.5));
  const width = rounded(Math.min(barWidthMax, pitch * barShare));
  return [
    niceTicks(domain, 5).map((points) => yTick(size, y(points), String(points))),
    weeks.map((week, index) => [
      week.race_week_num === current
        ? html`<text class="tick now" x="${x(index)}" y="${size.height - 8}" text-anchor="middle"
            >${week.race_week_num + 1}</text
          >`
        : xTick(size, x(index), String(week.race_week_num + 1)),
      week.points !== undefined &&
        weekBar(
          week,
          { x: x(index), top: y(week.points), bottom: y(0), width },
          hasValue(weeks, index, pitch),
        ),
    ]),
  ];
}

/** What a reader of the weeks should take away. */
export function describeWeeks(weeks: readonly SeasonWeek[], current: number): string {
  const raced = weeks.filter(({ points }) => points !== undefined);
  const [first] = raced;
  if (first === undefined) return 'No week has given you points yet.';
  const best = raced.reduce((most, week) =>
    (week.points ?? 0) > (most.points ?? 0) ? week : most,
  );
  const count = raced.length === 1 ? 'one week' : `${raced.length} weeks`;
  const now = weeks.some(({ race_week_num }) => race_week_num === current)
    ? ` Week ${current + 1} is raced now.`
    : '';
  return `You scored in ${count}, most in week ${best.race_week_num + 1}: ${best.points} points.${now}`;
}

/**
 * A member's points in each week of a series' season; a week without a bar was not raced.
 *
 * @param weeks at least one, in their order
 * @param current the week that is raced now, counted from 0
 */
export function weeksPlot(weeks: readonly SeasonWeek[], current: number): Plot {
  return {
    id: 'weeks',
    heading: 'Points per week',
    description: describeWeeks(weeks, current),
    draw: (size) => drawWeeks(weeks, size, current),
    columns: ['Week', 'Track', 'Points', 'Place in the division'],
    rows: weeks.map(({ race_week_num, track_name, points, rank }) => [
      race_week_num + 1,
      isolated(track_name),
      points ?? 'none',
      rank ?? 'none',
    ]),
  };
}
