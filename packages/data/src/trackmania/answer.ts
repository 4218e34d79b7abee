import type { FastifyReply } from 'fastify';
import { sendJson } from '../http/answer.ts';

/** Sends a value as JSON. */
export function sendBody(reply: FastifyReply, status: number, body: unknown): void {
  sendJson(reply, status, JSON.stringify(body));
}

/** Sends an error that is not about the token: a sentence alone. @see The API's description, 7.8 */
export function sendMessage(reply: FastifyReply, status: number, message: string): void {
  sendBody(reply, status, { message });
}
