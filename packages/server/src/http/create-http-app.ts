import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import fastifyCookie from '@fastify/cookie';
import { OAuthError } from '@pitpass/protocol';
import Fastify from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { transportRules } from '../dialect/transport-rules.ts';
import { errorMessages } from '../pages/error-texts.ts';
import { prefersHtml } from './authorization-refusal.ts';
import { addLogFields } from './http-parts.ts';
import type { DialectParts, HttpParts } from './http-parts.ts';
import { logInternalError, logRequests } from './log.ts';
import { asServerError, sendOAuthError, toWireError } from './oauth-error-response.ts';
import { decorateRequesterAddress } from './requester-address.ts';
import { watchConnections } from './watch-connections.ts';
import { registerRoutes } from './routes.ts';
import { sendErrorPage } from './send-page.ts';

const { bodyBytesMax } = transportRules;
const headBytesMax = 16_384;
const requestTimeoutMs = 30_000;

type Refusal = { readonly error: OAuthError; readonly status: number };

/** What the transport refuses, in the words of the protocol. */
function toRefusal(error: FastifyError): Refusal {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return {
        error: new OAuthError('invalid_request', `body larger than ${bodyBytesMax} bytes`),
        status: 413,
      };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return {
        error: new OAuthError('invalid_request', 'body must be application/x-www-form-urlencoded'),
        status: 400,
      };
    default: {
      const status = error.statusCode ?? 500;
      return status < 500
        ? { error: new OAuthError('invalid_request', 'request malformed'), status }
        : { error: asServerError(error), status: 500 };
    }
  }
}

/** The dialect that a path belongs to; undefined for pages and everything else. */
function findDialectOf(url: string, { dialects }: HttpParts): DialectParts | undefined {
  return Object.values(dialects).find(({ dialect }) =>
    dialect.pathPrefixes.some((prefix) => url.startsWith(prefix)),
  );
}

function answerRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { error, status }: Refusal,
  parts: HttpParts,
): FastifyReply {
  const own = findDialectOf(request.url, parts);
  if (own !== undefined && !prefersHtml(request.headers.accept)) {
    const transport = { status, status_reason: STATUS_CODES[status] ?? '' };
    return sendOAuthError(request, reply, error, own, { transport });
  }
  const message =
    status === 413
      ? errorMessages.tooLarge
      : status >= 500
        ? errorMessages.serverError
        : errorMessages.requestWrong;
  const wireError = toWireError(error, own ?? parts.dialects.iracing);
  return sendErrorPage(reply, parts, message, { status, error, wireError });
}

function refuseUnknownHosts(
  app: FastifyInstance,
  allowedHosts: ReadonlySet<string>,
  parts: HttpParts,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const { host } = request.headers;
    if (host !== undefined && allowedHosts.has(host.toLowerCase())) return done();
    addLogFields(request, { error: 'wrong_host' });
    if (prefersHtml(request.headers.accept)) {
      return void sendErrorPage(reply, parts, errorMessages.wrongHost, { status: 421 });
    }
    return void reply.code(421).send({
      status: 421,
      status_reason: 'Misdirected Request',
      error: 'invalid_request',
      error_description: 'this service does not answer under that host name',
    });
  });
}

function answerMissing(request: FastifyRequest, reply: FastifyReply, parts: HttpParts): unknown {
  if (prefersHtml(request.headers.accept)) {
    return sendErrorPage(reply, parts, errorMessages.notFound, { status: 404 });
  }
  return reply.code(404).send({
    status: 404,
    status_reason: 'Not Found',
    error: 'invalid_request',
    error_description: 'no such path',
  });
}

/** Answers what is no request, and lets go of the connection whatever the other side does with its half. */
function refuseConnection(socket: Duplex, status: number | undefined): void {
  if (status === undefined || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nx-request-id: ${randomUUID()}\r\n` +
      'content-length: 0\r\nconnection: close\r\n\r\n',
    () => socket.destroy(),
  );
}

/**
 * The HTTP application: limits, request ids, the list of hosts it answers to, one log line per request,
 * and every route. Handlers never leak an exception: what is not a refusal is `server_error`.
 *
 * @param allowedHosts - lower-case values of the Host header
 */
export function createHttpApp(
  parts: HttpParts,
  allowedHosts: ReadonlySet<string>,
  log: Logger,
): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: 0,
    http: { maxHeaderSize: headBytesMax },
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      const refusal = toRefusal(error);
      reply.header('x-request-id', request.id);
      return answerRefusal(request, reply, refusal, parts);
    },
    clientErrorHandler(error, socket) {
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
      refuseConnection(socket, error.code === 'ECONNRESET' ? undefined : status);
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  logRequests(app, log);
  decorateRequesterAddress(app, parts.trustedProxies);
  const releaseConnections = watchConnections(app.server);
  app.addHook('preClose', (done) => {
    releaseConnections();
    done();
  });
  refuseUnknownHosts(app, allowedHosts, parts);
  void app.register(fastifyCookie);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof OAuthError) {
      const own = findDialectOf(request.url, parts) ?? parts.dialects.iracing;
      return sendOAuthError(request, reply, error, own);
    }
    const refusal = toRefusal(error);
    if (refusal.status >= 500) {
      logInternalError(log, error, request.id);
    }
    return answerRefusal(request, reply, refusal, parts);
  });
  app.setNotFoundHandler((request, reply) => answerMissing(request, reply, parts));
  registerRoutes(app, parts);
  return app;
}
