import { createHmac } from 'node:crypto';

import type { Clock } from '../ports.ts';
import type { AuditRecord, AuditStore } from './audit-store.ts';

const batchMax = 500;

function chainDigest(key: Uint8Array, before: string, records: readonly AuditRecord[]): string {
  const hmac = createHmac('sha256', key).update(before);
  for (const record of records) {
    hmac.update(
      JSON.stringify([
        record.event_id,
        record.occurred_at,
        record.event,
        record.outcome,
        record.request_id,
        record.ip,
        record.client_id,
        record.member_id,
        record.session_id,
      ]),
    );
  }
  return hmac.digest('base64url');
}

/**
 * Seals events that have not been sealed yet into the chain, at most 500 a call. Safe on several nodes: a
 * seal's number is claimed, and a node that comes second does nothing.
 *
 * @returns how many events were sealed
 */
export async function sealAuditEvents(
  store: AuditStore,
  key: Uint8Array,
  clock: Clock,
): Promise<number> {
  // The seal first: a node that seals in between has then used the number that is claimed below.
  const last = await store.findLastSeal();
  const records = await store.listUnsealedEvents(batchMax);
  if (records.length === 0) return 0;
  const seal = {
    seal_number: (last?.seal_number ?? 0) + 1,
    event_count: records.length,
    digest: chainDigest(key, last?.digest ?? '', records),
    sealed_at: clock(),
  };
  const isSaved = await store.saveSeal(
    seal,
    records.map(({ event_id }) => event_id),
  );
  return isSaved ? records.length : 0;
}

/**
 * Walks the chain and compares every seal with its events.
 *
 * @returns the number of the first seal that does not hold, or undefined when all do
 */
export async function findBrokenSeal(
  store: AuditStore,
  key: Uint8Array,
): Promise<number | undefined> {
  let before = '';
  let number = 0;
  for (;;) {
    const seals = await store.listSeals(number);
    if (seals.length === 0) return undefined;
    for (const seal of seals) {
      number += 1;
      if (seal.seal_number !== number) return number;
      const records = await store.listSealedEvents(number);
      const digest = chainDigest(key, before, records);
      if (records.length !== seal.event_count || digest !== seal.digest) return number;
      before = seal.digest;
    }
  }
}
