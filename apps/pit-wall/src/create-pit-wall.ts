import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';

import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';

import { createFormTokens } from './browser/forms.ts';
import { createVisits } from './browser/visits.ts';
import { notFound } from './problem.ts';
import { answerError, sendProblem } from './routes/answer.ts';
import { addAssetRoutes, readAssets } from './routes/assets.ts';
import { addCareerRoutes } from './routes/career-routes.ts';
import type { PitWallParts } from './routes/parts.ts';
import { addRaceRoutes } from './routes/race-routes.ts';
import { addSeasonRoutes } from './routes/season-routes.ts';
import { addSignInRoutes } from './routes/sign-in-routes.ts';
import { addStepRoutes } from './routes/step-routes.ts';

/** What Pit Wall needs to know. */
export interface PitWallOptions {
  /** Where browsers find it, `http://127.0.0.1:7481`; its redirect URI is `/callback` there. */
  readonly origin: string;
  /** The authorization service, `http://localhost:7480`; `/data` is taken to be there too. */
  readonly serviceUrl: string;
  readonly client_id: string;
  readonly client_secret: string;
  /** Told about faults of Pit Wall itself, in one line without secrets. */
  readonly onFault: (line: string) => void;
  /** Default: the system's clock, in whole seconds. */
  readonly clock?: () => number;
  /** Default: the system's random bytes. */
  readonly random?: (byteCount: number) => Uint8Array;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

const bodyLimitBytes = 16_384;
const requestTimeoutMilliseconds = 30_000;
const serviceTimeoutSeconds = 15;

function createParts(options: PitWallOptions): PitWallParts {
  const { origin, serviceUrl, client_id, client_secret, onFault } = options;
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  const random = options.random ?? ((byteCount) => randomBytes(byteCount));
  const url = new URL(origin);
  const isSecure = url.protocol === 'https:';
  const visits = createVisits({
    client: {
      client_id,
      client_secret,
      redirect_uri: `${origin}/callback`,
      scope: 'iracing.auth iracing.profile',
      issuerUrl: `${serviceUrl}/oauth2`,
      dataUrl: serviceUrl,
      requestTimeoutSeconds: serviceTimeoutSeconds,
    },
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock,
    milliseconds: () => performance.now(),
    random,
  });
  return {
    origin,
    serviceUrl,
    clock,
    random,
    visits,
    formTokens: createFormTokens(random(32)),
    // Ports do not separate cookies, so the name does.
    cookieName: isSecure ? '__Host-pit_wall' : `pit_wall_${url.port || '80'}`,
    assets: readAssets(),
    onFault,
  };
}

/**
 * Answers only under Pit Wall's own name: a page of another name could otherwise be made to point
 * here (DNS rebinding). `localhost` is led to the address that the redirect URI has.
 */
function addHostCheck(app: FastifyInstance, { origin }: PitWallParts): void {
  const { host, port } = new URL(origin);
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.host === host) return;
    const isLocalhost = request.headers.host === `localhost:${port}`;
    if (isLocalhost && request.method === 'GET' && request.url.startsWith('/')) {
      return reply.redirect(`${origin}${request.url}`, 307);
    }
    return reply.code(421).type('text/plain; charset=utf-8').send(`Pit Wall is at ${origin}\n`);
  });
}

/** A browser keeps connections open on which it has said nothing yet: closing does not wait for those. */
function releaseSilentConnections(app: FastifyInstance): void {
  const silent = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  app.server.on('request', ({ socket }) => silent.delete(socket));
  app.addHook('preClose', (done) => {
    for (const socket of silent) socket.destroy();
    done();
  });
}

/**
 * Makes Pit Wall; nothing listens yet. Tokens live in its memory, one set per browser, and end with
 * it.
 *
 * @throws InvalidOptions or InsecureUrl of the SDK, at the first sign-in, for a malformed service
 */
export async function createPitWall(options: PitWallOptions): Promise<FastifyInstance> {
  const parts = createParts(options);
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMilliseconds,
    forceCloseConnections: 'idle',
  });
  releaseSilentConnections(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  await app.register(cookie);
  addHostCheck(app, parts);
  addAssetRoutes(app, parts.assets);
  addSignInRoutes(app, parts);
  addStepRoutes(app, parts);
  addRaceRoutes(app, parts);
  addSeasonRoutes(app, parts);
  addCareerRoutes(app, parts);
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, parts, notFound));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, parts));
  return app;
}
