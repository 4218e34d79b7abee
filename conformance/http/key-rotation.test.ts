import assert from 'node:assert/strict';
import type { JsonWebKey } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { runSucceeding } from '../harness/command.ts';
import { decodeJwt, isSignedBy } from '../harness/jwt.ts';
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
import { engines, startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import { keeperOf, requestClientToken, trackmaniaTokensOf } from '../harness/trackmania.ts';

after(stopEverything);

const pickupMsMax = 60_000;
const leadSeconds = 360;
const daySeconds = 86_400;

type Key = JsonWebKey & { readonly kid: string };

const kidOf = (token: string) => String(decodeJwt(token).header['kid']);

async function fetchKeySet(service: Service) {
  const answer = await service.send('/oauth2/jwks.json');
  assert.equal(answer.status, 200);
  const maxAge = /max-age=(\d+)/.exec(String(answer.headers['cache-control']))?.[1];
  return { keys: answer.json<{ keys: Key[] }>().keys, maxAge: Number(maxAge) };
}

/** Asks all nodes until their key sets are alike and as wanted; the milliseconds that it took. */
async function waitForKeySets(service: Service, isWanted: (kids: readonly string[]) => boolean) {
  const begun = performance.now();
  for (;;) {
    const sets = await service.sendToAll('/oauth2/jwks.json');
    const areAll = sets.every((answer) =>
      isWanted(answer.json<{ keys: Key[] }>().keys.map(({ kid }) => kid)),
    );
    const ms = performance.now() - begun;
    if (areAll) return ms;
    assert.ok(ms < pickupMsMax, `a node has not noticed after ${ms} ms`);
    await sleep(100);
  }
}

const rotateKeys = (service: Service, ...words: string[]) =>
  runSucceeding(service, ['keys', 'rotate', ...words]);

/** Issues and verifies without a pause, at whichever node is next, until it is stopped. */
function startLoad(service: Service, time: { now: number }, first: readonly string[]) {
  const client = clientsOf(service).server;
  const keeper = keeperOf(service);
  const account_id = memberOf(service).account_id;
  const failures: string[] = [];
  const kids = { iracing: new Set<string>(), trackmania: new Set<string>() };
  let verified = 0;
  const stopping = new AbortController();
  const expect = (isGood: boolean, what: string) => {
    verified += 1;
    if (!isGood) failures.push(`${what} at ${time.now}`);
  };
  const refreshing = async (begun: string) => {
    let refresh_token = begun;
    let older: string | undefined;
    let kept: (Awaited<ReturnType<typeof fetchKeySet>> & { readonly at: number }) | undefined;
    while (!stopping.signal.aborted) {
      const tokens = tokensOf(await refresh(service, client, refresh_token));
      refresh_token = tokens.refresh_token ?? '';
      const { access_token } = tokens;
      kids.iracing.add(kidOf(access_token));
      if (kept === undefined || kept.at + kept.maxAge <= time.now) {
        kept = { ...(await fetchKeySet(service)), at: time.now };
      }
      const key = kept.keys.find(({ kid }) => kid === kidOf(access_token));
      expect(key !== undefined && isSignedBy(access_token, key), 'a kept key set');
      expect((await profileStatus(service, access_token)) === 200, 'a new token');
      if (older !== undefined)
        expect((await profileStatus(service, older)) === 200, 'an old token');
      older ??= access_token;
    }
  };
  const asking = async () => {
    const path = `/api/display-names?${encodeURIComponent('accountId[]')}=${account_id}`;
    while (!stopping.signal.aborted) {
      const { access_token } = trackmaniaTokensOf(await requestClientToken(service, keeper));
      kids.trackmania.add(kidOf(access_token));
      expect((await sendWithToken(service, path, access_token)).status === 200, 'Trackmania');
    }
  };
  const running = Promise.all([...first.map(refreshing), asking()]);
  return {
    failures,
    kids,
    count: () => verified,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

for (const engine of engines) {
  describe(`signing keys on ${engine} with two processes`, async () => {
    const service = await startService({
      engine,
      nodes: 2,
      environment: { PITPASS_LOG_LEVEL: 'warn', PITPASS_REFRESHES_PER_MINUTE: '100000' },
    });
    const client = clientsOf(service).server;
    const browser = await createSignedInBrowser(service, memberOf(service));

    it('S142 S143 rotate under load without one failed verification, and old keys leave when they are done', async () => {
      const [before] = (await fetchKeySet(service)).keys;
      assert.ok(before !== undefined);
      const first = [
        await obtainTokens(service, browser, client),
        await obtainTokens(service, browser, client),
      ].map(({ refresh_token = '' }) => refresh_token);
      const time = { now: await service.advance(0) };
      const load = startLoad(service, time, first);
      try {
        await rotateKeys(service);
        await waitForKeySets(service, (kids) => kids.length === 2);
        for (let passed = 0; passed < leadSeconds + 60; passed += 60) {
          time.now = await service.advance(60);
          await sleep(150);
        }
      } finally {
        await load.stop();
      }
      assert.deepEqual(load.failures, []);
      assert.ok(load.count() > 100, `only ${load.count()} verifications`);
      assert.equal(load.kids.iracing.size, 2);
      assert.equal(load.kids.trackmania.size, 2);
      const { access_token } = await obtainTokens(service, browser, client);
      assert.notEqual(kidOf(access_token), before.kid);
      await service.advance(daySeconds + 120);
      const { keys } = await fetchKeySet(service);
      assert.deepEqual(
        keys.map(({ kid }) => kid),
        [kidOf(access_token)],
      );
    });

    it('S147 compromised keys are gone everywhere within a minute, with what they signed, and apps go on', async (t) => {
      const tokens = await obtainTokens(service, browser, client);
      assert.equal(await profileStatus(service, tokens.access_token), 200);
      await rotateKeys(service, '--compromised', '--yes');
      const old = kidOf(tokens.access_token);
      const ms = await waitForKeySets(service, (kids) => !kids.includes(old));
      t.diagnostic(`every node had noticed after ${(ms / 1000).toFixed(1)} s`);
      const statuses = async (access_token: string) => {
        const headers = { authorization: `Bearer ${access_token}` };
        const answers = await service.sendToAll('/oauth2/iracing/profile', { headers });
        return answers.map(({ status }) => status);
      };
      assert.deepEqual(await statuses(tokens.access_token), [401, 401]);
      const next = tokensOf(await refresh(service, client, tokens.refresh_token));
      assert.deepEqual(await statuses(next.access_token), [200, 200]);
    });
  });
}
