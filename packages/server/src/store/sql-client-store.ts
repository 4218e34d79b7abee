import { passwordLimitedMembersMax } from '../domain/client/client.ts';
import type { Client, ClientStore } from '../domain/client/client.ts';
import type { Clock } from '../domain/ports.ts';
import { createSqlClientLife } from './sql-client-life-store.ts';
import {
  createSqlClientRegistration,
  insertClient,
  replaceOrigins,
  toClient,
} from './sql-client-registration.ts';
import type { SqlDatabase, SqlRow, SqlStep } from './sql-database.ts';
import { insertMail } from './sql-mail-store.ts';

// A null names nobody; NOT IN would let it hide everybody.
const deleteUnlisted = `DELETE FROM client_listed_member WHERE client_id = $1
  AND member_id NOT IN (COALESCE($2, ''), COALESCE($3, ''), COALESCE($4, ''))`;
const endUnlisted = `UPDATE session SET ended_at = $1
  WHERE client_id = $2 AND grant_type = 'password_limited' AND ended_at IS NULL
    AND member_id NOT IN (COALESCE($3, ''), COALESCE($4, ''), COALESCE($5, ''))`;

function replaceList(client_id: string, listed: readonly string[], now: number): SqlStep[] {
  const kept = Array.from({ length: passwordLimitedMembersMax }, (_, at) => listed[at] ?? null);
  return [
    { text: endUnlisted, values: [now, client_id, ...kept] },
    { text: deleteUnlisted, values: [client_id, ...kept] },
    ...listed.map((member_id) => ({
      text: `INSERT INTO client_listed_member (client_id, member_id) VALUES ($1, $2)
        ON CONFLICT (client_id, member_id) DO NOTHING`,
      values: [client_id, member_id],
    })),
  ];
}

const cachedClientsMax = 10_000;

const findWithAddress = `SELECT c.*, m.username AS owner_username FROM client c
  LEFT JOIN client_owner o ON o.client_id = c.client_id
  LEFT JOIN member m ON m.member_id = o.member_id WHERE c.client_id = $1`;

/** The developer's address is the owner's, who may have another one by now. @see The book, chapter 2 */
function withPresentAddress(client: Client, { owner_username }: SqlRow): Client {
  if (typeof owner_username !== 'string' || client.developer_email === null) return client;
  return { ...client, developer_email: owner_username };
}

/** Clients in SQL. What was read is remembered for the running second; what is saved here is seen at once. */
export function createSqlClientStore(database: SqlDatabase, clock: Clock): ClientStore {
  let second = -1;
  const remembered = new Map<string, Client | undefined>();
  // An answer that was asked for before a client was saved must not be remembered after it.
  let saves = 0;
  const forget = () => {
    saves += 1;
    remembered.clear();
  };
  return {
    ...createSqlClientRegistration(database, forget),
    ...createSqlClientLife(database, forget),
    async findClient(client_id) {
      const now = clock();
      if (now !== second || remembered.size >= cachedClientsMax) {
        remembered.clear();
        second = now;
      }
      if (remembered.has(client_id)) return remembered.get(client_id);
      const savesBefore = saves;
      const [row] = await database.query(findWithAddress, [client_id]);
      const client = row === undefined ? undefined : withPresentAddress(toClient(row), row);
      const isCurrent = saves === savesBefore && second === now;
      if (client !== undefined && isCurrent) remembered.set(client_id, client);
      return client;
    },
    async saveClient(client) {
      await database.transact([insertClient(client, 'replace'), ...replaceOrigins(client)]);
      forget();
    },
    async isCorsOriginRegistered(dialect, origin) {
      const rows = await database.query(
        `SELECT 1 AS found FROM client_cors_origin o JOIN client c ON c.client_id = o.client_id
          WHERE o.origin = $1 AND c.dialect = $2 AND c.state = 'active' LIMIT 1`,
        [origin, dialect],
      );
      return rows.length > 0;
    },
    async isMemberListed(client_id, member_id) {
      const rows = await database.query(
        'SELECT 1 AS found FROM client_listed_member WHERE client_id = $1 AND member_id = $2',
        [client_id, member_id],
      );
      return rows.length > 0;
    },
    async listListedMembers(client_id) {
      const rows = await database.query(
        'SELECT member_id FROM client_listed_member WHERE client_id = $1',
        [client_id],
      );
      return rows.map((row) => String(row['member_id']));
    },
    async setListedMembers(client_id, member_ids, mails = []) {
      if (new Set(member_ids).size > passwordLimitedMembersMax) {
        throw new RangeError(
          `A client's access list holds at most ${passwordLimitedMembersMax} members`,
        );
      }
      const steps = replaceList(client_id, [...new Set(member_ids)], clock());
      await database.transact([...steps, ...mails.map(insertMail)]);
    },
  };
}
