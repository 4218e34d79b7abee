import type { Client } from '../../src/domain/client/client.ts';
import type { SqlDatabase } from '../../src/store/sql-database.ts';
import { columnList, columnValues } from '../../src/store/sql-row.ts';
import {
  makeClient,
  makeCode,
  makeConsent,
  makeMember,
  makeRefreshToken,
  makeSession,
} from './records.ts';

// Frozen: what the tables of version 1 had, whatever was added since.
const columnsOfVersionOne = {
  member: `member_id username display_name cust_id account_id password_verifier created_at
    disabled_at`,
  client: 'client_id dialect state secret_digest record created_at',
  consent: 'member_id client_id scope client_fingerprint granted_at',
  authorization_code: `code_digest client_id member_id redirect_uri scope code_challenge
    code_challenge_method auth_time issued_at expires_at consumed_at session_id
    failed_verifications`,
  session: `session_id dialect client_id member_id grant_type scope auth_time created_at
    last_activity session_expiration absolute_expires_at ended_at first_ip
    first_user_agent_header last_ip last_user_agent_header`,
  refresh_token: 'token_digest session_id client_id issued_at expires_at',
} as const;

function toClientRow({ client_id, dialect, state, secret_digest, created_at, ...rest }: Client) {
  const record = JSON.stringify(rest);
  return { client_id, dialect, state, secret_digest, created_at, record };
}

/** Writes what a database of version 1 holds when it is in use: one row of each table that matters. */
export async function writeRowsOfVersionOne(database: SqlDatabase) {
  const insert = async (table: keyof typeof columnsOfVersionOne, record: object) => {
    const columns = columnsOfVersionOne[table].split(/\s+/);
    const { names, placeholders } = columnList(columns);
    await database.query(
      `INSERT INTO ${table} (${names}) VALUES (${placeholders})`,
      columnValues(record, columns),
    );
  };
  const pair = { client: makeClient(), member: makeMember() };
  const code = makeCode(pair);
  const session = makeSession(pair);
  await insert('client', toClientRow(pair.client));
  await insert('member', pair.member);
  await insert('consent', makeConsent(pair));
  await insert('authorization_code', code);
  await insert('session', session);
  await insert('refresh_token', makeRefreshToken(session));
  return { ...pair, code, session };
}
