import type {
  AuditRecord,
  AuditSeal,
  AuditStore,
  ListedEvent,
} from '../domain/audit/audit-store.ts';
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
  'user_agent',
  'actor_member_id',
] as const;
const event = columnList(columns);
const sealsMax = 1000;

// One statement for every filter: a null does not narrow.
const listWanted = `SELECT ${event.names}, seal_number FROM audit_event
  WHERE (CAST($1 AS BIGINT) IS NULL OR occurred_at >= $1)
    AND (CAST($2 AS BIGINT) IS NULL OR occurred_at < $2)
    AND (CAST($3 AS TEXT) IS NULL OR event = $3)
    AND (CAST($4 AS TEXT) IS NULL OR member_id = $4)
    AND (CAST($5 AS TEXT) IS NULL OR client_id = $5)
  ORDER BY occurred_at DESC, event_id DESC LIMIT $6`;

const listOfMember = `SELECT ${event.names} FROM audit_event
  WHERE member_id = $1 AND (CAST($2 AS BIGINT) IS NULL OR occurred_at < $2
    OR (occurred_at = $2 AND event_id < $3))
  ORDER BY occurred_at DESC, event_id DESC LIMIT $4`;

type Reading = Omit<AuditStore, 'appendEvents' | 'saveSeal'>;

function createReading(database: SqlDatabase): Reading {
  return {
    async listEvents({ since, until, event: name, member_id, client_id, limit }) {
      const wanted = [since, until, name, member_id, client_id].map((value) => value ?? null);
      const rows = await database.query(listWanted, [...wanted, limit]);
      return rows as unknown as readonly ListedEvent[];
    },
    async listMemberEvents(member_id, before, limit) {
      const place = [before?.occurred_at ?? null, before?.event_id ?? null];
      const rows = await database.query(listOfMember, [member_id, ...place, limit]);
      return rows as unknown as readonly AuditRecord[];
    },
    async countEventsOutside(last_seal_number) {
      const [unsealed, beyond] = await Promise.all([
        database.query('SELECT count(*) AS count FROM audit_event WHERE seal_number IS NULL', []),
        database.query(
          'SELECT count(*) AS count FROM audit_event WHERE seal_number > $1 OR seal_number < 1',
          [last_seal_number],
        ),
      ]);
      return { unsealed: Number(unsealed[0]?.['count']), beyond: Number(beyond[0]?.['count']) };
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
  };
}

/** Audit events and their seals in SQL. */
export function createSqlAuditStore(database: SqlDatabase): AuditStore {
  return {
    ...createReading(database),
    async appendEvents(records) {
      await database.transact(
        records.map((record) => ({
          text: `INSERT INTO audit_event (${event.names}) VALUES (${event.placeholders})`,
          values: columnValues(record, columns),
        })),
      );
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
