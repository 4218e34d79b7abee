import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { catalogue, methodPath } from '../catalogue/catalogue.ts';
import { documentAll, documentMethod, documentService } from '../catalogue/documentation.ts';
import { createAdmission } from './admission.ts';
import { errorWords, sendError, sendJson } from './answer.ts';
import type { createDataAnswers, DataAnswers } from './data-answers.ts';
import { filesPath } from './file-path.ts';
import type { AccessTokenClaims, DataApiOptions } from './ports.ts';
import { sendS3Error } from './s3-error.ts';
import { createLinkSigner } from './signed-link.ts';

const readOnly = 'GET, HEAD';
const otherMethods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Links begin with the Host that was asked when it is allowed, and with the public origin else. */
function createOrigins({ publicOrigin, allowedHosts }: DataApiOptions) {
  const { protocol, origin } = new URL(publicOrigin);
  const known = new Map(allowedHosts.map((host) => [host.toLowerCase(), `${protocol}//${host}`]));
  return (request: FastifyRequest): string =>
    known.get(request.headers.host?.toLowerCase() ?? '') ?? origin;
}

function sendDocumentation(reply: FastifyReply, documentation: unknown): void {
  if (documentation === undefined) {
    sendError(reply, 404, errorWords[404], 'There is no such service or method; see /data/doc.');
    return;
  }
  reply.header('cache-control', 'max-age=60');
  sendJson(reply, 200, JSON.stringify(documentation));
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>;
type AdmittedHandler = (
  ...exchange: [...Parameters<Handler>, AccessTokenClaims]
) => ReturnType<Handler>;

/**
 * The world is opened by the first who asks for it: a service is up the sooner, and one that only
 * grants tokens never needs it.
 */
function createOpening(...parts: Parameters<typeof createDataAnswers>) {
  let answers: DataAnswers | undefined;
  let opening: Promise<DataAnswers> | undefined;
  const open = async (): Promise<DataAnswers> => {
    const { createDataAnswers } = await import('./data-answers.ts');
    answers = createDataAnswers(...parts);
    return answers;
  };
  return (use: (opened: DataAnswers) => void | Promise<void>): void | Promise<void> => {
    if (answers !== undefined) return use(answers);
    opening ??= open();
    return opening.then(use);
  };
}

function refuseOtherMethods(fastify: FastifyInstance): void {
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
}

/**
 * The `/data` API and the files its links lead to, as a Fastify plugin with its own scope. Register
 * it once, without a prefix. It sets no CORS headers, as the API it stands for has none.
 *
 * @throws {RangeError} when `linkKey` has fewer than 32 bytes
 */
export const dataApi: FastifyPluginCallback<DataApiOptions> = (fastify, options, done) => {
  const signer = createLinkSigner(options.linkKey, options.clock);
  const admission = createAdmission(options);
  const originOf = createOrigins(options);
  const withAnswers = createOpening(options, signer, originOf);

  const guarded = (path: string, handler: AdmittedHandler): void => {
    const admitted: Handler = (request, reply) =>
      admission.admit(request, reply, (claims) => handler(request, reply, claims));
    fastify.get(path, admitted);
  };

  for (const entry of catalogue) {
    guarded(`/data/${methodPath(entry)}`, (request, reply, claims) =>
      withAnswers((opened) => opened.answerMethod(entry, request, reply, claims)),
    );
  }
  guarded('/data/doc', (request, reply) =>
    sendDocumentation(reply, documentAll(originOf(request))),
  );
  guarded('/data/doc/:service', (request, reply) => {
    const { service } = request.params as { service: string };
    sendDocumentation(reply, documentService(service, originOf(request)));
  });
  guarded('/data/doc/:service/:method', (request, reply) => {
    const { service, method } = request.params as { service: string; method: string };
    sendDocumentation(reply, documentMethod(`${service}/${method}`, originOf(request)));
  });
  guarded('/data/*', (_request, reply) => sendDocumentation(reply, undefined));
  const answerFile: Handler = (request, reply) =>
    withAnswers((opened) => opened.answerFile(request, reply));
  fastify.get(`${filesPath}*`, answerFile);

  refuseOtherMethods(fastify);
  done();
};
