import type { ClientLifeStore, SecretLink } from '../domain/client/client-life.ts';
import { noFormerSecret } from './sql-client-registration.ts';
import type { SqlDatabase, SqlStep } from './sql-database.ts';
import { mailSteps, verdict } from './sql-steps.ts';

type Secrets = Pick<
  ClientLifeStore,
  'saveSecretLink' | 'findSecretLink' | 'claimSecretLink' | 'addSecret' | 'endFormerSecret'
>;

/** The statement that stores a link to a secret; it takes the place of an earlier one of the client. */
export function insertLink(client_id: string, { link_digest, expires_at }: SecretLink): SqlStep {
  return {
    text: `INSERT INTO client_secret_link (link_digest, client_id, expires_at) VALUES ($1, $2, $3)
      ON CONFLICT (client_id) DO UPDATE SET link_digest = excluded.link_digest,
        expires_at = excluded.expires_at`,
    values: [link_digest, client_id, expires_at],
  };
}

/** The part of the client store that hands out, adds and ends secrets. */
export function createSqlClientSecrets(
  database: SqlDatabase,
  write: SqlDatabase['transact'],
): Secrets {
  return {
    async saveSecretLink(client_id, link, mail) {
      const results = await write([
        verdict(
          `UPDATE client SET state = state WHERE client_id = $1 AND state = 'active'
            AND secret_digest IS NOT NULL RETURNING client_id`,
          [client_id],
        ),
        insertLink(client_id, link),
        ...mailSteps(mail),
      ]);
      return results !== undefined;
    },
    async findSecretLink(link_digest, now) {
      const [row] = await database.query(
        'SELECT client_id FROM client_secret_link WHERE link_digest = $1 AND expires_at > $2',
        [link_digest, now],
      );
      return row && String(row['client_id']);
    },
    async claimSecretLink(link_digest, { client_id, secret_digest }, mail, now) {
      const results = await write([
        verdict(
          `DELETE FROM client_secret_link
            WHERE link_digest = $1 AND client_id = $2 AND expires_at > $3 RETURNING client_id`,
          [link_digest, client_id, now],
        ),
        verdict(
          `UPDATE client SET secret_digest = $1, secret_used_at = NULL, ${noFormerSecret}
            WHERE client_id = $2 AND state = 'active' AND secret_digest IS NOT NULL
            RETURNING client_id`,
          [secret_digest, client_id],
        ),
        ...mailSteps(mail),
      ]);
      return results !== undefined;
    },
    async addSecret(client_id, secret_digest, { before, ends_at }) {
      const results = await write([
        verdict(
          `UPDATE client SET former_secret_digest = secret_digest, former_secret_ends_at = $1,
              former_secret_used_at = secret_used_at, secret_digest = $2, secret_used_at = NULL
            WHERE client_id = $3 AND secret_digest = $4 RETURNING client_id`,
          [ends_at, secret_digest, client_id, before],
        ),
      ]);
      return results !== undefined;
    },
    async endFormerSecret(client_id) {
      const results = await write([
        verdict(
          `UPDATE client SET ${noFormerSecret}
            WHERE client_id = $1 AND former_secret_digest IS NOT NULL RETURNING client_id`,
          [client_id],
        ),
      ]);
      return results !== undefined;
    },
  };
}
