import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  createSeededRandom,
  iracingDialect,
  openHouse,
  requester,
  secretKey,
} from '../../../test/house.ts';
import type { AccessTokenClaims, House } from '../../../test/house.ts';
import { t0 } from '../../../test/store-contract/records.ts';
import type { AuditEvent } from '../audit/audit-event.ts';
import { deleteExpired } from '../../store/delete-expired.ts';
import { accessTokenLifetimeSecondsMax } from '../token/access-token-lifetime.ts';
import { createAccessTokenVerifier } from '../token/verify-access-token.ts';
import {
  jwksMaxAgeSeconds,
  keyLeadSeconds,
  keyPickupSeconds,
  listKeyStates,
  renewSigningKeys,
  replaceSigningKeys,
  rotateSigningKey,
} from './key-rotation.ts';
import type { KeyRotationParts } from './key-rotation.ts';
import { createSealer } from './sealing.ts';
import { SigningKeyUnreadable } from './signing-key-record.ts';
import { openSigningKeys } from './signing-key.ts';
import type { SigningKeys } from './signing-key.ts';

const profile = iracingDialect.accessTokens;
const issuer = 'https://id.example/oauth2';
const quarter = 90 * 86_400;

/** Two nodes on one database, and what rotates their keys. */
async function openNodes() {
  const house = await openHouse();
  const { stores, time, parts } = house;
  const events: AuditEvent[] = [];
  const random = createSeededRandom('rotation');
  const sealer = createSealer(secretKey, 'signing keys', random);
  const rotation: KeyRotationParts = {
    keyStore: stores.keys,
    sealer,
    clock: parts.clock,
    random,
    audit: { append: (event) => void events.push(event) },
    requester: () => requester,
  };
  const openNode = () =>
    openSigningKeys<AccessTokenClaims>(profile, { ...rotation, jku: 'https://id.example/jwks' });
  const nodes = [await openNode(), await openNode()] as const;
  const states = async () => {
    const records = await stores.keys.listSigningKeys('iracing');
    return listKeyStates(records, time.now).map(({ state }) => state);
  };
  return { house, rotation, nodes, openNode, events, states };
}

function signWith(keys: SigningKeys<AccessTokenClaims>, { time }: House, lifetime = 600): string {
  return keys.sign({
    session_id: 'session-1',
    iss: issuer,
    exp: time.now + lifetime,
    iat: time.now,
    auth_time: time.now,
    aud: ['client-1'],
    sub: 'member-1',
    client_id: 'client-1',
    jti: `jti-${time.now}`,
    scope: 'iracing.auth',
    iracing_env: null,
    iracing_cust_id: 1,
    iracing_group_ids: null,
  });
}

const kidOf = (token: string) =>
  String(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())['kid']);
const kidsOf = (keys: SigningKeys<AccessTokenClaims>) => keys.jwks().keys.map(({ kid }) => kid);

test('S142 a key is published for longer than anybody may keep the key set, plus the time in which nodes notice', () => {
  assert.ok(keyPickupSeconds >= 60);
  assert.ok(keyLeadSeconds >= jwksMaxAgeSeconds + keyPickupSeconds);
});

test('S143 a key is published, signs, is verified with, and is deleted, each when it is due', async () => {
  const { house, rotation, nodes, states } = await openNodes();
  const [node] = nodes;
  const { time } = house;
  const old = kidOf(signWith(node, house));
  assert.deepEqual(await states(), ['signing']);

  const { outcome, record } = await rotateSigningKey(profile, rotation);
  assert.equal(outcome, 'published');
  assert.equal(record.signs_from, t0 + keyLeadSeconds);
  await node.reload();
  assert.deepEqual(kidsOf(node), [record.kid, old]);
  assert.deepEqual(await states(), ['published', 'signing']);

  time.now = record.signs_from - 1;
  const last = signWith(node, house, accessTokenLifetimeSecondsMax);
  assert.equal(kidOf(last), old);
  time.now = record.signs_from;
  assert.equal(kidOf(signWith(node, house)), record.kid);
  assert.deepEqual(await states(), ['signing', 'verifying']);

  time.now = record.signs_from - 1 + accessTokenLifetimeSecondsMax - 1;
  await deleteExpired(house.database, time.now);
  await node.reload();
  assert.ok((await node.verify(last, issuer, time.now)) !== undefined);
  time.now += 1 + keyPickupSeconds + 1;
  assert.deepEqual(kidsOf(node), [record.kid]);
  await deleteExpired(house.database, time.now);
  assert.deepEqual(await states(), ['signing']);
  const rows = await house.stores.keys.listSigningKeys('iracing');
  assert.deepEqual(
    rows.map(({ kid }) => kid),
    [record.kid],
  );
  await node.reload();
  assert.equal(node.revocations(), 0);
});

test('S143 no verifier with a copy of the key set as old as it may be ever lacks a key', async () => {
  const { house, rotation, nodes } = await openNodes();
  const { time } = house;
  await rotateSigningKey(profile, rotation);
  let copy: { readonly kids: unknown[]; readonly at: number } | undefined;
  for (let second = 0; second <= keyLeadSeconds + 700; second += 1) {
    time.now = t0 + second;
    const [signer, publisher] = second % 2 === 0 ? nodes : [nodes[1], nodes[0]];
    // Each node notices as late as it may.
    if (second === keyPickupSeconds) for (const node of nodes) await node.reload();
    if (copy === undefined || copy.at + jwksMaxAgeSeconds <= time.now) {
      copy = { kids: kidsOf(publisher), at: time.now };
    }
    const token = signWith(signer, house);
    assert.ok(copy.kids.includes(kidOf(token)), `second ${second}`);
    assert.ok((await publisher.verify(token, issuer, time.now)) !== undefined, `second ${second}`);
  }
  assert.equal(copy?.kids.length, 2);
});

test('S143 a rotation while a new key waits for its turn does nothing and says so', async () => {
  const { rotation, states, events } = await openNodes();
  const first = await rotateSigningKey(profile, rotation);
  const second = await rotateSigningKey(profile, rotation);
  assert.deepEqual([first.outcome, second.outcome], ['published', 'pending']);
  assert.equal(second.record.kid, first.record.kid);
  assert.deepEqual(await states(), ['published', 'signing']);
  assert.deepEqual(
    events.map(({ event }) => event),
    ['signing_key_published'],
  );
});

test('S143 of eight rotations at once one publishes and seven find its key', async () => {
  const { rotation, states } = await openNodes();
  const rotations = await Promise.all(
    Array.from({ length: 8 }, () => rotateSigningKey(profile, rotation)),
  );
  assert.equal(rotations.filter(({ outcome }) => outcome === 'published').length, 1);
  assert.equal(new Set(rotations.map(({ record }) => record.kid)).size, 1);
  assert.deepEqual(await states(), ['published', 'signing']);
});

test('S143 keys rotate on schedule, once however many nodes there are, and the next signs on the day', async () => {
  const { house, rotation, nodes, states, events } = await openNodes();
  const { time } = house;
  const renewAll = () =>
    Promise.all(nodes.map((node) => renewSigningKeys(profile, node, quarter, rotation)));
  const old = kidOf(signWith(nodes[0], house));
  time.now = t0 + quarter - keyLeadSeconds - 1;
  await renewAll();
  assert.deepEqual(await states(), ['signing']);
  time.now += 1;
  await renewAll();
  await renewAll();
  assert.deepEqual(await states(), ['published', 'signing']);
  assert.equal(events.length, 1);
  time.now = t0 + quarter - 1;
  assert.equal(kidOf(signWith(nodes[1], house)), old);
  time.now = t0 + quarter;
  assert.notEqual(kidOf(signWith(nodes[0], house)), old);
  assert.equal(kidOf(signWith(nodes[0], house)), kidOf(signWith(nodes[1], house)));
});

test('S143 a token of a key that another node saved a moment ago is verified at once', async () => {
  const { house, rotation, nodes, openNode } = await openNodes();
  await replaceSigningKeys(profile, rotation);
  house.time.now += 1;
  const token = signWith(await openNode(), house);
  assert.ok((await nodes[0].verify(token, issuer, house.time.now)) !== undefined);
});

test('S113 unknown keys make a node ask the store once a second, however many are presented', async () => {
  const { house, rotation, nodes } = await openNodes();
  let asked = 0;
  const counting: KeyRotationParts = {
    ...rotation,
    keyStore: {
      ...rotation.keyStore,
      listSigningKeys: (dialect) => {
        asked += 1;
        return rotation.keyStore.listSigningKeys(dialect);
      },
    },
  };
  const node = await openSigningKeys<AccessTokenClaims>(profile, { ...counting, jku: undefined });
  const [header = '', ...rest] = signWith(nodes[0], house).split('.');
  const fields = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
  asked = 0;
  for (let second = 0; second < 3; second += 1) {
    house.time.now += 1;
    for (let guess = 0; guess < 20; guess += 1) {
      const forged = JSON.stringify({ ...fields, kid: `guess-${guess}` });
      const token = [Buffer.from(forged).toString('base64url'), ...rest].join('.');
      assert.equal(await node.verify(token, issuer, house.time.now), undefined);
    }
  }
  assert.equal(asked, 3);
});

test('S147 replaced keys leave the key set at once, and what they signed is worth nothing, remembered or not', async () => {
  const { house, rotation, nodes, events } = await openNodes();
  const [node] = nodes;
  const verify = createAccessTokenVerifier(node, issuer, house.parts.clock);
  const [seen, unseen] = [signWith(node, house), signWith(node, house, 500)];
  assert.ok((await verify(seen)) !== undefined);
  const record = await replaceSigningKeys(profile, rotation);
  await node.reload();
  assert.deepEqual(kidsOf(node), [record.kid]);
  assert.equal(await verify(seen), undefined);
  assert.equal(await verify(unseen), undefined);
  const fresh = signWith(node, house);
  assert.equal(kidOf(fresh), record.kid);
  assert.ok((await verify(fresh)) !== undefined);
  assert.deepEqual(
    events.map(({ event }) => event),
    ['signing_keys_replaced'],
  );
});

test('S147 a signature that is being verified while its key is taken away is not remembered', async () => {
  const { house, rotation, nodes } = await openNodes();
  const [node] = nodes;
  const token = signWith(node, house);
  const slow: typeof node = {
    ...node,
    async verify(...presented) {
      const claims = await node.verify(...presented);
      if (presented[0] !== token) return claims;
      await replaceSigningKeys(profile, rotation);
      await node.reload();
      // Another request comes in between and has noticed already.
      await verify('another token');
      return claims;
    },
  };
  const verify = createAccessTokenVerifier(slow, issuer, house.parts.clock);
  await verify(token);
  assert.equal(await node.verify(token, issuer, house.time.now), undefined);
  assert.equal(await verify(token), undefined);
});

test('S145 a rotation under another secret key is refused before anything is saved', async () => {
  const { rotation, states } = await openNodes();
  const sealer = createSealer(new Uint8Array(32).fill(1), 'signing keys', rotation.random);
  const wrong = { ...rotation, sealer };
  await assert.rejects(rotateSigningKey(profile, wrong), SigningKeyUnreadable);
  await assert.rejects(replaceSigningKeys(profile, wrong), SigningKeyUnreadable);
  assert.deepEqual(await states(), ['signing']);
});

test('S145 a node that meets a key it cannot open says so and goes on with those it has', async () => {
  const { house, rotation, nodes } = await openNodes();
  const { record } = await rotateSigningKey(profile, rotation);
  await house.database.query('UPDATE signing_key SET sealed_private_jwk = $1 WHERE kid = $2', [
    'spoilt',
    record.kid,
  ]);
  await assert.rejects(nodes[0].reload(), SigningKeyUnreadable);
  const token = signWith(nodes[0], house);
  assert.ok((await nodes[0].verify(token, issuer, house.time.now)) !== undefined);
});
