import { verifyAuditChain } from './domain/audit/audit-chain.ts';
import type { AuditVerification, NotedSeal } from './domain/audit/audit-chain.ts';
import type { AuditFilter, ListedEvent } from './domain/audit/audit-store.ts';
import { deriveKey } from './domain/key/sealing.ts';
import type { MemberStore } from './domain/member/member.ts';
import type { Clock } from './domain/ports.ts';
import { openOperatorDatabase, systemClock } from './open-operator-database.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlMemberStore } from './store/sql-member-store.ts';

/** The purpose of the key that the audit chain is made with. */
export const auditKeyPurpose = 'audit chain';

/** The audit trail of a service, as its operator reads it, whether or not the service runs. */
export interface AuditRegistry {
  /** The events that are wanted, newest first. */
  list(filter: AuditFilter): Promise<readonly ListedEvent[]>;
  /** As `verifyAuditChain` of the domain. */
  verify(noted: NotedSeal | undefined): Promise<AuditVerification>;
  readonly findMember: MemberStore['findMember'];
  readonly findMemberByUsername: MemberStore['findMemberByUsername'];
  /** Closes the database. */
  close(): Promise<void>;
}

/**
 * Opens the audit trail of a service that has been started before.
 *
 * @param readSecretKey - called when the chain is to be verified, not for a list
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openAuditRegistry(
  location: DatabaseLocation,
  readSecretKey: () => Uint8Array,
  clock: Clock = systemClock,
): Promise<AuditRegistry> {
  const { database, audits, close } = await openOperatorDatabase(location, clock);
  const members = createSqlMemberStore(database);
  return {
    list: (filter) => audits.listEvents(filter),
    verify: (noted) => verifyAuditChain(audits, deriveKey(readSecretKey(), auditKeyPurpose), noted),
    findMember: (member_id) => members.findMember(member_id),
    findMemberByUsername: (username) => members.findMemberByUsername(username),
    close,
  };
}
