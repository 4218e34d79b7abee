import type { FastifyReply } from 'fastify';

const json = 'application/json; charset=utf-8';

/** Sends JSON that is written already. */
export function sendJson(reply: FastifyReply, status: number, body: string): void {
  reply.code(status).header('content-type', json).send(body);
}

/** Sends one of the API's errors, e.g. `{"error":"Not Found","message":"…"}`. */
export function sendError(
  reply: FastifyReply,
  status: number,
  error: string,
  message?: string,
): void {
  reply.header('cache-control', 'no-store');
  const body = message === undefined ? { error } : { error, message };
  sendJson(reply, status, JSON.stringify(body));
}

/** The words that the API puts into `error` for a status. */
export const errorWords = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  501: 'Not Implemented',
} as const;
