import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { catalogue, methodPath } from '../catalogue/catalogue.ts';
import { documentAll, documentMethod, documentService } from '../catalogue/documentation.ts';
import { createWorld } from '../world/world.ts';
import { createAdmission } from './admission.ts';
import { errorWords, sendError, sendJson } from './answer.ts';
import { createFileHandler } from './file-route.ts';
import { filesPath } from './file-path.ts';
import { createAnswerWindows, createLinkWriter } from './link-writer.ts';
import type { Surroundings } from './method-route.ts';
import { createMethodHandler } from './method-route.ts';
import type { DataApiOptions } from './ports.ts';
import { sendS3Error } from './s3-error.ts';
import { createLinkSigner } from './signed-link.ts';
import type { LinkSigner } from './signed-link.ts';

const readOnly = 'GET, HEAD';
const otherMethods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const defaultSeed = 'pitpass';
// No link lives longer: what was signed before that is over.
const linkSecondsMax = 604_800;

/** Links begin with the Host that was asked when it is allowed, and with the public origin else. */
function createOrigins({ publicOrigin, allowedHosts }: DataApiOptions) {
  const { protocol, origin } = new URL(publicOrigin);
  const known = new Map(allowedHosts.map((host) => [host.toLowerCase(), `${protocol}//${host}`]));
  return (request: FastifyRequest): string =>
    known.get(request.headers.host?.toLowerCase() ?? '') ?? origin;
}

/** Chooses the writer of an answer's links: the usual one, or one whose links are over already. */
function createWriters({ linkKey, clock, areLinksExpired }: DataApiOptions, signer: LinkSigner) {
  const writer = createLinkWriter(signer);
  if (areLinksExpired === undefined) return () => writer;
  const signedBefore = createLinkSigner(linkKey, () => clock() - linkSecondsMax - 1);
  const expiredWriter = createLinkWriter(signedBefore);
  return (request: FastifyRequest) => (areLinksExpired(request) ? expiredWriter : writer);
}

function sendDocumentation(reply: FastifyReply, documentation: unknown): void {
  if (documentation === undefined) {
    sendError(reply, 404, errorWords[404], 'There is no such service or method; see /data/doc.');
    return;
  }
  reply.header('cache-control', 'max-age=60');
  sendJson(reply, 200, JSON.stringify(documentation));
}

/**
 * The `/data` API and the files its links lead to, as a Fastify plugin with its own scope. Register
 * it once, without a prefix. It sets no CORS headers, as the API it stands for has none.
 *
 * @throws {RangeError} when `linkKey` has fewer than 32 bytes
 */
export const dataApi: FastifyPluginCallback<DataApiOptions> = (fastify, options, done) => {
  const { clock } = options;
  const world = createWorld(options.seed ?? defaultSeed);
  const signer = createLinkSigner(options.linkKey, clock);
  const admission = createAdmission(options);
  const around: Surroundings = {
    world,
    writerOf: createWriters(options, signer),
    windowOf: createAnswerWindows(clock),
    originOf: createOrigins(options),
    loadGuests: async () => world.arrangeGuests(await options.listMembers()),
  };
  type Handler = (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>;
  const guarded = (path: string, handler: ReturnType<typeof createMethodHandler>): void => {
    const admitted: Handler = (request, reply) =>
      admission.admit(request, reply, (claims) => handler(request, reply, claims));
    fastify.get(path, admitted);
  };

  for (const entry of catalogue) {
    guarded(`/data/${methodPath(entry)}`, createMethodHandler(entry, around));
  }
  guarded('/data/doc', (request, reply) =>
    sendDocumentation(reply, documentAll(around.originOf(request))),
  );
  guarded('/data/doc/:service', (request, reply) => {
    const { service } = request.params as { service: string };
    sendDocumentation(reply, documentService(service, around.originOf(request)));
  });
  guarded('/data/doc/:service/:method', (request, reply) => {
    const { service, method } = request.params as { service: string; method: string };
    sendDocumentation(reply, documentMethod(`${service}/${method}`, around.originOf(request)));
  });
  guarded('/data/*', (_request, reply) => sendDocumentation(reply, undefined));
  fastify.get(`${filesPath}*`, createFileHandler(signer, clock, around));

  // The answer comes before a body is read, so that its type and size do not matter.
  const refuseMethod: Handler = (_request, reply) =>
    sendError(reply.header('allow', readOnly), 405, errorWords[405], 'Use GET.');
  const refuseFileMethod: Handler = (_request, reply) =>
    sendS3Error(reply.header('allow', readOnly), 'MethodNotAllowed');
  fastify.route({
    method: otherMethods,
    url: '/data/*',
    onRequest: (request, reply) => void refuseMethod(request, reply),
    handler: refuseMethod,
  });
  fastify.route({
    method: otherMethods,
    url: `${filesPath}*`,
    onRequest: (request, reply) => void refuseFileMethod(request, reply),
    handler: refuseFileMethod,
  });
  done();
};
