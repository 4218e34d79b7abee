import { ratingChange } from '../data/recent-races.ts';
import type { RecentRace } from '../data/recent-races.ts';
import { changeWords, positionWords, ratingWords } from '../data/race-words.ts';
import { html, isolated } from '../pages/html.ts';
import type { Html, HtmlValue } from '../pages/html.ts';
import { dayWords, shortDayWords } from '../pages/moment.ts';
import { across, downward, upward, xTick, yTick } from './figure.ts';
import type { Plot, PlotSize } from './figure.ts';
import { squareMark } from './marks.ts';
import {
  findExtent,
  linePath,
  niceTicks,
  positionTicks,
  scaleLinear,
  spread,
  thinned,
  widened,
} from './scale.ts';
import type { Point } from './scale.ts';

const labelDistance = 16;

function placesAcross(count: number, size: PlotSize): (index: number) => number {
  return scaleLinear({ from: 0, to: count - 1 }, across(size));
}

// A value stands under its point; the last place must leave it room above the days.
const valueRoom = 14;

function placesDown(last: number, size: PlotSize): (position: number) => number {
  const { from, to } = downward(size);
  return scaleLinear({ from: 1, to: Math.max(last, 2) }, { from, to: to - valueRoom });
}

function dayTicks(races: readonly RecentRace[], size: PlotSize): HtmlValue {
  const x = placesAcross(races.length, size);
  return thinned(races.length, size.name === 'wide' ? 10 : 4).map((index) =>
    xTick(size, x(index), shortDayWords(races[index]?.session_start_time ?? 0)),
  );
}

/** Values stand beside their points only where there is room for them. */
function hasRoomForValues(races: readonly RecentRace[], size: PlotSize): boolean {
  return races.length <= (size.name === 'wide' ? 16 : 10);
}

// More rings than these would hide the line.
const startsMax = 24;

interface PlacedRace {
  readonly race: RecentRace;
  readonly start: Point | undefined;
  readonly finish: Point;
}

function placeRaces(races: readonly RecentRace[], size: PlotSize, last: number): PlacedRace[] {
  const x = placesAcross(races.length, size);
  const y = placesDown(last, size);
  return races.map((race, index) => ({
    race,
    finish: { x: x(index), y: y(race.finish_position + 1) },
    start:
      race.start_position < 0 || races.length > startsMax
        ? undefined
        : { x: x(index), y: y(race.start_position + 1) },
  }));
}

function raceMark({ race, start, finish }: PlacedRace, hasValue: boolean): Html {
  const isGain = start !== undefined && start.y > finish.y;
  return html`${
      start &&
      html`<line class="move" x1="${start.x}" x2="${finish.x}" y1="${start.y}" y2="${finish.y}" />
        <circle class="ring" cx="${start.x}" cy="${start.y}" r="4" />`
    }<circle class="dot" cx="${finish.x}" cy="${finish.y}" r="5"
      ><title>
        ${positionWords(race.finish_position)}, from ${positionWords(race.start_position)}
      </title></circle
    >${
      hasValue &&
      html`<text
        class="value"
        x="${finish.x}"
        y="${finish.y + (isGain ? -10 : 20)}"
        text-anchor="middle"
        >${positionWords(race.finish_position)}</text
      >`
    }`;
}

function drawPositions(races: readonly RecentRace[], size: PlotSize): HtmlValue {
  const last =
    Math.max(...races.flatMap((race) => [race.finish_position, race.start_position])) + 1;
  const y = placesDown(last, size);
  const placed = placeRaces(races, size, last);
  const newest = placed.at(-1);
  const start = newest?.start;
  const [finishY, startY] = spread(newest?.finish.y ?? 0, start?.y ?? Infinity, labelDistance);
  const labelX = (newest?.finish.x ?? 0) + 12;
  return [
    positionTicks(Math.max(last, 2)).map((position) => yTick(size, y(position), String(position))),
    dayTicks(races, size),
    html`<path class="line accent" d="${linePath(placed.map(({ finish }) => finish))}" />`,
    placed.map((race) => raceMark(race, hasRoomForValues(races, size))),
    html`<text class="label accent" x="${labelX}" y="${finishY + 4}">Finish</text>`,
    start && html`<text class="label muted" x="${labelX}" y="${startY + 4}">Start</text>`,
  ];
}

/** What a reader of the positions should take away. */
export function describePositions(races: readonly RecentRace[]): string {
  const finishes = races.map(({ finish_position }) => finish_position + 1);
  const gained = races.filter(
    (race) => race.start_position > race.finish_position && race.finish_position >= 0,
  ).length;
  const best = Math.min(...finishes);
  const average = (finishes.reduce((sum, finish) => sum + finish, 0) / finishes.length).toFixed(1);
  const count = races.length === 1 ? 'one race' : `${races.length} races`;
  const gains =
    gained === 1 ? 'race ended further forward than it' : 'races ended further forward than they';
  return `Best finish ${best}, on average ${average} over ${count}; ${gained} ${gains} began.`;
}

/**
 * Finishing positions over the races, the first at the top; the ring is where each race began.
 *
 * @param races at least one, oldest first
 */
export function positionsPlot(races: readonly RecentRace[]): Plot {
  return {
    id: 'positions',
    heading: 'Finishing positions',
    description: describePositions(races),
    draw: (size) => drawPositions(races, size),
    columns: ['Day', 'Series', 'Start', 'Finish'],
    rows: races.map((race) => [
      dayWords(race.session_start_time),
      isolated(race.series_name),
      positionWords(race.start_position),
      positionWords(race.finish_position),
    ]),
  };
}

function drawRatings(races: readonly RecentRace[], size: PlotSize): HtmlValue {
  const rated = races.map(({ newi_rating }) => newi_rating).filter((rating) => rating >= 0);
  const domain = widened(findExtent(rated) ?? { from: 0, to: 1 }, 0.1, 60);
  const x = placesAcross(races.length, size);
  const y = scaleLinear(domain, upward(size));
  const points = races.map(({ newi_rating }, index) =>
    newi_rating < 0 ? undefined : { x: x(index), y: y(newi_rating) },
  );
  const lastIndex = points.findLastIndex((point) => point !== undefined);
  const last = points[lastIndex];
  const dots = points.map(
    (point, index) => point && squareMark(point, ratingWords(races[index]?.newi_rating ?? -1)),
  );
  return [
    niceTicks(domain, 6).map((rating) => yTick(size, y(rating), String(rating))),
    dayTicks(races, size),
    html`<path class="line info" d="${linePath(points)}" />`,
    dots,
    last &&
      html`<text class="label info" x="${last.x + 12}" y="${last.y + 4}"
        >${ratingWords(races[lastIndex]?.newi_rating ?? -1)}</text
      >`,
  ];
}

/** What a reader of the ratings should take away. */
export function describeRatings(races: readonly RecentRace[]): string {
  const first = races.find(({ oldi_rating }) => oldi_rating >= 0);
  const last = races.findLast(({ newi_rating }) => newi_rating >= 0);
  if (last === undefined) return 'No race has given an iRating yet.';
  if (first === undefined) return `iRating ${last.newi_rating} after the first rated race.`;
  const change = last.newi_rating - first.oldi_rating;
  return `iRating ${last.newi_rating} now, ${changeWords(change)} over ${races.length === 1 ? 'this race' : 'these races'}.`;
}

/**
 * The iRating after each race; races without one interrupt the line.
 *
 * @param races at least one, oldest first
 */
export function ratingsPlot(races: readonly RecentRace[]): Plot {
  return {
    id: 'ratings',
    heading: 'iRating',
    description: describeRatings(races),
    draw: (size) => drawRatings(races, size),
    columns: ['Day', 'Series', 'iRating after', 'Change'],
    rows: races.map((race) => {
      const change = ratingChange(race);
      return [
        dayWords(race.session_start_time),
        isolated(race.series_name),
        ratingWords(race.newi_rating),
        change === undefined ? 'none' : changeWords(change),
      ];
    }),
  };
}
