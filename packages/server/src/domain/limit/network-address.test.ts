import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressBlockOf, parseAddress } from './network-address.ts';

const spellings: Readonly<Record<string, string | undefined>> = {
  '203.0.113.7': '203.0.113.7',
  '::ffff:203.0.113.7': '203.0.113.7',
  '::FFFF:203.0.113.7': '203.0.113.7',
  '::ffff:cb00:7107': '203.0.113.7',
  '0:0:0:0:0:ffff:cb00:7107': '203.0.113.7',
  '::ffff:0.0.0.1': '0.0.0.1',
  '2001:DB8:0:0:1:0:0:1': '2001:db8::1:0:0:1',
  '2001:0db8:0000:0000:0001:0000:0000:0001': '2001:db8::1:0:0:1',
  '::1': '::1',
  '::': '::',
  '::ffff:0:0': '0.0.0.0',
  '::ffff': '::ffff',
  '::ffff:1:2:3': '::ffff:1:2:3',
  'fe80::1%eth0': 'fe80::1',
  '64:ff9b::203.0.113.7': '64:ff9b::cb00:7107',
  '': undefined,
  unknown: undefined,
  _hidden: undefined,
  '203.0.113': undefined,
  '203.0.113.256': undefined,
  '0x7f.1': undefined,
  '127.1': undefined,
  '203.0.113.7 ': undefined,
  '203.0.113.7:80': undefined,
  '[2001:db8::1]': undefined,
  '2001:db8::1::2': undefined,
  '127.0.0.1]/x': undefined,
};
for (const [text, address] of Object.entries(spellings)) {
  test(`S207 "${text}" is read as ${address ?? 'no address'}`, () => {
    assert.equal(parseAddress(text), address);
  });
}

test('S207 all addresses and spellings of one /64 are counted as one, and the next /64 is not', () => {
  const block = '2001:db8:0:1::/64';
  for (const text of [
    '2001:db8:0:1::',
    '2001:db8:0:1::1',
    '2001:DB8:0:1:ffff:ffff:ffff:ffff',
    '2001:0db8:0000:0001:0:0:0:7',
    '2001:db8:0:1::1%eth0',
  ]) {
    assert.equal(addressBlockOf(text), block, text);
  }
  for (const text of ['2001:db8:0:2::1', '2001:db8::1', '2001:db8:1::1']) {
    assert.notEqual(addressBlockOf(text), block, text);
  }
  assert.equal(addressBlockOf('::1'), '0:0:0:0::/64');
  assert.equal(addressBlockOf('2001:db8::1:0:0:1'), '2001:db8:0:0::/64');
});

test('S207 an IPv4 address is counted by itself, mapped or not', () => {
  assert.equal(addressBlockOf('203.0.113.7'), '203.0.113.7');
  assert.equal(addressBlockOf('::ffff:203.0.113.7'), '203.0.113.7');
  assert.notEqual(addressBlockOf('::ffff:203.0.113.8'), addressBlockOf('203.0.113.7'));
});

test('S207 what is no address is counted as it stands', () => {
  assert.equal(addressBlockOf('unknown'), 'unknown');
});
