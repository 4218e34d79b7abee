import type { AuditRecord, AuditSeal, AuditStore } from '../domain/audit/audit-store.ts';
import type { SqlDatabase } from './sql-database.ts';
import { columnList, columnValues } from './sql-row.ts';

const columns = [
  'event_id',
  'occurred_at',
  'event',
  'outcome',
  'request_id',
  'ip',
  'client_id',
  'member_id',
  'session_id',
] as const;
const event = columnList(columns);
const sealsMax = 1000;

/** Audit events and their seals in SQL. */
export function createSqlAuditStore(database: SqlDatabase): AuditStore {
  return {
    async appendEvents(records) {
      await database.transact(
        records.map((record) => ({
          text: `INSERT INTO audit_event (${event.names}) VALUES (${event.placeholders})`,
          values: columnValues(record, columns),
        })),
      );
    },
    async listUnsealedEvents(limit) {
      const rows = await database.query(
        `SELECT ${event.names} FROM audit_event WHERE seal_number IS NULL
          ORDER BY occurred_at, event_id LIMIT $1`,
        [limit],
      );
      return rows as unknown as readonly AuditRecord[];
    },
    async listSealedEvents(seal_number) {
      const rows = await database.query(
        `SELECT ${event.names} FROM audit_event WHERE seal_number = $1
          ORDER BY occurred_at, event_id`,
        [seal_number],
      );
      return rows as unknown as readonly AuditRecord[];
    },
    async findLastSeal() {
      const rows = await database.query(
        'SELECT * FROM audit_seal ORDER BY seal_number DESC LIMIT 1',
        [],
      );
      return rows[0] as unknown as AuditSeal | undefined;
    },
    async listSeals(after) {
      const rows = await database.query(
        `SELECT * FROM audit_seal WHERE seal_number > $1 ORDER BY seal_number LIMIT ${sealsMax}`,
        [after],
      );
      return rows as unknown as readonly AuditSeal[];
    },
    async saveSeal(seal, event_ids) {
      const results = await database.transact([
        {
          text: `INSERT INTO audit_seal (seal_number, event_count, digest, sealed_at)
            VALUES ($1, $2, $3, $4) ON CONFLICT (seal_number) DO NOTHING RETURNING seal_number`,
          values: [seal.seal_number, seal.event_count, seal.digest, seal.sealed_at],
          isVerdict: true,
        },
        ...event_ids.map((event_id) => ({
          text: `UPDATE audit_event SET seal_number = $1 WHERE event_id = $2 AND seal_number IS NULL
            RETURNING event_id`,
          values: [seal.seal_number, event_id],
          isVerdict: true,
        })),
      ]);
      return results !== undefined;
    },
  };
}
