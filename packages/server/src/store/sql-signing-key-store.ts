import type { SigningKeyRecord, SigningKeyStore } from '../domain/key/signing-key-record.ts';
import type { SqlDatabase, SqlStep } from './sql-database.ts';
import { columnList, columnValues } from './sql-row.ts';

const columns = [
  'kid',
  'dialect',
  'alg',
  'public_jwk',
  'sealed_private_jwk',
  'created_at',
  'signs_from',
  'verified_until',
] as const;
const insert = columnList(columns);

// The lowest row of the version table stands for the whole schema: locking it makes nodes that save keys at
// the same moment take turns.
const takeTurns: SqlStep = {
  text: 'UPDATE schema_migration SET name = name WHERE version = 1',
  values: [],
};

const insertKey = (record: SigningKeyRecord): SqlStep => ({
  text: `INSERT INTO signing_key (${insert.names}) VALUES (${insert.placeholders})`,
  values: columnValues(record, columns),
});

/** Signing keys in SQL, their private halves sealed. */
export function createSqlSigningKeyStore(database: SqlDatabase): SigningKeyStore {
  return {
    async listSigningKeys(dialect) {
      const rows = await database.query(
        `SELECT ${insert.names} FROM signing_key WHERE dialect = $1
          ORDER BY signs_from DESC, created_at DESC, kid`,
        [dialect],
      );
      return rows as unknown as readonly SigningKeyRecord[];
    },
    async saveFirstSigningKey(record) {
      const results = await database.transact([
        takeTurns,
        {
          text: `INSERT INTO signing_key (${insert.names})
            SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT),
              CAST($5 AS TEXT), CAST($6 AS BIGINT), CAST($7 AS BIGINT), CAST($8 AS BIGINT)
            WHERE NOT EXISTS (SELECT 1 FROM signing_key WHERE dialect = CAST($2 AS TEXT))
            RETURNING kid`,
          values: columnValues(record, columns),
          isVerdict: true,
        },
      ]);
      return results !== undefined;
    },
    async saveNextSigningKey(record, previous) {
      const results = await database.transact([
        takeTurns,
        {
          text: `UPDATE signing_key SET verified_until = $1
            WHERE kid = $2 AND dialect = $3 AND verified_until IS NULL RETURNING kid`,
          values: [previous.verified_until, previous.kid, record.dialect],
          isVerdict: true,
        },
        insertKey(record),
      ]);
      return results !== undefined;
    },
    async replaceSigningKeys(record) {
      await database.transact([
        takeTurns,
        { text: 'DELETE FROM signing_key WHERE dialect = $1', values: [record.dialect] },
        insertKey(record),
      ]);
    },
  };
}
