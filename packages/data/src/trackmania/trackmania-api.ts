import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { queryOf } from '../http/method-route.ts';
import { createTrackmaniaWorld } from '../world/trackmania/trackmania-world.ts';
import type { Caller } from './admission.ts';
import { admit, refuseToken } from './admission.ts';
import { sendBody, sendMessage } from './answer.ts';
import { createDocumentationPage } from './documentation-page.ts';
import { describeApi } from './openapi.ts';
import type { TrackmaniaApiOptions } from './ports.ts';
import { parseQuery } from './query.ts';
import type { Outcome, RouteContext, RouteEntry } from './route-entry.ts';
import { routeTable } from './route-table.ts';
import { createSamples } from './samples.ts';
import { parseUidBody } from './uid-body.ts';

const bodyBytesMax = 16_384;
const allMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
// The token endpoint has an address below ours, but it is the authorization service's.
const tokenEndpoint = '/api/access_token';

type Surroundings = Pick<RouteContext, 'world' | 'loadAccounts' | 'favorites'>;
type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

function run(entry: RouteEntry, context: RouteContext, { account_id }: Caller): Promise<Outcome> {
  if (entry.token === 'any') return entry.handle(context);
  if (account_id === undefined) throw new TypeError(`${entry.path} was entered without a member.`);
  return entry.handle(context, account_id);
}

function createHandler(
  entry: RouteEntry,
  options: TrackmaniaApiOptions,
  around: Surroundings,
): Handler {
  return async (request, reply) => {
    const caller = await admit(request, reply, entry, options);
    if (caller === undefined) return;
    const query = parseQuery(entry.parameters, queryOf(request.url));
    if ('refusal' in query) return sendMessage(reply, 400, query.refusal);
    const body =
      entry.hasUidBody === true
        ? parseUidBody(request.headers['content-type'], request.body)
        : { uid: '' };
    if ('status' in body) return sendMessage(reply, body.status, body.message);
    const context = { ...around, query, uid: body.uid, now: options.clock() };
    const outcome = await run(entry, context, caller);
    if (outcome === 'unknown_member') {
      return refuseToken(reply, 'Access token could not be verified', options.errorProfile);
    }
    if (outcome.status === 204) return void reply.code(204).send();
    if (outcome.status === 200) return sendBody(reply, 200, outcome.body);
    return sendMessage(reply, outcome.status, outcome.message);
  };
}

/** Answers whatever no route takes: 405 where another method is right, 404 elsewhere. */
function refusePath(request: FastifyRequest, reply: FastifyReply): void {
  const { '*': rest } = request.params as { readonly '*'?: string };
  const path = `/api/${rest ?? ''}`;
  if (path === tokenEndpoint) return reply.callNotFound();
  const methods = routeTable
    .filter((entry) => entry.path === path)
    .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  if (methods.length === 0) {
    return sendMessage(reply, 404, 'There is no such route; /doc lists them all.');
  }
  reply.header('allow', methods.join(', '));
  return sendMessage(reply, 405, `Use ${methods[0]}.`);
}

const refusalWords: Readonly<Record<number, string>> = {
  413: `The body must not be larger than ${bodyBytesMax} bytes.`,
  415: 'Send the body as application/json.',
};

/**
 * Trackmania's resource routes and their documentation (`/api/…`, `/doc`, `/doc.json`), as a Fastify
 * plugin with its own scope. Register it once, without a prefix. It sets no CORS headers and no
 * limit, as the API it stands for documents none, and leaves `/api/access_token` to others.
 */
export const trackmaniaApi: FastifyPluginCallback<TrackmaniaApiOptions> = (
  fastify,
  options,
  done,
) => {
  const world = createTrackmaniaWorld(options.seed);
  const around: Surroundings = {
    world,
    favorites: options.favorites,
    loadAccounts: async () => world.joinAccounts(await options.listMembers()),
  };
  fastify.addHook('onRequest', (_request, reply, next) => {
    reply.header('cache-control', 'no-store');
    next();
  });
  // Bodies are read as they come, and judged after the token.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) =>
    parsed(null, body),
  );
  fastify.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      return sendMessage(reply, status, refusalWords[status] ?? 'The request is malformed.');
    }
    if (options.onInternalError === undefined) request.log.error(error);
    else options.onInternalError(error, request.id);
    return sendMessage(reply, 500, 'The request failed here. Try again later.');
  });

  for (const entry of routeTable) {
    fastify.route({
      method: entry.method,
      url: entry.path,
      bodyLimit: bodyBytesMax,
      handler: createHandler(entry, options, around),
    });
  }
  const describe = () =>
    describeApi(options.publicOrigin, options.errorProfile, createSamples(world, options.clock()));
  fastify.get('/doc.json', async (_request, reply) => sendBody(reply, 200, describe()));
  const page = createDocumentationPage(options.publicOrigin);
  fastify.get('/doc', async (_request, reply) => {
    reply.headers(page.headers).send(page.render(createSamples(world, options.clock())));
  });
  // The answer comes before a body is read, so that its type and size do not matter.
  for (const url of ['/api', '/api/*']) {
    fastify.route({
      method: allMethods,
      url,
      onRequest: (request, reply) => refusePath(request, reply),
      handler: refusePath,
    });
  }
  done();
};
