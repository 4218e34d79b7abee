import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { methodPath } from '../packages/data/src/catalogue/catalogue.ts';
import { call, createSteps } from './data-calls.ts';
import type { Call, Step, Target } from './data-calls.ts';
import { withService } from './data-service.ts';
import { describeMemory, watchMemory } from './memory-watch.ts';
import { pinLoad } from './processes.ts';

const builders = 4;
const builtTables = [
  'stats/season_driver_standings',
  'stats/season_tt_standings',
  'stats/season_team_standings',
  'stats/world_records',
];
const probed = [
  'constants/divisions',
  'member/info',
  'results/get',
  'results/season_results',
  'stats/member_recent_races',
  'series/stats_series',
  'series/seasons',
  'stats/season_qualify_results',
  'stats/season_tt_results',
];

function choose(steps: readonly Step[], paths: readonly string[]): Step[] {
  return steps.filter(({ entry }) => paths.includes(methodPath(entry)));
}

/** Calls the methods one after the other, again and again, until the time is over. */
async function repeat(target: Target, steps: readonly Step[], until: number): Promise<Call[]> {
  const calls: Call[] = [];
  const over = AbortSignal.timeout(Math.max(1, until - Date.now()));
  for (let i = 0; !over.aborted; i += 1) {
    const step = steps[i % steps.length];
    if (step === undefined) break;
    const done = await call(target, step, over).catch((error: unknown) => {
      if (!over.aborted) throw error;
    });
    if (done !== undefined) calls.push(done);
  }
  return calls;
}

function atShare(sorted: readonly number[], share: number): string {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return (sorted[index] ?? Number.NaN).toFixed(0);
}

function formatCalls(calls: readonly Call[]): string[] {
  return [...Map.groupBy(calls, ({ path }) => path)].map(([path, own]) => {
    const times = own.map(({ wholeMs }) => wholeMs).toSorted((a, b) => a - b);
    return `| ${path} | ${times.length} | ${atShare(times, 0.5)} | ${atShare(times, 0.99)} |`;
  });
}

/** Shows how long short answers take while four callers have tables of whole seasons built. */
export async function measureWaiting(isQuick: boolean): Promise<void> {
  pinLoad();
  const workspace = mkdtempSync(join(tmpdir(), 'pitpass-bench-waiting-'));
  try {
    const [own = [], ...others] = await createSteps(builders + 1);
    await withService(workspace, 'waiting', async (target, server) => {
      const stop = watchMemory(server);
      const until = Date.now() + (isQuick ? 10_000 : 40_000);
      const [calls, ...built] = await Promise.all([
        repeat(target, choose(own, probed), until),
        ...others.map((steps, i) => {
          const tables = choose(steps, builtTables);
          return repeat(target, [...tables.slice(i), ...tables.slice(0, i)], until);
        }),
      ]);
      const lines = [
        `${built.flat().length} tables were read meanwhile; memory: ${describeMemory(stop())}`,
        '',
        '| method | calls | p50 ms | p99 ms |',
        '|---|---|---|---|',
        ...formatCalls(calls),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}
