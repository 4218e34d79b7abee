import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { assertJsonError } from '../harness/expectations.ts';
import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  profileStatus,
  refresh,
  requestToken,
  credentialsOf,
  tokensOf,
} from '../harness/oauth.ts';
import type { Tokens } from '../harness/oauth.ts';
import { raceFor } from '../harness/race.ts';
import {
  deployments,
  engines,
  startService,
  stopEverything,
  waitForEvent,
} from '../harness/running-service.ts';
import {
  getUser,
  keeperOf,
  obtainTrackmaniaTokens,
  refreshTrackmania,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';

after(stopEverything);

// With three sizes and two deployments on each store, a little over 1,000 trials a store.
const trials = 170;
const windowSeconds = 30;
const environment = {
  PITPASS_LOG_LEVEL: 'warn',
  PITPASS_REFRESH_TOKEN_RETRY_WINDOW_SECONDS: String(windowSeconds),
  PITPASS_REFRESHES_PER_MINUTE: '100000',
};

/** Asserts that all answers hold the same tokens, and gives them. */
function sameTokensOf(all: readonly Pick<Tokens, 'access_token' | 'refresh_token'>[]) {
  const pairs = all.map(({ access_token, refresh_token }) => `${access_token} ${refresh_token}`);
  assert.equal(new Set(pairs).size, 1);
  const [first] = all;
  assert.ok(first);
  return first;
}

for (const { name, ...deployment } of deployments) {
  describe(`refresh tokens with a retry window under race on ${name}`, async () => {
    const service = await startService({ ...deployment, environment });
    const client = clientsOf(service).server;
    const keeper = keeperOf(service);
    const browser = await createSignedInBrowser(service, memberOf(service));
    const countTokens = async () => {
      const [row] = await service.query('SELECT count(*) AS n FROM refresh_token');
      return Number(row?.['n']);
    };

    for (const parallel of [2, 8, 32]) {
      it(`S79 S80 ${parallel} parallel refreshes get the same working tokens, ${trials} times`, async () => {
        let tokens: Pick<Tokens, 'access_token' | 'refresh_token'> = await obtainTokens(
          service,
          browser,
          client,
        );
        const before = await countTokens();
        for (let trial = 0; trial < trials; trial += 1) {
          const { refresh_token } = tokens;
          const answers = await raceFor(parallel, () => refresh(service, client, refresh_token));
          // The one successor of all is what the next trial races for.
          tokens = sameTokensOf(answers.map(tokensOf));
          assert.notEqual(tokens.refresh_token, refresh_token);
          assert.equal(await profileStatus(service, tokens.access_token), 200);
        }
        assert.equal(await countTokens(), before + trials);
      });
    }

    it('TM 5.3 S79 S80 the same holds in Trackmania’s dialect', async () => {
      let tokens = await obtainTrackmaniaTokens(service, browser, keeper);
      for (let trial = 0; trial < 10; trial += 1) {
        const { refresh_token } = tokens;
        const answers = await raceFor(8, () => refreshTrackmania(service, keeper, refresh_token));
        const all = answers.map(trackmaniaTokensOf);
        sameTokensOf(all);
        tokens = all[0] ?? assert.fail();
        assert.equal((await getUser(service, tokens.access_token)).status, 200);
      }
    });

    it('S79 after all races every session has one live refresh token, and no session ended', async () => {
      const rows = await service.query(
        'SELECT session_id FROM refresh_token WHERE consumed_at IS NULL',
      );
      assert.equal(rows.length, 4);
      assert.equal(new Set(rows.map((row) => row['session_id'])).size, 4);
      const ended = await service.query('SELECT 1 FROM session WHERE ended_at IS NOT NULL');
      assert.equal(ended.length, 0);
    });
  });
}

for (const engine of engines) {
  describe(`a repeated refresh within the retry window on ${engine}`, async () => {
    const service = await startService({
      engine,
      environment: { ...environment, PITPASS_TRUSTED_PROXIES: '1' },
    });
    const { server: client, native } = clientsOf(service);
    const browser = await createSignedInBrowser(service, memberOf(service));
    const now = await service.setClock(await service.advance(0));
    const rotate = async () => {
      const { refresh_token } = await obtainTokens(service, browser, client);
      const answer = await refresh(service, client, refresh_token);
      return { spent: refresh_token, tokens: tokensOf(answer) };
    };

    it('S81 gets the same tokens until the window ends, with what is left of their time', async () => {
      const { spent, tokens } = await rotate();
      for (const elapsed of [0, 1, windowSeconds]) {
        await service.setClock(now + elapsed);
        assert.deepEqual(tokensOf(await refresh(service, client, spent)), {
          ...tokens,
          expires_in: tokens.expires_in - elapsed,
          refresh_token_expires_in: (tokens.refresh_token_expires_in ?? 0) - elapsed,
        });
      }
      assert.equal(await profileStatus(service, tokens.access_token), 200);
      tokensOf(await refresh(service, client, tokens.refresh_token));
    });

    it('S81 S85 gets them after a kill as well', async () => {
      const { spent, tokens } = await rotate();
      const at = await service.advance(0);
      await service.kill();
      await service.start();
      await service.setClock(at + 1);
      const again = tokensOf(await refresh(service, client, spent));
      assert.equal(again.refresh_token, tokens.refresh_token);
      assert.equal(again.access_token, tokens.access_token);
    });

    it('S82 is refused once the successor was used, which ends nothing and leaves an event', async () => {
      const { spent, tokens } = await rotate();
      const next = tokensOf(await refresh(service, client, tokens.refresh_token));
      await service.advance(windowSeconds);
      assertJsonError(service, await refresh(service, client, spent), 'invalid_grant');
      assert.equal(await profileStatus(service, next.access_token), 200);
      await waitForEvent(service, 'refresh_token_refused', client.client_id);
      tokensOf(await refresh(service, client, next.refresh_token));
    });

    it('S82 book 13.4 is refused after the window, and ends the session at once', async () => {
      const { spent, tokens } = await rotate();
      await service.advance(windowSeconds + 1);
      assertJsonError(service, await refresh(service, client, spent), 'invalid_grant');
      assert.equal(await profileStatus(service, tokens.access_token), 401);
      await waitForEvent(service, 'refresh_token_reused', client.client_id);
      const successor = await refresh(service, client, tokens.refresh_token);
      assertJsonError(service, successor, 'invalid_grant');
    });

    it('S83 is refused to another client, and to another network and program together', async () => {
      const { spent, tokens } = await rotate();
      assertJsonError(service, await refresh(service, native, spent), 'invalid_grant');
      const form = { grant_type: 'refresh_token', ...credentialsOf(client), refresh_token: spent };
      const ask = (headers: Record<string, string>) => requestToken(service, form, { headers });
      const network = { 'x-forwarded-for': '198.51.100.66' };
      const program = { 'user-agent': 'Other/2' };
      assertJsonError(service, await ask({ ...network, ...program }), 'invalid_grant');
      await waitForEvent(service, 'refresh_token_refused', client.client_id);
      for (const headers of [network, program]) {
        assert.equal(tokensOf(await ask(headers)).refresh_token, tokens.refresh_token);
      }
    });

    it('S92 finds nothing in the database that is a token or opens one', async () => {
      const { spent, tokens } = await rotate();
      const rows = await service.query('SELECT * FROM refresh_token_retry');
      assert.ok(rows.length > 0);
      const dump = JSON.stringify(rows);
      for (const token of [spent, tokens.refresh_token, tokens.access_token]) {
        assert.ok(token !== undefined && !dump.includes(token));
        assert.ok(!dump.includes(Buffer.from(token).toString('base64url')));
      }
    });
  });
}
