import type { AuditEvent } from './audit-event.ts';

/** An event as it is stored. */
export interface AuditRecord extends AuditEvent {
  readonly event_id: string;
  readonly occurred_at: number;
}

/** A link of the chain that makes a changed or missing event show. */
export interface AuditSeal {
  readonly seal_number: number;
  readonly event_count: number;
  readonly digest: string;
  readonly sealed_at: number;
}

/** Where audit events are kept. */
export interface AuditStore {
  appendEvents(records: readonly AuditRecord[]): Promise<void>;
  /** Events that no seal covers yet, oldest first, at most `limit`. */
  listUnsealedEvents(limit: number): Promise<readonly AuditRecord[]>;
  /** Events that the numbered seal covers, in the order in which they were sealed. */
  listSealedEvents(seal_number: number): Promise<readonly AuditRecord[]>;
  /** The newest seal, or undefined before the first. */
  findLastSeal(): Promise<AuditSeal | undefined>;
  /** The seals in order from `after` on, at most 1,000. */
  listSeals(after: number): Promise<readonly AuditSeal[]>;
  /**
   * Stores a seal and marks its events, in one transaction.
   *
   * @returns false, and nothing is written, when another node has used the number or sealed one of the
   *   events
   */
  saveSeal(seal: AuditSeal, event_ids: readonly string[]): Promise<boolean>;
}
