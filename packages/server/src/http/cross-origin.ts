import type { FastifyReply, FastifyRequest } from 'fastify';

import { transportRules } from '../dialect/transport-rules.ts';
import { addLogFields } from './http-parts.ts';
import type { DialectParts } from './http-parts.ts';

type CrossOriginParts = Pick<DialectParts, 'clients' | 'dialect'>;

/** What a page of another origin may send to a path. */
export interface CrossOriginCall {
  readonly method: 'GET' | 'POST';
  /** Names of request headers in lower case, beyond those that need no leave. */
  readonly headers: readonly string[];
}

function allowOrigin(reply: FastifyReply, origin: string): void {
  reply
    .header('access-control-allow-origin', origin)
    .header('access-control-allow-credentials', 'true')
    .header('access-control-expose-headers', transportRules.exposedHeaders.join(', '));
}

/** Whoever cannot be asked whether an origin is registered has not said so. @see The book, chapter 11 */
async function isAllowed(request: FastifyRequest, deciding: Promise<boolean>): Promise<boolean> {
  try {
    return await deciding;
  } catch {
    addLogFields(request, { detail: 'origins of clients could not be read' });
    return false;
  }
}

/**
 * Answers a preflight: yes when some active client of the dialect has registered the origin. Which client
 * calls is only known from the body or the token of the call itself, which is asked again.
 *
 * @see The Fetch standard, CORS protocol; the book, chapter 11
 */
export async function answerPreflight(
  request: FastifyRequest,
  reply: FastifyReply,
  { clients, dialect }: CrossOriginParts,
  { method, headers }: CrossOriginCall,
): Promise<FastifyReply> {
  const { origin } = request.headers;
  reply.header('vary', 'origin').code(204);
  if (
    origin !== undefined &&
    (await isAllowed(request, clients.isCorsOriginRegistered(dialect.name, origin)))
  ) {
    allowOrigin(reply, origin);
    reply
      .header('access-control-allow-methods', method)
      .header('access-control-allow-headers', headers.join(', '))
      .header('access-control-max-age', String(transportRules.preflightMaxAgeSeconds));
  }
  return reply.send();
}

/**
 * Lets a page of the client's registered origin read the answer; any other origin gets no header. What the
 * answer holds must not depend on this: the `client_id` may be one that somebody merely claims.
 */
export async function allowClientOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  client_id: string | undefined,
  { clients, dialect }: CrossOriginParts,
): Promise<void> {
  const { origin } = request.headers;
  if (origin === undefined) return;
  reply.header('vary', 'origin');
  if (client_id === undefined) return;
  const deciding = clients
    .findClient(client_id)
    .then((client) => client?.dialect === dialect.name && client.cors_origins.includes(origin));
  if (await isAllowed(request, deciding)) allowOrigin(reply, origin);
}
