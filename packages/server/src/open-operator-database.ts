import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { createRandom } from './create-random.ts';
import type { AuditLog } from './domain/audit/audit-event.ts';
import type { AuditStore } from './domain/audit/audit-store.ts';
import { createLetterbox } from './domain/mail/create-letterbox.ts';
import type { Letterbox } from './domain/mail/letterbox.ts';
import type { Clock, Random, Requester } from './domain/ports.ts';
import { createOwnRequester } from './own-requester.ts';
import { createBufferedAuditLog } from './store/buffered-audit-log.ts';
import { openDatabase, sqliteFileName } from './store/open-database.ts';
import type { DatabaseLocation } from './store/open-database.ts';
import { createSqlAuditStore } from './store/sql-audit-store.ts';
import { createSqlMailStore } from './store/sql-mail-store.ts';
import type { SqlDatabase } from './store/sql-database.ts';

/** There is no database where one was looked for, and none was made. */
export class DatabaseMissing extends Error {
  override readonly name = 'DatabaseMissing';
}

/** The database of a service with what every change by its operator needs. */
export interface OperatorDatabase {
  readonly database: SqlDatabase;
  readonly audits: AuditStore;
  /** Events of the operator's changes; written when the database is closed, at the latest. */
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  /** Makes a letterbox whose letters the running service sends. */
  readonly openLetterbox: (secretKey: Uint8Array) => Letterbox;
  /** Makes the requester of a change: nobody came over the network. */
  readonly requester: () => Requester;
  /** Writes what is still in memory and closes the database. */
  readonly close: () => Promise<void>;
}

/** The real time in whole epoch seconds. */
export const systemClock: Clock = () => Math.floor(Date.now() / 1000);

/**
 * Opens the database of a service that has been started before, whether or not it runs.
 *
 * @throws DatabaseMissing where there is no database; DatabaseIsNewer; or the engine's own error
 */
export async function openOperatorDatabase(
  location: DatabaseLocation,
  clock: Clock,
): Promise<OperatorDatabase> {
  const { databaseUrl, dataDirectory, onNotice } = location;
  if (databaseUrl === undefined && !existsSync(join(dataDirectory, sqliteFileName))) {
    throw new DatabaseMissing(`There is no database of a service in ${dataDirectory}.`);
  }
  const database = await openDatabase(location, clock());
  const random = createRandom();
  const audits = createSqlAuditStore(database);
  const audit = createBufferedAuditLog(audits, clock, random, (error) => {
    onNotice(`An event could not be written to the audit trail: ${error.message}.`);
  });
  return {
    database,
    audits,
    audit,
    clock,
    random,
    openLetterbox: (secretKey) =>
      createLetterbox({ mails: createSqlMailStore(database), secretKey, clock, random }),
    requester: createOwnRequester(random),
    async close() {
      await audit.close();
      await database.close();
    },
  };
}
