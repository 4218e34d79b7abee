// `npm run bench -- --data`: see README.md beside this file for the method.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { catalogue } from '../packages/data/src/catalogue/catalogue.ts';
import { measureLaps, measureTable } from './data-alone.ts';
import { call, createSteps } from './data-calls.ts';
import type { Call, Step, Target } from './data-calls.ts';
import { withService } from './data-service.ts';
import { describeMemory, watchMemory } from './memory-watch.ts';
import { isPinned, pinLoad, residentMib } from './processes.ts';
import { median } from './report.ts';

const clients = 16;
const here = import.meta.dirname;
const memoryMibMax = 250;
const slowestShown = 15;

/** All clients walk the catalogue, each from another place on, until the seconds are over. */
async function walk(target: Target, lists: readonly Step[][], seconds: number) {
  const calls: Call[] = [];
  let unfinished = 0;
  const over = new AbortController();
  const began = performance.now();
  const timer = globalThis.setTimeout(() => over.abort(), seconds * 1000);
  await Promise.all(
    lists.map(async (steps, client) => {
      const from = Math.floor((client * steps.length) / clients);
      for (let i = from; !over.signal.aborted; i += 1) {
        const step = steps[i % steps.length];
        if (step === undefined) return;
        try {
          const done = await call(target, step, over.signal);
          if (done !== undefined) calls.push(done);
        } catch (error) {
          if (!over.signal.aborted) throw error;
          unfinished += 1;
        }
      }
    }),
  );
  clearTimeout(timer);
  return { calls, unfinished, seconds: (performance.now() - began) / 1000 };
}

function formatSlowest(calls: readonly Call[]): string[] {
  const byPath = Map.groupBy(calls, ({ path }) => path);
  const rows = [...byPath].map(([path, own]) => ({
    path,
    count: own.length,
    first: median(own.map(({ firstMs }) => firstMs)),
    whole: median(own.map(({ wholeMs }) => wholeMs)),
    most: Math.max(...own.map(({ wholeMs }) => wholeMs)),
    kib: median(own.map(({ bytes }) => bytes)) / 1024,
  }));
  const slowest = rows.toSorted((a, b) => b.whole - a.whole).slice(0, slowestShown);
  return [
    '| method | calls | first answer, median ms | whole, median ms | whole, slowest ms | median KiB |',
    '|---|---|---|---|---|---|',
    ...slowest.map(
      ({ path, count, first, whole, most, kib }) =>
        `| ${path} | ${count} | ${first.toFixed(1)} | ${whole.toFixed(1)} | ${most.toFixed(0)} | ${kib.toFixed(0)} |`,
    ),
  ];
}

/** Measures `/data` and keeps the report; the process fails when the memory passes its bound. */
export async function measureDataWalk(isQuick: boolean): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'pitpass-bench-data-'));
  try {
    await measureIn(workspace, isQuick);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function measureIn(workspace: string, isQuick: boolean): Promise<void> {
  pinLoad();
  const lists = await createSteps(clients);
  const load = loadavg()[0] ?? 0;
  const walked = await withService(workspace, 'walk', async (target, server) => {
    const stop = watchMemory(server);
    const result = await walk(target, lists, isQuick ? 5 : 60);
    const memory = stop();
    await setTimeout(5000);
    return { ...result, memory, rested: residentMib(server.child.pid) ?? Number.NaN };
  });
  const alone = await withService(workspace, 'alone', async (target, server) => [
    ...(await measureLaps(target, server)),
    await measureTable(target, server),
  ]);
  const { calls, unfinished, seconds, memory, rested } = walked;
  const answers = calls.reduce((sum, each) => sum + each.answers, 0);
  const mib = calls.reduce((sum, each) => sum + each.bytes, 0) / 1_048_576;
  const text = [
    `# ${new Date().toISOString()}, /data`,
    '',
    `${cpus()[0]?.model}, Node ${process.version}, ${process.platform}; ${clients} clients for ` +
      `${seconds.toFixed(0)} s; load on one core and server on the other: ${isPinned ? 'yes' : 'no'}; load of ` +
      `the machine before: ${load.toFixed(1)}`,
    '',
    `- ${new Set(calls.map(({ path }) => path)).size} of ${catalogue.length} methods answered`,
    `- ${calls.length} calls, ${(answers / seconds).toFixed(0)} answers/s with their files, ` +
      `${(mib / seconds).toFixed(1)} MiB/s; ${unfinished} calls under way at the end`,
    `- memory of the service: ${describeMemory(memory)}, ${rested.toFixed(0)} MiB 5 s later ` +
      `(bound: ${memoryMibMax} MiB)`,
    '',
    ...formatSlowest(calls),
    '',
    'One caller alone, a fresh service:',
    '',
    ...alone,
  ].join('\n');
  process.stdout.write(`${text}\n`);
  const name = `${new Date().toISOString().slice(0, 16).replace(':', '')}-data${isQuick ? '-quick' : ''}.md`;
  mkdirSync(join(here, 'results'), { recursive: true });
  writeFileSync(join(here, 'results', name), `${text}\n`);
  if (memory.most > memoryMibMax) {
    process.stderr.write(`The service took more than ${memoryMibMax} MiB.\n`);
    process.exitCode = 1;
  }
}
