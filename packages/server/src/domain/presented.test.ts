import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { createSeededRandom } from '../../test/house.ts';
import { createRandom } from '../create-random.ts';
import { createPresentedValue, createUuid, digestOf, equalDigests } from './presented.ts';

test('S39 100,000 codes of the secure generator have 256 bits each, repeat nothing and are URL-safe', () => {
  const random = createRandom();
  const codes = new Set<string>();
  const counts = new Uint32Array(256);
  let isUrlSafe = true;
  for (let drawn = 0; drawn < 100_000; drawn += 1) {
    const code = createPresentedValue('authorization_code', random);
    isUrlSafe &&= /^ppc_[A-Za-z0-9_-]{43}$/.test(code);
    if (drawn < 10_000)
      for (const byte of Buffer.from(code.slice(4), 'base64url')) counts[byte]! += 1;
    codes.add(code);
  }
  assert.equal(isUrlSafe, true);
  assert.equal(codes.size, 100_000);
  // 320,000 bytes fall on 256 values, 1,250 on each; nine standard deviations are 320.
  assert.ok(counts.every((count) => Math.abs(count - 1250) < 320));
});

test('S39 the pool of the secure generator hands no byte out twice and gives as many as were asked for', () => {
  const random = createRandom();
  const seen = new Set<string>();
  for (const byteCount of [1, 16, 31, 32, 4096, 8192, 8191, 33]) {
    assert.equal(random(byteCount).length, byteCount);
  }
  for (let drawn = 0; drawn < 3000; drawn += 1) seen.add(Buffer.from(random(16)).toString('hex'));
  assert.equal(seen.size, 3000);
  assert.throws(() => random(8193), RangeError);
});

test('S60 secrets of every kind have 256 bits and a prefix that names the kind', () => {
  const random = createSeededRandom('kinds');
  const kinds = ['authorization_code', 'refresh_token', 'client_secret', 'browser_login'] as const;
  const values = kinds.map((kind) => createPresentedValue(kind, random));
  for (const value of values) {
    assert.equal(Buffer.from(value.slice(4), 'base64url').length, 32);
  }
  assert.equal(new Set(values.map((value) => value.slice(0, 4))).size, kinds.length);
});

test('S46 S92 a presented value is stored as its SHA-256 alone', () => {
  assert.equal(digestOf('abc'), 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  assert.notEqual(digestOf('abc'), digestOf('abd'));
});

test('S36 S60 digests are compared in constant time, and unequal lengths are unequal', () => {
  const digest = digestOf('abc');
  assert.equal(equalDigests(digest, digestOf('abc')), true);
  assert.equal(equalDigests(digest, digestOf('abd')), false);
  assert.equal(equalDigests(digest, digest.slice(0, -1)), false);
  assert.equal(equalDigests(digest, `${digest}A`), false);
  assert.equal(equalDigests('', ''), true);
  assert.match(equalDigests.toString(), /timingSafeEqual\(/);
});

test('S36 S60 no file of the server compares a secret, a digest or a token with an operator', () => {
  const files = [
    'client/client-authentication.ts',
    'grant/authorization-code-grant.ts',
    'grant/refresh-token-grant.ts',
    '../http/form-token.ts',
  ];
  const comparison =
    /(secret|digest|form_token|verifier|presented)\w*\s*[!=]==?\s*(?!undefined|null)\w/i;
  for (const file of files) {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8');
    assert.doesNotMatch(source, comparison, file);
  }
  assert.match('client.secret_digest === digest', comparison);
  const authentication = readFileSync(new URL(files[0] ?? '', import.meta.url), 'utf8');
  assert.match(authentication, /equalDigests\(presented, client\.secret_digest\)/);
});

test('S133 a UUID is random in every place that the format leaves', () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const random = createSeededRandom('uuid');
  const uuids = Array.from({ length: 1000 }, () => createUuid(random));
  assert.ok(uuids.every((uuid) => form.test(uuid)));
  assert.equal(new Set(uuids).size, 1000);
  assert.equal(
    createUuid(() => new Uint8Array(16)),
    '00000000-0000-4000-8000-000000000000',
  );
  assert.equal(
    createUuid(() => new Uint8Array(16).fill(255)),
    'ffffffff-ffff-4fff-bfff-ffffffffffff',
  );
});
