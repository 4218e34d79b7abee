import type { FastifyReply } from 'fastify';

import type { RateLimitState } from '../domain/limit/rate-limiter.ts';

/** Says on an answer how a bucket stands. @see S210 */
export function setRateLimit(reply: FastifyReply, state: RateLimitState): void {
  reply
    .header('RateLimit-Limit', String(state.limit))
    .header('RateLimit-Remaining', String(state.remaining))
    .header('RateLimit-Reset', String(state.resetSeconds));
}
