import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findBrokenSeal, sealAuditEvents } from '../../src/domain/audit/audit-chain.ts';
import type { AuditStore } from '../../src/domain/audit/audit-store.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countRows, dumpTables, openContract, plain } from './contract.ts';
import { hostileTexts, makeAuditRecord, t0 } from './records.ts';

const key = new Uint8Array(32).fill(3);
const clock = () => t0 + 100;

/** Each behaviour needs a chain of its own, so each has a database of its own. */
function onFreshChain(open: () => Contract, behave: (contract: Contract) => Promise<void>) {
  return async () => {
    const contract = await openContract(open().engine);
    try {
      await behave(contract);
    } finally {
      await contract.close();
    }
  };
}

async function appendAndSeal(audits: AuditStore, batches: number, size = 3): Promise<void> {
  for (let batch = 0; batch < batches; batch += 1) {
    const occurred_at = t0 + batch;
    await audits.appendEvents(Array.from({ length: size }, () => makeAuditRecord({ occurred_at })));
    assert.equal(await sealAuditEvents(audits, key, clock), size);
  }
}

/** Audit events and the chain that seals them. */
export const auditBehaviours: Behaviours = (open) => {
  test(
    'S221 events come back whole and oldest first, at most as many as asked for',
    onFreshChain(open, async ({ audits }) => {
      const late = makeAuditRecord({ occurred_at: t0 + 9, client_id: 'c', member_id: 'm' });
      const hostile = hostileTexts.map((text, index) =>
        makeAuditRecord({ occurred_at: t0 + index, request_id: text, session_id: text, ip: text }),
      );
      await audits.appendEvents([late]);
      await audits.appendEvents(hostile);
      const all = await audits.listUnsealedEvents(100);
      assert.deepEqual(all.map(plain), [...hostile, late]);
      assert.equal((await audits.listUnsealedEvents(4)).length, 4);
    }),
  );

  test(
    'a batch of events with one that cannot be written is not written at all',
    onFreshChain(open, async ({ audits, database }) => {
      const record = makeAuditRecord();
      await assert.rejects(audits.appendEvents([makeAuditRecord(), record, record]));
      assert.equal(await countRows(database, 'audit_event'), 0);
      await audits.appendEvents([]);
    }),
  );

  test(
    'S221 sealed events make a chain that holds',
    onFreshChain(open, async ({ audits }) => {
      assert.equal(await sealAuditEvents(audits, key, clock), 0);
      assert.equal(await findBrokenSeal(audits, key), undefined);
      await appendAndSeal(audits, 4);
      assert.equal(await findBrokenSeal(audits, key), undefined);
      const seals = await audits.listSeals(1);
      assert.deepEqual(
        seals.map(({ seal_number, event_count }) => [seal_number, event_count]),
        [
          [2, 3],
          [3, 3],
          [4, 3],
        ],
      );
      assert.equal((await audits.findLastSeal())?.seal_number, 4);
      assert.equal((await audits.listSealedEvents(2)).length, 3);
      assert.deepEqual(await audits.listUnsealedEvents(10), []);
    }),
  );

  const damages = {
    'a changed event': `UPDATE audit_event SET outcome = 'refused' WHERE event_id =
      (SELECT min(event_id) FROM audit_event WHERE seal_number = 2)`,
    'a moved time': `UPDATE audit_event SET occurred_at = occurred_at + 1 WHERE event_id =
      (SELECT min(event_id) FROM audit_event WHERE seal_number = 2)`,
    'a missing event': `DELETE FROM audit_event WHERE event_id =
      (SELECT min(event_id) FROM audit_event WHERE seal_number = 2)`,
    'an event put under a seal': `INSERT INTO audit_event
      (event_id, occurred_at, event, outcome, request_id, ip, seal_number)
      VALUES ('added', ${t0}, 'session_ended', 'done', 'r', 'i', 2)`,
    'an event moved to another seal': `UPDATE audit_event SET seal_number = 2 WHERE event_id =
      (SELECT min(event_id) FROM audit_event WHERE seal_number = 3)`,
    'a missing seal': 'DELETE FROM audit_seal WHERE seal_number = 2',
    'a changed seal': `UPDATE audit_seal SET digest = 'x' WHERE seal_number = 2`,
  };
  for (const [damage, statement] of Object.entries(damages)) {
    test(
      `S221 ${damage} breaks the chain at its seal`,
      onFreshChain(open, async ({ audits, database }) => {
        await appendAndSeal(audits, 3);
        await database.query(statement, []);
        assert.equal(await findBrokenSeal(audits, key), 2);
      }),
    );
  }

  test(
    'S221 a chain that was recomputed under another key is broken from the first seal',
    onFreshChain(open, async ({ audits }) => {
      await appendAndSeal(audits, 1);
      assert.equal(await findBrokenSeal(audits, new Uint8Array(32).fill(4)), 1);
    }),
  );

  test(
    'of eight sealers at once one seals each event, and the chain holds',
    onFreshChain(open, async ({ audits }) => {
      for (let trial = 0; trial < 5; trial += 1) {
        await audits.appendEvents(Array.from({ length: 20 }, () => makeAuditRecord()));
        const sealed = await Promise.all(
          Array.from({ length: 8 }, () => sealAuditEvents(audits, key, clock)),
        );
        assert.equal(
          sealed.reduce((sum, count) => sum + count, 0),
          20,
        );
      }
      assert.equal(await findBrokenSeal(audits, key), undefined);
    }),
  );

  test(
    'a sealer that is overtaken at any point of its work leaves the chain whole',
    onFreshChain(open, async ({ audits }) => {
      const reads = ['listUnsealedEvents', 'findLastSeal'] as const;
      for (const overtakenAfter of reads) {
        await audits.appendEvents([makeAuditRecord(), makeAuditRecord()]);
        const slow: AuditStore = {
          ...audits,
          [overtakenAfter]: async (limit: number) => {
            const answer = await audits[overtakenAfter](limit);
            await sealAuditEvents(audits, key, clock);
            return answer;
          },
        };
        await sealAuditEvents(slow, key, clock);
        assert.equal(await findBrokenSeal(audits, key), undefined, overtakenAfter);
      }
    }),
  );

  test(
    'a seal over an event that is no longer to be sealed is not saved',
    onFreshChain(open, async (contract) => {
      const { audits } = contract;
      const [first, second] = [makeAuditRecord(), makeAuditRecord()];
      await audits.appendEvents([first, second]);
      const seal = { seal_number: 1, event_count: 1, digest: 'd', sealed_at: t0 };
      assert.equal(await audits.saveSeal(seal, [first.event_id]), true);
      const before = await dumpTables(contract);
      const next = { ...seal, seal_number: 2, event_count: 2 };
      assert.equal(await audits.saveSeal(next, [second.event_id, first.event_id]), false);
      assert.equal(await audits.saveSeal(seal, [second.event_id]), false);
      assert.deepEqual(await dumpTables(contract), before);
      assert.equal(await audits.saveSeal({ ...next, event_count: 1 }, [second.event_id]), true);
    }),
  );
};
