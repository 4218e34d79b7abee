import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { findFreePort } from './free-port.ts';
import { createPostgresDatabase, queryPostgres, stopPostgres } from './postgres.ts';
import { closeConnections, send } from './request.ts';
import type { Answer, Sent } from './request.ts';

/** The engines that a service can keep its data in. */
export const engines = ['sqlite', 'postgres'] as const;

/** One of {@link engines}. */
export type Engine = (typeof engines)[number];

/**
 * What races are run on. One process on SQLite takes one request after the other, so that only a second
 * process on the same file makes them meet.
 */
export const deployments: readonly {
  readonly name: string;
  readonly engine: Engine;
  readonly nodes: 1 | 2;
}[] = engines.flatMap((engine) => [
  { name: engine, engine, nodes: 1 as const },
  { name: `${engine} with two processes`, engine, nodes: 2 as const },
]);

/** A member as `demo.json` has it. */
export interface DemoMember {
  readonly username: string;
  readonly password: string;
  readonly cust_id: number;
  readonly display_name: string;
  readonly account_id: string;
}

/** A client as `demo.json` has it. */
export interface DemoClient {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly client_type: string;
  readonly dialect: string;
  readonly redirect_uris: readonly string[];
  readonly users?: readonly string[];
}

/** What `demo.json` says. */
export interface Demo {
  readonly service: string;
  readonly pit_wall: string;
  readonly members: readonly DemoMember[];
  readonly clients: readonly DemoClient[];
}

/** How a service under test is started. */
export interface ServiceOptions {
  readonly engine?: Engine;
  /** Processes on the same data behind one address, asked in turn; one when left out. */
  readonly nodes?: 1 | 2;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with data directory and origin before the first start, to lay files there. */
  readonly prepare?: (place: { readonly dataDirectory: string; readonly origin: string }) => void;
}

/** A service that is running in a process of its own, or in several. */
export interface Service {
  /** `http://localhost:<port>`. */
  readonly origin: string;
  readonly port: number;
  readonly dataDirectory: string;
  /** Undefined for SQLite. */
  readonly databaseUrl: string | undefined;
  readonly demo: Demo;
  readonly pid: number;
  /** Everything that was written to standard output and standard error, all starts together. */
  output(): string;
  send(path: string, sent?: Sent): Promise<Answer>;
  /** Sends the same to every process, whoever's turn it is. */
  sendToAll(path: string, sent?: Sent): Promise<Answer[]>;
  /** Stops the service's clock at an epoch second. */
  setClock(now: number): Promise<number>;
  /** Moves the service's clock on. */
  advance(seconds: number): Promise<number>;
  /** What an operator does in the database, as there is no other way yet. `$1`, `$2` … */
  query(
    text: string,
    values?: readonly (string | number | null)[],
  ): Promise<Record<string, unknown>[]>;
  /** Asks it to stop in order; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Kills it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same directory, database and port. It must have been stopped. */
  start(): Promise<void>;
}

const entry = fileURLToPath(new URL('../../packages/cli/test/serve-for-tests.ts', import.meta.url));
const startMsMax = 20_000;
const attemptsMax = 5;
const eventMsMax = 3000;
const children = new Set<ChildProcess>();
const directories = new Set<string>();

function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}
process.on('exit', cleanUp);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cleanUp();
    void stopPostgres().finally(() => process.exit(1));
  });
}

/** A directory of this test process, deleted when it ends. */
export function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'pitpass-conformance-'));
  directories.add(directory);
  return directory;
}

/** The environment without settings of the machine's own. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('PITPASS_') && !name.startsWith('NODE_'),
  );
  return Object.fromEntries(kept);
}

/**
 * Starts a program of ours and remembers it, so that it never outlives the tests. It runs on the Node that
 * `PITPASS_TEST_NODE` names where the tests run on a runtime that is not for services.
 */
export function spawnTracked(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  withChannel = false,
): ChildProcess {
  const stdio = ['ignore', 'pipe', 'pipe', ...(withChannel ? ['ipc' as const] : [])] as const;
  const program = process.env['PITPASS_TEST_NODE'] ?? process.execPath;
  const child = spawn(program, args, { env: environment, stdio: [...stdio] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Resolves with the exit code of a program, null when a signal ended it. */
export function waitForExit(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

class PortTaken extends Error {}

interface Running {
  readonly child: ChildProcess;
  tell(message: object): Promise<number>;
}

async function run(
  environment: NodeJS.ProcessEnv,
  onOutput: (text: string) => void,
): Promise<Running> {
  const child = spawnTracked(['--conditions=source', entry], environment, true);
  let text = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The service did not start within ${startMsMax} ms: ${text}`));
    }, startMsMax);
    const read = (chunk: Buffer) => {
      const piece = chunk.toString('utf8');
      onOutput(piece);
      text += piece;
      if (!/^\{"ready":/m.test(text)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      const isTaken = text.includes('is taken');
      reject(new (isTaken ? PortTaken : Error)(`The service ended with ${code}: ${text}`));
    });
  });
  const tell = (message: object): Promise<number> =>
    new Promise((resolve, reject) => {
      child.once('message', (answer) => resolve((answer as { now: number }).now));
      child.send(message, (error) => {
        if (error !== null) reject(error);
      });
    });
  return { child, tell };
}

function querySqlite(
  file: string,
  text: string,
  values: readonly (string | number | null)[],
): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    const named = Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
    return database.prepare(text).all(named);
  } finally {
    database.close();
  }
}

/** Starts a service with its demo on a free port, in a data directory of its own. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const { engine = 'sqlite', nodes = 1, environment = {}, prepare } = options;
  const databaseUrl = engine === 'postgres' ? await createPostgresDatabase() : undefined;
  let output = '';
  let ports: number[] = [];
  let dataDirectory = '';
  let running: Running[] = [];
  let turn = 0;
  const startNode = (port: number): Promise<Running> =>
    run(
      {
        ...plainEnvironment(),
        PITPASS_PORT: String(port),
        PITPASS_DATA_DIRECTORY: dataDirectory,
        ...(databaseUrl !== undefined && { PITPASS_DATABASE_URL: databaseUrl }),
        ...(port !== ports[0] && { PITPASS_ISSUER: `http://localhost:${ports[0]}` }),
        ...environment,
      },
      (text) => {
        output += text;
      },
    );
  const startNodes = async (): Promise<void> => {
    // One after the other: the first makes what the others find.
    for (const port of ports) running.push(await startNode(port));
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ending = running.map(({ child }) => {
      const exited = waitForExit(child);
      child.kill(signal);
      return exited;
    });
    running = [];
    const codes = await Promise.all(ending);
    return codes.find((code) => code !== 0) ?? codes[0] ?? null;
  };
  for (let attempt = 1; running.length === 0; attempt += 1) {
    ports = await Promise.all(Array.from({ length: nodes }, () => findFreePort()));
    dataDirectory = createDirectory();
    prepare?.({ dataDirectory, origin: `http://localhost:${ports[0]}` });
    await startNodes().catch(async (error: unknown) => {
      await end('SIGKILL');
      if (!(error instanceof PortTaken) || attempt === attemptsMax) throw error;
    });
  }
  const [port = 0] = ports;
  const origin = `http://localhost:${port}`;
  const sendTo = (node: number, path: string, sent: Sent): Promise<Answer> => {
    const headers = { host: `localhost:${port}`, ...sent.headers };
    return send(`http://127.0.0.1:${ports[node]}`, path, { ...sent, headers });
  };
  const tellAll = async (message: object): Promise<number> => {
    const clocks = await Promise.all(running.map((node) => node.tell(message)));
    return Math.max(...clocks);
  };
  return {
    origin,
    port,
    dataDirectory,
    databaseUrl,
    demo: JSON.parse(readFileSync(join(dataDirectory, 'demo.json'), 'utf8')) as Demo,
    get pid() {
      return running[0]?.child.pid ?? 0;
    },
    output: () => output,
    send: (path, sent = {}) => {
      turn = (turn + 1) % ports.length;
      return sendTo(turn, path, sent);
    },
    sendToAll: (path, sent = {}) =>
      Promise.all(ports.map((_port, node) => sendTo(node, path, sent))),
    setClock: (now) => tellAll({ now }),
    advance: (seconds) => tellAll({ advance: seconds }),
    query: async (text, values = []) =>
      databaseUrl === undefined
        ? querySqlite(join(dataDirectory, 'pitpass.sqlite'), text, values)
        : queryPostgres(databaseUrl, text, values),
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
    start: startNodes,
  };
}

/**
 * Waits until the audit log holds an event of the name, of the client where one is named: events are
 * written some time after the answer. Throws when none comes.
 */
export async function waitForEvent(
  service: Service,
  event: string,
  client_id?: string,
): Promise<Record<string, unknown>> {
  const until = performance.now() + eventMsMax;
  while (performance.now() < until) {
    const rows = await service.query('SELECT * FROM audit_event WHERE event = $1', [event]);
    const found = rows.find((row) => client_id === undefined || row['client_id'] === client_id);
    if (found !== undefined) return found;
    await sleep(20);
  }
  throw new Error(`No event ${event} was written`);
}

/** Ends everything that this test process has started. For `after`. */
export async function stopEverything(): Promise<void> {
  closeConnections();
  const ending = [...children].map((child) => {
    child.kill('SIGKILL');
    return waitForExit(child);
  });
  await Promise.all(ending);
  await stopPostgres();
  cleanUp();
}
