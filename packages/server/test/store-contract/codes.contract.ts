import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failedVerificationsMax } from '../../src/domain/authorization/authorization-code.ts';
import { digestOf } from '../../src/domain/presented.ts';
import type { Behaviours, Stores } from './contract.ts';
import { countTrue, dumpTables, plain, savePair, saveSession } from './contract.ts';
import {
  hostileTexts,
  makeCode,
  makeConsent,
  makeRefreshToken,
  makeSession,
  t0,
} from './records.ts';
import type { Pair } from './records.ts';

async function saveCode(stores: Stores, pair: Pair, over: Parameters<typeof makeCode>[1] = {}) {
  const code = makeCode(pair, over);
  await stores.authorizations.saveConsentAndCode(makeConsent(pair), code);
  return code;
}

/** Consents, and the codes that stand on them. */
export const consentBehaviours: Behaviours = (open) => {
  test('a consent and its code are saved together and found again', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const consent = makeConsent(pair);
    const code = makeCode(pair, { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' });
    await authorizations.saveConsentAndCode(consent, code);
    const { member_id, client_id } = consent;
    assert.deepEqual(plain(await authorizations.findConsent(member_id, client_id)), consent);
    assert.deepEqual(plain(await authorizations.findCode(code.code_digest)), code);
    assert.equal(await authorizations.findConsent(member_id, 'another'), undefined);
    assert.equal(await authorizations.findCode(digestOf('another')), undefined);
  });

  test('a later consent of the pair replaces the earlier; the newest is listed first', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const other = { ...(await savePair(stores)), member: pair.member };
    await authorizations.saveConsentAndCode(makeConsent(pair), makeCode(pair));
    const newest = makeConsent(other, { granted_at: t0 + 5 });
    await authorizations.saveConsentAndCode(newest, makeCode(other));
    const wider = makeConsent(pair, { scope: 'a b', client_fingerprint: 'f', granted_at: t0 + 1 });
    await authorizations.saveConsentAndCode(wider, makeCode(pair));
    const listed = await authorizations.listConsents(pair.member.member_id);
    assert.deepEqual(listed.map(plain), [newest, wider]);
  });

  test('no consent, code or session begins with a client that is gone or disabled', async () => {
    const stores = open();
    const { authorizations, clients, sessions } = stores;
    const [gone, disabled] = [await savePair(stores), await savePair(stores)];
    await clients.deleteClient(gone.client.client_id, undefined);
    await clients.saveClient({ ...disabled.client, state: 'disabled' });
    const before = await dumpTables(stores);
    for (const pair of [gone, disabled]) {
      assert.equal(
        await authorizations.saveConsentAndCode(makeConsent(pair), makeCode(pair)),
        false,
      );
      const session = makeSession(pair);
      assert.equal(await sessions.startSession(session, makeRefreshToken(session)), false);
    }
    assert.deepEqual(await dumpTables(stores), before);
    const { member, client } = await savePair(stores);
    const pair = { member, client };
    assert.equal(await authorizations.saveConsentAndCode(makeConsent(pair), makeCode(pair)), true);
  });

  test('S47 a consent is not saved when its code cannot be', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const code = await saveCode(stores, pair);
    const wider = makeConsent(pair, { scope: 'wider' });
    await assert.rejects(authorizations.saveConsentAndCode(wider, code));
    const { member_id, client_id } = wider;
    assert.equal((await authorizations.findConsent(member_id, client_id))?.scope, 'iracing.auth');
  });

  test('a code on a standing consent is saved, and on a withdrawn one it is not', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    await saveCode(stores, pair);
    const [standing, withdrawn] = [makeCode(pair), makeCode(pair)];
    assert.equal(await authorizations.saveCodeOnConsent(standing), true);
    assert.notEqual(await authorizations.findCode(standing.code_digest), undefined);
    await authorizations.deleteConsent(pair.member.member_id, pair.client.client_id, t0);
    assert.equal(await authorizations.saveCodeOnConsent(withdrawn), false);
    assert.equal(await authorizations.findCode(withdrawn.code_digest), undefined);
  });

  test('S49 withdrawing consent spends the codes of that client and of no other', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const other = { ...(await savePair(stores)), member: pair.member };
    const code = await saveCode(stores, pair);
    const kept = await saveCode(stores, other);
    await authorizations.deleteConsent(pair.member.member_id, pair.client.client_id, t0 + 1);
    const { member_id } = pair.member;
    assert.equal(await authorizations.findConsent(member_id, pair.client.client_id), undefined);
    const consume = (digest: typeof code.code_digest, of: Pair) =>
      authorizations.consumeCode(digest, makeSession(of), undefined, t0 + 1);
    assert.equal(await consume(code.code_digest, pair), false);
    assert.equal(await consume(kept.code_digest, other), true);
  });

  test('S49 of a withdrawal and a repeated authorization at once, no usable code remains', async () => {
    const stores = open();
    const { authorizations } = stores;
    for (let trial = 0; trial < 15; trial += 1) {
      const pair = await savePair(stores);
      await saveCode(stores, pair);
      const code = makeCode(pair);
      const withdraw = () =>
        authorizations.deleteConsent(pair.member.member_id, pair.client.client_id, t0);
      const issue = () => authorizations.saveCodeOnConsent(code);
      await Promise.all(trial % 2 === 0 ? [withdraw(), issue()] : [issue(), withdraw()]);
      const session = makeSession(pair);
      const isUsable = await authorizations.consumeCode(code.code_digest, session, undefined, t0);
      assert.equal(isUsable, false);
    }
  });

  test('hostile texts are data in consents and codes', async () => {
    const stores = open();
    const { authorizations } = stores;
    for (const text of hostileTexts) {
      const pair = await savePair(stores);
      const consent = makeConsent(pair, { scope: text, client_fingerprint: text });
      const code = makeCode(pair, { redirect_uri: text, scope: text, code_challenge: text });
      await authorizations.saveConsentAndCode(consent, code);
      const { member_id, client_id } = consent;
      assert.deepEqual(plain(await authorizations.findConsent(member_id, client_id)), consent);
      assert.deepEqual(plain(await authorizations.findCode(code.code_digest)), code);
      assert.deepEqual(await authorizations.listConsents(text), []);
    }
  });
};

/** The claim of a code: once, by the right client, in time. */
export const codeClaimBehaviours: Behaviours = (open) => {
  test('consuming a code begins its session with its refresh token and marks the code', async () => {
    const stores = open();
    const { authorizations, sessions, refreshTokens } = stores;
    const pair = await savePair(stores);
    const code = await saveCode(stores, pair);
    const session = makeSession(pair, { first_ip: null, last_user_agent_header: null });
    const token = makeRefreshToken(session);
    assert.equal(await authorizations.consumeCode(code.code_digest, session, token, t0 + 3), true);
    assert.deepEqual(plain(await sessions.findSession(session.session_id)), session);
    assert.equal(
      (await refreshTokens.findRefreshToken(token.token_digest))?.session_id,
      session.session_id,
    );
    const spent = await authorizations.findCode(code.code_digest);
    assert.deepEqual([spent?.consumed_at, spent?.session_id], [t0 + 3, session.session_id]);
  });

  for (const parallel of [8, 32]) {
    test(`S42 S43 of ${parallel} parallel claims of one code exactly one succeeds, and only its session exists`, async () => {
      const stores = open();
      const { authorizations, sessions } = stores;
      for (let trial = 0; trial < 6; trial += 1) {
        const pair = await savePair(stores);
        const code = await saveCode(stores, pair);
        const tries = Array.from({ length: parallel }, () => makeSession(pair));
        const claim = (index: number) => {
          const session = tries[index] ?? assert.fail();
          const token = makeRefreshToken(session);
          return authorizations.consumeCode(code.code_digest, session, token, t0);
        };
        assert.equal(await countTrue(parallel, claim), 1);
        const listed = await sessions.listLiveSessions(pair.member.member_id, undefined, t0);
        const spent = await authorizations.findCode(code.code_digest);
        assert.deepEqual(
          listed.map(({ session_id }) => session_id),
          [spent?.session_id],
        );
      }
    });
  }

  test('S42 a second claim of a spent code writes nothing', async () => {
    const contract = open();
    const { authorizations } = contract;
    const pair = await savePair(contract);
    const code = await saveCode(contract, pair);
    const claim = () =>
      authorizations.consumeCode(code.code_digest, makeSession(pair), undefined, t0);
    assert.equal(await claim(), true);
    const before = await dumpTables(contract);
    assert.equal(await claim(), false);
    assert.deepEqual(await dumpTables(contract), before);
  });

  test('S40 a code is refused at the second at which it expires and taken one second before', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const [early, late] = [await saveCode(stores, pair), await saveCode(stores, pair)];
    const claim = (digest: typeof early.code_digest, now: number) =>
      authorizations.consumeCode(digest, makeSession(pair), undefined, now);
    assert.equal(await claim(late.code_digest, late.expires_at), false);
    assert.equal(await claim(early.code_digest, early.expires_at - 1), true);
  });

  test("S41 another client's claim is refused and does not harm the right one", async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const other = { ...(await savePair(stores)), member: pair.member };
    const { code_digest } = await saveCode(stores, pair);
    const claim = (of: Pair) =>
      authorizations.consumeCode(code_digest, makeSession(of), undefined, t0);
    assert.equal(await claim(other), false);
    assert.equal(await claim(pair), true);
  });

  test('S49 the code of a member whose account was disabled is refused', async () => {
    const stores = open();
    const { authorizations, members } = stores;
    const pair = await savePair(stores);
    const { code_digest } = await saveCode(stores, pair);
    await members.saveMember({ ...pair.member, disabled_at: t0 });
    const claim = () => authorizations.consumeCode(code_digest, makeSession(pair), undefined, t0);
    assert.equal(await claim(), false);
    await members.saveMember(pair.member);
    assert.equal(await claim(), true);
  });

  test('S47 a claim whose session or refresh token cannot be written leaves the code unspent', async () => {
    const contract = open();
    const { authorizations } = contract;
    const pair = await savePair(contract);
    const standing = await saveSession(contract, pair);
    const { code_digest } = await saveCode(contract, pair);
    const before = await dumpTables(contract);
    await assert.rejects(
      authorizations.consumeCode(code_digest, standing.session, undefined, t0),
      'the session id is taken',
    );
    const session = makeSession(pair);
    const token = { ...standing.refresh_token, session_id: session.session_id };
    await assert.rejects(
      authorizations.consumeCode(code_digest, session, token, t0),
      'the digest of the refresh token is taken',
    );
    assert.deepEqual(await dumpTables(contract), before);
    const good = makeRefreshToken(session);
    assert.equal(await authorizations.consumeCode(code_digest, session, good, t0), true);
  });

  test('S37 four wrong verifiers leave a code usable and the fifth spends it', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const [four, five] = [await saveCode(stores, pair), await saveCode(stores, pair)];
    for (let count = 1; count < failedVerificationsMax; count += 1) {
      await authorizations.countFailedVerification(four.code_digest, t0);
      await authorizations.countFailedVerification(five.code_digest, t0);
    }
    await authorizations.countFailedVerification(five.code_digest, t0 + 7);
    const spent = await authorizations.findCode(five.code_digest);
    assert.deepEqual([spent?.consumed_at, spent?.failed_verifications], [t0 + 7, 5]);
    assert.equal(spent?.session_id, null);
    const claim = (digest: typeof five.code_digest) =>
      authorizations.consumeCode(digest, makeSession(pair), undefined, t0);
    assert.equal(await claim(five.code_digest), false);
    assert.equal(await claim(four.code_digest), true);
  });

  test('S37 eight parallel wrong verifiers count five and no more', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const { code_digest } = await saveCode(stores, pair);
    const count = () => authorizations.countFailedVerification(code_digest, t0);
    await Promise.all(Array.from({ length: 8 }, count));
    assert.equal((await authorizations.findCode(code_digest))?.failed_verifications, 5);
  });

  test('a wrong verifier after the code was traded changes nothing of it', async () => {
    const stores = open();
    const { authorizations } = stores;
    const pair = await savePair(stores);
    const { code_digest } = await saveCode(stores, pair);
    await authorizations.consumeCode(code_digest, makeSession(pair), undefined, t0);
    const before = await authorizations.findCode(code_digest);
    await authorizations.countFailedVerification(code_digest, t0 + 1);
    assert.deepEqual(await authorizations.findCode(code_digest), before);
  });
};
