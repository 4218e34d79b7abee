import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { assertJsonError } from '../harness/expectations.ts';
import { clientsOf, memberOf, passwordLimited, tokensOf } from '../harness/oauth.ts';
import { deployments, startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const limit = 12;

for (const { name, ...deployment } of deployments) {
  describe(`the limit of the password-limited grant under race on ${name}`, async () => {
    const service = await startService(deployment);
    const { bot } = clientsOf(service);
    await service.setClock(await service.advance(0));

    it('S212 of twice as many parallel calls as the bucket holds exactly its size pass', async () => {
      const calls = Array.from({ length: 2 * limit }, () =>
        passwordLimited(service, bot, memberOf(service)),
      );
      const answers = await Promise.all(calls);
      const passed = answers.filter(({ status }) => status === 200);
      assert.equal(passed.length, limit);
      const remaining = passed.map((answer) => Number(answer.header('ratelimit-remaining')));
      assert.deepEqual(
        remaining.toSorted((a, b) => a - b),
        Array.from({ length: limit }, (_, index) => index),
      );
      for (const answer of answers) {
        if (answer.status === 200) continue;
        assertJsonError(service, answer, 'unauthorized_client');
        assert.equal(answer.header('retry-after'), '3600');
        assert.equal(answer.header('ratelimit-remaining'), '0');
      }
    });

    it('S212 another member of the same client has a bucket of their own', async () => {
      const answer = await passwordLimited(service, bot, memberOf(service, 1));
      tokensOf(answer);
    });
  });
}
