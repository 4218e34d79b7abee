import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { startPitpass } from '../packages/cli/src/testing/index.ts';
import type { Pitpass } from '../packages/cli/src/testing/index.ts';
import { createSession, iracing, memoryTokenStore } from '../packages/client/src/index.ts';
import type { IracingOptions, Session } from '../packages/client/src/index.ts';
import {
  memoryPayloadCache,
  paceWithinBudget,
  retryWithJitter,
} from '../packages/client/src/policies/index.ts';

const requestsPerMinute = 12;
let service: Pitpass;

before(async () => {
  const environment = { PITPASS_DATA_REQUESTS_PER_MINUTE: String(requestsPerMinute) };
  // Answers stay the same for a quarter of an hour, which must not end in the middle.
  const now = Math.floor(Date.now() / 900_000) * 900 + 60;
  service = await startPitpass({ clock: () => now, environment });
});
after(() => service.stop());

/** A session of one of the demo's members, who sends requests to `/data` that are counted. */
async function open(index: number, options: Partial<IracingOptions> = {}) {
  const { members, clients, url } = service;
  const member = members[index];
  assert.ok(member !== undefined);
  const paths: string[] = [];
  const provider = iracing({
    client_id: clients.pitWall.client_id,
    issuerUrl: `${url}/oauth2`,
    dataUrl: url,
    clock: service.clock,
    fetch: (input, init) => {
      const { pathname } = new URL(String(input));
      if (pathname.startsWith('/data/')) paths.push(pathname);
      return fetch(input, init);
    },
    ...options,
  });
  const session: Session = createSession({ provider, store: memoryTokenStore() });
  await session.signIn(await service.tokens(member));
  const asked = (): number =>
    paths.filter((path) => /^\/data\/[a-z_]+\/[a-z_]+$/.test(path)).length;
  return { session, provider, asked };
}

async function addFault(fault: object): Promise<void> {
  const token = readFileSync(join(service.dataDirectory, 'local-token'), 'utf8').trim();
  const answer = await fetch(`${service.url}/local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'pitpass-local-token': token },
    body: JSON.stringify(fault),
  });
  assert.ok(answer.ok, await answer.text());
}

describe('data calls against the local service', () => {
  it('are not sent with wrong parameters, and the service would have refused them', async () => {
    const { session, asked } = await open(0);
    const wrong = new URLSearchParams('subsession_id=0');
    await assert.rejects(session.get('results/get', { subsession_id: 0 }), {
      code: 'invalid_options',
    });
    assert.equal(asked(), 0);
    await assert.rejects(session.get('results/get', wrong), { status: 400 });
  });

  it('are answered from the payload cache until they expire', async () => {
    const { session, asked } = await open(0, { payloadCache: memoryPayloadCache() });
    const answers = await Promise.all([session.get('car/get'), session.get('car/get')]);
    const later = await session.get('car/get');
    assert.equal(asked(), 1);
    assert.deepEqual(later.payload, answers[0].payload);
    assert.equal(later.expires_at, answers[0].expires_at);
  });

  it('are repeated after a 504 and not after the 503 of planned maintenance', async () => {
    const retries = retryWithJitter({ baseSeconds: 0.01 });
    const { session, asked } = await open(0, { retries });
    await addFault({ name: 'gateway-timeout', count: 1 });
    assert.equal((await session.get('constants/divisions')).kind, 'json');
    assert.equal(asked(), 2);
    await addFault({ name: 'maintenance', count: 1 });
    await assert.rejects(session.get('constants/divisions'), { code: 'site_maintenance' });
    assert.equal(asked(), 3);
  });

  it('show what is left of the minute, and keep within it however many are made at once', async () => {
    const { session } = await open(1, { pacing: paceWithinBudget({ spreadBelow: 0 }) });
    const enough = new AbortController();
    const { signal } = enough;
    const calls = Array.from({ length: requestsPerMinute + 4 }, () =>
      session.get('constants/categories', {}, { signal }),
    );
    const settled = Promise.allSettled(calls);
    while (session.rateLimit?.remaining !== 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await Promise.all(calls.slice(0, requestsPerMinute));
    assert.equal(session.rateLimit.limit, requestsPerMinute);
    const reason = new Error('enough');
    enough.abort(reason);
    const failures = (await settled).filter(({ status }) => status === 'rejected');
    assert.deepEqual(
      failures.map((failure) => (failure as PromiseRejectedResult).reason as unknown),
      [reason, reason, reason, reason],
    );
  });
});
