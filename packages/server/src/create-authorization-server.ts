import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DestinationStream, Logger } from 'pino';

import type { Config } from './config/parse-config.ts';
import { createRandom } from './create-random.ts';
import { createStores } from './create-stores.ts';
import type { Stores, Wired } from './create-stores.ts';
import type { Dialect } from './dialect/dialect.ts';
import type { AccessTokenClaims } from './dialect/iracing/access-token.ts';
import { registrationProfiles } from './dialect/registration-profiles.ts';
import { createTrackmaniaAuthenticator } from './dialect/trackmania/authenticate-access-token.ts';
import type { TrackmaniaAuthentication } from './dialect/trackmania/authenticate-access-token.ts';
import { sealAuditEvents } from './domain/audit/audit-chain.ts';
import type { ClientStore, DialectName } from './domain/client/client.ts';
import type { PasswordLimitedStore } from './domain/client/password-limited.ts';
import { tellIdleClients } from './domain/client/client-idleness.ts';
import { createSealer, deriveKey } from './domain/key/sealing.ts';
import type { SigningKeys } from './domain/key/signing-key.ts';
import { createRateLimiter } from './domain/limit/rate-limiter.ts';
import type { FavoriteMapStore } from './domain/member/favorite-map.ts';
import type { MemberStore } from './domain/member/member.ts';
import { createPasswordVerifier, passwordHashCost } from './domain/member/password-verifier.ts';
import type { PasswordVerifier } from './domain/member/password-verifier.ts';
import { createSecondFactorTools } from './domain/member/second-factor-parts.ts';
import type { Clock, Random } from './domain/ports.ts';
import { browserCodePurpose } from './domain/session/browser-code.ts';
import { createSessionLiveness } from './domain/session/session-liveness.ts';
import type { SessionLiveness } from './domain/session/session-liveness.ts';
import { createAccessTokenVerifier } from './domain/token/verify-access-token.ts';
import type { VerifyAccessToken } from './domain/token/verify-access-token.ts';
import { listAllowedHosts } from './http/allowed-hosts.ts';
import { loadAssets } from './http/assets.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { allowClientOrigin } from './http/cross-origin.ts';
import type { HttpParts } from './http/http-parts.ts';
import { createLog, logInternalError, logRequest } from './http/log.ts';
import type { DemoPage } from './http/page-routes/start.ts';
import type { LocalMailbox } from './domain/mail/local-mailbox.ts';
import { texts } from './pages/texts.ts';
import type { PlaceFinder } from './domain/session/place.ts';
import { createSourceDescription } from './domain/session/request-source.ts';
import { auditKeyPurpose } from './open-audit-registry.ts';
import { openMail } from './open-mail.ts';
import { openDialects } from './open-dialects.ts';
import { createOwnRequester } from './own-requester.ts';
import type { Dialects } from './open-dialects.ts';
import { openPlaces } from './open-places.ts';
import { createBufferedAuditLog } from './store/buffered-audit-log.ts';
import { startHousekeeping } from './store/housekeeping.ts';
import { openDatabase } from './store/open-database.ts';

/** What a server is made with, beside its settings. */
export interface ServerOptions {
  /** At least 32 random bytes from outside the database: every other secret key is derived from it. */
  readonly secretKey: Uint8Array;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Where log lines go; standard output when undefined. */
  readonly logDestination?: DestinationStream;
  /** Told in one sentence what happened to the database beside being opened. */
  readonly onNotice?: (sentence: string) => void;
  /** What the start page shows; asked for on each request. */
  readonly demo?: () => DemoPage;
  /** Cheaper password hashes, for tests alone. */
  readonly passwordHashCost?: { readonly memoryKib: number; readonly passes: number };
}

/** A server that answers to nobody yet: call `listen`. */
export interface AuthorizationServer {
  /** The HTTP application; more routes may be registered before it listens. */
  readonly app: FastifyInstance;
  readonly clock: Clock;
  readonly clients: ClientStore;
  readonly members: MemberStore;
  readonly passwordLimited: PasswordLimitedStore;
  readonly favoriteMaps: FavoriteMapStore;
  readonly passwordVerifier: PasswordVerifier;
  /** Verifies an access token of the iRacing dialect. */
  readonly verifyAccessToken: VerifyAccessToken<AccessTokenClaims>;
  /** Authenticates an access token of the Trackmania dialect. */
  readonly authenticateTrackmaniaToken: (token: string) => Promise<TrackmaniaAuthentication>;
  readonly isSessionAlive: SessionLiveness['isSessionAlive'];
  /** Logs a fault of a route that was registered beside the service's own. */
  readonly logInternalError: (error: unknown, request_id: string) => void;
  /** Logs a request whose answer was kept back, which would have no line otherwise. */
  readonly logRequest: (request: FastifyRequest, reply: FastifyReply) => void;
  /** Lets a page of a client's registered origin read an answer that a route beside the service's gives. */
  readonly allowClientOrigin: (
    request: FastifyRequest,
    reply: FastifyReply,
    client_id: string | undefined,
    dialect: DialectName,
  ) => Promise<void>;
  /** The values of the Host header that are answered to. */
  readonly allowedHosts: ReadonlySet<string>;
  /** A key of the resource server's own, derived from the secret key. */
  readonly linkKey: Uint8Array;
  /** Where the mails of a local service arrive; undefined elsewhere. */
  readonly mailbox: LocalMailbox | undefined;
  /** Stops taking requests, lets those in flight finish, writes what is still in memory, closes. */
  close(): Promise<void>;
}

const secretKeyBytesMin = 32;
const daySeconds = 86_400;

function authenticateTrackmania(
  { refreshTokens, clients, clock, dialects: { trackmania } }: HttpParts,
  { trackmania: { keys } }: Dialects,
): AuthorizationServer['authenticateTrackmaniaToken'] {
  const verifyAccessToken = createAccessTokenVerifier(keys, trackmania.issuer, clock);
  return createTrackmaniaAuthenticator({ verifyAccessToken, refreshTokens, clients, clock });
}

/** What routes that are registered beside the service's own need of it. */
function bindRouteTools(
  log: Logger,
  { dialects }: HttpParts,
): Pick<AuthorizationServer, 'logInternalError' | 'logRequest' | 'allowClientOrigin'> {
  return {
    logInternalError: (error, request_id) => logInternalError(log, error as Error, request_id),
    logRequest: (request, reply) => logRequest(log, request, reply),
    allowClientOrigin: (request, reply, client_id, dialect) =>
      allowClientOrigin(request, reply, client_id, dialects[dialect]),
  };
}

type Signer = Pick<SigningKeys, 'sign'>;

type Made = Pick<HttpParts, 'audit' | 'clock' | 'random' | 'limiter' | 'letters' | 'mailbox'> & {
  readonly wired: Pick<Wired, 'limits' | 'secondFactors'>;
  readonly stores: Stores;
  readonly dialects: Dialects;
  readonly places: PlaceFinder;
};

function createHttpParts(config: Config, options: ServerOptions, made: Made): HttpParts {
  const { stores, wired, dialects, places, ...rest } = made;
  const { origin } = config;
  const house = {
    ...stores,
    ...rest,
    origin,
    liveness: createSessionLiveness(
      (session_id, now) => stores.sessions.isSessionLive(session_id, now),
      made.clock,
    ),
    describeSource: createSourceDescription(places),
    passwordVerifier: createPasswordVerifier({
      cost: options.passwordHashCost ?? passwordHashCost,
      concurrencyMax: config.passwordHashesAtOnce,
      queueMax: config.passwordHashQueue,
    }),
    secondFactor: createSecondFactorTools({
      store: wired.secondFactors,
      limits: wired.limits,
      secretKey: options.secretKey,
      random: made.random,
    }),
    transactionSealer: createSealer(options.secretKey, 'transactions', made.random),
    pageTokenSealer: createSealer(options.secretKey, 'page tokens', made.random),
    formKey: deriveKey(options.secretKey, 'form tokens'),
    browserCodeKey: deriveKey(options.secretKey, browserCodePurpose),
    unknownBrowser: config.unknownBrowser,
    signUp: config.signUp,
    passwordLimitedConfirmationSeconds: config.passwordLimitedConfirmationDays * daySeconds,
    addressKey: deriveKey(options.secretKey, 'known addresses'),
    assets: loadAssets(),
    registrationProfiles,
    trustedProxies: config.trustedProxies,
    refreshTokenRetryWindowSeconds: config.refreshTokenRetryWindowSeconds,
    notice: config.isLocal ? texts.notices.local : undefined,
    bookSettings: config,
    demo: options.demo,
  };
  // Each dialect sees the house with all dialects in it: the pages serve whichever app comes.
  const seen = {} as {
    -readonly [Name in keyof HttpParts['dialects']]: HttpParts['dialects'][Name];
  };
  const seenBy = ({ dialect, keys }: { readonly dialect: Dialect; readonly keys: Signer }) => ({
    ...house,
    dialects: seen,
    dialect,
    keys,
    issuer: dialect.issuer(origin),
  });
  const { keys: iracingKeys } = dialects.iracing;
  const iracing = seenBy(dialects.iracing);
  seen.iracing = {
    ...iracing,
    jwks: iracingKeys.jwks,
    verifyAccessToken: createAccessTokenVerifier(iracingKeys, iracing.issuer, made.clock),
  };
  seen.trackmania = seenBy(dialects.trackmania);
  return { ...house, dialects: seen };
}

/** What everything else stands on: time, randomness, the log, the places and the database. */
async function openGround(config: Config, options: ServerOptions) {
  const { secretKey, onNotice = () => {}, logDestination } = options;
  if (secretKey.length < secretKeyBytesMin) {
    throw new RangeError(`The secret key must have at least ${secretKeyBytesMin} bytes`);
  }
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  const random = options.random ?? createRandom();
  const log = await createLog({
    level: config.logLevel,
    format: config.logFormat,
    ...(logDestination !== undefined && { destination: logDestination }),
  });
  const places = await openPlaces(config, clock, log);
  const database = await openDatabase({ ...config, onNotice }, clock());
  return { clock, random, log, places, database };
}

/**
 * Opens the database and wires the authorization service. Nothing listens yet.
 *
 * @throws DatabaseIsNewer, SigningKeyUnreadable, PlaceFileUnreadable, or the engine's own error when it
 *   cannot be opened
 */
export async function createAuthorizationServer(
  config: Config,
  options: ServerOptions,
): Promise<AuthorizationServer> {
  const { secretKey, onNotice = () => {} } = options;
  const { clock, random, log, places, database } = await openGround(config, options);
  const { stores, wired } = createStores(database, clock);
  const { audits, mails } = wired;
  const keyParts = { keyStore: wired.keyStore, clock, random };
  const { dialects, renewKeys } = await openDialects(config, secretKey, keyParts).catch(
    async (error: unknown) => {
      await database.close();
      throw error;
    },
  );
  const audit = createBufferedAuditLog(audits, clock, random, (error) => {
    log.error({ err: { message: error.message } }, 'audit events could not be written');
  });
  const limiter = createRateLimiter(wired.limits, config);
  const mailParts = { mails, secretKey, clock, random, places, log, onNotice };
  const mail = openMail(config, mailParts);
  const { letters, mailbox } = mail;
  const made = { audit, clock, random, limiter, letters, mailbox, places, stores, wired, dialects };
  const parts = createHttpParts(config, options, made);
  const allowedHosts = listAllowedHosts(config);
  const app = createHttpApp(parts, allowedHosts, log);
  const auditKey = deriveKey(secretKey, auditKeyPurpose);
  const stopHousekeeping = startHousekeeping({
    database,
    audits,
    auditKey,
    clock,
    renewKeys: () => renewKeys(audit),
    lookAfterClients: async () => {
      await parts.clientUses.flush();
      await tellIdleClients({ ...parts, requester: createOwnRequester(random) });
    },
    onError: (error) => log.error({ err: { message: error.message } }, 'housekeeping'),
  });
  return {
    app,
    clock,
    clients: stores.clients,
    members: stores.members,
    passwordLimited: stores.passwordLimited,
    favoriteMaps: wired.favoriteMaps,
    passwordVerifier: parts.passwordVerifier,
    verifyAccessToken: parts.dialects.iracing.verifyAccessToken,
    authenticateTrackmaniaToken: authenticateTrackmania(parts, dialects),
    isSessionAlive: (session_id) => parts.liveness.isSessionAlive(session_id),
    ...bindRouteTools(log, parts),
    allowedHosts,
    linkKey: deriveKey(secretKey, 'data links'),
    mailbox,
    async close() {
      await app.close();
      await stopHousekeeping();
      await parts.clientUses.flush();
      await mail.stop();
      await audit.close();
      await sealAuditEvents(audits, auditKey, clock);
      await database.close();
      log.flush();
    },
  };
}
