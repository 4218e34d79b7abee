import type { AuditEvent } from './audit-event.ts';

/** An event as it is stored. */
export interface AuditRecord extends AuditEvent {
  readonly event_id: string;
  readonly occurred_at: number;
}

/** An event as it is read: with the number of the seal that covers it, null until there is one. */
export interface ListedEvent extends AuditRecord {
  readonly seal_number: number | null;
}

/** Which events are wanted. What is undefined does not narrow them. */
export interface AuditFilter {
  /** Events of this moment and later. */
  readonly since: number | undefined;
  /** Events before this moment. */
  readonly until: number | undefined;
  readonly event: string | undefined;
  readonly member_id: string | undefined;
  readonly client_id: string | undefined;
  /** How many at most. */
  readonly limit: number;
}

/** Where a page of events begins: behind the event that the page before ended with. */
export interface EventPlace {
  readonly occurred_at: number;
  readonly event_id: string;
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
  /** The events that are wanted, newest first. */
  listEvents(filter: AuditFilter): Promise<readonly ListedEvent[]>;
  /** The events of one member, newest first, those behind a place where one is given. */
  listMemberEvents(
    member_id: string,
    before: EventPlace | undefined,
    limit: number,
  ): Promise<readonly AuditRecord[]>;
  /**
   * How many events no seal covers yet, and how many name one behind the numbered seal, or none
   * that can be.
   */
  countEventsOutside(
    last_seal_number: number,
  ): Promise<{ readonly unsealed: number; readonly beyond: number }>;
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
