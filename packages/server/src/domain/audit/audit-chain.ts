import { createHmac } from 'node:crypto';

import type { Clock } from '../ports.ts';
import type { AuditRecord, AuditSeal, AuditStore } from './audit-store.ts';

const batchMax = 500;

/** What came later is sealed where it says something, so that what was sealed before it came still holds. */
function laterParts({ user_agent, actor_member_id }: AuditRecord): readonly (string | null)[] {
  return user_agent === null && actor_member_id === null ? [] : [user_agent, actor_member_id];
}

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
        ...laterParts(record),
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

/** What is wrong with the first seal that does not hold. */
export type ChainDamage =
  | 'seal_missing'
  | 'events_missing'
  | 'events_added'
  | 'changed'
  /** The chain holds but is not the one of which the seal was noted. */
  | 'not_as_noted';

/** What walking the chain has shown. */
export interface AuditVerification {
  /** How many seals hold, counted from the first. */
  readonly seals: number;
  /** How many events they cover. */
  readonly events: number;
  /** How many events no seal covers yet. */
  readonly unsealed: number;
  /** The last seal that holds. */
  readonly last: AuditSeal | undefined;
  /** Undefined when the chain is whole. */
  readonly broken:
    | {
        readonly seal_number: number;
        readonly damage: ChainDamage;
        /** When the seal was set; null where it is gone. */
        readonly sealed_at: number | null;
      }
    | undefined;
}

/** A seal as it was noted somewhere else: it shows that nothing was cut off at the end since. */
export type NotedSeal = Pick<AuditSeal, 'seal_number' | 'digest'>;

function findDamage(
  seal: AuditSeal,
  records: readonly AuditRecord[],
  digest: string,
  noted: NotedSeal | undefined,
): ChainDamage | undefined {
  if (records.length < seal.event_count) return 'events_missing';
  if (records.length > seal.event_count) return 'events_added';
  if (digest !== seal.digest) return 'changed';
  const isNoted = noted?.seal_number === seal.seal_number;
  return isNoted && noted.digest !== seal.digest ? 'not_as_noted' : undefined;
}

/**
 * Walks the chain from its first seal and compares every seal with its events. Works while events are
 * appended and sealed.
 *
 * @param noted - a seal that has been noted elsewhere; without one nobody can tell whether the newest seals
 *   were deleted together with their events
 */
export async function verifyAuditChain(
  store: AuditStore,
  key: Uint8Array,
  noted?: NotedSeal,
): Promise<AuditVerification> {
  let last: AuditSeal | undefined;
  let events = 0;
  const end = async (damage: ChainDamage | undefined, seal: AuditSeal | undefined) => {
    const seals = last?.seal_number ?? 0;
    const { unsealed } = await store.countEventsOutside(seals);
    const sealed_at = seal?.sealed_at ?? null;
    const broken = damage && { seal_number: seals + 1, damage, sealed_at };
    return { seals, events, unsealed, last, broken };
  };
  for (;;) {
    const before = last?.seal_number ?? 0;
    // Counted first: what is sealed in between must not look as if its seal were missing.
    const { beyond } = await store.countEventsOutside(before);
    const seals = await store.listSeals(before);
    if (seals.length === 0) {
      const isCutOff = beyond > 0 || (noted !== undefined && noted.seal_number > before);
      return end(isCutOff ? 'seal_missing' : undefined, undefined);
    }
    for (const seal of seals) {
      const number = (last?.seal_number ?? 0) + 1;
      if (seal.seal_number !== number) return end('seal_missing', undefined);
      const records = await store.listSealedEvents(number);
      const digest = chainDigest(key, last?.digest ?? '', records);
      const damage = findDamage(seal, records, digest, noted);
      if (damage !== undefined) return end(damage, seal);
      events += records.length;
      last = seal;
    }
  }
}
