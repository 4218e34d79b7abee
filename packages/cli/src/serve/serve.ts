import { dataApi, trackmaniaApi } from '@pitpass/data';
import { createAuthorizationServer, parseConfig } from '@pitpass/server';
import type { AuthorizationServer, Config, ServerOptions } from '@pitpass/server';

import { openDataDirectory, openLocalToken } from './data-directory.ts';
import type { DataDirectory } from './data-directory.ts';
import { listBookClients, openDemo, writeDemo } from './demo-file.ts';
import type { Demo } from './demo-file.ts';
import { createActiveFaults } from './faults/active-faults.ts';
import type { ActiveFaults } from './faults/active-faults.ts';
import { faultRoutes } from './faults/fault-routes.ts';
import { installFaults } from './faults/install-faults.ts';
import type { InstalledFaults } from './faults/install-faults.ts';
import { describeFault } from './faults/parse-fault.ts';
import { isListening } from './is-listening.ts';
import { listen } from './listen.ts';
import { mailboxRoutes } from './mailbox/mailbox-routes.ts';
import { formatDemoCurl, formatTrackmaniaCurl, seedDemo } from './seed-demo.ts';

/** A service that is running. */
export interface RunningService {
  readonly config: Config;
  readonly dataDirectory: DataDirectory;
  /** The demo of a local service. */
  readonly demo: Demo | undefined;
  /** One command that gets a token as it stands; empty without a demo. */
  readonly curl: string;
  /** The same in the Trackmania dialect. */
  readonly trackmaniaCurl: string;
  /** Lets requests in flight finish and closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/** How a service is started. */
export interface ServeOptions {
  readonly isLocal: boolean;
  /** The environment, with the command line's options written over it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told in one sentence what happened beside starting. */
  readonly onNotice: (sentence: string) => void;
  /** For tests alone: another clock, cheaper hashes, another log. */
  readonly overrides?: Partial<ServerOptions>;
}

const membersMax = 1000;
const dataAudience = 'data-server';

/** Mounts `/data` behind the service's own tokens. */
export async function mountData(
  server: AuthorizationServer,
  config: Config,
  { areLinksExpired }: InstalledFaults,
): Promise<void> {
  await server.app.register(dataApi, {
    verifyAccessToken: (token) => {
      const claims = server.verifyAccessToken(token);
      const accept = (found: Awaited<typeof claims>) =>
        found?.aud.includes(dataAudience) === true ? found : undefined;
      return claims instanceof Promise ? claims.then(accept) : accept(claims);
    },
    isSessionAlive: server.isSessionAlive,
    listMembers: async () =>
      (await server.members.listMembers(membersMax)).map((member) => ({
        cust_id: member.cust_id,
        display_name: member.display_name,
        member_since: member.created_at,
      })),
    clock: server.clock,
    linkKey: server.linkKey,
    publicOrigin: config.origin,
    allowedHosts: [...server.allowedHosts],
    requestsPerMinute: config.dataRequestsPerMinute,
    areLinksExpired,
  });
}

/** Mounts Trackmania's routes behind the service's own tokens. */
export async function mountTrackmania(server: AuthorizationServer, config: Config): Promise<void> {
  const { favoriteMaps, clock } = server;
  await server.app.register(trackmaniaApi, {
    authenticateAccessToken: server.authenticateTrackmaniaToken,
    listMembers: () => server.members.listMembers(membersMax),
    favorites: {
      list: (account_id, length, offset) =>
        favoriteMaps.listFavoriteMaps(account_id, length, offset),
      add: (account_id, map_uid) => favoriteMaps.addFavoriteMap(account_id, map_uid, clock()),
      remove: (account_id, map_uid) => favoriteMaps.removeFavoriteMap(account_id, map_uid),
    },
    clock,
    errorProfile: config.trackmaniaErrorProfile,
    publicOrigin: config.origin,
    onInternalError: server.logInternalError,
  });
}

/** Mounts what a local service has beside the authorization service itself. */
async function mountLocal(
  server: AuthorizationServer,
  config: Config,
  faults: ActiveFaults,
  localToken: string,
): Promise<void> {
  const installed = installFaults(server, faults, config);
  await server.app.register(faultRoutes, {
    active: faults,
    localToken,
    origin: config.origin,
    findDialect: async (client_id) => (await server.clients.findClient(client_id))?.dialect,
  });
  const { mailbox } = server;
  if (mailbox !== undefined) {
    await server.app.register(mailboxRoutes, { mailbox, localToken, origin: config.origin });
  }
  await mountData(server, config, installed);
  await mountTrackmania(server, config);
}

/**
 * Starts the service: locally with its demo and `/data`, otherwise without either.
 *
 * @throws StartProblem, InvalidConfig, DatabaseIsNewer, PlaceFileUnreadable or SigningKeyUnreadable with a
 *   sentence for the person at the terminal; nothing is left running then
 */
export async function serve(options: ServeOptions): Promise<RunningService> {
  const { isLocal, environment, onNotice } = options;
  const config = parseConfig(environment, { isLocal });
  const dataDirectory = openDataDirectory(config.dataDirectory, config.secretKey);
  const opened = isLocal
    ? openDemo(dataDirectory.demoFile, config.origin, config.pitWallUrl)
    : undefined;
  const demo = opened?.demo;
  const curl = demo === undefined ? '' : formatDemoCurl(demo);
  const trackmaniaCurl = demo === undefined ? '' : formatTrackmaniaCurl(demo);
  const localToken = isLocal ? openLocalToken(dataDirectory) : '';
  const faults = createActiveFaults();
  const server = await createAuthorizationServer(config, {
    secretKey: dataDirectory.secretKey,
    onNotice,
    ...(demo && {
      demo: () => ({
        members: demo.members,
        pitWallUrl: demo.pit_wall,
        bookClients: listBookClients(demo),
        curl,
        trackmaniaCurl,
        faults: faults.list().map(describeFault),
        clearFaults: () => void faults.clear(),
      }),
    }),
    ...options.overrides,
  });
  let stopListening = async () => {};
  let closing: Promise<void> | undefined;
  const close = () => {
    // The database closes last: requests of either listener may still need it.
    closing ??= stopListening().then(() => server.close());
    return closing;
  };
  try {
    if (demo !== undefined) {
      await seedDemo(server, demo);
      await mountLocal(server, config, faults, localToken);
    }
    stopListening = await listen(server, config.address, config.port);
    const former = opened?.formerService;
    if (former !== undefined && (await isListening(former))) {
      onNotice(
        `Something listens at ${former}, which used this data directory; if it is Pitpass, give one of them a folder of its own: --data-directory. ${dataDirectory.demoFile} names ${config.origin} now.`,
      );
    }
    // A start that fails, on a busy port say, must not tell programs of a service that is not there.
    if (opened !== undefined) writeDemo(dataDirectory.demoFile, opened);
  } catch (error) {
    await close();
    throw error;
  }
  return { config, dataDirectory, demo, curl, trackmaniaCurl, close };
}
