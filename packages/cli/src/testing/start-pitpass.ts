import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { iracing } from '@pitpass/client';
import type { TokenSet } from '@pitpass/client';

import { demoClientIds, openDemo, writeDemo } from '../serve/demo-file.ts';
import type { Demo, DemoClient, DemoMember } from '../serve/demo-file.ts';
import { serve } from '../serve/serve.ts';
import type { RunningService } from '../serve/serve.ts';
import { StartProblem } from '../serve/start-problem.ts';
import { createMemberBrowsers } from './authorize-member.ts';
import type { Credentials } from './authorize-member.ts';

/** The demo's clients by what they are for. */
export type DemoClients = Readonly<Record<keyof typeof demoClientIds, DemoClient>>;

/** How a service for a test suite is started. */
export interface PitpassOptions {
  /** The time in epoch seconds. Default: the system's. */
  readonly clock?: () => number;
  /** Redirect URIs of the apps under test, put before those that the demo's clients have. */
  readonly redirect_uris?: Partial<Readonly<Record<keyof DemoClients, readonly string[]>>>;
  /** Settings as `pitpass serve --local` takes them, `PITPASS_UNKNOWN_BROWSER` for one. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a member is asked to allow, and what they answer. */
export interface AuthorizeOptions {
  /** The authorization URL that the app under test made, of either dialect; the rest is made up without it. */
  readonly url?: string | URL;
  /** A client of the iRacing dialect. Default: the server-side one, `clients.pitWall`. */
  readonly client?: DemoClient;
  /** Default: the client's first. */
  readonly redirect_uri?: string;
  /** Default: `iracing.auth iracing.profile`. */
  readonly scope?: string;
  /** Default: `allow`. */
  readonly decision?: 'allow' | 'deny';
}

/** A code, and what it takes to trade it. */
export interface Authorization {
  readonly code: string;
  readonly redirect_uri: string;
  readonly state: string | undefined;
  /** Undefined when the app made the URL: it has its own. */
  readonly code_verifier: string | undefined;
  /** What the browser would open next: the redirect URI with `code` and `state`. */
  readonly callbackUrl: string;
}

/** A service that is running in this process. */
export interface Pitpass {
  /** `http://localhost:<port>`; the issuer is `<url>/oauth2`, data are at `<url>/data`. */
  readonly url: string;
  readonly demo: Demo;
  readonly clients: DemoClients;
  readonly members: readonly DemoMember[];
  /** Where it keeps what it keeps: for `pitpass … --data-directory`. */
  readonly dataDirectory: string;
  /** The time that the service goes by, for apps that shall go by it too. */
  readonly clock: () => number;
  /** Moves the service's clock on: tokens end. */
  advance(seconds: number): void;
  /**
   * Lets a member allow an app: what the member would see on pages happens, without anybody opening them.
   *
   * @throws AuthorizationRefused when there is no code at the end
   */
  authorize(member: Credentials, options?: AuthorizeOptions): Promise<Authorization>;
  /** As {@link authorize}, and the code is traded. @throws AuthorizationRefused, or an error of the SDK */
  tokens(member: Credentials, options?: Omit<AuthorizeOptions, 'url'>): Promise<TokenSet>;
  /** Stops it and deletes what it has kept. Safe to call twice. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const attemptsMax = 5;
// What a test suite does to the global one, mocks above all, is none of the service's business.
const ownFetch = globalThis.fetch;

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

const clientNames = Object.keys(demoClientIds) as (keyof DemoClients)[];

/** Writes the demo before the service does, with the redirect URIs of the apps under test. */
function prepareDemo(
  dataDirectory: string,
  origin: string,
  pitWallUrl: string,
  redirect_uris: PitpassOptions['redirect_uris'] = {},
): void {
  const file = join(dataDirectory, 'demo.json');
  const opened = openDemo(file, origin, pitWallUrl);
  const clients = opened.demo.clients.map((client) => {
    const name = clientNames.find((name) => demoClientIds[name] === client.client_id);
    const own = name === undefined ? [] : (redirect_uris[name] ?? []);
    return { ...client, redirect_uris: [...new Set([...own, ...client.redirect_uris])] };
  });
  writeDemo(file, { ...opened, demo: { ...opened.demo, clients } });
}

async function startOnce(
  dataDirectory: string,
  clock: () => number,
  { redirect_uris, environment }: PitpassOptions,
): Promise<RunningService> {
  const port = await findFreePort();
  const pitWallUrl = environment?.['PITPASS_PIT_WALL_URL'] ?? 'http://127.0.0.1:7481';
  prepareDemo(dataDirectory, `http://localhost:${port}`, pitWallUrl, redirect_uris);
  return serve({
    isLocal: true,
    environment: {
      PITPASS_PIT_WALL_URL: pitWallUrl,
      PITPASS_LOG_LEVEL: 'silent',
      PITPASS_LOG_FORMAT: 'json',
      ...environment,
      PITPASS_DATA_DIRECTORY: dataDirectory,
      PITPASS_PORT: String(port),
    },
    onNotice: () => undefined,
    overrides: { clock, passwordHashCost: { memoryKib: 64, passes: 1 } },
  });
}

interface Started {
  readonly service: RunningService;
  readonly demo: Demo;
  readonly stop: () => Promise<void>;
}

async function startSomewhere(clock: () => number, options: PitpassOptions): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'pitpass-test-'));
    const remove = () => rmSync(dataDirectory, { recursive: true, force: true });
    try {
      const service = await startOnce(dataDirectory, clock, options);
      const { demo } = service;
      if (demo === undefined) throw new Error('a local service has a demo');
      return { service, demo, stop: () => service.close().finally(remove) };
    } catch (error) {
      remove();
      // Somebody may take the port between looking for it and listening.
      const isTaken = error instanceof StartProblem && error.message.includes('is taken');
      if (!isTaken || attempt === attemptsMax) throw error;
    }
  }
}

function listClients({ clients }: Demo): DemoClients {
  const entries = clientNames.map((name) => {
    const client = clients.find(({ client_id }) => client_id === demoClientIds[name]);
    if (client === undefined) throw new Error(`The demo has no client ${demoClientIds[name]}`);
    return [name, client] as const;
  });
  return Object.fromEntries(entries) as unknown as DemoClients;
}

/** What gets codes and tokens from a service that runs. */
function createAuthorizer(
  url: string,
  { pitWall }: DemoClients,
  clock: () => number,
): Pick<Pitpass, 'authorize' | 'tokens'> {
  const browsers = createMemberBrowsers(url, ownFetch);
  const providerOf = ({ client = pitWall, redirect_uri, scope }: AuthorizeOptions) =>
    iracing({
      client_id: client.client_id,
      ...(client.client_secret !== undefined && { client_secret: client.client_secret }),
      redirect_uri: redirect_uri ?? client.redirect_uris[0] ?? '',
      scope: scope ?? 'iracing.auth iracing.profile',
      issuerUrl: `${url}/oauth2`,
      dataUrl: url,
      fetch: ownFetch,
      clock,
    });
  return {
    async authorize(member, wanted = {}) {
      const beginning =
        wanted.url === undefined
          ? await providerOf(wanted).createAuthorizationUrl()
          : { url: String(wanted.url), code_verifier: undefined };
      const callbackUrl = await browsers.authorize(member, beginning.url, wanted.decision);
      const { searchParams } = new URL(callbackUrl);
      return {
        code: searchParams.get('code') ?? '',
        redirect_uri: new URL(beginning.url).searchParams.get('redirect_uri') ?? '',
        state: searchParams.get('state') ?? undefined,
        code_verifier: beginning.code_verifier,
        callbackUrl,
      };
    },
    async tokens(member, wanted = {}) {
      const provider = providerOf(wanted);
      const beginning = await provider.createAuthorizationUrl();
      const callbackUrl = await browsers.authorize(member, beginning.url, wanted.decision);
      return provider.handleCallback(callbackUrl, beginning);
    },
  };
}

/**
 * Starts a real service in this process for a test suite: on a free port, with a demo of its own in a temporary
 * directory, with a silent log and password hashes that are cheap. Several may run at once.
 *
 * @throws StartProblem when a redirect URI cannot be registered, InvalidConfig for a setting that is none
 */
export async function startPitpass(options: PitpassOptions = {}): Promise<Pitpass> {
  const base = options.clock ?? (() => Math.floor(Date.now() / 1000));
  let offsetSeconds = 0;
  const clock = () => base() + offsetSeconds;
  const { service, demo, stop } = await startSomewhere(clock, options);
  const { origin: url } = service.config;
  const clients = listClients(demo);
  let stopping: Promise<void> | undefined;
  const stopOnce = () => (stopping ??= stop());
  return {
    url,
    demo,
    clients,
    members: demo.members,
    dataDirectory: service.dataDirectory.path,
    clock,
    advance(seconds) {
      if (!Number.isSafeInteger(seconds) || seconds < 0) {
        throw new RangeError('a clock is moved on by whole seconds, and never back');
      }
      offsetSeconds += seconds;
    },
    ...createAuthorizer(url, clients, clock),
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  };
}
