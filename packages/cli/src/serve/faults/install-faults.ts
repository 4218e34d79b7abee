import type { FastifyRequest } from 'fastify';

import type { AuthorizationServer } from '@pitpass/server';

import type { ActiveFaults } from './active-faults.ts';
import { changeAnswer } from './change-answer.ts';
import type { FaultLimits } from './fault-answers.ts';
import { findAreaOf, meet, meetBefore, readMeetingRequest } from './meet-faults.ts';
import type { FaultParts, MeetingRequest } from './meet-faults.ts';

/** What the routes that are mounted later need of the faults. */
export interface InstalledFaults {
  /** For {@link "@pitpass/data"}: whether the links of an answer are to be over. */
  readonly areLinksExpired: (request: FastifyRequest) => boolean;
}

/** Lets a request go on once the faults before the service are done with it, unless it is answered. */
async function passOn(isAnswered: Promise<boolean>, next: (error?: Error) => void): Promise<void> {
  let end: () => void;
  try {
    end = (await isAnswered) ? () => undefined : () => next();
  } catch (error) {
    end = () => next(error as Error);
  }
  end();
}

/**
 * Puts faults between the requests and the service. Call it before any route is mounted beside the
 * service's own and before anything is awaited of the application: routes in a scope of their own
 * have only the hooks that were there when their scope was made.
 *
 * While no fault is on, a request passes without anything being asked about it.
 */
export function installFaults(
  server: AuthorizationServer,
  active: ActiveFaults,
  limits: FaultLimits,
): InstalledFaults {
  const closing = new AbortController();
  const parts: FaultParts = { active, server, limits, closing: closing.signal };
  const meetings = new WeakMap<FastifyRequest, MeetingRequest>();
  const { app } = server;

  app.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  app.addHook('preHandler', (request, reply, next) => {
    const area = active.isEmpty() ? undefined : findAreaOf(request);
    if (area === undefined) return next();
    const begin = async (): Promise<boolean> => {
      const meeting = await readMeetingRequest(request, area, parts);
      meetings.set(request, meeting);
      return meetBefore(meeting, reply, parts);
    };
    void passOn(begin(), next);
  });
  app.addHook('onSend', (request, reply, payload, next) => {
    const meeting = meetings.get(request);
    if (meeting === undefined) return next(null, payload);
    // Within this turn: a handler that ends before its answer has left would be answered for again.
    const changed = changeAnswer(meeting, reply, payload, parts);
    if (changed !== 'taken_over') next(null, changed.payload);
  });
  return {
    areLinksExpired: (request) => {
      const meeting = meetings.get(request);
      return meeting !== undefined && meet('expired-link', meeting, active) !== undefined;
    },
  };
}
