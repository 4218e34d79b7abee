import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { createSignedInBrowser, memberOf, sendWithToken } from '../harness/oauth.ts';
import { assertWinners, raceFor } from '../harness/race.ts';
import type { Answer } from '../harness/request.ts';
import { deployments, startService, stopEverything } from '../harness/running-service.ts';
import {
  assertRefused,
  assertTokenRefused,
  codeRefused,
  exchangeTrackmaniaCode,
  getUser,
  keeperOf,
  obtainTrackmaniaCode,
  obtainTrackmaniaTokens,
  refreshTokenRefused,
  refreshTrackmania,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';

after(stopEverything);

const sizes = [2, 8, 32, 50];
const trials = 50;
const profile = 'league-8';
const lostCode = codeRefused(profile, 'Authorization code has been revoked');
const lostToken = refreshTokenRefused(profile, 'Token has been revoked');

const findCodeWinner = (answers: readonly Answer[], winners: 0 | 1 = 1): Answer =>
  assertWinners(answers, winners, (answer) => assertRefused(answer, profile, lostCode));
const findRefreshWinner = (answers: readonly Answer[], winners: 0 | 1 = 1): Answer =>
  assertWinners(answers, winners, (answer) => assertRefused(answer, profile, lostToken));

for (const { name, ...deployment } of deployments) {
  describe(`Trackmania’s codes and refresh tokens under race on ${name}`, async () => {
    const service = await startService({
      ...deployment,
      environment: { PITPASS_LOG_LEVEL: 'warn', PITPASS_REFRESHES_PER_MINUTE: '100000' },
    });
    const keeper = keeperOf(service);
    const browser = await createSignedInBrowser(service, memberOf(service));
    const exchange = (code: string) => exchangeTrackmaniaCode(service, keeper, code);
    const refresh = (refresh_token: string | undefined) =>
      refreshTrackmania(service, keeper, refresh_token);
    const userStatus = async (access_token: string): Promise<number> =>
      (await getUser(service, access_token)).status;

    for (const parallel of sizes) {
      it(`TM 4.5 S42 S43 one of ${parallel} parallel exchanges of a code wins and its tokens live, ${trials} times`, async () => {
        for (let trial = 0; trial < trials; trial += 1) {
          const code = await obtainTrackmaniaCode(browser, keeper);
          const answers = await raceFor(parallel, () => exchange(code));
          const tokens = trackmaniaTokensOf(findCodeWinner(answers));
          assert.equal(await userStatus(tokens.access_token), 200);
          const next = trackmaniaTokensOf(await refresh(tokens.refresh_token));
          assert.equal(await userStatus(next.access_token), 200);
        }
      });
    }

    it('TM 4.5 S42 after all races there is one session per code that was traded', async () => {
      const [row] = await service.query(
        'SELECT (SELECT count(*) FROM session) AS sessions, (SELECT count(*) FROM authorization_code WHERE session_id IS NOT NULL) AS traded',
      );
      assert.equal(Number(row?.['sessions']), sizes.length * trials);
      assert.equal(Number(row?.['traded']), sizes.length * trials);
    });

    for (const parallel of sizes) {
      it(`TM 5.3 S77 one of ${parallel} parallel refreshes wins and its tokens live, ${trials} times`, async () => {
        let tokens = await obtainTrackmaniaTokens(service, browser, keeper);
        for (let trial = 0; trial < trials; trial += 1) {
          const { access_token, refresh_token } = tokens;
          const answers = await raceFor(parallel, () => refresh(refresh_token));
          // The winner's refresh token is what the next trial races for.
          tokens = trackmaniaTokensOf(findRefreshWinner(answers));
          assert.equal(await userStatus(tokens.access_token), 200);
          const old = await getUser(service, access_token);
          assertTokenRefused(old, profile, 'Access token has been revoked');
        }
        trackmaniaTokensOf(await refresh(tokens.refresh_token));
      });
    }

    it('TM 5.3 S77 after all races every session has one live refresh token', async () => {
      const rows = await service.query(
        'SELECT session_id FROM refresh_token WHERE consumed_at IS NULL',
      );
      const sessions = sizes.length * trials + sizes.length;
      assert.equal(rows.length, sessions);
      assert.equal(new Set(rows.map((row) => row['session_id'])).size, sessions);
    });

    it('TM 5.3 a refresh that races with requests lets each of them in or refuses it as revoked', async () => {
      let tokens = await obtainTrackmaniaTokens(service, browser, keeper);
      for (let trial = 0; trial < trials; trial += 1) {
        const { access_token, refresh_token } = tokens;
        const asking = raceFor(4, () => getUser(service, access_token));
        tokens = trackmaniaTokensOf(await refresh(refresh_token));
        for (const answer of await asking) {
          if (answer.status === 200) continue;
          assertTokenRefused(answer, profile, 'Access token has been revoked');
        }
        assert.equal(await userStatus(access_token), 401);
      }
      assert.equal(await userStatus(tokens.access_token), 200);
    });

    it('TM 7.6 one map that is added many times at once is a favorite once', async () => {
      const documentation = await service.send('/doc.json');
      const [, uid = ''] = /"example":\{"uid":"(\w{27})"\}/.exec(documentation.body) ?? [];
      const { access_token } = await obtainTrackmaniaTokens(service, browser, keeper, {
        scope: 'read_favorite write_favorite',
      });
      const favorites = '/api/user/maps/favorite';
      const change = (what: 'add' | 'remove') => () =>
        sendWithToken(service, `${favorites}/${what}`, access_token, {
          method: 'POST',
          body: JSON.stringify({ uid }),
          headers: { 'content-type': 'application/json' },
        });
      for (const [what, count] of [
        ['add', 1],
        ['remove', 0],
      ] as const) {
        const answers = await raceFor(32, change(what));
        assert.ok(answers.every(({ status }) => status === 204));
        const { list } = (
          await sendWithToken(service, `${favorites}?length=100`, access_token)
        ).json<{
          list: { uid: string }[];
        }>();
        assert.equal(list.filter((map) => map.uid === uid).length, count);
      }
    });

    it('TM 5.5 S43 a code used again after 9 s is refused and leaves the winner alive', async () => {
      await service.setClock(await service.advance(0));
      const code = await obtainTrackmaniaCode(browser, keeper);
      const tokens = trackmaniaTokensOf(await exchange(code));
      await service.advance(9);
      findCodeWinner(await raceFor(4, () => exchange(code)), 0);
      assert.equal(await userStatus(tokens.access_token), 200);
      trackmaniaTokensOf(await refresh(tokens.refresh_token));
    });

    it('TM 5.5 S44 a code used again after 11 s is refused and ends the session at once', async () => {
      const code = await obtainTrackmaniaCode(browser, keeper);
      const tokens = trackmaniaTokensOf(await exchange(code));
      assert.equal(await userStatus(tokens.access_token), 200);
      await service.advance(11);
      findCodeWinner(await raceFor(4, () => exchange(code)), 0);
      assert.equal(await userStatus(tokens.access_token), 401);
      findRefreshWinner([await refresh(tokens.refresh_token)], 0);
    });

    it('TM 5.5 S82 a refresh token used again after 9 s is refused and leaves the winner alive', async () => {
      const tokens = await obtainTrackmaniaTokens(service, browser, keeper);
      const next = trackmaniaTokensOf(await refresh(tokens.refresh_token));
      await service.advance(9);
      findRefreshWinner(await raceFor(4, () => refresh(tokens.refresh_token)), 0);
      assert.equal(await userStatus(next.access_token), 200);
      trackmaniaTokensOf(await refresh(next.refresh_token));
    });

    it('TM 5.5 S82 a refresh token used again after 11 s is refused and ends the session at once', async () => {
      const tokens = await obtainTrackmaniaTokens(service, browser, keeper);
      const next = trackmaniaTokensOf(await refresh(tokens.refresh_token));
      assert.equal(await userStatus(next.access_token), 200);
      await service.advance(11);
      findRefreshWinner(await raceFor(4, () => refresh(tokens.refresh_token)), 0);
      assert.equal(await userStatus(next.access_token), 401);
      findRefreshWinner([await refresh(next.refresh_token)], 0);
    });
  });
}
