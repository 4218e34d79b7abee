import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Lap } from '../data/laps.ts';
import { renderHtml } from '../pages/html.ts';
import { figure } from './figure.ts';
import { describeLaps, gapsPlot, lapsPlot, lapTimeDomain } from './lap-plots.ts';

function laps(...times: readonly number[]): Lap[] {
  return times.map((lap_time, index) => ({
    lap_number: index + 1,
    lap_time,
    session_time: index,
    incident: false,
    lap_events: [],
  }));
}

test('the axis spans the laps near the best one, and no lap that is far slower', () => {
  const { from, to } = lapTimeDomain(laps(900_000, 910_000, 1_500_000));
  assert.ok(from < 900_000 && to > 910_000 && to < 930_000);
});

test('laps that are all alike still have an axis of a second', () => {
  const { from, to } = lapTimeDomain(laps(900_000, 900_000));
  assert.equal(to - from, 10_000);
});

test('the best lap is marked and named, a slow lap stands at the top edge, a missing one is a gap', () => {
  const list = laps(920_000, 900_000, 1_500_000, -1, 905_000);
  const markup = renderHtml(figure(lapsPlot(list)));
  const [wide = ''] = markup.split('</svg>');
  assert.equal(wide.match(/class="best"/g)?.length, 1);
  assert.match(wide, /Best 1:30\.000, lap 2/);
  assert.equal(wide.match(/class="slow"/g)?.length, 1);
  const path = /class="line accent"\s+d="([^"]*)"/.exec(wide)?.[1] ?? '';
  assert.equal(path.match(/M/g)?.length, 2);
  assert.doesNotMatch(markup, /NaN|Infinity|style=/);
});

test('only the marks that are there are explained', () => {
  assert.equal(describeLaps(laps(900_000, 901_000)), 'Best lap 1:30.000 on lap 1.');
  assert.match(describeLaps(laps(900_000, 1_500_000)), /triangle/);
  assert.match(describeLaps(laps(900_000, -1)), /A gap is a lap without a time/);
  const [first, ...rest] = laps(900_000, 901_000);
  assert.ok(first);
  assert.match(
    describeLaps([first, ...rest.map((lap) => ({ ...lap, incident: true }))]),
    /ring is a lap with an incident/,
  );
  assert.equal(describeLaps(laps(-1)), 'No lap has a time.');
});

test('one lap, and one gap, can be drawn', () => {
  for (const plot of [lapsPlot(laps(900_000)), gapsPlot([{ lap_number: 1, gap: 0 }])]) {
    assert.doesNotMatch(renderHtml(figure(plot)), /NaN|Infinity/);
  }
});

test('a gap is said as behind or ahead at the end of the last common lap', () => {
  assert.match(gapsPlot([{ lap_number: 9, gap: 25_000 }]).description, /2\.500 s behind.*lap 9/);
  assert.match(gapsPlot([{ lap_number: 9, gap: -25_000 }]).description, /2\.500 s ahead.*lap 9/);
});
