import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseRecentRaces } from '../data/recent-races.ts';
import type { RecentRace } from '../data/recent-races.ts';
import { renderHtml } from '../pages/html.ts';
import { fakeRace } from '../../test/fake-service.ts';
import { figure } from './figure.ts';
import { describePositions, describeRatings, positionsPlot, ratingsPlot } from './race-plots.ts';

function races(...own: readonly object[]): RecentRace[] {
  const rows = own.map((each, index) => fakeRace(index, { ...each }));
  return parseRecentRaces({ cust_id: 1, races: rows }).races.toReversed();
}

/** The y of every point of a class, in the first (wide) drawing. */
function heights(markup: string, className: string): number[] {
  const wide = markup.split('</svg>')[0] ?? '';
  const circles = wide.matchAll(
    new RegExp(`class="${className}"\\s+cx="[^"]*"\\s+cy="([^"]*)"`, 'g'),
  );
  return [...circles].map(([, y]) => Number(y));
}

test('the first position is at the top, although the wire counts from zero', () => {
  const markup = renderHtml(
    figure(positionsPlot(races({ finish_position: 0 }, { finish_position: 11 }))),
  );
  const [first = 0, last = 0] = heights(markup, 'dot');
  assert.ok(first < last);
  assert.equal(first, 24);
});

test('every plot has two drawings with a title and a description, and its numbers as a table', () => {
  const markup = renderHtml(figure(ratingsPlot(races({}, {}))));
  assert.equal(markup.match(/role="img"/g)?.length, 2);
  for (const size of ['wide', 'narrow']) {
    assert.match(markup, new RegExp(`<title id="ratings-${size}-title">`));
    assert.match(markup, new RegExp(`<desc id="ratings-${size}-desc">`));
  }
  assert.match(markup, /<details>[\s\S]*<table/);
  assert.equal(markup.match(/<tr>/g)?.length, 3);
});

test('no drawing holds a style, a number that is none, or a place outside of it', () => {
  const many = races(...Array.from({ length: 60 }, (_, index) => ({ finish_position: index })));
  const cases = [races({}), races({ start_position: -1 }), races({ newi_rating: -1 }), many];
  for (const each of cases) {
    for (const plot of [positionsPlot(each), ratingsPlot(each)]) {
      const markup = renderHtml(figure(plot));
      assert.doesNotMatch(markup, /NaN|Infinity|style=/);
      const [wide = ''] = markup.split('</svg>');
      for (const [, x] of wide.matchAll(/\sc?x="([^"]*)"/g)) {
        assert.ok(Number(x) >= 0 && Number(x) <= 900, x);
      }
    }
  }
});

test('positions are described by best, average and places gained', () => {
  const list = races(
    { finish_position: 2, start_position: 5 },
    { finish_position: 5, start_position: 1 },
  );
  assert.equal(
    describePositions(list),
    'Best finish 3, on average 4.5 over 2 races; 1 race ended further forward than it began.',
  );
});

test('ratings are described by where they are and where they came from', () => {
  assert.equal(
    describeRatings(races({ oldi_rating: 1500, newi_rating: 1490 })),
    'iRating 1490 now, −10 over this race.',
  );
  assert.equal(
    describeRatings(races({ oldi_rating: -1, newi_rating: 1350 })),
    'iRating 1350 after the first rated race.',
  );
  assert.equal(
    describeRatings(races({ oldi_rating: -1, newi_rating: -1 })),
    'No race has given an iRating yet.',
  );
});

test('a race without a rating interrupts the line', () => {
  const rated = { newi_rating: 1500 };
  const plot = ratingsPlot(races(rated, { newi_rating: -1 }, rated));
  const path = /class="line info"\s+d="([^"]*)"/.exec(renderHtml(figure(plot)))?.[1] ?? '';
  assert.equal(path.match(/M/g)?.length, 2);
  assert.doesNotMatch(path, /L/);
});
