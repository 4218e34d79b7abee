import { auditEvents } from '../audit/audit-event.ts';
import type { AuditLog } from '../audit/audit-event.ts';
import type { Clock, Requester } from '../ports.ts';
import type { SessionLiveness } from './session-liveness.ts';
import type { SessionStore } from './session.ts';

/** What ending sessions needs of the house. */
export interface SessionEndingParts {
  readonly sessions: SessionStore;
  readonly liveness: SessionLiveness;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Whose sessions may be ended: a member's, with one client or with all. */
export interface SessionOwner {
  readonly member_id: string;
  readonly client_id?: string;
}

/** Makes sessions that a store has just ended known: their tokens are refused at once, each is an event. */
export function recordEnded(
  ended: readonly string[],
  owner: SessionOwner,
  requester: Requester,
  {
    liveness,
    audit,
  }: {
    readonly liveness: Pick<SessionLiveness, 'forget'>;
    readonly audit: AuditLog;
  },
): void {
  liveness.forget(ended);
  for (const session_id of ended) {
    audit.append(auditEvents.sessionEnded(requester, { ...owner, session_id }));
  }
}

/**
 * Ends those of the named sessions that are the owner's, and passes over all others alike. Their tokens
 * are refused from now on.
 */
export async function endSessions(
  session_ids: readonly string[],
  owner: SessionOwner,
  requester: Requester,
  parts: SessionEndingParts,
): Promise<void> {
  const ended = await parts.sessions.endSessions(session_ids, owner, parts.clock());
  recordEnded(ended, owner, requester, parts);
}

/**
 * Ends all sessions of the owner, and spends the codes that could still become one.
 *
 * @returns how many ended
 */
export async function endAllSessions(
  owner: SessionOwner,
  requester: Requester,
  parts: SessionEndingParts,
): Promise<number> {
  const { member_id, client_id } = owner;
  const ended = await parts.sessions.endAllSessions(member_id, client_id, parts.clock());
  recordEnded(ended, owner, requester, parts);
  return ended.length;
}
