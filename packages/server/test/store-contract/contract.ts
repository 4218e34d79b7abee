import { createSqlAuditStore } from '../../src/store/sql-audit-store.ts';
import { createSqlAuthorizationStore } from '../../src/store/sql-authorization-store.ts';
import { createSqlBrowserCodeStore } from '../../src/store/sql-browser-code-store.ts';
import { createSqlBrowserLoginStore } from '../../src/store/sql-browser-login-store.ts';
import { createSqlClientStore } from '../../src/store/sql-client-store.ts';
import { createSqlFavoriteMapStore } from '../../src/store/sql-favorite-map-store.ts';
import type { SqlDatabase, SqlRow } from '../../src/store/sql-database.ts';
import { createSqlImpersonationStore } from '../../src/store/sql-impersonation-store.ts';
import { createSqlMailStore } from '../../src/store/sql-mail-store.ts';
import { createSqlMemberStore } from '../../src/store/sql-member-store.ts';
import { createSqlPasswordLimitedStore } from '../../src/store/sql-password-limited-store.ts';
import { createSqlRateLimitStore } from '../../src/store/sql-rate-limit-store.ts';
import { createSqlRefreshTokenStore } from '../../src/store/sql-refresh-token-store.ts';
import { createSqlSecondFactorStore } from '../../src/store/sql-second-factor-store.ts';
import { createSqlRememberedBrowserStore } from '../../src/store/sql-remembered-browser-store.ts';
import { createSqlSessionStore } from '../../src/store/sql-session-store.ts';
import { createSqlSigningKeyStore } from '../../src/store/sql-signing-key-store.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import type { EmptyDatabase, Engine } from './engines.ts';
import { makeClient, makeMember, makeRefreshToken, makeSession, t0 } from './records.ts';
import type { Pair } from './records.ts';

/** Every store over one database. */
export function createStores(database: SqlDatabase, clock: () => number) {
  return {
    members: createSqlMemberStore(database),
    passwordLimited: createSqlPasswordLimitedStore(database),
    impersonations: createSqlImpersonationStore(database),
    clients: createSqlClientStore(database, clock),
    authorizations: createSqlAuthorizationStore(database),
    sessions: createSqlSessionStore(database),
    refreshTokens: createSqlRefreshTokenStore(database),
    logins: createSqlBrowserLoginStore(database),
    browsers: createSqlRememberedBrowserStore(database),
    browserCodes: createSqlBrowserCodeStore(database),
    limits: createSqlRateLimitStore(database),
    keys: createSqlSigningKeyStore(database),
    secondFactors: createSqlSecondFactorStore(database),
    audits: createSqlAuditStore(database),
    favorites: createSqlFavoriteMapStore(database),
    mails: createSqlMailStore(database),
  };
}

export type Stores = ReturnType<typeof createStores>;

/** An engine's fresh database with its stores and a clock that a test may set. */
export interface Contract extends Stores {
  readonly engine: Engine;
  readonly location: EmptyDatabase;
  readonly database: SqlDatabase;
  readonly time: { now: number };
  close(): Promise<void>;
}

export async function openContract(engine: Engine): Promise<Contract> {
  const location = await engine.createEmpty();
  const database = await openDatabase({ ...location, onNotice: () => {} }, t0);
  const time = { now: t0 };
  return {
    ...createStores(database, () => time.now),
    engine,
    location,
    database,
    time,
    close: () => database.close(),
  };
}

/** A part of the contract: behaviours by name, each for whatever engine is open when it runs. */
export type Behaviours = (open: () => Contract) => void;

/** A saved client and a saved member. */
export async function savePair({ clients, members }: Stores): Promise<Pair> {
  const pair = { client: makeClient(), member: makeMember() };
  await clients.saveClient(pair.client);
  await members.saveMember(pair.member);
  return pair;
}

/** A session that has begun, with its refresh token. */
export async function saveSession(
  stores: Stores,
  pair: Pair,
  over: Parameters<typeof makeSession>[1] = {},
) {
  const session = makeSession(pair, over);
  const refresh_token = makeRefreshToken(session);
  await stores.sessions.startSession(session, refresh_token);
  return { session, refresh_token };
}

/** The tables of the schema with their columns, in order. */
export async function listColumns({ database, engine }: Pick<Contract, 'database' | 'engine'>) {
  const text =
    engine.name === 'sqlite'
      ? `SELECT m.name AS table_name, c.name AS column_name FROM sqlite_schema m
          JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid`
      : `SELECT table_name, column_name FROM information_schema.columns
          WHERE table_schema = 'public' ORDER BY table_name COLLATE "C", ordinal_position`;
  const rows = await database.query(text, []);
  const tables: Record<string, string[]> = {};
  for (const row of rows) {
    (tables[String(row['table_name'])] ??= []).push(String(row['column_name']));
  }
  return tables;
}

/** Every row of every table as text, so that two moments can be compared. */
export async function dumpTables(contract: Pick<Contract, 'database' | 'engine'>) {
  const dump: Record<string, string[]> = {};
  for (const table of Object.keys(await listColumns(contract))) {
    const rows = await contract.database.query(`SELECT * FROM ${table}`, []);
    dump[table] = rows.map((row) => JSON.stringify(plain(row))).sort();
  }
  return dump;
}

/** A row as a plain object: one engine's rows have no prototype. */
export function plain<T extends object | undefined>(row: T): T {
  return (row === undefined ? undefined : { ...row }) as T;
}

export async function countRows(database: SqlDatabase, table: string): Promise<number> {
  const [row] = await database.query(`SELECT count(*) AS count FROM ${table}`, []);
  return Number((row as SqlRow)['count']);
}

/** Runs the same call `count` times at once and says how often it was true. */
export async function countTrue(count: number, call: (index: number) => Promise<boolean>) {
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => call(index)));
  return answers.filter(Boolean).length;
}
