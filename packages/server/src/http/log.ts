import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** How the log is written. */
export interface LogOptions {
  readonly level: string;
  readonly format: string;
  /** Where lines go; standard output when undefined. */
  readonly destination?: DestinationStream;
}

/**
 * The log of the service. Requests and answers are never logged as objects: a line holds the fields that
 * are named here, none of which is presented.
 */
export async function createLog({ level, format, destination }: LogOptions): Promise<Logger> {
  const base = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // `err` is a field like any other: lines of an error that are printed as they are could pose as lines
    // of the log or speak to the terminal.
    errorKey: 'no_such_field',
    serializers: { err: (fault: unknown) => fault },
  };
  if (format !== 'human') return pino(base, destination ?? pino.destination({ sync: false }));
  const { default: pretty } = await import('pino-pretty');
  return pino(
    base,
    pretty({
      sync: true,
      colorize: process.stdout.isTTY,
      translateTime: 'SYS:HH:MM:ss',
      errorLikeObjectKeys: [],
      singleLine: true,
      ...(destination !== undefined && { destination: destination as NodeJS.WritableStream }),
    }),
  );
}

/**
 * Writes the line of a request: id, method, the route's path, status, milliseconds, and why it was refused.
 * Answers that leave get theirs by themselves; this is for one that was kept back.
 */
export function logRequest(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const status = reply.statusCode;
  const level = status >= 500 ? 'error' : 'info';
  if (!log.isLevelEnabled(level)) return;
  log[level](
    {
      request_id: request.id,
      method: request.method,
      // The route, not the URL: a URL may hold what nobody should read.
      path: request.routeOptions.url ?? '(no route)',
      status,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      ...request.logFields,
    },
    'request',
  );
}

/** Writes one line per request that is answered: see {@link logRequest}. */
export function logRequests(app: FastifyInstance, log: Logger): void {
  app.decorateRequest('logFields', undefined);
  app.addHook('onResponse', (request, reply, done) => {
    logRequest(log, request, reply);
    done();
  });
}

/** Logs a fault of ours with its trace and the request that met it. */
export function logInternalError(log: Logger, error: Error, request_id: string): void {
  log.error({ request_id, err: { stack: error.stack } }, 'internal error');
}
