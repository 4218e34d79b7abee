import { getSeason } from './calendar.ts';
import type { Paddock } from './paddock.ts';
import { scoringWeeks } from './season-tables.ts';
import type { World } from './world.ts';

/** The laps that a driver does of a race on average, of those who retire too. */
const shareOfLaps = 0.965;
// Tracks change from season to season, and the mean of some of them hardly does.
const seasons = [0, 9, 18];

function countLaps({ seriesBook }: World, { category, group }: Paddock): number {
  const laps = seriesBook
    .of(category, group)
    .flatMap((series) =>
      seasons.flatMap((index) =>
        Array.from(
          { length: scoringWeeks },
          (_, week) => seriesBook.getRaceWeek(series, getSeason(index), week).laps,
        ),
      ),
    );
  return (shareOfLaps * laps.reduce((sum, each) => sum + each, 0)) / Math.max(1, laps.length);
}

const known = new WeakMap<World, Map<string, number>>();

/**
 * The laps that drivers of a paddock do in a race on average: right to some percent over a career, at
 * no cost for each race of it.
 */
export function usualLapsOf(world: World, paddock: Paddock): number {
  const ofWorld = known.get(world) ?? new Map<string, number>();
  known.set(world, ofWorld);
  const key = `${paddock.category}/${paddock.group}`;
  const laps = ofWorld.get(key) ?? countLaps(world, paddock);
  ofWorld.set(key, laps);
  return laps;
}
