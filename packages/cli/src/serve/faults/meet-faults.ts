import { setTimeout as sleep } from 'node:timers/promises';

import { parseBearerCredentials } from '@pitpass/protocol';
import type { AuthorizationServer } from '@pitpass/server';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { ActiveFaults } from './active-faults.ts';
import {
  gatewayTimeoutAnswer,
  maintenanceAnswer,
  sendApiForbidden,
  sendRateLimit,
  sendStandIn,
} from './fault-answers.ts';
import type { FaultLimits } from './fault-answers.ts';
import { faultAreas, findFaultArea } from './fault-table.ts';
import type { FaultArea, FaultName } from './fault-table.ts';
import type { Fault, FaultTarget } from './parse-fault.ts';
import { readTokenRequest, replaceRefreshToken } from './token-request-facts.ts';

/** What faults are worked with. */
export interface FaultParts {
  readonly active: ActiveFaults;
  readonly server: Pick<
    AuthorizationServer,
    | 'app'
    | 'clock'
    | 'clients'
    | 'verifyAccessToken'
    | 'authenticateTrackmaniaToken'
    | 'allowClientOrigin'
    | 'logRequest'
  >;
  readonly limits: FaultLimits;
  /** Ends waits when the service closes. */
  readonly closing: AbortSignal;
}

/** A request in an area where faults are on, with what is already known of its answer. */
export interface MeetingRequest extends FaultTarget {
  readonly request: FastifyRequest;
  /** Of a token request. */
  readonly grant_type: string | undefined;
  skewSeconds?: number;
  /** Its refresh token was replaced by one that nobody has. */
  isTokenReplaced?: boolean;
}

// No refresh token of either dialect can be this, so that none is spent by it.
const nobodysRefreshToken = 'def50200';
const nobodysAccessToken = 'Bearer nobodys-token';

/** The area of a request; undefined where no fault can happen. */
export function findAreaOf(request: FastifyRequest): FaultArea | undefined {
  return findFaultArea(pathOf(request));
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}

async function findTokenClient(
  request: FastifyRequest,
  area: FaultArea,
  { server }: FaultParts,
): Promise<string | undefined> {
  const credentials = parseBearerCredentials(request.headers.authorization);
  if (credentials.kind !== 'token') return undefined;
  const { token } = credentials;
  if (faultAreas[area].dialect === 'iracing') {
    return (await server.verifyAccessToken(token))?.client_id;
  }
  const found = await server.authenticateTrackmaniaToken(token);
  return found.outcome === 'accepted' ? found.client_id : undefined;
}

/** Finds out whose request it is: by its token, or by what it says at a token endpoint. */
export async function readMeetingRequest(
  request: FastifyRequest,
  area: FaultArea,
  parts: FaultParts,
): Promise<MeetingRequest> {
  const path = pathOf(request);
  if (faultAreas[area].isOnePath) {
    const facts = readTokenRequest(request.body, request.headers.authorization);
    return { request, area, path, ...facts };
  }
  const client_id = await findTokenClient(request, area, parts);
  return { request, area, path, client_id, grant_type: undefined };
}

/** Lets a request meet a fault, if one is meant for it, and says so in its log line. */
export function meet(
  name: FaultName,
  meeting: MeetingRequest,
  active: ActiveFaults,
): Fault | undefined {
  const fault = active.claim(name, meeting);
  if (fault === undefined) return undefined;
  const { request } = meeting;
  const before = request.logFields?.fault;
  request.logFields = {
    ...request.logFields,
    fault: before === undefined ? name : `${before}, ${name}`,
  };
  return fault;
}

/** Changes what the service is about to see, so that its own refusal is the answer. */
function disguise(meeting: MeetingRequest, active: ActiveFaults): void {
  const { request, area, grant_type } = meeting;
  const hasToken = request.headers.authorization !== undefined;
  if (!faultAreas[area].isOnePath && hasToken && meet('unauthorized', meeting, active)) {
    request.raw.headers.authorization = nobodysAccessToken;
  }
  if (grant_type !== 'refresh_token') return;
  const replaced = replaceRefreshToken(request.body, nobodysRefreshToken);
  if (replaced !== undefined && meet('refresh-token-spent', meeting, active)) {
    request.body = replaced;
    meeting.isTokenReplaced = true;
  }
}

/** Answers in the place of the service, when a fault says so. */
async function answerInstead(
  meeting: MeetingRequest,
  reply: FastifyReply,
  { active, server, limits }: FaultParts,
): Promise<boolean> {
  const { request, area, client_id, grant_type } = meeting;
  if (meet('maintenance', meeting, active)) {
    sendStandIn(reply, maintenanceAnswer);
    return true;
  }
  // On /data the answer is replaced when it is there, because it keeps the headers of the limit.
  if (area !== 'data' && meet('gateway-timeout', meeting, active)) {
    sendStandIn(reply, gatewayTimeoutAnswer);
    return true;
  }
  const limited = meet('rate-limit', meeting, active);
  if (limited !== undefined) {
    if (faultAreas[area].isOnePath) {
      await server.allowClientOrigin(request, reply, client_id, faultAreas[area].dialect);
    }
    const context = { ...limits, now: server.clock(), grant_type };
    sendRateLimit(reply, area, limited.seconds ?? 0, context);
    return true;
  }
  const isAccepted = area === 'api' && client_id !== undefined;
  if (isAccepted && meet('forbidden', meeting, active)) {
    sendApiForbidden(reply);
    return true;
  }
  return false;
}

/**
 * What happens to a request before the service sees it. The body has been read, nothing was done.
 *
 * @returns true when it has been answered
 * @throws OAuthError where the dialect words the answer
 */
export async function meetBefore(
  meeting: MeetingRequest,
  reply: FastifyReply,
  parts: FaultParts,
): Promise<boolean> {
  const { active, closing } = parts;
  const skewed = meet('clock-skew', meeting, active);
  if (skewed?.seconds != null) meeting.skewSeconds = skewed.seconds;
  const slow = meet('slow', meeting, active);
  if (slow !== undefined) {
    // A service that stops waits for nobody.
    await sleep((slow.seconds ?? 0) * 1000, undefined, { signal: closing }).catch(() => undefined);
  }
  if (await answerInstead(meeting, reply, parts)) return true;
  disguise(meeting, active);
  return false;
}
