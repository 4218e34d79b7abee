import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import {
  clientsOf,
  createSignedInBrowser,
  exchangeCode,
  memberOf,
  obtainCode,
  obtainTokens,
  profileStatus,
  refresh,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import { assertOneWinner } from '../harness/race.ts';
import type { Answer } from '../harness/request.ts';
import { deployments, startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const trials = 25;

for (const { name, ...deployment } of deployments) {
  describe(`revocation under race on ${name}`, async () => {
    const service = await startService({
      ...deployment,
      environment: { PITPASS_LOG_LEVEL: 'warn' },
    });
    const client = clientsOf(service).server;
    const browser = await createSignedInBrowser(service, memberOf(service));
    await service.setClock(await service.advance(0));

    /** Asserts that nothing that any of the answers handed out is worth anything. */
    async function assertNothingLives(answers: readonly Answer[]): Promise<void> {
      // Another process may remember for the running second that a session was alive.
      if (deployment.nodes > 1) await service.advance(1);
      for (const answer of answers) {
        if (answer.status !== 200) continue;
        const tokens = tokensOf(answer);
        assert.equal(await profileStatus(service, tokens.access_token), 401);
        assertOneWinner(service, [await refresh(service, client, tokens.refresh_token)], 0);
      }
    }

    const ways = ['current', 'sessions', 'client'] as const;
    for (const way of ways) {
      it(`S128 no token lives after /revoke/${way} and refreshes of one session, ${trials} times`, async () => {
        for (let trial = 0; trial < trials; trial += 1) {
          const tokens = await obtainTokens(service, browser, client);
          const { session_id } = JSON.parse(
            Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString(),
          ) as { session_id: string };
          const revoke = () =>
            sendWithToken(service, `/oauth2/revoke/${way}`, tokens.access_token, {
              method: 'POST',
              form: way === 'sessions' ? { session_ids: session_id } : {},
            });
          const refreshes = [0, 1, 2].map(() => refresh(service, client, tokens.refresh_token));
          const revocation = await revoke();
          const answers = await Promise.all(refreshes);
          assert.equal(revocation.status, 200, revocation.body);
          assert.ok(answers.every(({ status }) => status === 200 || status === 400));
          await assertNothingLives(answers);
        }
      });
    }

    it(`S49 no token lives after /revoke/client and the exchange of a code, ${trials} times`, async () => {
      for (let trial = 0; trial < trials; trial += 1) {
        const tokens = await obtainTokens(service, browser, client);
        const code = await obtainCode(browser, client);
        const exchange = exchangeCode(service, client, code);
        const revocation = await sendWithToken(
          service,
          '/oauth2/revoke/client',
          tokens.access_token,
          { method: 'POST' },
        );
        const answer = await exchange;
        assert.equal(revocation.status, 200, revocation.body);
        await assertNothingLives([answer]);
        assert.ok(answer.status === 200 || answer.status === 400, answer.body);
      }
      const rows = await service.query('SELECT 1 AS found FROM session WHERE ended_at IS NULL');
      assert.equal(rows.length, 0);
    });
  });
}
