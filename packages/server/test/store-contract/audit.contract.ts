import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sealAuditEvents, verifyAuditChain } from '../../src/domain/audit/audit-chain.ts';
import type { AuditFilter, AuditStore } from '../../src/domain/audit/audit-store.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countRows, dumpTables, openContract, plain } from './contract.ts';
import { hostileTexts, makeAuditRecord, t0 } from './records.ts';

const key = new Uint8Array(32).fill(3);
const clock = () => t0 + 100;
const findBrokenSeal = async (audits: AuditStore, chainKey: Uint8Array) =>
  (await verifyAuditChain(audits, chainKey)).broken?.seal_number;

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
    'S221 a member’s events come page by page, newest first, each once, and nobody else’s among them',
    onFreshChain(open, async ({ audits }) => {
      const wanted = Array.from({ length: 7 }, (_, index) =>
        // Some of the same second, so that a page may end between them.
        makeAuditRecord({
          occurred_at: t0 + Math.floor(index / 3),
          member_id: 'me',
          user_agent: 'Demo/1',
          actor_member_id: index === 0 ? 'staff' : null,
        }),
      );
      const others = [makeAuditRecord({ member_id: 'other' }), makeAuditRecord()];
      await audits.appendEvents([...others, ...wanted]);
      const seen: ReturnType<typeof makeAuditRecord>[] = [];
      for (;;) {
        const page = await audits.listMemberEvents('me', seen.at(-1), 2);
        seen.push(...page.map(plain));
        if (page.length < 2) break;
      }
      assert.deepEqual(seen, wanted.toReversed());
      assert.deepEqual(await audits.listMemberEvents('nobody', undefined, 10), []);
      for (const text of hostileTexts) {
        const before = { occurred_at: t0, event_id: text };
        const page = await audits.listMemberEvents(text, before, 10);
        assert.deepEqual(page, []);
      }
    }),
  );

  test(
    'S221 what was sealed before events told the program is sealed still, and telling another one later breaks the chain',
    onFreshChain(open, async ({ audits, database }) => {
      await appendAndSeal(audits, 1);
      await audits.appendEvents([makeAuditRecord({ user_agent: 'Demo/1', actor_member_id: 's' })]);
      assert.equal(await sealAuditEvents(audits, key, clock), 1);
      assert.equal(await findBrokenSeal(audits, key), undefined);
      await database.query('UPDATE audit_event SET user_agent = NULL WHERE seal_number = 2', []);
      assert.equal(await findBrokenSeal(audits, key), 2);
      await database.query('UPDATE audit_event SET actor_member_id = $1 WHERE seal_number = 1', [
        'somebody',
      ]);
      assert.equal(await findBrokenSeal(audits, key), 1);
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

  test(
    'S221 verifying says how many seals and events hold, which is the last, and what is not sealed yet',
    onFreshChain(open, async ({ audits }) => {
      await appendAndSeal(audits, 4);
      await audits.appendEvents([makeAuditRecord(), makeAuditRecord()]);
      const last = await audits.findLastSeal();
      const found = await verifyAuditChain(audits, key);
      assert.deepEqual(
        { ...found, last: plain(found.last) },
        { seals: 4, events: 12, unsealed: 2, last: plain(last), broken: undefined },
      );
    }),
  );

  const kinds = {
    changed: `UPDATE audit_event SET ip = '::1' WHERE seal_number = 2`,
    events_missing: `DELETE FROM audit_event WHERE seal_number = 2`,
    events_added: `UPDATE audit_event SET seal_number = 2 WHERE seal_number = 3`,
    seal_missing: 'DELETE FROM audit_seal WHERE seal_number = 2',
  };
  for (const [damage, statement] of Object.entries(kinds)) {
    test(
      `S221 verifying names the damage: ${damage}, and what holds before it`,
      onFreshChain(open, async ({ audits, database }) => {
        await appendAndSeal(audits, 3);
        await database.query(statement, []);
        const sealed_at = damage === 'seal_missing' ? null : clock();
        const { seals, events, broken } = await verifyAuditChain(audits, key);
        assert.deepEqual(
          { seals, events, broken },
          {
            seals: 1,
            events: 3,
            broken: { seal_number: 2, damage, sealed_at },
          },
        );
      }),
    );
  }

  test(
    'S221 the last seals cannot be deleted unseen while their events stand',
    onFreshChain(open, async ({ audits, database }) => {
      await appendAndSeal(audits, 3);
      await database.query('DELETE FROM audit_seal WHERE seal_number >= 2', []);
      const { broken } = await verifyAuditChain(audits, key);
      assert.deepEqual(broken, { seal_number: 2, damage: 'seal_missing', sealed_at: null });
    }),
  );

  test(
    'S221 with a noted seal the last seals cannot be deleted unseen with their events either',
    onFreshChain(open, async ({ audits, database }) => {
      await appendAndSeal(audits, 3);
      const noted = (await audits.findLastSeal()) ?? assert.fail();
      assert.equal((await verifyAuditChain(audits, key, noted)).broken, undefined);
      await appendAndSeal(audits, 1);
      assert.equal((await verifyAuditChain(audits, key, noted)).broken, undefined);
      const other = { ...noted, digest: 'another' };
      const { broken: differing } = await verifyAuditChain(audits, key, other);
      assert.equal(differing?.damage, 'not_as_noted');
      await database.query('DELETE FROM audit_seal WHERE seal_number >= 3', []);
      await database.query('DELETE FROM audit_event WHERE seal_number >= 3', []);
      assert.equal((await verifyAuditChain(audits, key)).broken, undefined);
      const { broken } = await verifyAuditChain(audits, key, noted);
      assert.deepEqual(broken, { seal_number: 3, damage: 'seal_missing', sealed_at: null });
    }),
  );

  test(
    'S221 verifying while events are appended and sealed finds nothing broken',
    onFreshChain(open, async ({ audits }) => {
      await appendAndSeal(audits, 2);
      const growing = (async () => {
        for (let round = 0; round < 25; round += 1) await appendAndSeal(audits, 1);
      })();
      for (let rounds = 0; rounds < 20; rounds += 1) {
        assert.equal(await findBrokenSeal(audits, key), undefined);
      }
      await growing;
    }),
  );

  test(
    'S221 events are listed newest first, narrowed by time, name, member and client, alone and together',
    onFreshChain(open, async ({ audits }) => {
      const records = [
        makeAuditRecord({ occurred_at: t0, event: 'login_refused', member_id: 'm-1' }),
        makeAuditRecord({ occurred_at: t0 + 1, event: 'login_succeeded', member_id: 'm-1' }),
        makeAuditRecord({ occurred_at: t0 + 2, client_id: 'c-1', member_id: 'm-2' }),
        makeAuditRecord({ occurred_at: t0 + 3, client_id: "c' OR 1=1 --" }),
      ];
      await audits.appendEvents(records);
      const all = { since: undefined, until: undefined, event: undefined };
      const nobody = { ...all, member_id: undefined, client_id: undefined, limit: 50 };
      const find = async (wanted: Partial<AuditFilter>) =>
        (await audits.listEvents({ ...nobody, ...wanted })).map(
          ({ occurred_at }) => occurred_at - t0,
        );
      assert.deepEqual(await find({}), [3, 2, 1, 0]);
      assert.deepEqual(await find({ limit: 2 }), [3, 2]);
      assert.deepEqual(await find({ since: t0 + 1, until: t0 + 3 }), [2, 1]);
      assert.deepEqual(await find({ event: 'login_refused' }), [0]);
      assert.deepEqual(await find({ member_id: 'm-1' }), [1, 0]);
      assert.deepEqual(await find({ client_id: 'c-1' }), [2]);
      assert.deepEqual(await find({ client_id: "c' OR 1=1 --" }), [3]);
      assert.deepEqual(await find({ member_id: 'm-1', event: 'login_succeeded', since: t0 }), [1]);
      assert.deepEqual(await find({ member_id: 'm-2', client_id: 'c-2' }), []);
      await sealAuditEvents(audits, key, clock);
      const [newest] = await audits.listEvents({ ...nobody, limit: 1 });
      assert.deepEqual(plain(newest), { ...records[3], seal_number: 1 });
    }),
  );
};
