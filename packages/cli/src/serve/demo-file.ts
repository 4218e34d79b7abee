import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { StartProblem } from './start-problem.ts';

/** A member of the demo, with the password. */
export interface DemoMember {
  readonly username: string;
  readonly password: string;
  readonly cust_id: number;
  readonly display_name: string;
  readonly account_id: string;
}

/** A client of the demo, with its secret when it has one. */
export interface DemoClient {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly client_type: 'server-side' | 'single-page-app' | 'native';
  readonly dialect: 'iracing';
  readonly redirect_uris: readonly string[];
  /** Names of the members that may use the password-limited grant. */
  readonly users?: readonly string[];
}

/** The demo as it stands in `demo.json`: what programs and tests need to use the local service. */
export interface Demo {
  readonly service: string;
  readonly pit_wall: string;
  readonly members: readonly DemoMember[];
  readonly clients: readonly DemoClient[];
}

/** The ids of the demo's clients, by what they are for. */
export const demoClientIds = {
  pitWall: 'pit-wall',
  singlePage: 'lap-lens',
  native: 'pitpass-cli',
  passwordLimited: 'garage-bot',
} as const;

/** Where the demo's native client may be called back: the first free of these is used. */
export const nativeRedirectUris: readonly string[] = [7491, 7492, 7493, 7494, 7495].map(
  (port) => `http://127.0.0.1:${port}/callback`,
);

const singlePageOrigin = 'http://127.0.0.1:7482';

function secret(prefix: string, byteCount: number): string {
  return prefix + randomBytes(byteCount).toString('base64url');
}

function createMember(username: string, display_name: string, cust_id: number): DemoMember {
  return { username, password: secret('', 12), cust_id, display_name, account_id: randomUUID() };
}

function createClients(pitWallUrl: string, users: readonly string[]): DemoClient[] {
  const dialect = 'iracing';
  return [
    {
      client_id: demoClientIds.pitWall,
      client_secret: secret('pps_', 32),
      client_type: 'server-side',
      dialect,
      redirect_uris: [`${pitWallUrl}/callback`],
    },
    {
      client_id: demoClientIds.singlePage,
      client_type: 'single-page-app',
      dialect,
      redirect_uris: [`${singlePageOrigin}/callback`],
    },
    {
      client_id: demoClientIds.native,
      client_type: 'native',
      dialect,
      redirect_uris: nativeRedirectUris,
    },
    {
      client_id: demoClientIds.passwordLimited,
      client_secret: secret('pps_', 32),
      client_type: 'server-side',
      dialect,
      redirect_uris: [],
      users,
    },
  ];
}

function createDemo(service: string, pitWallUrl: string): Demo {
  const members = [
    createMember('alex.driver@pitpass.example', 'Alex Thornquist', 1_000_001),
    createMember('sam.racer@pitpass.example', 'Samira Løvenholt', 1_000_002),
  ];
  const users = members.map(({ username }) => username);
  return { service, pit_wall: pitWallUrl, members, clients: createClients(pitWallUrl, users) };
}

/** Writes a file that only its owner may read, whole or not at all. */
function writePrivately(file: string, text: string): void {
  const written = `${file}.${process.pid}.new`;
  writeFileSync(written, text, { mode: 0o600 });
  renameSync(written, file);
}

const usersMax = 3;

function refuseForeignDemo(demo: Partial<Demo>, file: string): void {
  if (!Array.isArray(demo.members) || !Array.isArray(demo.clients)) {
    throw new StartProblem(
      `The demo in ${file} has no members and clients. Delete the file; the next start makes a new one.`,
    );
  }
  const crowded = demo.clients.find(({ users }) => (users?.length ?? 0) > usersMax);
  if (crowded !== undefined) {
    throw new StartProblem(
      `The demo in ${file} lists more than ${usersMax} users for ${crowded.client_id}. Take some out: the password-limited grant allows no more.`,
    );
  }
}

/**
 * The demo of a data directory: read when it stands, else made with new random secrets and written for
 * programs. When the addresses of the service have changed, they are written anew and secrets stay.
 *
 * @throws StartProblem when the file is not a demo
 */
export function openDemo(file: string, service: string, pitWallUrl: string): Demo {
  let demo: Demo;
  if (existsSync(file)) {
    try {
      demo = JSON.parse(readFileSync(file, 'utf8')) as Demo;
    } catch {
      throw new StartProblem(
        `The demo in ${file} is not JSON. Delete the file; the next start makes a new one.`,
      );
    }
    refuseForeignDemo(demo, file);
    if (demo.service === service && demo.pit_wall === pitWallUrl) return demo;
    const clients = demo.clients.map((client) =>
      client.client_id === demoClientIds.pitWall
        ? { ...client, redirect_uris: [`${pitWallUrl}/callback`] }
        : client,
    );
    demo = { ...demo, service, pit_wall: pitWallUrl, clients };
  } else {
    demo = createDemo(service, pitWallUrl);
  }
  writePrivately(file, `${JSON.stringify(demo, null, 2)}\n`);
  return demo;
}
