import { isClientError } from '@pitpass/client';
import type { DataAnswer } from '@pitpass/client';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Visit } from '../browser/visits.ts';
import { steps } from '../steps.ts';
import { findVisit } from './answer.ts';
import type { PitWallParts } from './parts.ts';

/** Answers one request. */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Runs a step for somebody who is signed in, and leads everybody else to the first one. */
export function signedIn(
  parts: PitWallParts,
  step: (visit: Visit, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): Handler {
  return async (request, reply) => {
    const visit = findVisit(request, parts);
    if (visit === undefined || (await visit.session.tokens()) === undefined) {
      return reply.redirect(steps.signIn.path, 303);
    }
    return step(visit, request, reply);
  };
}

/** The rows of an answer in chunks; none of any other. */
export function rowsOf(answer: DataAnswer): readonly unknown[] {
  return answer.kind === 'chunks' ? answer.rows : [];
}

/**
 * What a page can do without: undefined when the service refuses it. Everything else, such as
 * limits that are used up, ends the page.
 */
export async function unlessRefused<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!isClientError(error, 'resource_error_response')) throw error;
    return undefined;
  }
}
