import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { test } from 'node:test';

import { isSignatureCanonical, signEs256 } from './es256-signature.ts';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('S110 every signature verifies and is canonical, its twin with the other s is not', () => {
  for (let count = 0; count < 2000; count += 1) {
    const input = `header.${count}`;
    const signature = signEs256(input, privateKey);
    const bytes = Buffer.from(signature, 'base64url');
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    assert.ok(verify('sha256', Buffer.from(input), key, bytes));
    assert.ok(isSignatureCanonical(`${input}.${signature}`));
    const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
    const twin = Buffer.from(bytes);
    twin.write((order - s).toString(16).padStart(64, '0'), 32, 'hex');
    assert.ok(verify('sha256', Buffer.from(input), key, twin), 'the twin is right as such');
    assert.equal(isSignatureCanonical(`${input}.${twin.toString('base64url')}`), false);
  }
});
