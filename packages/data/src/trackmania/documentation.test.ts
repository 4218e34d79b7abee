import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Loose } from '../../test/harness.ts';
import { acceptedFor, noon, origin, startTrackmaniaApi } from '../../test/trackmania-harness.ts';
import { createTrackmaniaWorld } from '../world/trackmania/trackmania-world.ts';
import { routeTable } from './route-table.ts';
import { createSamples } from './samples.ts';

const samples = createSamples(createTrackmaniaWorld(), noon);

/** Where a value does not fit a schema; the words of the document and no others are understood. */
function findMisfits(schema: Loose, value: Loose, all: Loose, path = '$'): string[] {
  if (schema.$ref !== undefined) {
    const target = schema.$ref.split('/').slice(1);
    const found = target.reduce((from: Loose, name: string) => from[name], all);
    return findMisfits(found, value, all, path);
  }
  if (schema.oneOf !== undefined) {
    const fits = schema.oneOf.filter((each: Loose) => findMisfits(each, value, all).length === 0);
    return fits.length === 1 ? [] : [`${path} fits ${fits.length} of oneOf`];
  }
  if (value === null) return schema.nullable === true ? [] : [`${path} is null`];
  const type = Array.isArray(value) ? 'array' : typeof value;
  const wanted = schema.type === 'integer' && Number.isInteger(value) ? 'number' : schema.type;
  if (type !== wanted) return [`${path} is ${type}, not ${schema.type}`];
  if (type === 'array') {
    if (value.length > (schema.maxItems ?? Infinity)) return [`${path} is too long`];
    return value.flatMap((each: Loose, i: number) =>
      findMisfits(schema.items, each, all, `${path}[${i}]`),
    );
  }
  if (type === 'string') {
    const isGood = schema.pattern === undefined || new RegExp(schema.pattern).test(value);
    return isGood ? [] : [`${path} does not match`];
  }
  if (type !== 'object') return [];
  if (schema.additionalProperties !== undefined) {
    return Object.entries(value).flatMap(([name, each]) =>
      findMisfits(schema.additionalProperties, each, all, `${path}.${name}`),
    );
  }
  const names = new Set([...Object.keys(schema.properties), ...Object.keys(value)]);
  return [...names].flatMap((name) =>
    name in value && name in schema.properties
      ? findMisfits(schema.properties[name], value[name], all, `${path}.${name}`)
      : [`${path}.${name} is in one alone`],
  );
}

async function startForSample(errorProfile: 'league-8' | 'league-9' = 'league-8') {
  const api = await startTrackmaniaApi({ errorProfile });
  api.state.tokens.set('sample', acceptedFor(samples.account.account_id));
  const documentation: Loose = (await api.get('/doc.json', '')).json();
  return { ...api, documentation };
}

test('TM 7 /doc.json lists exactly the routes that are registered, without a token', async () => {
  const { documentation, get } = await startForSample();
  assert.match(documentation.openapi, /^3\.0\./);
  assert.deepEqual(documentation.servers, [{ url: origin }]);
  const listed = Object.entries<Loose>(documentation.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(listed, [
    'GET /api/user',
    'GET /api/display-names',
    'GET /api/display-names/account-ids',
    'GET /api/user/clubs/admin',
    'GET /api/user/maps/favorite',
    'POST /api/user/maps/favorite/add',
    'POST /api/user/maps/favorite/remove',
    'GET /api/user/map-records',
  ]);
  const type = (await get('/doc.json', '')).headers['content-type'];
  assert.equal(type, 'application/json; charset=utf-8');
});

test('TM 6 the summary of a route begins with its scope', async () => {
  const { documentation } = await startForSample();
  for (const { path, method, scope } of routeTable) {
    const { summary, security } = documentation.paths[path][method.toLowerCase()];
    if (scope === undefined) assert.doesNotMatch(summary, /SCOPE/);
    else assert.ok(summary.startsWith(`[SCOPE: ${scope}] `), summary);
    assert.deepEqual(security[0], { authorization_code: scope === undefined ? [] : [scope] });
  }
  const { summary } = documentation.paths['/api/user/map-records'].get;
  assert.match(summary, /^\[SCOPE: read_favorite\] /);
});

test('TM 11.1 array parameters are documented with brackets and their limits', async () => {
  const { documentation } = await startForSample();
  const only = (path: string) => documentation.paths[path].get.parameters[0];
  for (const [path, name, maxItems] of [
    ['/api/display-names', 'accountId[]', 50],
    ['/api/display-names/account-ids', 'displayName[]', 50],
    ['/api/user/map-records', 'mapId[]', 25],
  ] as const) {
    const parameter = only(path);
    assert.deepEqual([parameter.name, parameter.required], [name, true]);
    assert.deepEqual([parameter.style, parameter.explode], ['form', true]);
    assert.deepEqual([parameter.schema.minItems, parameter.schema.maxItems], [1, maxItems]);
  }
  const { schema } = only('/api/user/maps/favorite');
  assert.deepEqual(schema, { type: 'integer', minimum: 1, maximum: 1000, default: 10 });
});

for (const entry of routeTable) {
  const { method, path } = entry;
  test(`TM 7 the documented example of ${method} ${path} is what the route answers, and fits its schema`, async () => {
    const { documentation, get, post } = await startForSample();
    const documented = documentation.paths[path][method.toLowerCase()];
    if (method === 'POST') {
      const { example, schema } = documented.requestBody.content['application/json'];
      assert.deepEqual(findMisfits(schema, example, documentation), []);
      assert.equal((await post(path, example, 'sample')).statusCode, 204);
      assert.ok('204' in documented.responses);
      return;
    }
    const { example, schema } = documented.responses[200].content['application/json'];
    if (path === '/api/user/maps/favorite') {
      await post(`${path}/add`, { uid: samples.map.uid }, 'sample');
    }
    const query = entry.exampleQuery?.(samples);
    const answer = await get(query === undefined ? path : `${path}?${query}`, 'sample');
    assert.deepEqual(answer.json(), example);
    assert.deepEqual(findMisfits(schema, example, documentation), []);
    assert.notDeepEqual(findMisfits(schema, { other: 1 }, documentation), []);
  });
}

test('TM 7.2 the schema of names takes an empty array in place of an empty object', async () => {
  const { documentation } = await startForSample();
  const answer = documentation.paths['/api/display-names'].get.responses[200];
  const { schema } = answer.content['application/json'];
  assert.deepEqual(findMisfits(schema, [], documentation), []);
});

test('TM 7.8 documented refusals have the shape that is sent, in both error profiles', async () => {
  for (const profile of ['league-8', 'league-9'] as const) {
    const { documentation, get } = await startForSample(profile);
    const { content } = documentation.components.responses.Unauthorized;
    const { schema, example } = content['application/json'];
    const sent = (await get('/api/user', 'unknown')).json();
    assert.deepEqual(sent, example);
    assert.deepEqual(findMisfits(schema, sent, documentation), []);
    assert.equal('message' in sent, profile === 'league-8');
    for (const { path, method, token } of routeTable) {
      const { responses } = documentation.paths[path][method.toLowerCase()];
      assert.ok('401' in responses);
      assert.equal('403' in responses, token === 'user');
    }
  }
});

test('TM 7 /doc shows every route in one page that fetches nothing and runs nothing', async () => {
  const { get } = await startForSample();
  const answer = await get('/doc', '');
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
  for (const { path, operationId } of routeTable) {
    assert.ok(answer.body.includes(`<code>${path}</code>`), path);
    assert.ok(answer.body.includes(`id="${operationId}"`));
  }
  assert.ok(answer.body.includes('[SCOPE: read_favorite]'));
  assert.ok(answer.body.includes('prefers-color-scheme: dark'));
  assert.doesNotMatch(answer.body, /<script|<link rel="stylesheet"|<img| style=| on[a-z]+=/);
  const [, style = ''] = /<style>([^]*)<\/style>/.exec(answer.body) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  assert.equal(
    answer.headers['content-security-policy'],
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; form-action 'none'; ` +
      "frame-ancestors 'none'; base-uri 'none'",
  );
  assert.equal(answer.headers['strict-transport-security'], undefined);
});

test('TM 7 the documentation names the public origin, and asks for https where that is https', async () => {
  const { get } = await startTrackmaniaApi({ publicOrigin: 'https://tm.example.test' });
  const page = await get('/doc');
  assert.ok(page.body.includes('https://tm.example.test/api/access_token'));
  assert.match(String(page.headers['strict-transport-security']), /^max-age=/);
  const { securitySchemes } = (await get('/doc.json')).json().components;
  assert.equal(
    securitySchemes.authorization_code.flows.authorizationCode.authorizationUrl,
    'https://tm.example.test/oauth/authorize',
  );
  assert.equal(
    securitySchemes.client_credentials.flows.clientCredentials.tokenUrl,
    'https://tm.example.test/api/access_token',
  );
});

test('TM 7 examples exist at any time of the clock and for any seed', async () => {
  for (const now of [0, Date.UTC(2020, 6, 1) / 1000, noon, Date.UTC(2060, 0, 1, 15) / 1000]) {
    for (const seed of ['pitpass', 'a', 'b', 'c']) {
      const { record, map } = createSamples(createTrackmaniaWorld(seed), now);
      assert.ok(record.time > 0 && map.uid.length === 27);
    }
  }
});
