import { findCarOf } from '../data/lap-chart.ts';
import type { CarLaps } from '../data/lap-chart.ts';
import { positionWords } from '../data/race-words.ts';
import type { RaceResult, Standing } from '../data/race-result.ts';
import { html, isolated, isolatedInDrawing, isolatedText } from '../pages/html.ts';
import type { Html, HtmlValue } from '../pages/html.ts';
import { across, downward, xTick, yTick } from './figure.ts';
import type { Plot, PlotSize } from './figure.ts';
import { linePath, positionTicks, rounded, scaleLinear, thinned } from './scale.ts';
import type { Point } from './scale.ts';

/** A car with its grid position, its laps and its place in the result; positions count from 1. */
interface ChartedCar {
  readonly car: CarLaps;
  readonly start: number | undefined;
  readonly finish: number | undefined;
  readonly kind: 'own' | 'winner' | 'other';
}

function standingOf({ group_id }: CarLaps, { field }: RaceResult): Standing | undefined {
  return field.find(({ cust_id, team_id }) => cust_id === group_id || team_id === group_id);
}

function fromZero(position: number | undefined): number | undefined {
  return position === undefined || position < 0 ? undefined : position + 1;
}

/** All cars, in the order of the finish. */
function chartCars(cars: readonly CarLaps[], result: RaceResult, cust_id: number): ChartedCar[] {
  const own = findCarOf(cars, cust_id);
  return cars
    .map((car): ChartedCar => {
      const standing = standingOf(car, result);
      const finish = fromZero(standing?.finish_position);
      const other = finish === 1 ? 'winner' : 'other';
      return {
        car,
        start: fromZero(standing?.starting_position),
        finish,
        kind: car === own ? 'own' : other,
      };
    })
    .toSorted((left, right) => (left.finish ?? Infinity) - (right.finish ?? Infinity));
}

function lapCountOf(cars: readonly CarLaps[]): number {
  return Math.max(1, ...cars.map(({ laps }) => laps.at(-1)?.lap_number ?? 0));
}

const rowHeights = { wide: 18, narrow: 14 } as const;
const namedCarsMax = 30;
const plotHeightMax = 640;
const verticalMargin = 64;

function heightsFor(carCount: number): { readonly wide: number; readonly narrow: number } {
  const height = (row: number): number =>
    Math.min(plotHeightMax, Math.max(240, verticalMargin + carCount * row));
  return { wide: height(rowHeights.wide), narrow: height(rowHeights.narrow) };
}

interface Axes {
  readonly size: PlotSize;
  readonly x: (lap: number) => number;
  readonly y: (position: number) => number;
  readonly lapCount: number;
}

function axesFor(usual: PlotSize, carCount: number, lapCount: number): Axes {
  const size = { ...usual, right: usual.name === 'wide' ? 200 : 64 };
  return {
    size,
    lapCount,
    x: scaleLinear({ from: 0, to: lapCount }, across(size)),
    y: scaleLinear({ from: 1, to: Math.max(carCount, 2) }, downward(size)),
  };
}

function pointsOf({ car, start }: ChartedCar, { x, y, lapCount }: Axes): (Point | undefined)[] {
  const place = (lap: number): Point | undefined => {
    const position = lap === 0 ? start : car.positions.get(lap);
    return position === undefined ? undefined : { x: x(lap), y: y(position) };
  };
  return Array.from({ length: lapCount + 1 }, (_, lap) => place(lap));
}

const lineKinds = { own: 'line own', winner: 'line info', other: 'line other' } as const;

// More dots than these would hide the line that they stand on.
const dottedLapsMax = { wide: 40, narrow: 16 } as const;

/** A car's line; from its last lap to the place it was given in the end it is dotted. */
function carLine(charted: ChartedCar, axes: Axes): Html {
  const { car, start, finish, kind } = charted;
  const points = pointsOf(charted, axes);
  const last = points.findLast((point) => point !== undefined);
  const end = finish === undefined ? undefined : { x: axes.x(axes.lapCount), y: axes.y(finish) };
  const hasTail = last !== undefined && end !== undefined && last.x < end.x;
  const from = start === undefined ? '' : `from ${start}`;
  const to = finish === undefined ? '' : `to ${finish}`;
  return html`<g class="car"
    ><title>${isolatedText(car.name)} ${from} ${to}</title
    ><path class="${lineKinds[kind]}" d="${linePath(points)}" />${
      hasTail && html`<path class="tail" d="M${last.x} ${last.y}L${end.x} ${end.y}" />`
    }${hasTail && html`<circle class="stop" cx="${last.x}" cy="${last.y}" r="2.5" />`}${
      kind === 'own' &&
      axes.lapCount <= dottedLapsMax[axes.size.name] &&
      points.map(
        (point) => point && html`<circle class="dot" cx="${point.x}" cy="${point.y}" r="3.5" />`,
      )
    }</g
  >`;
}

const labelWidthMax = 20;

/** How wide a letter is about, in letters of the middling kind. */
function widthOf(letter: string): number {
  if (
    /[\u1100-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]|[\u{1f000}-\u{3ffff}]/u.test(letter)
  ) {
    return 1.8;
  }
  if (/[WMmwШЩЖЮшщжю]/.test(letter)) return 1.6;
  return /\p{Lu}/u.test(letter) ? 1.2 : 1;
}

/** A name that fits beside the drawing. */
function shortName(name: string): Html {
  const letters = Array.from(name);
  let width = 0;
  const end = letters.findIndex((letter) => {
    width += widthOf(letter);
    return width > labelWidthMax;
  });
  return isolatedInDrawing(
    end < 0
      ? name
      : `${letters
          .slice(0, end - 1)
          .join('')
          .trimEnd()}…`,
  );
}

const labelKinds = { own: 'label accent', winner: 'label info', other: 'label muted' } as const;

function carLabel({ car, finish, kind }: ChartedCar, axes: Axes, carCount: number): HtmlValue {
  const isWide = axes.size.name === 'wide';
  if (finish === undefined) return undefined;
  if (kind === 'other' && (!isWide || carCount > namedCarsMax)) return undefined;
  const named = html`${finish} ${shortName(car.name)}`;
  const own = isWide ? named : `${finish} you`;
  const other = isWide ? named : finish;
  return html`<text
    class="${labelKinds[kind]}"
    x="${rounded(axes.x(axes.lapCount) + 10)}"
    y="${rounded(axes.y(finish) + 4)}"
    >${kind === 'own' ? own : other}</text
  >`;
}

const gridLabelRoom = 36;

function lapTicks({ lapCount, x, size }: Axes): HtmlValue {
  const laps = thinned(lapCount, size.name === 'wide' ? 14 : 5).map((index) => index + 1);
  const isClear = (lap: number): boolean => x(lap) - x(0) >= gridLabelRoom;
  return [
    xTick(size, x(0), 'Grid'),
    laps.filter(isClear).map((lap) => xTick(size, x(lap), String(lap))),
  ];
}

function drawChart(charted: readonly ChartedCar[], usual: PlotSize): HtmlValue {
  const count = Math.max(charted.length, ...charted.map(({ finish = 0 }) => finish));
  const axes = axesFor(usual, count, lapCountOf(charted.map(({ car }) => car)));
  const order = { other: 0, winner: 1, own: 2 } as const;
  // What is drawn last lies on top.
  const inLayers = charted.toSorted((left, right) => order[left.kind] - order[right.kind]);
  return [
    positionTicks(Math.max(count, 2)).map((position) =>
      yTick(axes.size, axes.y(position), String(position)),
    ),
    lapTicks(axes),
    inLayers.map((each) => carLine(each, axes)),
    charted.map((each) => carLabel(each, axes, count)),
  ];
}

function describeOwn({ car, start, finish }: ChartedCar): string {
  const places = [...car.positions.values()];
  const from = start === undefined ? '' : ` from ${start}`;
  const to = finish === undefined ? '' : ` to ${finish}`;
  const way = from === '' && to === '' ? '' : ` You went${from}${to}.`;
  return `${way} At the end of a lap your best place was ${Math.min(...places)}, your worst ${Math.max(...places)}.`;
}

/** What a reader of the chart should take away, with the meaning of what is drawn. */
export function describeLapChart(
  cars: readonly CarLaps[],
  result: RaceResult,
  cust_id: number,
): string {
  const charted = chartCars(cars, result, cust_id);
  const own = charted.find(({ kind }) => kind === 'own');
  const lapCount = lapCountOf(cars);
  const laps = lapCount === 1 ? 'one lap' : `${lapCount} laps`;
  const what = `The places of ${cars.length === 1 ? 'one car' : `${cars.length} cars`} over ${laps}.`;
  const hasTails = charted.some(
    ({ car, finish }) => finish !== undefined && (car.laps.at(-1)?.lap_number ?? 0) < lapCount,
  );
  const tails = hasTails ? ' A line turns dotted where a car did no more laps.' : '';
  return `${what}${own === undefined ? '' : describeOwn(own)}${tails}`;
}

// Beyond this a table of all laps is read by nobody.
const tableLapsMax = 60;

/**
 * Where everybody was at the end of each lap, from the grid to the finish; the member's line is
 * marked, the winner's has a colour of its own.
 *
 * @param cars at least one
 */
export function lapChartPlot(cars: readonly CarLaps[], result: RaceResult, cust_id: number): Plot {
  const charted = chartCars(cars, result, cust_id);
  const laps = thinned(lapCountOf(cars), tableLapsMax).map((index) => index + 1);
  return {
    id: 'lap-chart',
    heading: 'Lap chart',
    description: describeLapChart(cars, result, cust_id),
    heights: heightsFor(cars.length),
    draw: (size) => drawChart(charted, size),
    columns: ['Driver', 'Grid', ...laps.map((lap) => `Lap ${lap}`), 'Finish'],
    rows: charted.map(({ car, start, finish, kind }) => [
      kind === 'own' ? html`<strong>${isolated(car.name)}</strong>` : isolated(car.name),
      start ?? '',
      ...laps.map((lap) => car.positions.get(lap) ?? ''),
      finish === undefined ? positionWords(-1) : finish,
    ]),
  };
}
