import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkDrift } from '../packages/client/src/drift/check-drift.ts';
import { iracing } from '../packages/client/src/index.ts';
import { memoryPayloadCache } from '../packages/client/src/policies/index.ts';
import type { IracingOptions } from '../packages/client/src/index.ts';
import { catalogue, methodPath } from '../packages/data/src/catalogue/catalogue.ts';
import type { MethodEntry } from '../packages/data/src/catalogue/method-entry.ts';
import { claimsOf, origin } from '../packages/data/test/harness.ts';
import { referenceCaller, startReferenceApi } from './data-reference/reference-api.ts';
import { exampleRequest, findExamples, formatQuery } from './data-reference/requests.ts';

const api = await startReferenceApi();
api.state.tokens.set('token-first', claimsOf(referenceCaller));
api.state.tokens.set('token-second', claimsOf(referenceCaller + 1));
const examples = await findExamples(api, referenceCaller);

/** The SDK, whose requests the local data service answers without a network between them. */
function open(options: Partial<IracingOptions> = {}) {
  const asked: string[] = [];
  const provider = iracing({
    client_id: 'demo_client',
    dataUrl: origin,
    clock: () => api.state.now,
    fetch: async (input, init) => {
      const url = String(input);
      asked.push(url);
      const headers = Object.fromEntries(new Headers(init?.headers));
      const answer = await api.get(url.slice(origin.length), headers);
      const answered = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
      return new Response(answer.body, { status: answer.statusCode, headers: answered as never });
    },
    ...options,
  });
  return { provider, asked };
}

function parametersOf(entry: MethodEntry): URLSearchParams {
  return new URLSearchParams(formatQuery(exampleRequest(entry, examples)));
}

test('no answer of the local service drifts from the shapes that were seen in production', async () => {
  const { provider } = open();
  // Of CSV nothing is judged, and it takes long.
  for (const entry of catalogue.filter(({ delivery }) => delivery.kind !== 'csv')) {
    const path = methodPath(entry);
    const answer = await provider.get<string>('token-first', path, parametersOf(entry));
    assert.deepEqual(checkDrift(path, answer), [], path);
  }
});

/** Answers without what is another one at each request: signed addresses. */
function withoutLinks(answer: unknown): string {
  return JSON.stringify(answer, (name, value: unknown) =>
    /^(rateLimit|envelope|.*_url|chunk_file_names)$/.test(name) ? undefined : value,
  );
}

test('the payload cache tells one member what another was told only where both are told the same', async () => {
  const services = /^(car|carclass|constants|lookup|member|season|series|track|team)$/;
  const cached = open({ payloadCache: memoryPayloadCache() });
  const plain = open();
  const shared: string[] = [];
  for (const entry of catalogue.filter(({ service }) => services.test(service))) {
    const path = methodPath(entry);
    const parameters = parametersOf(entry);
    // About oneself, where that is possible.
    if (!entry.parameters.some((one) => one.name === 'cust_id' && one.required)) {
      parameters.delete('cust_id');
    }
    const ask = ({ provider }: typeof plain, token: string) =>
      provider.get<string>(token, path, parameters);
    await ask(cached, 'token-first');
    const before = cached.asked.length;
    const second = await ask(cached, 'token-second');
    if (cached.asked.length > before) continue;
    shared.push(path);
    assert.equal(withoutLinks(second), withoutLinks(await ask(plain, 'token-second')), path);
  }
  assert.deepEqual(
    shared.filter((path) => /member|team|league/.test(path)),
    [],
  );
  assert.ok(shared.includes('car/get') && shared.includes('lookup/licenses'), String(shared));
});

test('all six kinds of delivery of the local service come whole through the SDK', async () => {
  const { provider } = open();
  const wanted: readonly (readonly [string, 'json' | 'chunks'])[] = [
    ['constants/categories', 'json'],
    ['member/info', 'json'],
    ['member/awards', 'json'],
    ['results/search_series', 'chunks'],
    ['results/lap_data', 'chunks'],
    ['stats/world_records', 'chunks'],
  ];
  for (const [path, kind] of wanted) {
    const entry = catalogue.find((one) => methodPath(one) === path);
    assert.ok(entry !== undefined);
    const answer = await provider.get<string>('token-first', path, parametersOf(entry));
    assert.equal(answer.kind, kind, path);
    if (answer.kind !== 'chunks') continue;
    const holder = answer.payload as { chunk_info?: { rows: number }; data?: typeof holder };
    const info = holder.chunk_info ?? holder.data?.chunk_info;
    assert.equal(answer.rows.length, info?.rows, path);
    assert.ok(answer.rows.length > 0, path);
  }
  let drivers = 0;
  for await (const row of await provider.stream('token-first', 'driver_stats_by_category/oval')) {
    assert.ok(row['CUSTID']);
    drivers += 1;
    if (drivers === 10) break;
  }
});

test('the CSV that standings name has as many rows as their chunks', async () => {
  const { provider } = open();
  const path = 'stats/season_team_standings';
  const entry = catalogue.find((one) => methodPath(one) === path);
  assert.ok(entry !== undefined);
  const parameters = parametersOf(entry);
  const chunks = await provider.get('token-first', path, parameters);
  const csv = { csv: 'csv_url' } as const;
  let rows = 0;
  for await (const row of await provider.stream('token-first', path, parameters, csv)) {
    assert.equal(typeof row, 'object');
    rows += 1;
  }
  assert.ok(rows > 0);
  assert.equal(rows, chunks.rows.length);
});
