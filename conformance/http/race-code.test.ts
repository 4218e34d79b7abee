import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import {
  clientsOf,
  createSignedInBrowser,
  exchangeCode,
  memberOf,
  obtainCode,
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
  describe(`authorization codes under race on ${name}`, async () => {
    const service = await startService({
      ...deployment,
      environment: { PITPASS_LOG_LEVEL: 'warn' },
    });
    const client = clientsOf(service).server;
    const browser = await createSignedInBrowser(service, memberOf(service));
    await obtainCode(browser, client);

    for (const parallel of [2, 8, 32]) {
      it(`S42 S43 book 13.1 one of ${parallel} parallel exchanges of a code wins and its tokens live, ${trials} times`, async () => {
        for (let trial = 0; trial < trials; trial += 1) {
          const code = await obtainCode(browser, client);
          const answers = await raceFor(parallel, () => exchangeCode(service, client, code));
          const tokens = tokensOf(assertOneWinner(service, answers));
          assert.equal(await profileStatus(service, tokens.access_token), 200);
          const next = tokensOf(await refresh(service, client, tokens.refresh_token));
          assert.equal(await profileStatus(service, next.access_token), 200);
        }
      });
    }

    it('S42 after all races there is one session per code that was traded', async () => {
      const [row] = await service.query(
        'SELECT (SELECT count(*) FROM session) AS sessions, (SELECT count(*) FROM authorization_code WHERE session_id IS NOT NULL) AS traded',
      );
      assert.equal(Number(row?.['sessions']), 3 * trials);
      assert.equal(Number(row?.['traded']), 3 * trials);
    });

    it('S43 a code used again after 9 s is refused and leaves the winner alive', async () => {
      const now = await service.advance(0);
      await service.setClock(now);
      const code = await obtainCode(browser, client);
      const tokens = tokensOf(await exchangeCode(service, client, code));
      await service.advance(9);
      assertOneWinner(service, [await exchangeCode(service, client, code)], 0);
      assert.equal(await profileStatus(service, tokens.access_token), 200);
      tokensOf(await refresh(service, client, tokens.refresh_token));
    });

    it('S44 book 13.1 a code used again after 11 s is refused and ends the session at once', async () => {
      const code = await obtainCode(browser, client);
      const tokens = tokensOf(await exchangeCode(service, client, code));
      assert.equal(await profileStatus(service, tokens.access_token), 200);
      await service.advance(11);
      assertOneWinner(service, [await exchangeCode(service, client, code)], 0);
      assert.equal(await profileStatus(service, tokens.access_token), 401);
      const data = await sendWithToken(service, '/data/constants/categories', tokens.access_token);
      assert.equal(data.status, 401);
      assertOneWinner(service, [await refresh(service, client, tokens.refresh_token)], 0);
    });
  });
}
