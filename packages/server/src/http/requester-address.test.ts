import assert from 'node:assert/strict';
import { test } from 'node:test';

import Fastify from 'fastify';

import { decorateRequesterAddress, findRequesterAddress } from './requester-address.ts';

const proxy = '10.0.0.9';

test('S206 without a trusted proxy no header is believed', () => {
  for (const sent of [undefined, '', '203.0.113.7', '203.0.113.7, 10.0.0.8']) {
    assert.equal(findRequesterAddress(proxy, sent, 0), proxy);
  }
});

const chains: readonly [number, string, string][] = [
  [1, '203.0.113.7', '203.0.113.7'],
  [1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  [1, '198.51.100.1,203.0.113.7', '203.0.113.7'],
  [2, '198.51.100.1, 203.0.113.7, 10.0.0.8', '203.0.113.7'],
  [3, '198.51.100.1, 203.0.113.7, 10.0.0.8', '198.51.100.1'],
  // An empty entry is one all the same: what stands left of it moves no nearer.
  [2, '198.51.100.1,,203.0.113.7', proxy],
  [2, '203.0.113.7', proxy],
  [4, '198.51.100.1, 203.0.113.7, 10.0.0.8', proxy],
  [1, '203.0.113.7, unknown', proxy],
  [1, '203.0.113.7, _hidden', proxy],
  [1, '203.0.113.7, ', proxy],
  [1, '', proxy],
  [1, '203.0.113.7:51234', '203.0.113.7'],
  [1, '[2001:db8::1]:51234', '2001:db8::1'],
  [1, '[2001:db8::1]', '2001:db8::1'],
  [1, '2001:DB8:0:0::1', '2001:db8::1'],
  [1, '::ffff:203.0.113.7', '203.0.113.7'],
  [1, "x' OR 1=1 --", proxy],
];
for (const [proxies, sent, address] of chains) {
  test(`S206 S224 behind ${proxies} trusted proxies "${sent}" comes from ${address}`, () => {
    assert.equal(findRequesterAddress(proxy, sent, proxies), address);
  });
}

test('S207 an IPv4 connection that a dual socket shows as mapped is one of IPv4', () => {
  assert.equal(findRequesterAddress('::ffff:127.0.0.1', undefined, 0), '127.0.0.1');
});

test('S206 several header lines are one list, and other headers of proxies stay unread', async () => {
  const app = Fastify();
  decorateRequesterAddress(app, 1);
  app.get('/', (request) => request.requesterAddress);
  const ask = async (headers: Record<string, string | string[]>) =>
    (await app.inject({ url: '/', headers, remoteAddress: proxy })).body;
  assert.equal(await ask({ 'x-forwarded-for': ['198.51.100.1', '203.0.113.7'] }), '203.0.113.7');
  const others = { forwarded: 'for=203.0.113.7', 'x-real-ip': '203.0.113.7' };
  assert.equal(await ask(others), proxy);
});
