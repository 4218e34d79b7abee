// `npm run bench -- --data`: see README.md beside this file for the method.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { catalogue, methodPath } from '../packages/data/src/catalogue/catalogue.ts';
import type { MethodEntry } from '../packages/data/src/catalogue/method-entry.ts';
import { createWorld } from '../packages/data/src/world/world.ts';
import { claimsOf, startDataApi } from '../packages/data/test/harness.ts';
import { exampleRequest, findExamples, formatQuery } from '../tools/data-reference/requests.ts';
import { findFreePort, isPinned, pinLoad, residentMib, startServer } from './processes.ts';
import type { RunningServer } from './processes.ts';
import { median } from './report.ts';
import { signIn } from './sign-in.ts';

const clients = 16;
const here = import.meta.dirname;
const memoryMibMax = 250;
const slowestShown = 15;
const firstMadeUpMember = 100_001;
const madeUpMembers = 300_000;
const memberStep = 17_291;
const slotsPerWeek = 84;

interface Walk {
  readonly origin: string;
  readonly access_token: string;
}

/** One method's request with a member's own ids. */
interface Step {
  readonly entry: MethodEntry;
  readonly query: string;
}

/** What one call of a method cost, all its files included. */
interface Call {
  readonly path: string;
  readonly firstMs: number;
  readonly wholeMs: number;
  readonly bytes: number;
  readonly answers: number;
}

/** The requests of as many members as there are clients, so that each client asks for other things. */
async function createSteps(): Promise<Step[][]> {
  const now = Math.floor(Date.now() / 1000);
  const lists: Step[][] = [];
  for (let i = 0; lists.length < clients; i += 1) {
    const caller = firstMadeUpMember + ((i * memberStep) % madeUpMembers);
    const api = await startDataApi();
    api.state.now = now;
    api.state.tokens.set('token-1', claimsOf(caller, { exp: now + 600 }));
    const { races } = await api.read('stats/member_recent_races');
    if (races.length === 0) continue;
    const examples = await findExamples(api, caller);
    lists.push(
      catalogue.map((entry) => ({ entry, query: formatQuery(exampleRequest(entry, examples)) })),
    );
    await api.fastify.close();
  }
  return lists;
}

/** Reads an answer to its end; keeps what is JSON of the first answer and of files that may have chunks. */
async function readAll(
  response: Response,
  isKept: boolean,
): Promise<[text: string, bytes: number]> {
  if (isKept) {
    const text = await response.text();
    return [text, Buffer.byteLength(text)];
  }
  let bytes = 0;
  for await (const part of response.body ?? []) bytes += (part as Uint8Array).byteLength;
  return ['', bytes];
}

interface ChunkInfo {
  readonly base_download_url: string;
  readonly chunk_file_names: readonly string[];
}

interface FollowedObject {
  readonly link?: string;
  readonly data_url?: string;
  readonly csv_url?: string;
  readonly chunk_info?: ChunkInfo | null;
  readonly data?: { readonly chunk_info?: ChunkInfo | null } | null;
}

/** Calls a method and reads everything that its answer leads to. Undefined for one that is not built. */
async function call(
  { origin, access_token }: Walk,
  { entry, query }: Step,
  signal: AbortSignal,
): Promise<Call | undefined> {
  const path = methodPath(entry);
  const began = performance.now();
  const headers = { authorization: `Bearer ${access_token}` };
  const first = await fetch(`${origin}/data/${path}?${query}`, { headers, signal });
  const [text, firstBytes] = await readAll(first, true);
  const firstMs = performance.now() - began;
  if (first.status === 501) return undefined;
  if (first.status !== 200) throw new Error(`${path}?${query}: ${first.status} ${text}`);
  let bytes = firstBytes;
  let answers = 1;
  const fetchFile = async (url: string, isKept: boolean): Promise<FollowedObject> => {
    const response = await fetch(url, { signal });
    const [body, length] = await readAll(response, isKept);
    if (response.status !== 200) throw new Error(`${path}: a file answered ${response.status}`);
    bytes += length;
    answers += 1;
    return body === '' ? {} : (JSON.parse(body) as FollowedObject);
  };
  let value = JSON.parse(text) as FollowedObject;
  const link = value.link ?? value.data_url;
  const hasChunks = entry.delivery.kind.endsWith('chunks');
  if (link !== undefined) value = await fetchFile(link, hasChunks);
  const info = value.chunk_info ?? value.data?.chunk_info;
  for (const name of info?.chunk_file_names ?? []) {
    await fetchFile(`${info?.base_download_url}${name}`, false);
  }
  return { path, firstMs, wholeMs: performance.now() - began, bytes, answers };
}

/** The memory of a server, looked at all the time until it is stopped. */
function watchMemory(server: RunningServer) {
  const read = (): number => residentMib(server.child.pid) ?? Number.NaN;
  const before = read();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, read());
  }, 100);
  return () => {
    clearInterval(timer);
    return { before, most: Math.max(most, read()), after: read() };
  };
}

function describeMemory({ before, most, after }: ReturnType<ReturnType<typeof watchMemory>>) {
  return `${before.toFixed(0)} MiB before, at most ${most.toFixed(0)} MiB, ${after.toFixed(0)} MiB after`;
}

/** All clients walk the catalogue, each from another place on, until the seconds are over. */
async function walk(target: Walk, lists: readonly Step[][], seconds: number) {
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
async function measureLaps(target: Walk, server: RunningServer): Promise<string[]> {
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
async function measureTable(target: Walk, server: RunningServer): Promise<string> {
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

async function fetchToken(origin: string, demoFile: string): Promise<Walk> {
  const signedIn = await signIn(origin, demoFile);
  const asked = await fetch(origin + signedIn.authorizePath, {
    redirect: 'manual',
    headers: { cookie: signedIn.cookie },
  });
  const code = new URL(asked.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const { client_id, client_secret, redirect_uri, code_verifier } = signedIn;
  const grant = { grant_type: 'authorization_code', code, redirect_uri, code_verifier };
  const body = new URLSearchParams({ ...grant, client_id, client_secret });
  const answer = await fetch(`${origin}/oauth2/token`, { method: 'POST', body });
  const { access_token } = (await answer.json()) as { access_token: string };
  return { origin, access_token };
}

async function withService<T>(
  workspace: string,
  name: string,
  work: (target: Walk, server: RunningServer) => Promise<T>,
): Promise<T> {
  const port = await findFreePort();
  const directory = join(workspace, name);
  const launcher = join(here, '../packages/cli/bin/pitpass.js');
  const words = ['serve', '--local', '--port', String(port), '--data-directory', directory];
  const server = await startServer([launcher, ...words], /is running at/, {
    PITPASS_LOG_FORMAT: 'json',
    PITPASS_DATA_REQUESTS_PER_MINUTE: '999999999',
  });
  try {
    return await work(
      await fetchToken(`http://localhost:${port}`, join(directory, 'demo.json')),
      server,
    );
  } finally {
    await server.stop();
  }
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
  const lists = await createSteps();
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
