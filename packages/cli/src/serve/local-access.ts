import { hash, timingSafeEqual } from 'node:crypto';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { localTokenHeader } from './faults/faults-path.ts';

/** Who may use the routes of a local service that are for its owner's programs. */
export interface LocalAccess {
  /** The token of the data directory. */
  readonly localToken: string;
  /** The origin of the service's own pages. */
  readonly origin: string;
}

/** Refuses in the words of the protocol; what was presented is not repeated. */
export function refuseLocal(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  const error = status === 403 ? 'access_denied' : 'invalid_request';
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ error, error_description: sentence });
}

/** Compares in a time that does not depend on where two texts differ. */
function isEqualSecret(presented: string, secret: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(presented), digest(secret));
}

/** True for programs and for the service's own pages; a browser says when a page is another's. */
function isFromElsewhere({ headers }: FastifyRequest, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  const isOtherOrigin = headers.origin !== undefined && headers.origin !== origin;
  return isOtherOrigin || (site !== undefined && site !== 'same-origin' && site !== 'none');
}

/**
 * Lets only the holder of the local token reach the routes of a scope. A page of another origin is refused
 * whatever it presents.
 *
 * @param elsewhere - the sentence for such a page
 */
export function guardLocalRoutes(
  app: FastifyInstance,
  { localToken, origin }: LocalAccess,
  elsewhere: string,
): void {
  app.addHook('onRequest', (request, reply, next) => {
    if (isFromElsewhere(request, origin)) return void refuseLocal(reply, 403, elsewhere);
    const presented = request.headers[localTokenHeader];
    if (typeof presented === 'string' && isEqualSecret(presented, localToken)) return next();
    return void refuseLocal(
      reply,
      403,
      `The header ${localTokenHeader} must hold the token in the file local-token of the data directory.`,
    );
  });
}
