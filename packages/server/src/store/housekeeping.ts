import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { sealAuditEvents } from '../domain/audit/audit-chain.ts';
import type { AuditStore } from '../domain/audit/audit-store.ts';
import type { Clock } from '../domain/ports.ts';
import { deleteExpired } from './delete-expired.ts';
import type { SqlDatabase } from './sql-database.ts';

const deletingMs = 60_000;
const sealingMs = 10_000;
const renewingKeysMs = 10_000;
const lookingAfterClientsMs = 60_000;

/** What housekeeping needs of the house. */
export interface HousekeepingParts {
  readonly database: SqlDatabase;
  readonly audits: AuditStore;
  readonly auditKey: Uint8Array;
  readonly clock: Clock;
  /** Rotates keys that are due and takes up those of other nodes. */
  readonly renewKeys: () => Promise<void>;
  /** Writes when clients were used, and tells the developers of those that are not. */
  readonly lookAfterClients: () => Promise<void>;
  /** Told of every failure; the work is tried again at its next turn. */
  readonly onError: (error: Error) => void;
}

/** Runs `work` every so often, never twice at once. Returns how to stop it and wait for its end. */
function repeat(work: () => Promise<void>, everyMs: number, onError: (error: Error) => void) {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch(onError)
      .finally(() => {
        running = undefined;
      });
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/**
 * Starts what happens beside requests: every ten seconds the audit events that are new are sealed and the signing
 * keys renewed, and once a minute clients are looked after and expired
 * rows are deleted batch after batch until none is left, with room for requests in between.
 *
 * @returns stops it, and resolves when nothing of it is running any more
 */
export function startHousekeeping(parts: HousekeepingParts): () => Promise<void> {
  const { database, audits, auditKey, clock, renewKeys, lookAfterClients, onError } = parts;
  const stopping = new AbortController();
  const seal = async () => {
    while (!stopping.signal.aborted && (await sealAuditEvents(audits, auditKey, clock)) > 0) {
      await yieldToOthers();
    }
  };
  const deleteBatches = async () => {
    while (!stopping.signal.aborted && (await deleteExpired(database, clock())) > 0) {
      await yieldToOthers();
    }
  };
  const stopSealing = repeat(seal, sealingMs, onError);
  const stopDeleting = repeat(deleteBatches, deletingMs, onError);
  const stopRenewing = repeat(renewKeys, renewingKeysMs, onError);
  const stopLooking = repeat(lookAfterClients, lookingAfterClientsMs, onError);
  return async () => {
    stopping.abort();
    await Promise.all([stopSealing(), stopDeleting(), stopRenewing(), stopLooking()]);
  };
}
