import type { OutgoingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream';

import type { FastifyReply } from 'fastify';

import { cutBody } from './cut-body.ts';
import { dataForbiddenAnswer, dress, gatewayTimeoutAnswer } from './fault-answers.ts';
import type { StandInAnswer } from './fault-answers.ts';
import { meet } from './meet-faults.ts';
import type { FaultParts, MeetingRequest } from './meet-faults.ts';

/** What becomes of an answer: another payload, or nothing that is left to send. */
export type ChangedAnswer = { readonly payload: unknown } | 'taken_over';

/** Puts another answer in the place of one of `/data`, which keeps its headers about the limit. */
function replaceDataAnswer(
  meeting: MeetingRequest,
  reply: FastifyReply,
  { active }: FaultParts,
): StandInAnswer | undefined {
  if (meeting.area !== 'data') return undefined;
  const hasAnswered = reply.statusCode < 400;
  const answer =
    hasAnswered && meet('gateway-timeout', meeting, active)
      ? gatewayTimeoutAnswer
      : hasAnswered && meet('forbidden', meeting, active)
        ? dataForbiddenAnswer
        : undefined;
  if (answer !== undefined) dress(reply, answer);
  return answer;
}

/** The one dialect that tells reasons apart shall tell this one. @see trackmania-api §5.5 */
function nameSpentToken(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload;
  return payload.replace(
    '"hint":"Cannot decrypt the refresh token"',
    '"hint":"Token has been revoked"',
  );
}

function shiftIsoTime(time: string, seconds: number): string {
  const shifted = new Date(Date.parse(time) + seconds * 1000);
  return Number.isNaN(shifted.getTime()) ? time : shifted.toISOString().replace('.000Z', 'Z');
}

/** Every time that an answer tells by the service's clock, but not the signed ones. */
function skewTimes(
  { area }: MeetingRequest,
  skewSeconds: number,
  reply: FastifyReply,
  payload: unknown,
  now: number,
): unknown {
  reply.header('date', new Date((now + skewSeconds) * 1000).toUTCString());
  const reset = reply.getHeader('x-ratelimit-reset');
  if (reset !== undefined) reply.header('x-ratelimit-reset', String(Number(reset) + skewSeconds));
  const isLink = area === 'data' && typeof payload === 'string' && payload.startsWith('{"link":');
  if (!isLink) return payload;
  return payload.replace(
    /("expires":")([^"]+)("\})$/,
    (_all, before: string, time: string, after: string) =>
      before + shiftIsoTime(time, skewSeconds) + after,
  );
}

/** Sends the beginning of the body under the length of the whole. True when there was one to cut. */
function truncate(
  meeting: MeetingRequest,
  reply: FastifyReply,
  payload: unknown,
  { active }: FaultParts,
): boolean {
  const cut = meeting.request.method === 'HEAD' ? undefined : cutBody(payload);
  if (cut === undefined || meet('truncated', meeting, active) === undefined) return false;
  // The framework would correct the length.
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(reply.statusCode, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-length': cut.contentLength,
    // Node ends the connection after the last byte that it is given, whatever was promised.
    connection: 'close',
  });
  if (Buffer.isBuffer(cut.beginning)) raw.end(cut.beginning);
  else pipeline(cut.beginning, raw, () => undefined);
  return true;
}

/**
 * What happens to an answer on its way out, when everything has been done and nothing was sent.
 * `taken_over`: nothing may be sent any more, and the request has its log line or will have it.
 */
export function changeAnswer(
  meeting: MeetingRequest,
  reply: FastifyReply,
  answered: unknown,
  parts: FaultParts,
): ChangedAnswer {
  const { active, server } = parts;
  const { request, grant_type, isTokenReplaced, skewSeconds } = meeting;
  const hasRefreshed = grant_type === 'refresh_token' && reply.statusCode === 200;
  if (hasRefreshed && meet('refresh-answer-lost', meeting, active)) {
    server.logRequest(request, reply);
    reply.hijack();
    request.raw.socket.destroy();
    return 'taken_over';
  }
  let payload = replaceDataAnswer(meeting, reply, parts)?.body ?? answered;
  if (isTokenReplaced === true) payload = nameSpentToken(payload);
  if (skewSeconds !== undefined) {
    payload = skewTimes(meeting, skewSeconds, reply, payload, server.clock());
  }
  return truncate(meeting, reply, payload, parts) ? 'taken_over' : { payload };
}
