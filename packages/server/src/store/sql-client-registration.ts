import type { Client, ClientStore, OwnedClientCreation } from '../domain/client/client.ts';
import type { SqlDatabase, SqlRow, SqlStep } from './sql-database.ts';

function toFormerSecret(row: SqlRow): Pick<Client, 'former_secret'> {
  const { former_secret_digest: secret_digest, former_secret_ends_at: ends_at } = row;
  if (typeof secret_digest !== 'string') return {};
  return { former_secret: { secret_digest, ends_at: Number(ends_at) } };
}

/** A row of the table `client` as the client that it is. */
export function toClient(row: SqlRow): Client {
  return {
    ...(JSON.parse(String(row['record'])) as Client),
    ...toFormerSecret(row),
    client_id: String(row['client_id']),
    dialect: row['dialect'] as Client['dialect'],
    state: row['state'] as Client['state'],
    secret_digest: row['secret_digest'] as string | null,
    created_at: Number(row['created_at']),
  };
}

/** What of a client stands in its JSON column: everything without a column of its own. */
export function toRecordText(client: Client): string {
  const { client_id: _id, dialect: _dialect, state: _state, ...rest } = client;
  const { secret_digest: _digest, created_at: _created, former_secret: _former, ...record } = rest;
  return JSON.stringify(record);
}

// What becomes of a row whose client_id stands already.
const conflictActions = {
  refuse: 'DO NOTHING RETURNING client_id',
  replace: `DO UPDATE SET state = excluded.state, secret_digest = excluded.secret_digest,
    record = excluded.record`,
} as const;

/** The columns and values of a new row. */
export function insertClient(client: Client, onConflict: keyof typeof conflictActions): SqlStep {
  const { client_id, dialect, state, secret_digest, created_at } = client;
  return {
    text: `INSERT INTO client (client_id, dialect, state, secret_digest, record, created_at)
      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (client_id) ${conflictActions[onConflict]}`,
    values: [client_id, dialect, state, secret_digest, toRecordText(client), created_at],
  };
}

/** The statements that make the registered origins those of the client. */
export function replaceOrigins({ client_id, cors_origins }: Client): readonly SqlStep[] {
  return [
    { text: 'DELETE FROM client_cors_origin WHERE client_id = $1', values: [client_id] },
    ...cors_origins.map((origin) => ({
      text: 'INSERT INTO client_cors_origin (client_id, origin) VALUES ($1, $2)',
      values: [client_id, origin],
    })),
  ];
}

/** The statements that make a client that is not there yet. */
export function createRow(client: Client): readonly SqlStep[] {
  return [{ ...insertClient(client, 'refuse'), isVerdict: true }, ...replaceOrigins(client)];
}

/** Writing the member's row locks it: of several registrations at once each counts the ones before it. */
export const lockOwner = `UPDATE member SET created_at = created_at
  WHERE member_id = $1 AND disabled_at IS NULL RETURNING member_id`;

/** Makes a member the owner of a client, unless there are too many. */
export const insertOwner = `INSERT INTO client_owner (client_id, member_id) SELECT $1, $2
  WHERE (SELECT count(*) FROM client_owner WHERE member_id = $2) < $3 RETURNING client_id`;

const isOfOwner = `SELECT c.client_id FROM client c
  LEFT JOIN client_owner o ON o.client_id = c.client_id
  WHERE c.client_id = $1 AND (CAST($2 AS TEXT) IS NULL OR o.member_id = $2)`;

/** Ends the former secret, inside an update of the client. */
export const noFormerSecret = `former_secret_digest = NULL, former_secret_ends_at = NULL,
  former_secret_used_at = NULL`;

type Reading = Pick<ClientStore, 'findOwnedClient' | 'listClientsOfOwner' | 'listClients'>;
type Creating = Pick<ClientStore, 'createClient' | 'createClientOfOwner'>;
type Changing = Pick<ClientStore, 'updateClient' | 'replaceSecretDigest' | 'deleteClient'>;
/** Runs a transaction; undefined when nothing was written. */
type Write = SqlDatabase['transact'];

/** Why a client of an owner was not created. */
export async function findCreationObstacle(
  database: SqlDatabase,
  { client_id }: Client,
  owner_member_id: string,
  clientsMax: number,
): Promise<OwnedClientCreation> {
  const taken = await database.query('SELECT 1 AS found FROM client WHERE client_id = $1', [
    client_id,
  ]);
  if (taken.length > 0) return 'taken';
  const [owned] = await database.query(
    'SELECT count(*) AS count FROM client_owner WHERE member_id = $1',
    [owner_member_id],
  );
  return Number(owned?.['count'] ?? 0) >= clientsMax ? 'too_many' : 'owner_unknown';
}

function createReading(database: SqlDatabase): Reading {
  return {
    async findOwnedClient(client_id) {
      const [row] = await database.query(
        `SELECT c.*, o.member_id AS owner_member_id FROM client c
          LEFT JOIN client_owner o ON o.client_id = c.client_id WHERE c.client_id = $1`,
        [client_id],
      );
      if (row === undefined) return undefined;
      return { client: toClient(row), owner_member_id: row['owner_member_id'] as string | null };
    },
    async listClientsOfOwner(owner_member_id) {
      const rows = await database.query(
        `SELECT c.* FROM client_owner o JOIN client c ON c.client_id = o.client_id
          WHERE o.member_id = $1 ORDER BY c.created_at DESC, c.client_id`,
        [owner_member_id],
      );
      return rows.map(toClient);
    },
    async listClients({ dialect, after, limit }) {
      const rows = await database.query(
        `SELECT * FROM client
          WHERE client_id > $1 AND (CAST($2 AS TEXT) IS NULL OR dialect = $2)
          ORDER BY client_id LIMIT $3`,
        [after, dialect ?? null, limit],
      );
      return rows.map(toClient);
    },
  };
}

function createCreating(database: SqlDatabase, write: Write): Creating {
  return {
    async createClient(client) {
      return (await write(createRow(client))) !== undefined;
    },
    async createClientOfOwner(client, owner_member_id, clientsMax) {
      const results = await write([
        { text: lockOwner, values: [owner_member_id], isVerdict: true },
        ...createRow(client),
        {
          text: insertOwner,
          values: [client.client_id, owner_member_id, clientsMax],
          isVerdict: true,
        },
      ]);
      if (results !== undefined) return 'created';
      return findCreationObstacle(database, client, owner_member_id, clientsMax);
    },
  };
}

function createChanging(write: Write): Changing {
  return {
    async updateClient(client, before) {
      const results = await write([
        {
          text: `UPDATE client SET record = $1 WHERE client_id = $2 AND record = $3
            RETURNING client_id`,
          values: [toRecordText(client), client.client_id, toRecordText(before)],
          isVerdict: true,
        },
        ...replaceOrigins(client),
      ]);
      return results !== undefined;
    },
    async replaceSecretDigest(client_id, secret_digest, before) {
      const results = await write([
        {
          text: `UPDATE client SET secret_digest = $1, secret_used_at = NULL, ${noFormerSecret}
            WHERE client_id = $2 AND secret_digest = $3 RETURNING client_id`,
          values: [secret_digest, client_id, before],
          isVerdict: true,
        },
      ]);
      return results !== undefined;
    },
    async deleteClient(client_id, owner_member_id) {
      const results = await write([
        { text: isOfOwner, values: [client_id, owner_member_id ?? null], isVerdict: true },
        {
          text: 'DELETE FROM session WHERE client_id = $1 RETURNING session_id',
          values: [client_id],
        },
        {
          text: 'DELETE FROM client WHERE client_id = $1 RETURNING client_id',
          values: [client_id],
          isVerdict: true,
        },
        // Last: a refresh that is under way has by now stored its token or finds no session to move on.
        { text: 'DELETE FROM refresh_token WHERE client_id = $1', values: [client_id] },
      ]);
      return results?.[1]?.map((row) => String(row['session_id']));
    },
  };
}

/**
 * The part of the client store that registers, lists, changes and deletes.
 *
 * @param onWritten - called after every write, before its caller hears of it
 */
export function createSqlClientRegistration(
  database: SqlDatabase,
  onWritten: () => void,
): Reading & Creating & Changing {
  const write: Write = async (steps) => {
    const results = await database.transact(steps);
    if (results !== undefined) onWritten();
    return results;
  };
  return {
    ...createReading(database),
    ...createCreating(database, write),
    ...createChanging(write),
  };
}
