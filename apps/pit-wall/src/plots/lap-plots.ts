import { findBestLap } from '../data/laps.ts';
import type { Gap, Lap } from '../data/laps.ts';
import { gapWords, lapTimeWords } from '../data/race-words.ts';
import { html } from '../pages/html.ts';
import type { Html, HtmlValue } from '../pages/html.ts';
import { across, downward, upward, xTick, yTick } from './figure.ts';
import type { Plot, PlotSize } from './figure.ts';
import { besideLabel, squareMark } from './marks.ts';
import {
  findExtent,
  linePath,
  niceTicks,
  rounded,
  scaleLinear,
  thinned,
  widened,
} from './scale.ts';
import type { Extent, Point } from './scale.ts';

const unitsPerSecond = 10_000;

/** Laps slower than the best by more than this share stand at the top edge. */
const ceilingShare = 0.06;

/** Labels stand inside these drawings, so that little room is needed beside them. */
function withoutMargin(size: PlotSize): PlotSize {
  return { ...size, right: 16 };
}

/** The times that the axis spans: laps far slower than the best would flatten all others. */
export function lapTimeDomain(laps: readonly Lap[]): Extent {
  const times = laps.map(({ lap_time }) => lap_time).filter((time) => time > 0);
  const best = Math.min(...times);
  const shown = times.filter((time) => time <= best * (1 + ceilingShare));
  return widened(findExtent(shown) ?? { from: 0, to: unitsPerSecond }, 0.12, unitsPerSecond);
}

function lapTicks(laps: readonly { lap_number: number }[], size: PlotSize, x: Scale): HtmlValue {
  return thinned(laps.length, size.name === 'wide' ? 12 : 6).map((index) => {
    const lap = laps[index]?.lap_number ?? 0;
    return xTick(size, x(lap), String(lap));
  });
}

type Scale = (value: number) => number;

function lapScale(laps: readonly { lap_number: number }[], size: PlotSize): Scale {
  const domain = findExtent(laps.map(({ lap_number }) => lap_number)) ?? { from: 0, to: 1 };
  return scaleLinear(domain, across(size));
}

function axisTimeWords(units: number): string {
  return lapTimeWords(units).replace(/0{2}$/, '');
}

function lapMark(lap: Lap, point: Point, isBest: boolean, isSlow: boolean): Html {
  const { x, y } = point;
  const title = html`<title>Lap ${lap.lap_number}: ${lapTimeWords(lap.lap_time)}</title>`;
  if (isBest) {
    const corners = `${x} ${rounded(y - 8)}L${rounded(x + 8)} ${y}L${x} ${rounded(y + 8)}`;
    return html`<path class="best" d="M${corners}L${rounded(x - 8)} ${y}Z">${title}</path>`;
  }
  if (isSlow) {
    const base = `${rounded(x - 5)} ${rounded(y + 8)}L${rounded(x + 5)} ${rounded(y + 8)}`;
    return html`<path class="slow" d="M${x} ${y}L${base}Z">${title}</path>`;
  }
  const kind = lap.incident ? 'ring warning' : 'dot';
  return html`<circle class="${kind}" cx="${x}" cy="${y}" r="${lap.incident ? 5 : 3}"
    >${title}</circle
  >`;
}

const slowLabelsMax = 3;

/** The times of laps that the axis does not reach, as long as they are few. */
function slowLabels(laps: readonly Lap[], domain: Extent, x: Scale, size: PlotSize): HtmlValue {
  const slow = laps.filter(({ lap_time }) => lap_time > domain.to);
  if (slow.length > slowLabelsMax) return undefined;
  return slow.map((lap) =>
    besideLabel(
      size,
      { x: x(lap.lap_number), y: size.top },
      { kind: 'label slow-label', words: lapTimeWords(lap.lap_time), dx: 12, dy: 4 },
    ),
  );
}

function drawLaps(laps: readonly Lap[], size: PlotSize): HtmlValue {
  const domain = lapTimeDomain(laps);
  const x = lapScale(laps, size);
  const y = scaleLinear(domain, upward(size));
  const best = findBestLap(laps);
  const place = (lap: Lap): Point | undefined =>
    lap.lap_time <= 0
      ? undefined
      : { x: x(lap.lap_number), y: y(Math.min(lap.lap_time, domain.to)) };
  const bestPoint = best && place(best);
  return [
    niceTicks(domain, 6).map((time) => yTick(size, y(time), axisTimeWords(time))),
    lapTicks(laps, size, x),
    html`<path class="line accent" d="${linePath(laps.map(place))}" />`,
    laps.map((lap) => {
      const point = place(lap);
      return point && lapMark(lap, point, lap === best, lap.lap_time > domain.to);
    }),
    slowLabels(laps, domain, x, size),
    best &&
      bestPoint &&
      besideLabel(size, bestPoint, {
        kind: 'label accent',
        words: `Best ${lapTimeWords(best.lap_time)}, lap ${best.lap_number}`,
        dx: 12,
        dy: 20,
      }),
  ];
}

/** What a reader of the laps should take away, with the meaning of marks that are there. */
export function describeLaps(laps: readonly Lap[]): string {
  const best = findBestLap(laps);
  if (best === undefined) return 'No lap has a time.';
  const domain = lapTimeDomain(laps);
  const sentences = [`Best lap ${lapTimeWords(best.lap_time)} on lap ${best.lap_number}.`];
  if (laps.some((lap) => lap.incident && lap !== best && lap.lap_time <= domain.to)) {
    sentences.push('A ring is a lap with an incident.');
  }
  if (laps.some((lap) => lap.lap_time > domain.to)) {
    sentences.push('A triangle at the top edge is a lap too slow for the scale.');
  }
  if (laps.some((lap) => lap.lap_time <= 0)) sentences.push('A gap is a lap without a time.');
  return sentences.join(' ');
}

/**
 * Lap times over the race, the best lap marked.
 *
 * @param laps at least one with a time, in their order
 */
export function lapsPlot(laps: readonly Lap[]): Plot {
  const best = findBestLap(laps);
  return {
    id: 'laps',
    heading: 'Lap times',
    description: describeLaps(laps),
    draw: (size) => drawLaps(laps, withoutMargin(size)),
    columns: ['Lap', 'Time', 'To the best', 'What happened'],
    rows: laps.map((lap) => [
      lap.lap_number,
      lapTimeWords(lap.lap_time),
      lap.lap_time <= 0 || best === undefined ? '' : `+${gapWords(lap.lap_time - best.lap_time)}`,
      lap === best ? 'best lap' : lap.lap_events.join(', '),
    ]),
  };
}

function drawGaps(gaps: readonly Gap[], size: PlotSize): HtmlValue {
  const extent = findExtent(gaps.map(({ gap }) => gap)) ?? { from: 0, to: 0 };
  const to = Math.max(extent.to, extent.from + unitsPerSecond, unitsPerSecond);
  const domain = { from: Math.min(extent.from, 0), to };
  const x = lapScale(gaps, size);
  const y = scaleLinear(domain, downward(size));
  const points = gaps.map(({ lap_number, gap }) => ({ x: x(lap_number), y: y(gap) }));
  const last = gaps.at(-1);
  const lastPoint = points.at(-1);
  return [
    niceTicks(domain, 5).map((gap) => yTick(size, y(gap), `${gap / unitsPerSecond} s`)),
    lapTicks(gaps, size, x),
    html`<path class="line info" d="${linePath(points)}" />`,
    lastPoint &&
      last &&
      html`${squareMark(lastPoint)}<text
          class="label info"
          x="${rounded(lastPoint.x - 4)}"
          y="${rounded(lastPoint.y - 14)}"
          text-anchor="end"
          >${gapWords(last.gap)}</text
        >`,
  ];
}

/** What a reader of the gaps should take away. */
function describeGaps(gaps: readonly Gap[]): string {
  const last = gaps.at(-1);
  if (last === undefined) return 'No lap to compare.';
  const side = last.gap < 0 ? 'ahead' : 'behind';
  const gap = gapWords(Math.abs(last.gap));
  return `The winner is the line at 0. ${gap} ${side} at the end of lap ${last.lap_number}.`;
}

/**
 * The gap to the winner at the end of each lap; further down is further behind.
 *
 * @param gaps at least one
 */
export function gapsPlot(gaps: readonly Gap[]): Plot {
  return {
    id: 'gaps',
    heading: 'Gap to the winner',
    description: describeGaps(gaps),
    draw: (size) => drawGaps(gaps, withoutMargin(size)),
    columns: ['Lap', 'Gap'],
    rows: gaps.map(({ lap_number, gap }) => [lap_number, gapWords(gap)]),
  };
}
