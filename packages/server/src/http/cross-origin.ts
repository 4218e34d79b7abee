import type { FastifyReply, FastifyRequest } from 'fastify';

import type { DialectParts } from './http-parts.ts';

const preflightMaxAgeSeconds = 600;

function allowOrigin(reply: FastifyReply, origin: string): void {
  reply
    .header('access-control-allow-origin', origin)
    .header('access-control-allow-credentials', 'true')
    .header('access-control-expose-headers', 'x-request-id, retry-after');
}

/**
 * Answers a preflight: yes when some active client has registered the origin. Which client calls is only
 * known from the body of the call itself, which is asked again.
 *
 * @see The Fetch standard, CORS protocol; the book, chapter 11
 */
export async function answerPreflight(
  request: FastifyRequest,
  reply: FastifyReply,
  { clients, dialect }: DialectParts,
): Promise<FastifyReply> {
  const { origin } = request.headers;
  reply.header('vary', 'origin').code(204);
  if (origin !== undefined && (await clients.isCorsOriginRegistered(dialect.name, origin))) {
    allowOrigin(reply, origin);
    reply
      .header('access-control-allow-methods', 'POST')
      .header('access-control-allow-headers', 'content-type')
      .header('access-control-max-age', String(preflightMaxAgeSeconds));
  }
  return reply.send();
}

/** Lets a page of the client's registered origin read the answer; any other origin gets no header. */
export async function allowClientOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  client_id: string | undefined,
  { clients, dialect }: DialectParts,
): Promise<void> {
  const { origin } = request.headers;
  if (origin === undefined) return;
  reply.header('vary', 'origin');
  const client = client_id === undefined ? undefined : await clients.findClient(client_id);
  if (client?.dialect === dialect.name && client.cors_origins.includes(origin)) {
    allowOrigin(reply, origin);
  }
}
