import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseLapChart } from '../data/lap-chart.ts';
import { parseRaceResult } from '../data/race-result.ts';
import { renderHtml } from '../pages/html.ts';
import { figure } from './figure.ts';
import { describeLapChart, lapChartPlot } from './lap-chart-plot.ts';

/** A race in which car n starts and finishes at place n and does as many laps as it is told. */
function race(lapCounts: readonly number[], own = 1, grid?: number) {
  const numbers = lapCounts.map((_, index) => index + 1);
  const name = (number: number) => `<Driver ${number}> with a name that is long`;
  const rows = numbers.flatMap((cust_id) =>
    Array.from({ length: lapCounts[cust_id - 1] ?? 0 }, (_, lap) => ({
      group_id: cust_id,
      cust_id,
      display_name: name(cust_id),
      lap_number: lap + 1,
      lap_position: cust_id - 1,
      lap_time: 900_000,
      session_time: 900_000 * (lap + 1),
      incident: false,
      lap_events: [],
    })),
  );
  const results = numbers.map((cust_id) => ({
    cust_id,
    display_name: name(cust_id),
    finish_position: cust_id - 1,
    starting_position: grid ?? cust_id - 1,
    laps_complete: lapCounts[cust_id - 1],
    incidents: 0,
    interval: 0,
    best_lap_time: 900_000,
  }));
  const result = parseRaceResult(
    {
      series_name: 'Series',
      track: { track_name: 'Track' },
      start_time: '2026-11-20T20:00:00Z',
      event_strength_of_field: 1800,
      session_results: [{ simsession_number: 0, results }],
    },
    own,
  );
  assert.ok(result);
  return { cars: parseLapChart(rows), result };
}

test('every car has a line, one of them is the member’s and lies on top', () => {
  const { cars, result } = race([5, 5, 5, 5], 3);
  const text = renderHtml(figure(lapChartPlot(cars, result, 3)));
  const kinds = [...text.matchAll(/class="line (\w+)"/g)].map(([, kind]) => kind);
  const drawn = ['other', 'other', 'info', 'own'];
  assert.deepEqual(kinds, [...drawn, ...drawn]);
});

test('names beside the lines are isolated by markup, for the characters that do it have no font', () => {
  const { cars, result } = race([5, 5], 1);
  const text = renderHtml(figure(lapChartPlot(cars, result, 1)));
  const labels = [...text.matchAll(/<text\s+class="label [^>]*>(.*?)<\/text/gs)];
  assert.ok(labels.length > 2);
  for (const [, label = ''] of labels) assert.doesNotMatch(label, /[\u2068\u2069]/);
  assert.match(labels[0]?.[1] ?? '', /^1 <tspan class="isolated">&lt;Driver 1&gt;/);
});

test('a car that did fewer laps gets a dotted way to its place, and words for it', () => {
  const { cars, result } = race([5, 5, 2]);
  assert.match(renderHtml(figure(lapChartPlot(cars, result, 1))), /class="tail"/);
  assert.match(describeLapChart(cars, result, 1), /dotted/);
  const whole = race([5, 5, 5]);
  assert.doesNotMatch(renderHtml(figure(lapChartPlot(whole.cars, whole.result, 1))), /"tail"/);
});

test('names are text, also in the labels, and long ones are cut there', () => {
  const { cars, result } = race([3, 3]);
  const text = renderHtml(figure(lapChartPlot(cars, result, 1)));
  assert.doesNotMatch(text, /<Driver/);
  assert.match(text, /…/);
});

test('a line of many laps has no dots that would hide it', () => {
  const dots = (lapCount: number) => {
    const { cars, result } = race([lapCount, lapCount]);
    return renderHtml(figure(lapChartPlot(cars, result, 1))).match(/class="dot"/g)?.length ?? 0;
  };
  assert.equal(dots(3), 8, 'the grid and three laps, in both drawings');
  assert.equal(dots(41), 0);
});

test('a grid that is not known, a race of one lap and a single car are drawn without NaN', () => {
  for (const each of [race([3, 3], 1, -1), race([1, 1]), race([4])]) {
    const text = renderHtml(figure(lapChartPlot(each.cars, each.result, 1)));
    assert.doesNotMatch(text, /NaN|Infinity|undefined/);
  }
});

test('sixty cars over three hundred laps make a drawing and a table of bounded size', () => {
  const { cars, result } = race(Array.from({ length: 60 }, () => 300));
  const plot = lapChartPlot(cars, result, 1);
  assert.ok((plot.heights?.wide ?? Infinity) <= 640);
  assert.ok(plot.columns.length <= 63, String(plot.columns.length));
  assert.equal(plot.columns.at(-2), 'Lap 300');
});
