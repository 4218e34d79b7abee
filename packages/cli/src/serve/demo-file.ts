import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { findRedirectUriProblem } from '@pitpass/protocol';

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
  readonly dialect: 'iracing' | 'trackmania';
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
  trackmania: '7c1e0f5ad2b94863ae10',
} as const;

/** Where the demo's native client may be called back: the first free of these is used. */
export const nativeRedirectUris: readonly string[] = [7491, 7492, 7493, 7494, 7495].map(
  (port) => `http://127.0.0.1:${port}/callback`,
);

/** The clients that the book shows its requests with, as they stand in the file. */
export function listBookClients({ clients }: Demo) {
  const native = clients.find(({ client_id }) => client_id === demoClientIds.native);
  return {
    password_limited_client_id: demoClientIds.passwordLimited,
    server_client_id: demoClientIds.pitWall,
    native_client_id: demoClientIds.native,
    native_redirect_uri: native?.redirect_uris[0] ?? nativeRedirectUris[0] ?? '',
  };
}

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

/** A Trackmania app for the command line and for bots: confidential, as every useful one there is. */
function createTrackmaniaClient(): DemoClient {
  return {
    client_id: demoClientIds.trackmania,
    client_secret: randomBytes(20).toString('hex'),
    client_type: 'server-side',
    dialect: 'trackmania',
    redirect_uris: nativeRedirectUris,
  };
}

function createDemo(service: string, pitWallUrl: string): Demo {
  const members = [
    createMember('alex.driver@pitpass.example', 'Alex Thornquist', 1_000_001),
    createMember('sam.racer@pitpass.example', 'Samira Løvenholt', 1_000_002),
  ];
  const users = members.map(({ username }) => username);
  const clients = [...createClients(pitWallUrl, users), createTrackmaniaClient()];
  return { service, pit_wall: pitWallUrl, members, clients };
}

/** Writes a file that only its owner may read, whole or not at all. */
function writePrivately(file: string, text: string): void {
  const written = `${file}.${process.pid}.new`;
  writeFileSync(written, text, { mode: 0o600 });
  renameSync(written, file);
}

const usersMax = 3;

function refuseForeignClient({ client_id, redirect_uris }: DemoClient, file: string): void {
  const ids: readonly string[] = Object.values(demoClientIds);
  if (!ids.includes(client_id)) {
    throw new StartProblem(
      `The demo in ${file} has a client that is not one of ${ids.join(', ')}. Take it out, and use one of these with a redirect URI of yours.`,
    );
  }
  if (!Array.isArray(redirect_uris)) {
    throw new StartProblem(
      `The demo in ${file} has no list redirect_uris for ${client_id}. Write one there, or delete the file; the next start makes a new one.`,
    );
  }
  for (const [index, uri] of redirect_uris.entries()) {
    const problem =
      typeof uri === 'string' ? findRedirectUriProblem(uri) : 'redirect_uri is not a text';
    if (problem === undefined) continue;
    throw new StartProblem(
      `The demo in ${file} lists as redirect_uris[${index}] of ${client_id} what cannot be registered: ${problem}. Correct it there.`,
    );
  }
}

/** True for a member that can sign in. */
export function isDemoMember(value: unknown): boolean {
  const { username, password } = (value ?? {}) as Partial<DemoMember>;
  return typeof username === 'string' && typeof password === 'string';
}

function refuseForeignDemo(demo: Partial<Demo>, file: string): void {
  if (!Array.isArray(demo.members) || !Array.isArray(demo.clients)) {
    throw new StartProblem(
      `The demo in ${file} has no members and clients. Delete the file; the next start makes a new one.`,
    );
  }
  if (!demo.members.every(isDemoMember)) {
    throw new StartProblem(
      `The demo in ${file} has a member without a username or password. Complete it, or delete the file; the next start makes a new one.`,
    );
  }
  const crowded = demo.clients.find(({ users }) => (users?.length ?? 0) > usersMax);
  if (crowded !== undefined) {
    throw new StartProblem(
      `The demo in ${file} lists more than ${usersMax} users for ${crowded.client_id}. Take some out: the password-limited grant allows no more.`,
    );
  }
  for (const client of demo.clients) refuseForeignClient(client, file);
}

/** A demo, and whether the file holds another one or none. */
export interface OpenedDemo {
  readonly demo: Demo;
  readonly isUnwritten: boolean;
  /** The service that the file names so far, when it is another one. */
  readonly formerService?: string;
}

function movePitWall(demo: Demo, pitWallUrl: string): DemoClient[] {
  const standing = `${demo.pit_wall}/callback`;
  const wanted = `${pitWallUrl}/callback`;
  return demo.clients.map((client) => {
    if (client.client_id !== demoClientIds.pitWall) return client;
    const others = client.redirect_uris.filter((uri) => uri !== standing && uri !== wanted);
    return { ...client, redirect_uris: [wanted, ...others] };
  });
}

/**
 * The demo of a data directory: read when it stands, else made with new random secrets. When the addresses
 * of the service have changed, it has the new ones; what a newer version added is added; secrets and
 * redirect URIs of one's own stay.
 * Nothing is written: see {@link writeDemo}.
 *
 * @throws StartProblem when the file is not a demo, or lists a redirect URI that cannot be registered
 */
export function openDemo(file: string, service: string, pitWallUrl: string): OpenedDemo {
  if (!existsSync(file)) return { demo: createDemo(service, pitWallUrl), isUnwritten: true };
  let demo: Demo;
  try {
    demo = JSON.parse(readFileSync(file, 'utf8')) as Demo;
  } catch {
    throw new StartProblem(
      `The demo in ${file} is not JSON. Correct it, or delete the file; the next start makes a new one.`,
    );
  }
  refuseForeignDemo(demo, file);
  // The file of an older version has no Trackmania client yet.
  const isComplete = demo.clients.some(({ dialect }) => dialect === 'trackmania');
  if (isComplete && demo.service === service && demo.pit_wall === pitWallUrl) {
    return { demo, isUnwritten: false };
  }
  const clients = movePitWall(demo, pitWallUrl);
  if (!isComplete) clients.push(createTrackmaniaClient());
  const moved = { ...demo, service, pit_wall: pitWallUrl, clients };
  const isMoved = demo.service !== service;
  return { demo: moved, isUnwritten: true, ...(isMoved && { formerService: demo.service }) };
}

/** Writes the demo for programs, whole or not at all; its owner alone may read it. */
export function writeDemo(file: string, { demo, isUnwritten }: OpenedDemo): void {
  if (isUnwritten) writePrivately(file, `${JSON.stringify(demo, null, 2)}\n`);
}
