import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderHtml } from './html.ts';
import {
  clockWords,
  dayWords,
  exactWords,
  moment,
  relativeWords,
  shortDayWords,
} from './moment.ts';

const now = Date.UTC(2026, 10, 21, 0, 33, 7) / 1000;

test('a moment is said in words that no reader can mistake', () => {
  assert.equal(dayWords(now), '21 November 2026');
  assert.equal(shortDayWords(now), '21 Nov');
  assert.equal(clockWords(now), '00:33:07 UTC');
  assert.equal(exactWords(now), '21 November 2026, 00:33 UTC');
});

test('a distance in time is said in its largest unit', () => {
  assert.equal(relativeWords(now, now), 'just now');
  assert.equal(relativeWords(now + 59, now), 'in less than a minute');
  assert.equal(relativeWords(now + 60, now), 'in 1 minute');
  assert.equal(relativeWords(now + 599, now), 'in 10 minutes');
  assert.equal(relativeWords(now + 604_790, now), 'in 7 days');
  assert.equal(relativeWords(now - 7_200, now), '2 hours ago');
  assert.equal(relativeWords(now - 7_199, now), '1 hour ago');
  assert.equal(relativeWords(now - 3 * 86_400, now), '3 days ago');
});

test('a moment is relative up to a week and exact for screen readers in either case', () => {
  const near = renderHtml(moment(now - 3_600, now));
  assert.match(near, /1 hour ago/);
  assert.match(near, /visually-hidden">20 November 2026, 23:33 UTC/);
  const far = renderHtml(moment(now - 8 * 86_400, now));
  assert.match(far, />13 November 2026</);
  assert.doesNotMatch(far, /ago/);
});
