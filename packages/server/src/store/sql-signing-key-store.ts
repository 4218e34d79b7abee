import type { SigningKeyRecord, SigningKeyStore } from '../domain/key/signing-key.ts';
import type { SqlDatabase } from './sql-database.ts';
import { columnList, columnValues } from './sql-row.ts';

const columns = [
  'kid',
  'dialect',
  'alg',
  'public_jwk',
  'sealed_private_jwk',
  'created_at',
] as const;
const insert = columnList(columns);

/** Signing keys in SQL, their private halves sealed. */
export function createSqlSigningKeyStore(database: SqlDatabase): SigningKeyStore {
  return {
    async listSigningKeys(dialect) {
      const rows = await database.query(
        `SELECT ${insert.names} FROM signing_key WHERE dialect = $1 ORDER BY created_at DESC, kid`,
        [dialect],
      );
      return rows as unknown as readonly SigningKeyRecord[];
    },
    async saveFirstSigningKey(record) {
      // The lowest row of the version table stands for the whole schema: locking it makes nodes that start
      // together take turns.
      const results = await database.transact([
        { text: 'UPDATE schema_migration SET name = name WHERE version = 1', values: [] },
        {
          text: `INSERT INTO signing_key (${insert.names})
            SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT),
              CAST($5 AS TEXT), CAST($6 AS BIGINT)
            WHERE NOT EXISTS (SELECT 1 FROM signing_key WHERE dialect = CAST($2 AS TEXT))
            RETURNING kid`,
          values: columnValues(record, columns),
          isVerdict: true,
        },
      ]);
      return results !== undefined;
    },
  };
}
