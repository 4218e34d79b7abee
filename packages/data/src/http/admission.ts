import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendError } from './answer.ts';
import { challenge, readBearerToken } from './bearer.ts';
import type { AccessTokenClaims, DataApiOptions } from './ports.ts';
import type { RequestWindow } from './request-window.ts';
import { createRequestWindows } from './request-window.ts';

/** Lets requests in: one token, its scope, its session and the limit per minute. */
export interface Admission {
  /**
   * Calls `proceed` with the caller's claims, or answers 401, or 429 to a member whose minute is
   * used up. Nothing is awaited when the ports answer without a promise.
   */
  admit(
    request: FastifyRequest,
    reply: FastifyReply,
    proceed: (claims: AccessTokenClaims) => void | Promise<void>,
  ): void | Promise<void>;
}

type Verdict = AccessTokenClaims | 'invalid_token' | 'insufficient_scope';

/** A space-separated list holds a word. */
function holds(list: string | null, word: string): boolean {
  return list !== null && (list === word || list.split(' ').includes(word));
}

function judge(claims: AccessTokenClaims | undefined, now: number): Verdict {
  if (claims === undefined || claims.exp <= now) return 'invalid_token';
  if (!claims.aud.includes('data-server')) return 'invalid_token';
  return holds(claims.scope, 'iracing.auth') ? claims : 'insufficient_scope';
}

/**
 * Creates the entrance of the API. Members are counted per `cust_id` (clients without a member per
 * `client_id`), so that nobody uses up another's requests. Refusals are counted per address for the
 * headers alone: however many there were, the next one is a 401, since an address is shared and
 * any web page can send requests to this computer.
 *
 * @see RFC 6750 §3
 */
export function createAdmission(options: DataApiOptions): Admission {
  const { verifyAccessToken, isSessionAlive, clock } = options;
  const limit = options.requestsPerMinute ?? 240;
  const limitText = String(limit);
  const members = createRequestWindows<number | string>();
  const addresses = createRequestWindows<string>();

  const tellLimit = (reply: FastifyReply, window: RequestWindow): void => {
    const remaining = limit - window.count;
    reply.header('x-ratelimit-limit', limitText);
    reply.header('x-ratelimit-remaining', remaining > 0 ? String(remaining) : '0');
    reply.header('x-ratelimit-reset', window.resetText);
  };

  /** Writes the three headers; false when the limit is passed, which is then answered. */
  const isWithinLimit = (reply: FastifyReply, window: RequestWindow): boolean => {
    tellLimit(reply, window);
    if (window.count <= limit) return true;
    reply.code(429).header('content-type', 'text/plain; charset=utf-8');
    reply.header('cache-control', 'no-store').send('Rate limit exceeded');
    return false;
  };

  const refuse = (
    request: FastifyRequest,
    reply: FastifyReply,
    error: Parameters<typeof challenge>[0],
  ): void => {
    tellLimit(reply, addresses.count(request.ip, clock()));
    reply.header('www-authenticate', challenge(error));
    sendError(reply, 401, 'Unauthorized');
  };

  return {
    admit: (request, reply, proceed) => {
      const presented = readBearerToken(request.raw);
      if (presented.kind === 'none') return refuse(request, reply, undefined);
      if (presented.kind === 'malformed') return refuse(request, reply, 'invalid_token');

      const enter = (claims: AccessTokenClaims, alive: boolean): void | Promise<void> => {
        if (!alive) return refuse(request, reply, 'invalid_token');
        const window = members.count(claims.iracing_cust_id ?? claims.client_id, clock());
        return isWithinLimit(reply, window) ? proceed(claims) : undefined;
      };
      const check = (claims: AccessTokenClaims | undefined): void | Promise<void> => {
        const verdict = judge(claims, clock());
        if (typeof verdict === 'string') return refuse(request, reply, verdict);
        const alive = isSessionAlive(verdict.session_id);
        return typeof alive === 'boolean'
          ? enter(verdict, alive)
          : alive.then((answer) => enter(verdict, answer));
      };
      const verified = verifyAccessToken(presented.token);
      return verified instanceof Promise ? verified.then(check) : check(verified);
    },
  };
}
