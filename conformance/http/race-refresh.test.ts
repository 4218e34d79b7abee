import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  profileStatus,
  refresh,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import { assertOneWinner, raceFor } from '../harness/race.ts';
import { deployments, startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const trials = 50;

for (const { name, ...deployment } of deployments) {
  describe(`refresh tokens under race on ${name}`, async () => {
    const service = await startService({
      ...deployment,
      environment: { PITPASS_LOG_LEVEL: 'warn', PITPASS_REFRESHES_PER_MINUTE: '100000' },
    });
    const client = clientsOf(service).server;
    const browser = await createSignedInBrowser(service, memberOf(service));

    for (const parallel of [2, 8, 32]) {
      it(`S77 book 13.2 one of ${parallel} parallel refreshes wins and its tokens live, ${trials} times`, async () => {
        let tokens = await obtainTokens(service, browser, client);
        for (let trial = 0; trial < trials; trial += 1) {
          const { refresh_token } = tokens;
          const answers = await raceFor(parallel, () => refresh(service, client, refresh_token));
          // The winner's refresh token is what the next trial races for.
          tokens = tokensOf(assertOneWinner(service, answers));
          assert.equal(await profileStatus(service, tokens.access_token), 200);
        }
        tokensOf(await refresh(service, client, tokens.refresh_token));
      });
    }

    it('S77 after all races every session has one live refresh token', async () => {
      const rows = await service.query(
        'SELECT session_id FROM refresh_token WHERE consumed_at IS NULL',
      );
      assert.equal(rows.length, 3);
      assert.equal(new Set(rows.map((row) => row['session_id'])).size, 3);
    });

    it('S82 a refresh token used again after 9 s is refused and leaves the winner alive', async () => {
      await service.setClock(await service.advance(0));
      const tokens = await obtainTokens(service, browser, client);
      const next = tokensOf(await refresh(service, client, tokens.refresh_token));
      await service.advance(9);
      assertOneWinner(service, [await refresh(service, client, tokens.refresh_token)], 0);
      assert.equal(await profileStatus(service, next.access_token), 200);
      tokensOf(await refresh(service, client, next.refresh_token));
    });

    it('S82 book 13.4 a refresh token used again after 11 s is refused and ends the session at once', async () => {
      const tokens = await obtainTokens(service, browser, client);
      const next = tokensOf(await refresh(service, client, tokens.refresh_token));
      assert.equal(await profileStatus(service, next.access_token), 200);
      await service.advance(11);
      assertOneWinner(service, [await refresh(service, client, tokens.refresh_token)], 0);
      assert.equal(await profileStatus(service, next.access_token), 401);
      const data = await sendWithToken(service, '/data/constants/categories', next.access_token);
      assert.equal(data.status, 401);
      assertOneWinner(service, [await refresh(service, client, next.refresh_token)], 0);
    });
  });
}
