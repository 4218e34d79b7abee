import { existsSync } from 'node:fs';
import { createServer as createProbe } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { createAuthorizationServer, options, parseConfig, watchConnections } from '@pitpass/server';
import type { AuthorizationServer, Config, OptionName, ServerOptions } from '@pitpass/server';

import { openDataDirectory } from '../serve/data-directory.ts';
import { openDemo, writeDemo } from '../serve/demo-file.ts';
import type { Demo } from '../serve/demo-file.ts';
import { listen } from '../serve/listen.ts';
import { seedDemo } from '../serve/seed-demo.ts';
import { mountData, mountTrackmania } from '../serve/serve.ts';
import { StartProblem } from '../serve/start-problem.ts';
import { readDemo } from '../settings/demo.ts';
import { hasPath, hosts } from './answered-hosts.ts';
import type { CertificateAuthority } from './certificate-authority.ts';

/** How the answers for production's hosts are started. */
export interface LocalAnswersOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The data directory whose demo is taken; it and the demo are made when they are missing. */
  readonly dataDirectory: string;
  /** Where the pages are to be; one that is free is looked for when undefined. */
  readonly pagesPort: number | undefined;
  readonly listener: CertificateAuthority['listener'];
  /** Where log lines go; it stays open. */
  readonly errors: Writable;
  /** For tests alone: another clock, cheaper hashes. */
  readonly overrides?: Partial<ServerOptions>;
}

/** The local service as programs find it in the place of production. */
export interface LocalAnswers {
  /** The origin of the pages that a browser opens, on plain http. */
  readonly pagesOrigin: string;
  /** The loopback port where TLS for the answered hosts ends. */
  readonly securePort: number;
  readonly demo: Demo;
  readonly demoFile: string;
  /** How many requests programs have sent; those of the pages are not among them. */
  readonly countRequests: () => number;
  readonly close: () => Promise<void>;
}

const loopback = '127.0.0.1';
const pagesPorts = [7485, 7486, 7487, 7488, 7489];
const productionOrigin = `https://${hosts.authorization}`;

// Where it listens, what it calls itself, its database and its mail are not the settings of another service.
const takenOptions: readonly OptionName[] = [
  'refreshTokenRetryWindowSeconds',
  'passwordLimitedPerHour',
  'refreshesPerMinute',
  'dataRequestsPerMinute',
  'trackmaniaErrorProfile',
];

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createProbe();
    probe.once('error', () => resolve(false));
    probe.listen(port, loopback, () => probe.close(() => resolve(true)));
  });
}

/** The same port every time, so that a browser stays signed in, unless several programs run. */
async function findPagesPort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) return wanted;
  for (const port of pagesPorts) if (await isFree(port)) return port;
  throw new StartProblem(
    `The ports ${pagesPorts.join(', ')} are all taken; name a free one with --port.`,
  );
}

/** The demo of a local service, as it stands or as `pitpass serve --local` would make it. */
async function openStandingDemo(demoFile: string): Promise<Demo> {
  const standing = existsSync(demoFile) ? await readDemo(demoFile) : undefined;
  const service = standing?.service ?? `http://localhost:${options.port.default}`;
  const opened = openDemo(demoFile, service, standing?.pit_wall ?? options.pitWallUrl.default);
  if (standing === undefined) writeDemo(demoFile, opened);
  return opened.demo;
}

function createConfig(
  environment: LocalAnswersOptions['environment'],
  folder: string,
  port: number,
): Config {
  const taken = takenOptions.map((name) => {
    const { variable } = options[name];
    return [variable, environment[variable]];
  });
  return parseConfig(
    {
      ...Object.fromEntries(taken),
      [options.dataDirectory.variable]: folder,
      [options.port.variable]: String(port),
      [options.logLevel.variable]: environment[options.logLevel.variable] || 'error',
    },
    { isLocal: true },
  );
}

const notFound = JSON.stringify({
  status: 404,
  status_reason: 'Not Found',
  error_description: 'this host has no such path in production',
});

/** Answers for production's hosts by the one application that stands behind them all. */
function createAnswer({ app }: AuthorizationServer) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const host = (request.headers.host ?? '').toLowerCase().replace(/:443$/, '');
    const [path = ''] = (request.url ?? '').split('?');
    if (!hasPath(host, path)) {
      response.writeHead(404, { 'content-type': 'application/json; charset=utf-8' });
      response.end(notFound);
      return;
    }
    // The application knows itself by its issuer; which host was asked has been looked at.
    request.headers.host = hosts.authorization;
    app.routing(request, response);
  };
}

/** Listens with TLS on a free loopback port. */
async function listenSecurely(
  production: AuthorizationServer,
  listener: CertificateAuthority['listener'],
): Promise<{
  readonly server: Server;
  readonly port: number;
  readonly close: () => Promise<void>;
}> {
  await production.app.ready();
  const limits = { maxHeaderSize: 16_384, requestTimeout: 30_000 };
  const server = createServer({ ...listener, ...limits }, createAnswer(production));
  const releaseConnections = watchConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, loopback, resolve);
  });
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        releaseConnections();
      }),
  };
}

/** A stream of the log's own, which it may end. */
function createLogStream(errors: Writable): Writable {
  return new Writable({ write: (chunk, _encoding, done) => void errors.write(chunk, done) });
}

/**
 * The two servers over one database: the pages under an address that a browser can open, and
 * everything that programs ask under production's names. A code that the one gives is redeemed at the
 * other. Both sign with keys of this database alone.
 */
async function createServers(
  options: LocalAnswersOptions,
  folder: string,
  secretKey: Uint8Array,
  pagesPort: number,
) {
  const config = createConfig(options.environment, folder, pagesPort);
  const parts: ServerOptions = {
    secretKey,
    logDestination: createLogStream(options.errors),
    ...options.overrides,
  };
  // It has no mailbox, so that mails arrive where a browser sees them.
  const asProduction: Config = { ...config, origin: productionOrigin, isLocal: false };
  const production = await createAuthorizationServer(asProduction, parts);
  try {
    const pages = await createAuthorizationServer(config, parts);
    return { config, production, pages };
  } catch (error) {
    await production.close();
    throw error;
  }
}

/**
 * Starts the local service in the place of production, with the demo of the data directory. Its
 * database and its keys are in the folder `run` there, apart from those of `pitpass serve`.
 *
 * @throws StartProblem, Problem, InvalidConfig or DatabaseIsNewer with a sentence for the person at the
 *   terminal; nothing is left running then
 */
export async function startLocalAnswers(options: LocalAnswersOptions): Promise<LocalAnswers> {
  const data = openDataDirectory(options.dataDirectory, options.environment['PITPASS_SECRET_KEY']);
  const demo = await openStandingDemo(data.demoFile);
  const run = openDataDirectory(join(data.path, 'run'));
  const pagesPort = await findPagesPort(options.pagesPort);
  const servers = await createServers(options, run.path, run.secretKey, pagesPort);
  const { config, production, pages } = servers;
  let stopPages = async () => {};
  let stopSecure = async () => {};
  const close = async () => {
    await Promise.all([stopPages(), stopSecure()]);
    await pages.close();
    await production.close();
  };
  try {
    await seedDemo(production, demo);
    await mountData(
      { ...production, allowedHosts: new Set() },
      { ...config, origin: `https://${hosts.files}` },
      { areLinksExpired: () => false },
    );
    await mountTrackmania(production, { ...config, origin: `https://${hosts.trackmania}` });
    const secure = await listenSecurely(production, options.listener);
    stopSecure = secure.close;
    stopPages = await listen(pages, 'localhost', pagesPort);
    let requestCount = 0;
    secure.server.on('request', () => (requestCount += 1));
    return {
      pagesOrigin: config.origin,
      securePort: secure.port,
      demo,
      demoFile: data.demoFile,
      countRequests: () => requestCount,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
