import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderHtml } from '../pages/html.ts';
import { careerPlot, describeCareer, monthEnds, monthsWithin } from './career-plot.ts';
import { figure } from './figure.ts';
import { describeWeeks, weeksPlot } from './season-plot.ts';

const day = (text: string) => Date.parse(text) / 1000;
const point = (text: string, value: number) => ({ when: day(text), value });
const week = (race_week_num: number, points?: number) => ({
  race_week_num,
  track_name: '<Track>',
  points,
  rank: points === undefined ? undefined : 12,
});

test('a week without a race has no bar, one without points a flat one', () => {
  const text = renderHtml(figure(weeksPlot([week(0), week(1, 0), week(2, 80)], 2)));
  // Two bars in each of the two drawings.
  assert.equal(text.match(/class="bar"/g)?.length, 4);
  assert.match(text, /<bdi>&lt;Track&gt;<\/bdi>/);
  assert.doesNotMatch(text, /NaN|Infinity|undefined/);
});

test('values that would run into each other leave all but the highest to the table', () => {
  const weeks = Array.from({ length: 13 }, (_, index) => week(index, 1000 + index));
  const [wide = '', narrow = ''] = renderHtml(figure(weeksPlot(weeks, 0))).split('class="narrow"');
  const values = (drawing: string) => drawing.match(/class="value"/g)?.length;
  assert.deepEqual([values(wide), values(narrow)], [13, 1]);
});

test('the weeks are summed up in words, also when there is none or one', () => {
  assert.equal(describeWeeks([week(0)], 5), 'No week has given you points yet.');
  assert.equal(
    describeWeeks([week(0), week(1, 61)], 5),
    'You scored in one week, most in week 2: 61 points.',
  );
});

test('months begin within the span, over the end of a year too', () => {
  const months = monthsWithin({ from: day('2025-11-20'), to: day('2026-01-02') });
  assert.deepEqual(months, [day('2025-12-01'), day('2026-01-01')]);
  assert.deepEqual(monthsWithin({ from: day('2026-01-02'), to: day('2026-01-20') }), []);
});

test('the table of a career has the end of each month, the newest first', () => {
  const points = [point('2026-01-03', 1500), point('2026-01-20', 1510), point('2026-02-01', 1490)];
  assert.deepEqual(
    monthEnds(points).map(({ value }) => value),
    [1490, 1510],
  );
});

test('a career of one day is drawn and told without a number that is none', () => {
  const points = [point('2026-01-03', 1500)];
  assert.doesNotMatch(renderHtml(figure(careerPlot(points))), /NaN|Infinity|undefined/);
  assert.match(describeCareer(points), /^iRating 1500 now, ±0 since 3 January 2026/);
  assert.match(describeCareer([]), /^No race/);
});
