import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from '../../test/property-runs.ts';
import { sketchRace } from './race-figures.ts';
import { createWorld } from './world.ts';

const world = createWorld('pitpass');
const other = createWorld('another seed');

test('a sketched race says of every driver what the driven race says', () => {
  let led = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(world, other),
      fc.integer({ min: 1000, max: 30_000 }),
      fc.nat(),
      (world, slot, some) => {
        const start = world.starts.atSlot(slot, some % world.starts.placesOf(slot).length);
        const race = world.drive(start);
        const { paddock, band, round, session } = start;
        const grid = world.programme.gridOf(paddock, band, round, session);
        const sketch = sketchRace(world.seed, start, grid);
        race.runs.forEach((run, position) => {
          const entry = grid[position];
          assert.ok(entry !== undefined);
          assert.deepEqual(sketch.crossingsOf(entry), run.crossings);
          assert.deepEqual(sketch.qualifyingLapsOf(entry), run.qualifyingLaps);
          assert.equal(sketch.carOf(entry), run.car);
          assert.deepEqual(sketch.figuresOf(entry), {
            member: run.member,
            position: run.position,
            startPosition: run.startPosition,
            laps: run.crossings.length,
            lapsLed: run.lapsLed,
            incidents: run.incidents,
            champPoints: run.champPoints,
          });
          if (position > 0) led += run.lapsLed;
        });
      },
    ),
    { numRuns: propertyRuns(80) },
  );
  assert.ok(led > 0, 'some laps are led by others than the winner');
});
