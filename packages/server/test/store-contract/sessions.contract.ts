import assert from 'node:assert/strict';
import { test } from 'node:test';

import { digestOf } from '../../src/domain/presented.ts';
import type { Behaviours } from './contract.ts';
import { countTrue, dumpTables, plain, savePair, saveSession } from './contract.ts';
import {
  hostileTexts,
  makeCode,
  makeConsent,
  makeRefreshToken,
  makeRetry,
  makeSession,
  progressAt,
  t0,
} from './records.ts';

const year = 31_536_000;

/** Sessions: beginning, listing, ending. */
export const sessionBehaviours: Behaviours = (open) => {
  test('a session begins with its refresh token or without one', async () => {
    const stores = open();
    const { sessions, refreshTokens } = stores;
    const pair = await savePair(stores);
    const { session, refresh_token } = await saveSession(stores, pair);
    const bare = makeSession(pair, { scope: '', grant_type: 'password_limited', first_ip: null });
    await sessions.startSession(bare, undefined);
    assert.deepEqual(plain(await sessions.findSession(session.session_id)), session);
    assert.deepEqual(plain(await sessions.findSession(bare.session_id)), bare);
    assert.notEqual(await refreshTokens.findRefreshToken(refresh_token.token_digest), undefined);
    assert.equal(await sessions.findSession('nobody'), undefined);
  });

  test('S47 a session whose refresh token cannot be written does not begin', async () => {
    const stores = open();
    const { sessions } = stores;
    const pair = await savePair(stores);
    const { refresh_token } = await saveSession(stores, pair);
    const session = makeSession(pair);
    const taken = { ...refresh_token, session_id: session.session_id };
    await assert.rejects(sessions.startSession(session, taken));
    assert.equal(await sessions.findSession(session.session_id), undefined);
  });

  test('S90 a session is live until it is ended, its absolute end comes, or its member is disabled', async () => {
    const stores = open();
    const { sessions, members } = stores;
    const pair = await savePair(stores);
    const { session } = await saveSession(stores, pair);
    const isLive = (now: number) => sessions.isSessionLive(session.session_id, now);
    assert.equal(await isLive(t0 + year - 1), true);
    assert.equal(await isLive(t0 + year), false);
    await members.saveMember({ ...pair.member, disabled_at: t0 });
    assert.equal(await isLive(t0), false);
    await members.saveMember(pair.member);
    assert.equal(await sessions.endSession(session.session_id, t0 + 1), true);
    assert.equal(await isLive(t0 + 1), false);
    assert.equal(await sessions.endSession(session.session_id, t0 + 2), false);
    assert.equal((await sessions.findSession(session.session_id))?.ended_at, t0 + 1);
    assert.equal(await sessions.isSessionLive('nobody', t0), false);
  });

  test('S132 only live sessions of this member with this client are listed, newest first', async () => {
    const stores = open();
    const { sessions } = stores;
    const pair = await savePair(stores);
    const otherClient = { ...(await savePair(stores)), member: pair.member };
    const otherMember = { ...(await savePair(stores)), client: pair.client };
    const older = await saveSession(stores, pair, { created_at: t0 - 10 });
    const newer = await saveSession(stores, pair);
    const foreign = await saveSession(stores, otherClient, { created_at: t0 - 20 });
    await saveSession(stores, otherMember);
    await saveSession(stores, pair, { session_expiration: t0 });
    const ended = await saveSession(stores, pair);
    await sessions.endSession(ended.session.session_id, t0);
    const list = async (client_id: string | undefined) =>
      (await sessions.listLiveSessions(pair.member.member_id, client_id, t0)).map(plain);
    assert.deepEqual(await list(pair.client.client_id), [newer.session, older.session]);
    assert.deepEqual(await list(undefined), [newer.session, older.session, foreign.session]);
  });

  test('at most 200 sessions are listed', async () => {
    const stores = open();
    const { sessions } = stores;
    const pair = await savePair(stores);
    const all = Array.from({ length: 203 }, () => makeSession(pair));
    await Promise.all(all.map((session) => sessions.startSession(session, undefined)));
    const listed = await sessions.listLiveSessions(pair.member.member_id, undefined, t0);
    assert.equal(listed.length, 200);
  });

  test('S133 ending named sessions touches only those of the owner and says which it ended', async () => {
    const stores = open();
    const { sessions } = stores;
    const pair = await savePair(stores);
    const otherClient = { ...(await savePair(stores)), member: pair.member };
    const otherMember = { ...(await savePair(stores)), client: pair.client };
    const [mine, second, withOther, others] = [
      await saveSession(stores, pair),
      await saveSession(stores, pair),
      await saveSession(stores, otherClient),
      await saveSession(stores, otherMember),
    ].map(({ session }) => session.session_id);
    assert.ok(mine && second && withOther && others);
    const owner = { member_id: pair.member.member_id, client_id: pair.client.client_id };
    const named = [mine, withOther, others, 'nobody', `' OR 1=1 --`];
    assert.deepEqual(await sessions.endSessions(named, owner, t0), [mine]);
    assert.deepEqual(await sessions.endSessions(named, owner, t0), []);
    const isLive = (id: string) => sessions.isSessionLive(id, t0);
    const live = await Promise.all([mine, second, withOther, others].map(isLive));
    assert.deepEqual(live, [false, true, true, true]);
    const member = { member_id: pair.member.member_id };
    assert.deepEqual(await sessions.endSessions([withOther, others], member, t0), [withOther]);
  });

  test('ending all sessions with one client, and then with all, ends those and spends their codes', async () => {
    const stores = open();
    const { sessions, authorizations } = stores;
    const pair = await savePair(stores);
    const other = { ...(await savePair(stores)), member: pair.member };
    const stranger = { ...(await savePair(stores)), client: pair.client };
    const codes = [pair, other, stranger].map((of) => makeCode(of));
    for (const [index, of] of [pair, other, stranger].entries()) {
      await authorizations.saveConsentAndCode(makeConsent(of), codes[index] ?? assert.fail());
    }
    const mine = (await saveSession(stores, pair)).session.session_id;
    const elsewhere = (await saveSession(stores, other)).session.session_id;
    const strangers = (await saveSession(stores, stranger)).session.session_id;
    const { member_id } = pair.member;
    const spent = async () =>
      Promise.all(
        codes.map(async ({ code_digest }) => {
          const code = await authorizations.findCode(code_digest);
          return code?.consumed_at ?? null;
        }),
      );
    const { client_id } = pair.client;
    assert.deepEqual(await sessions.endAllSessions(member_id, client_id, t0 + 1), [mine]);
    assert.deepEqual(await spent(), [t0 + 1, null, null]);
    assert.deepEqual(await sessions.endAllSessions(member_id, undefined, t0 + 2), [elsewhere]);
    assert.deepEqual(await spent(), [t0 + 1, t0 + 2, null]);
    assert.equal(await sessions.isSessionLive(strangers, t0), true);
  });

  test('S49 of ending all sessions and trading a code at once, no live session remains', async () => {
    const stores = open();
    const { sessions, authorizations } = stores;
    for (let trial = 0; trial < 30; trial += 1) {
      const pair = await savePair(stores);
      const codes = [makeCode(pair), makeCode(pair), makeCode(pair)];
      for (const code of codes) {
        await authorizations.saveConsentAndCode(makeConsent(pair), code);
      }
      const { member_id } = pair.member;
      const trade = codes.map(({ code_digest }) => async () => {
        const session = makeSession(pair);
        const token = makeRefreshToken(session);
        return authorizations.consumeCode(code_digest, session, token, t0);
      });
      const end = () => sessions.endAllSessions(member_id, undefined, t0);
      const calls: (() => Promise<unknown>)[] = [...trade];
      calls.splice(trial % 4, 0, end);
      await Promise.all(calls.map((call) => call()));
      assert.deepEqual(await sessions.listLiveSessions(member_id, undefined, t0), []);
    }
  });

  test('hostile texts are data in sessions', async () => {
    const stores = open();
    const { sessions } = stores;
    const pair = await savePair(stores);
    for (const text of hostileTexts) {
      const session = makeSession(pair, {
        scope: text,
        first_ip: text,
        first_user_agent_header: text,
        last_user_agent_header: text,
      });
      await sessions.startSession(session, undefined);
      assert.deepEqual(plain(await sessions.findSession(session.session_id)), session);
      assert.equal(await sessions.findSession(text), undefined);
      assert.deepEqual(await sessions.listLiveSessions(text, text, t0), []);
      assert.deepEqual(await sessions.endAllSessions(text, undefined, t0), []);
    }
  });
};

/** Refresh tokens: found with what the grant needs, rotated once. */
export const refreshTokenBehaviours: Behaviours = (open) => {
  test('a refresh token is found with its session and the state of its member', async () => {
    const stores = open();
    const { refreshTokens, members } = stores;
    const pair = await savePair(stores);
    const { session, refresh_token } = await saveSession(stores, pair);
    const find = async () => {
      const found = await refreshTokens.findRefreshToken(refresh_token.token_digest);
      if (found === undefined) return undefined;
      const { session: of, ...token } = found;
      const { session_id, ended_at, absolute_expires_at, scope } = of;
      return { ...token, session: { session_id, ended_at, absolute_expires_at, scope } };
    };
    const { session_id, ended_at, absolute_expires_at, scope } = session;
    const expected = {
      ...refresh_token,
      consumed_at: null,
      session: { session_id, ended_at, absolute_expires_at, scope },
      member_cust_id: pair.member.cust_id,
      member_account_id: pair.member.account_id,
      is_member_active: true,
      refreshes: { count: 0, window_ends_at: 0 },
    };
    assert.deepEqual(await find(), expected);
    await members.saveMember({ ...pair.member, disabled_at: t0 });
    assert.deepEqual(await find(), { ...expected, is_member_active: false });
    assert.equal(await refreshTokens.findRefreshToken(digestOf('another')), undefined);
  });

  test('S77 a rotation spends the token, stores its successor and moves the session on, but not its absolute end', async () => {
    const stores = open();
    const { refreshTokens, sessions } = stores;
    const pair = await savePair(stores);
    const { session, refresh_token } = await saveSession(stores, pair);
    const successor = makeRefreshToken(session);
    const progress = progressAt(t0 + 50);
    const now = t0 + 50;
    const isRotated = await refreshTokens.rotateRefreshToken(
      refresh_token,
      successor,
      progress,
      now,
    );
    assert.equal(isRotated, true);
    const spent = await refreshTokens.findRefreshToken(refresh_token.token_digest);
    assert.equal(spent?.consumed_at, t0 + 50);
    const fresh = await refreshTokens.findRefreshToken(successor.token_digest);
    assert.equal(fresh?.consumed_at, null);
    assert.deepEqual(plain(await sessions.findSession(session.session_id)), {
      ...session,
      ...progress,
    });
  });

  test('S91 the refreshes of a session are counted in windows of a minute, each session by itself', async () => {
    const stores = open();
    const { refreshTokens } = stores;
    const pair = await savePair(stores);
    const { session, refresh_token } = await saveSession(stores, pair);
    const other = await saveSession(stores, pair);
    let newest = refresh_token;
    const counts = [];
    for (const now of [t0, t0 + 59, t0 + 60, t0 + 119]) {
      const successor = makeRefreshToken(session);
      assert.ok(await refreshTokens.rotateRefreshToken(newest, successor, progressAt(now), now));
      newest = successor;
      const found = await refreshTokens.findRefreshToken(newest.token_digest);
      counts.push([found?.refreshes.count, found?.refreshes.window_ends_at]);
    }
    assert.deepEqual(counts, [
      [1, t0 + 60],
      [2, t0 + 60],
      [1, t0 + 120],
      [2, t0 + 120],
    ]);
    const untouched = await refreshTokens.findRefreshToken(other.refresh_token.token_digest);
    assert.equal(untouched?.refreshes.count, 0);
  });

  for (const parallel of [8, 32]) {
    test(`S80 of ${parallel} parallel rotations of one token exactly one succeeds, and its successor works`, async () => {
      const stores = open();
      const { refreshTokens } = stores;
      const pair = await savePair(stores);
      for (let trial = 0; trial < 6; trial += 1) {
        const { session, refresh_token } = await saveSession(stores, pair);
        const successors = Array.from({ length: parallel }, () => makeRefreshToken(session));
        const rotate = (index: number) =>
          refreshTokens.rotateRefreshToken(
            refresh_token,
            successors[index] ?? assert.fail(),
            progressAt(t0),
            t0,
          );
        assert.equal(await countTrue(parallel, rotate), 1);
        const stored = await Promise.all(
          successors.map(({ token_digest }) => refreshTokens.findRefreshToken(token_digest)),
        );
        const [winner, ...others] = stored.filter((token) => token !== undefined);
        assert.ok(winner);
        assert.deepEqual(others, []);
        const next = makeRefreshToken(session);
        const again = await refreshTokens.rotateRefreshToken(winner, next, progressAt(t0), t0);
        assert.equal(again, true);
      }
    });
  }

  test('S79 of parallel rotations the winner’s answer is kept, and found by all who lost', async () => {
    const stores = open();
    const { refreshTokens } = stores;
    const pair = await savePair(stores);
    for (let trial = 0; trial < 6; trial += 1) {
      const { session, refresh_token } = await saveSession(stores, pair);
      const { token_digest } = refresh_token;
      const seen = new Set<unknown>();
      await countTrue(8, async () => {
        const successor = makeRefreshToken(session);
        const retry = makeRetry(refresh_token, successor);
        const isRotated = await refreshTokens.rotateRefreshToken(
          refresh_token,
          successor,
          progressAt(t0),
          t0,
          retry,
        );
        const found = await refreshTokens.findRefreshTokenRetry(token_digest, t0);
        seen.add(found?.successor_digest);
        if (isRotated) assert.deepEqual(plain(found), retry);
        return isRotated;
      });
      assert.equal(seen.size, 1);
      assert.ok(!seen.has(undefined));
    }
  });

  test('S81 what is kept of a rotation is found until its window ends or its successor is spent', async () => {
    const stores = open();
    const { refreshTokens } = stores;
    const pair = await savePair(stores);
    const { session, refresh_token } = await saveSession(stores, pair);
    const { token_digest } = refresh_token;
    const successor = makeRefreshToken(session);
    const retry = makeRetry(refresh_token, successor, { sealed_response: 'x'.repeat(4000) });
    const find = async (now: number) =>
      plain(await refreshTokens.findRefreshTokenRetry(token_digest, now));
    assert.equal(await find(t0), undefined);
    const progress = progressAt(t0);
    await refreshTokens.rotateRefreshToken(refresh_token, successor, progress, t0, retry);
    assert.deepEqual(await find(t0 + 10), retry);
    assert.equal(await find(t0 + 11), undefined);
    const next = makeRefreshToken(session);
    await refreshTokens.rotateRefreshToken(successor, next, progress, t0);
    assert.equal(await find(t0), undefined);
    const ofSuccessor = await refreshTokens.findRefreshTokenRetry(successor.token_digest, t0);
    assert.equal(ofSuccessor, undefined);
  });

  test('S84 a token is refused at the second at which it expires and taken one second before', async () => {
    const stores = open();
    const { refreshTokens } = stores;
    const pair = await savePair(stores);
    const [early, late] = [await saveSession(stores, pair), await saveSession(stores, pair)];
    const rotate = ({ session, refresh_token }: typeof early, now: number) =>
      refreshTokens.rotateRefreshToken(
        refresh_token,
        makeRefreshToken(session),
        progressAt(now),
        now,
      );
    assert.equal(await rotate(late, late.refresh_token.expires_at), false);
    assert.equal(await rotate(early, early.refresh_token.expires_at - 1), true);
  });

  const refusals = ['its session has ended', 'its session is at its absolute end'] as const;
  for (const refusal of refusals) {
    test(`S84 a token is refused and not spent when ${refusal}`, async () => {
      const contract = open();
      const { refreshTokens, sessions } = contract;
      const pair = await savePair(contract);
      const { session, refresh_token } = await saveSession(contract, pair, {
        absolute_expires_at: t0 + 100,
      });
      const rotate = (now: number) =>
        refreshTokens.rotateRefreshToken(
          refresh_token,
          makeRefreshToken(session),
          progressAt(now),
          now,
        );
      const isEnded = refusal === 'its session has ended';
      if (isEnded) await sessions.endSession(session.session_id, t0);
      const before = await dumpTables(contract);
      assert.equal(await rotate(isEnded ? t0 : t0 + 100), false);
      assert.deepEqual(await dumpTables(contract), before);
      if (!isEnded) assert.equal(await rotate(t0 + 99), true);
    });
  }

  test("S78 another client's rotation is refused and does not harm the right one", async () => {
    const stores = open();
    const { refreshTokens } = stores;
    const pair = await savePair(stores);
    const other = await savePair(stores);
    const { session, refresh_token } = await saveSession(stores, pair);
    const rotate = (client_id: string) =>
      refreshTokens.rotateRefreshToken(
        { token_digest: refresh_token.token_digest, client_id },
        makeRefreshToken(session),
        progressAt(t0),
        t0,
      );
    assert.equal(await rotate(other.client.client_id), false);
    assert.equal(await rotate(pair.client.client_id), true);
  });

  test('S86 a rotation whose successor cannot be written leaves the token usable', async () => {
    const contract = open();
    const { refreshTokens } = contract;
    const pair = await savePair(contract);
    const { session, refresh_token } = await saveSession(contract, pair);
    const taken = (await saveSession(contract, pair)).refresh_token;
    const before = await dumpTables(contract);
    const rotate = (successor: typeof taken) =>
      refreshTokens.rotateRefreshToken(refresh_token, successor, progressAt(t0), t0);
    await assert.rejects(rotate({ ...taken, session_id: session.session_id }));
    assert.deepEqual(await dumpTables(contract), before);
    assert.equal(await rotate(makeRefreshToken(session)), true);
  });

  test('of a rotation and the end of its session at once, no live session with a live token remains', async () => {
    const stores = open();
    const { refreshTokens, sessions } = stores;
    for (let trial = 0; trial < 15; trial += 1) {
      const pair = await savePair(stores);
      const { session, refresh_token } = await saveSession(stores, pair);
      const rotate = () =>
        refreshTokens.rotateRefreshToken(
          refresh_token,
          makeRefreshToken(session),
          progressAt(t0),
          t0,
        );
      const end = () => sessions.endAllSessions(pair.member.member_id, undefined, t0);
      await Promise.all(trial % 2 === 0 ? [rotate(), end()] : [end(), rotate()]);
      assert.equal(await sessions.isSessionLive(session.session_id, t0), false);
    }
  });
};
