import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iracing } from '../provider.ts';
import type { Provider } from '../provider.ts';
import type { Session } from '../session.ts';
import type { DataParametersOf } from './data-arguments.ts';
import type { DataParameters } from './data-request.ts';
import type { DataAnswer } from './get-data.ts';

/** True when both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Asks with a provider whose service keeps the addresses that were asked, in whatever order. */
async function collectUrls(ask: (provider: Provider) => Promise<unknown>[]) {
  const urls: string[] = [];
  const provider = iracing({
    client_id: 'demo_client',
    dataUrl: 'http://localhost:7480',
    fetch: (input) => {
      urls.push(new URL(String(input)).pathname + new URL(String(input)).search);
      return Promise.resolve(new Response('[]'));
    },
  });
  await Promise.all(ask(provider));
  return urls;
}

test('a path written out knows its parameters, and they reach the query', async () => {
  const subsession_id = 1234;
  const urls = await collectUrls((provider) => [
    provider.get('t', '/data/results/get', { subsession_id, include_licenses: true }),
    provider.get('t', 'results/get', { subsession_id: '1234' }),
    provider.get('t', 'data/member/get', { cust_ids: [1, 2], include_licenses: undefined }),
    provider.get('t', '/data/member/info', {}),
    provider.get('t', 'stats/member_recent_races'),
    provider.get('t', 'lookup/get', { weather: 'a' }),
    provider.get('t', 'lookup/get', new URLSearchParams('weather=a&weather=b')),
  ]);
  const expected = [
    '/data/results/get?subsession_id=1234&include_licenses=true',
    '/data/results/get?subsession_id=1234',
    '/data/member/get?cust_ids=1%2C2',
    '/data/member/info',
    '/data/stats/member_recent_races',
    '/data/lookup/get?weather=a',
    '/data/lookup/get?weather=a&weather=b',
  ];
  assert.deepEqual(urls.toSorted(), expected.toSorted());
});

test('any other path takes any parameters, as methods may come that are not known yet', async () => {
  const path: string = ['results', 'get_new'].join('/');
  const parameters: DataParameters = { anything: 'goes', cust_ids: [1, 'two'] };
  const urls = await collectUrls((provider) => [
    provider.get('t', path, parameters),
    provider.get('t', path),
    provider.get('t', 'doc'),
    provider.get('t', '/data/results/get_more', parameters),
    provider.get('t', '/data/doc/member'),
  ]);
  assert.ok(urls.includes('/data/results/get_new?anything=goes&cust_ids=1%2Ctwo'));
  assert.ok(urls.includes('/data/results/get_more?anything=goes&cust_ids=1%2Ctwo'));
});

test('what a method does not take is refused by the compiler', () => {
  const ask = (session: Session): Promise<unknown>[] => [
    // @ts-expect-error subsession_id has to be given
    session.get('results/get'),
    // @ts-expect-error subsession_id has to be given
    session.get('/data/results/get', {}),
    // @ts-expect-error there is no such parameter
    session.get('results/get', { subsession_id: 1, subsesion_id: 1 }),
    // @ts-expect-error a number, not a word
    session.get('results/get', { subsession_id: 'one' }),
    // @ts-expect-error a boolean, not a word
    session.get('results/get', { subsession_id: 1, include_licenses: 'yes' }),
    // @ts-expect-error one member, not several
    session.get('stats/member_recent_races', { cust_id: [1, 2] }),
    // @ts-expect-error always one's own
    session.get('member/info', { cust_id: 1 }),
  ];
  // The compiler is the judge of these; here they only have to be what was judged.
  assert.equal(typeof ask, 'function');
  const forms: [
    Same<DataParametersOf<'/data/car/get'>, DataParametersOf<'car/get'>>,
    Same<DataParametersOf<`/data/${string}`>, DataParameters>,
    Same<DataParametersOf<string>, DataParameters>,
    Same<DataParametersOf<'no/method'>, DataParameters>,
  ] = [true, true, true, true];
  assert.ok(forms.every(Boolean));
});

test('what a method answers has a type: content, rows, CSV', () => {
  const ask = async (session: Session): Promise<void> => {
    const info = await session.get('/data/member/info');
    const rating: Same<typeof info.payload.licenses.oval.irating, number> = true;
    const laps = await session.get('results/lap_data', { subsession_id: 1, simsession_number: 0 });
    const lap: Same<(typeof laps.rows)[number]['lap_time'], number> = true;
    const cars = await session.get('data/car/assets');
    const maybe: string | undefined = cars.payload['1']?.large_image;
    const stats = await session.get('driver_stats_by_category/oval');
    const text: Same<typeof stats.payload, string> = true;
    for await (const row of await session.stream('driver_stats_by_category/oval')) {
      const cell: string | undefined = row['DRIVER'];
      assert.ok(cell);
    }
    const search = { season_year: 2026, season_quarter: 4 };
    for await (const row of await session.stream('results/search_series', search)) {
      const id: number = row.subsession_id;
      assert.ok(id);
    }
    const season = { season_id: 1, car_class_id: 1 };
    const csv = { csv: 'csv_url' } as const;
    const table = await session.stream('stats/season_driver_standings', season, csv);
    const rank: Same<typeof table.payload.customer_rank, number> = true;
    for await (const { Pos } of table) assert.ok(rank && Pos?.startsWith('1'));
    // @ts-expect-error there is no such member
    assert.ok(info.payload.customer_id);
    assert.ok([rating, lap, maybe, text]);
    // A member that the service has added can be reached, as unknown.
    if ('new_one' in info.payload) assert.ok(info.payload.new_one);
  };
  assert.ok(ask);
});

test('a path that is not written out, or not known, answers with what it may be', () => {
  const ask = async (session: Session, path: string): Promise<void> => {
    const any: Same<Awaited<ReturnType<typeof session.get<string>>>, DataAnswer> = true;
    const { payload } = await session.get(path);
    const unknown: Same<typeof payload, unknown> = true;
    const later = await session.get('/data/results/get_more');
    const kind: Same<typeof later.kind, 'json' | 'csv' | 'chunks'> = true;
    assert.ok([any, unknown, kind]);
  };
  assert.ok(ask);
});

test('members that nobody knows are kept, and missing ones do not throw', async () => {
  const provider = iracing({
    client_id: 'demo_client',
    dataUrl: 'http://localhost:7480',
    fetch: () => Promise.resolve(new Response('{"cust_id": "seven", "new_one": [1]}')),
  });
  const { payload } = await provider.get('t', 'member/info');
  assert.deepEqual(payload, { cust_id: 'seven', new_one: [1] });
});

test('nothing is sent when the parameters are wrong, unless the check was switched off', async () => {
  const wrong: string = 'results/get';
  const parameters: DataParameters = { subsession_id: 'seven' };
  const urls = await collectUrls((provider) => [
    assert.rejects(provider.get('t', wrong, parameters), {
      code: 'invalid_options',
      message: /^\/data\/results\/get was not asked: subsession_id must be a whole number/,
    }),
    assert.rejects(provider.stream('t', 'results/search_series', {}), { code: 'invalid_options' }),
    provider.get('t', wrong, parameters, { checkParameters: false }),
    provider.get('t', wrong, new URLSearchParams('subsession_id=eight')),
  ]);
  assert.deepEqual(urls.toSorted(), [
    '/data/results/get?subsession_id=eight',
    '/data/results/get?subsession_id=seven',
  ]);
});
