import { catalogue, methodPath } from '../packages/data/src/catalogue/catalogue.ts';
import { createWorld } from '../packages/data/src/world/world.ts';
import { call } from './data-calls.ts';
import type { Call, Target } from './data-calls.ts';
import { describeMemory, watchMemory } from './memory-watch.ts';
import type { RunningServer } from './processes.ts';
import { median } from './report.ts';

const weekSeconds = 7 * 86_400;

/** The newest race in which sixty cars are shared by teams. */
function findTeamEvent() {
  const world = createWorld('pitpass');
  const now = Math.floor(Date.now() / 1000);
  const events = world.hosted.teamEvents.eventsBetween(now - 2 * weekSeconds, now);
  const start = events.findLast(({ endTime }) => endTime < now);
  if (start === undefined) throw new Error('No team event is over.');
  const { runs } = world.drive(start, world.arrangeGuests([]));
  const teams = runs.flatMap(({ crew }) => crew?.team.team_id ?? []);
  return { subsession_id: start.subsession_id, laps: start.raceWeek.laps, teams };
}

/** One after the other, the laps of every car of the largest race, and all of them in one chart. */
export async function measureLaps(target: Target, server: RunningServer): Promise<string[]> {
  const { subsession_id, laps, teams } = findTeamEvent();
  const find = (path: string) => catalogue.find((entry) => methodPath(entry) === path);
  const query = `subsession_id=${subsession_id}&simsession_number=0`;
  const lines: string[] = [];
  for (const [path, queries] of [
    ['results/lap_data', teams.map((team_id) => `${query}&team_id=${team_id}`)],
    ['results/lap_chart_data', Array.from({ length: 20 }, () => query)],
  ] as const) {
    const entry = find(path);
    if (entry === undefined) continue;
    const stop = watchMemory(server);
    const calls: Call[] = [];
    for (const one of queries) {
      const done = await call(target, { entry, query: one }, AbortSignal.timeout(60_000));
      if (done !== undefined) calls.push(done);
    }
    const milliseconds = median(calls.map(({ wholeMs }) => wholeMs)).toFixed(1);
    const kib = median(calls.map(({ bytes }) => bytes)) / 1024;
    lines.push(
      `- ${path}, ${teams.length} cars and ${laps} laps: ${calls.length} calls, median ${milliseconds} ms ` +
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
