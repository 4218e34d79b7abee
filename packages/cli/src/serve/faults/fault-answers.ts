import { formatBearerChallenge, OAuthError } from '@pitpass/protocol';
import type { FastifyReply } from 'fastify';

import type { FaultArea } from './fault-table.ts';

/** Numbers of the service that answers repeat. */
export interface FaultLimits {
  readonly dataRequestsPerMinute: number;
  readonly passwordLimitedPerHour: number;
}

const json = 'application/json; charset=utf-8';

/** An answer that stands for another. */
export interface StandInAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** @see iracing-data-api §5 */
export const maintenanceAnswer: StandInAnswer = {
  status: 503,
  contentType: json,
  body: JSON.stringify({
    error: 'Site Maintenance',
    note: 'The site is currently undergoing maintenance. Please try your request later.',
  }),
};

/** What stands before the service says when the service does not answer it. */
export const gatewayTimeoutAnswer: StandInAnswer = {
  status: 504,
  contentType: 'text/html',
  body: `<!DOCTYPE html>
<html>
<head><title>504 Gateway Timeout</title></head>
<body>
<h1>504 Gateway Timeout</h1>
<p>The server behind this one did not answer in time.</p>
</body>
</html>
`,
};

/** @see iracing-data-api §5 */
export const dataForbiddenAnswer: StandInAnswer = {
  status: 403,
  contentType: json,
  body: JSON.stringify({ error: 'Forbidden' }),
};

/** Gives an answer its status, its type and no way to be kept; the body is left to the caller. */
export function dress(reply: FastifyReply, { status, contentType }: StandInAnswer): void {
  reply
    .code(status)
    .header('content-type', contentType)
    .header('cache-control', 'no-store')
    .removeHeader('etag');
}

/** Sends an answer that stands for another. */
export function sendStandIn(reply: FastifyReply, answer: StandInAnswer): void {
  dress(reply, answer);
  reply.send(answer.body);
}

/** Refuses as Trackmania's routes do when the scope is not enough. @see trackmania-api §7.8 */
export function sendApiForbidden(reply: FastifyReply): void {
  const challenge = formatBearerChallenge({ realm: 'trackmania', error: 'insufficient_scope' });
  const body = JSON.stringify({ message: 'Insufficient scopes.' });
  sendStandIn(reply.header('www-authenticate', challenge), {
    status: 403,
    contentType: json,
    body,
  });
}

/**
 * Says that there were too many requests, as the area says it.
 *
 * @throws OAuthError at a token endpoint, whose dialect words it
 * @see iracing-data-api §4 and §5; the book, chapter 13.2
 */
export function sendRateLimit(
  reply: FastifyReply,
  area: FaultArea,
  seconds: number,
  context: FaultLimits & { readonly now: number; readonly grant_type: string | undefined },
): void {
  if (area === 'data') {
    reply
      .header('x-ratelimit-limit', String(context.dataRequestsPerMinute))
      .header('x-ratelimit-remaining', '0')
      .header('x-ratelimit-reset', String(context.now + seconds));
    const contentType = 'text/plain; charset=utf-8';
    return sendStandIn(reply, { status: 429, contentType, body: 'Rate limit exceeded' });
  }
  if (area === 'api') {
    const body = JSON.stringify({ message: 'Rate limit exceeded' });
    reply.header('retry-after', String(seconds));
    return sendStandIn(reply, { status: 429, contentType: json, body });
  }
  if (area === 'iracing_token' && context.grant_type === 'password_limited') {
    reply
      .header('RateLimit-Limit', String(context.passwordLimitedPerHour))
      .header('RateLimit-Remaining', '0')
      .header('RateLimit-Reset', String(seconds));
  }
  throw new OAuthError('unauthorized_client', 'rate limit exceeded', {
    retryAfterSeconds: seconds,
  });
}
