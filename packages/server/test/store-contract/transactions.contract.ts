import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SqlDatabase } from '../../src/store/sql-database.ts';
import type { Behaviours, Contract, Stores } from './contract.ts';
import { createStores, dumpTables, savePair, saveSession } from './contract.ts';
import {
  makeAuditRecord,
  makeClient,
  makeCode,
  makeConsent,
  makeRefreshToken,
  makeRetry,
  makeSession,
  progressAt,
  t0,
} from './records.ts';

/** A database on which one step of the next transaction fails, after those before it have run. */
function failAtStep(database: SqlDatabase, failing: number) {
  const seen = { steps: 0 };
  const damaged: SqlDatabase = {
    ...database,
    transact(steps) {
      seen.steps = steps.length;
      return database.transact(
        steps.map((step, index) =>
          index === failing ? { text: 'SELECT a FROM no_such_table', values: [] } : step,
        ),
      );
    },
  };
  return { damaged, seen };
}

type Verb = (stores: Stores) => Promise<unknown>;

async function prepareVerbs(contract: Contract): Promise<Readonly<Record<string, Verb>>> {
  const pair = await savePair(contract);
  const { client, member } = pair;
  const { member: another } = await savePair(contract);
  const { member_id } = member;
  const { client_id } = client;
  const code = makeCode(pair);
  await contract.authorizations.saveConsentAndCode(makeConsent(pair), code);
  await contract.clients.setListedMembers(client_id, [member_id]);
  const { session, refresh_token } = await saveSession(contract, pair);
  const event = makeAuditRecord();
  await contract.audits.appendEvents([event]);
  const next = makeSession(pair);
  return {
    'saveClient of a new client': ({ clients }) =>
      clients.saveClient(makeClient({ cors_origins: ['https://a.example', 'https://b.example'] })),
    'saveClient of a standing client': ({ clients }) =>
      clients.saveClient({ ...client, client_name: 'New', cors_origins: ['https://a.example'] }),
    setListedMembers: ({ clients }) => clients.setListedMembers(client_id, [another.member_id]),
    saveConsentAndCode: ({ authorizations }) =>
      authorizations.saveConsentAndCode(makeConsent(pair, { scope: 'wider' }), makeCode(pair)),
    saveCodeOnConsent: ({ authorizations }) => authorizations.saveCodeOnConsent(makeCode(pair)),
    deleteConsent: ({ authorizations }) =>
      authorizations.deleteConsent(member_id, client_id, t0 + 1),
    consumeCode: ({ authorizations }) =>
      authorizations.consumeCode(code.code_digest, next, makeRefreshToken(next), t0 + 1),
    startSession: ({ sessions }) => sessions.startSession(next, makeRefreshToken(next)),
    endSessions: ({ sessions }) =>
      sessions.endSessions([session.session_id, session.session_id], { member_id }, t0 + 1),
    endAllSessions: ({ sessions }) => sessions.endAllSessions(member_id, undefined, t0 + 1),
    rotateRefreshToken: ({ refreshTokens }) =>
      refreshTokens.rotateRefreshToken(
        refresh_token,
        makeRefreshToken(session),
        progressAt(t0 + 1),
        t0 + 1,
        makeRetry(refresh_token, makeRefreshToken(session)),
      ),
    appendEvents: ({ audits }) => audits.appendEvents([makeAuditRecord(), makeAuditRecord()]),
    saveSeal: ({ audits }) =>
      audits.saveSeal({ seal_number: 1, event_count: 1, digest: 'd', sealed_at: t0 }, [
        event.event_id,
      ]),
  };
}

const verbNames = [
  'saveClient of a new client',
  'saveClient of a standing client',
  'setListedMembers',
  'saveConsentAndCode',
  'saveCodeOnConsent',
  'deleteConsent',
  'consumeCode',
  'startSession',
  'endSessions',
  'endAllSessions',
  'rotateRefreshToken',
  'appendEvents',
  'saveSeal',
];

/** Every transaction of every store, interrupted at every step. */
export const transactionBehaviours: Behaviours = (open) => {
  for (const name of verbNames) {
    test(`S47 S86 ${name} leaves nothing behind, whichever of its steps fails, and works afterwards`, async () => {
      const contract = open();
      const verb = (await prepareVerbs(contract))[name] ?? assert.fail(`no verb ${name}`);
      const before = await dumpTables(contract);
      let steps = 1;
      for (let failing = 0; failing < steps; failing += 1) {
        const { damaged, seen } = failAtStep(contract.database, failing);
        await assert.rejects(verb(createStores(damaged, () => t0)), /no_such_table/);
        assert.ok(seen.steps >= 2, 'a transaction has at least two steps');
        steps = seen.steps;
        assert.deepEqual(await dumpTables(contract), before, `step ${failing + 1}`);
      }
      assert.notEqual(await verb(contract), false);
      assert.notDeepEqual(await dumpTables(contract), before);
    });
  }
};
