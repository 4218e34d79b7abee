import { catalogue, methodPath } from '../packages/data/src/catalogue/catalogue.ts';
import { createWorld } from '../packages/data/src/world/world.ts';
import { call } from './data-calls.ts';
import type { Call, Target } from './data-calls.ts';
import { describeMemory, watchMemory } from './memory-watch.ts';
import type { RunningServer } from './processes.ts';
import { median } from './report.ts';

const slotsPerWeek = 84;

/** The race of the last week with the most laps of all cars together. */
function findLargestRace() {
  const world = createWorld('pitpass');
  const now = Math.floor(Date.now() / 1000);
  const slot = world.starts.slotAt(now);
  let largest = world.starts.atSlot(slot - 2, 0);
  const weigh = (start: typeof largest): number => start.paddock.lanes * start.raceWeek.laps;
  for (let at = slot - slotsPerWeek; at < slot; at += 1) {
    for (let place = 0; place < world.starts.placesOf(at).length; place += 1) {
      const start = world.starts.atSlot(at, place);
      if (start.endTime < now && weigh(start) > weigh(largest)) largest = start;
    }
  }
  const guests = world.arrangeGuests([]);
  const race = world.drive(largest);
  const drivers = race.runs.map((run) => world.driverOf(race, run.member, guests));
  return { subsession_id: largest.subsession_id, laps: largest.raceWeek.laps, drivers };
}

/** One after the other, the laps of every driver of the largest race, and all of them in one chart. */
export async function measureLaps(target: Target, server: RunningServer): Promise<string[]> {
  const { subsession_id, laps, drivers } = findLargestRace();
  const find = (path: string) => catalogue.find((entry) => methodPath(entry) === path);
  const query = `subsession_id=${subsession_id}&simsession_number=0`;
  const lines: string[] = [];
  for (const [path, queries] of [
    ['results/lap_data', drivers.map((cust_id) => `${query}&cust_id=${cust_id}`)],
    ['results/lap_chart_data', Array.from({ length: 20 }, () => query)],
  ] as const) {
    const entry = find(path);
    if (entry === undefined) continue;
    const stop = watchMemory(server);
    const calls: Call[] = [];
    for (const one of queries) {
      const done = await call(target, { entry, query: one }, AbortSignal.timeout(60_000)).catch(
        // A stored member may have taken the place of a made-up one.
        () => undefined,
      );
      if (done !== undefined) calls.push(done);
    }
    const milliseconds = median(calls.map(({ wholeMs }) => wholeMs)).toFixed(1);
    const kib = median(calls.map(({ bytes }) => bytes)) / 1024;
    lines.push(
      `- ${path}, ${drivers.length} cars and ${laps} laps: ${calls.length} calls, median ${milliseconds} ms ` +
        `and ${kib.toFixed(0)} KiB; ${describeMemory(stop())}`,
    );
  }
  return lines;
}

/** One table of everybody, alone. */
export async function measureTable(target: Target, server: RunningServer): Promise<string> {
  const entry = catalogue.find(
    (each) => methodPath(each) === 'driver_stats_by_category/sports_car',
  );
  if (entry === undefined) throw new Error('The catalogue has no driver_stats_by_category.');
  const stop = watchMemory(server);
  const done = await call(target, { entry, query: '' }, AbortSignal.timeout(600_000));
  const memory = describeMemory(stop());
  const mib = (done?.bytes ?? 0) / 1_048_576;
  return (
    `- ${methodPath(entry)}: ${mib.toFixed(1)} MiB of CSV in ${((done?.wholeMs ?? 0) / 1000).toFixed(1)} s; ` +
    memory
  );
}
