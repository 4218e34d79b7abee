import assert from 'node:assert/strict';
import { test } from 'node:test';

import pg from 'pg';

import { digestOf } from '../../src/domain/presented.ts';
import { deleteBatchRows, deleteExpired } from '../../src/store/delete-expired.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countRows, savePair, saveSession } from './contract.ts';
import {
  makeCode,
  makeConsent,
  makeRefreshToken,
  makeRetry,
  makeSession,
  nextNumber,
  progressAt,
  t0,
} from './records.ts';

const day = 86_400;

async function deleteAll({ database }: Contract, now: number): Promise<void> {
  for (let rounds = 0; (await deleteExpired(database, now)) > 0; rounds += 1) {
    assert.ok(rounds < 100, 'deletion does not end');
  }
}

/** Expired rows go in bounded batches; what is still needed stays. */
export const deletionBehaviours: Behaviours = (open) => {
  test('S233 one call deletes at most 500 rows of a table, and calling again deletes the rest', async () => {
    const contract = open();
    const { database } = contract;
    const before = await countRows(database, 'rate_limit');
    const insert = `INSERT INTO rate_limit (bucket, count, window_ends_at) VALUES ($1, 1, $2)`;
    await database.transact(
      Array.from({ length: 2 * deleteBatchRows + 3 }, () => ({
        text: insert,
        values: [`old-${nextNumber()}`, t0 - 5],
      })),
    );
    const deleted = [];
    for (let call = 0; call < 4; call += 1) deleted.push(await deleteExpired(database, t0));
    assert.deepEqual(deleted, [deleteBatchRows, deleteBatchRows, 3, 0]);
    assert.equal(await countRows(database, 'rate_limit'), before);
  });

  test('a row stays until its moment has come, and not a second longer', async () => {
    const contract = open();
    const { logins, limits, database } = contract;
    const { member } = await savePair(contract);
    await logins.saveBrowserLogin({
      login_digest: digestOf(`login-${nextNumber()}`),
      member_id: member.member_id,
      auth_time: t0,
      expires_at: t0 + 10,
      browser_id: null,
    });
    await limits.count(`bucket-${nextNumber()}`, 10, t0);
    await deleteAll(contract, t0 + 9);
    assert.deepEqual(
      [await countRows(database, 'browser_login'), await countRows(database, 'rate_limit')],
      [1, 1],
    );
    await deleteAll(contract, t0 + 10);
    assert.deepEqual(
      [await countRows(database, 'browser_login'), await countRows(database, 'rate_limit')],
      [0, 0],
    );
  });

  test('S92 what is kept of a rotation goes with its window, and with its client before that', async () => {
    const contract = open();
    const { refreshTokens, clients, database } = contract;
    const rotate = async () => {
      const pair = await savePair(contract);
      const { session, refresh_token } = await saveSession(contract, pair);
      const successor = makeRefreshToken(session);
      const retry = makeRetry(refresh_token, successor);
      await refreshTokens.rotateRefreshToken(refresh_token, successor, progressAt(t0), t0, retry);
      return { pair, refresh_token };
    };
    const { refresh_token } = await rotate();
    await deleteAll(contract, t0 + 10);
    assert.equal(await countRows(database, 'refresh_token_retry'), 1);
    await deleteAll(contract, t0 + 11);
    assert.equal(await countRows(database, 'refresh_token_retry'), 0);
    assert.notEqual(await refreshTokens.findRefreshToken(refresh_token.token_digest), undefined);
    const { pair } = await rotate();
    await clients.deleteClient(pair.client.client_id, undefined);
    assert.equal(await countRows(database, 'refresh_token_retry'), 0);
  });

  test('S44 S82 spent codes and refresh tokens stay for a day after their expiry, so that a late reuse is known', async () => {
    const contract = open();
    const { authorizations, refreshTokens } = contract;
    const pair = await savePair(contract);
    const code = makeCode(pair);
    await authorizations.saveConsentAndCode(makeConsent(pair), code);
    await authorizations.consumeCode(code.code_digest, makeSession(pair), undefined, t0);
    const { refresh_token } = await saveSession(contract, pair);
    const findCode = () => authorizations.findCode(code.code_digest);
    const findToken = () => refreshTokens.findRefreshToken(refresh_token.token_digest);
    await deleteAll(contract, code.expires_at + day - 1);
    assert.notEqual(await findCode(), undefined);
    await deleteAll(contract, code.expires_at + day);
    assert.equal(await findCode(), undefined);
    await deleteAll(contract, refresh_token.expires_at + day - 1);
    assert.notEqual(await findToken(), undefined);
    await deleteAll(contract, refresh_token.expires_at + day);
    assert.equal(await findToken(), undefined);
  });

  test('a session stays until its absolute end, also when it was ended; members, clients, consents and events stay', async () => {
    const contract = open();
    const { sessions, authorizations, audits, members, clients, database } = contract;
    const pair = await savePair(contract);
    await authorizations.saveConsentAndCode(makeConsent(pair), makeCode(pair));
    await audits.appendEvents([
      {
        event_id: `event-${nextNumber()}`,
        occurred_at: t0,
        event: 'session_started',
        outcome: 'done',
        request_id: 'r',
        ip: 'i',
        user_agent: null,
        client_id: null,
        member_id: null,
        actor_member_id: null,
        session_id: null,
      },
    ]);
    const { session } = await saveSession(contract, pair);
    await sessions.endSession(session.session_id, t0);
    const end = session.absolute_expires_at;
    await deleteAll(contract, end - 1);
    assert.notEqual(await sessions.findSession(session.session_id), undefined);
    await deleteAll(contract, end);
    assert.equal(await sessions.findSession(session.session_id), undefined);
    const { member_id } = pair.member;
    const { client_id } = pair.client;
    assert.notEqual(await members.findMember(member_id), undefined);
    assert.notEqual(await clients.findClient(client_id), undefined);
    assert.notEqual(await authorizations.findConsent(member_id, client_id), undefined);
    assert.equal(await countRows(database, 'audit_event'), 1);
  });

  test('a window that begins anew while its row is being deleted is kept', async () => {
    const contract = open();
    const { limits, database, location } = contract;
    const bucket = `bucket-${nextNumber()}`;
    await limits.count(bucket, 60, t0);
    // Only an engine with several connections can have the two at the same moment.
    if (location.databaseUrl === undefined) {
      await limits.count(bucket, 60, t0 + 60);
      await deleteExpired(database, t0 + 60);
    } else {
      const other = new pg.Client(location.databaseUrl);
      await other.connect();
      await other.query('BEGIN');
      await other.query('UPDATE rate_limit SET count = 1, window_ends_at = $1 WHERE bucket = $2', [
        t0 + 120,
        bucket,
      ]);
      const deleting = deleteExpired(database, t0 + 60);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await other.query('COMMIT');
      await other.end();
      await deleting;
    }
    assert.equal((await limits.find(bucket, t0 + 60))?.count, 1);
  });
};
