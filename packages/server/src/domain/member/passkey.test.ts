import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createSeededRandom } from '../../../test/house.ts';
import { createSoftwareAuthenticator } from '../../../test/software-authenticator.ts';
import type { Misbehaviour } from '../../../test/software-authenticator.ts';
import { makeMember, t0 } from '../../../test/store-contract/records.ts';
import { createSealer } from '../key/sealing.ts';
import {
  beginPasskeyRegistration,
  beginPasskeyUse,
  canHavePasskeys,
  challengeLifetimeSeconds,
  verifyPasskeyRegistration,
  verifyPasskeyUse,
} from './passkey.ts';

const origin = 'https://id.example';
const rpId = 'id.example';

function open() {
  const time = { now: t0 };
  const random = createSeededRandom('passkeys');
  const challengeSealer = createSealer(new Uint8Array(32).fill(3), 'challenges', random);
  const parts = { origin, random, clock: () => time.now, secondFactor: { challengeSealer } };
  const member = makeMember();
  const authenticator = createSoftwareAuthenticator({ origin, rpId });
  const named = { member_id: member.member_id, passkey_name: 'Key of steel' };
  const register = async (wrong: Misbehaviour = {}, context = 'here', opened = context) => {
    const { options, sealed } = await beginPasskeyRegistration(member, [], context, parts);
    const answer = authenticator.register(options, wrong);
    const answered = { answer, sealedChallenge: sealed, context: opened };
    return { options, made: await verifyPasskeyRegistration(answered, named, parts) };
  };
  return { time, parts, member, authenticator, named, register };
}

/** A passkey with the question that it is asked. */
async function openRegistered(counter?: number) {
  const house = open();
  const { made } = await house.register(counter === undefined ? {} : { counter });
  const passkey = made?.passkey ?? assert.fail('the passkey was refused');
  const ask = () => beginPasskeyUse([passkey], 'there', house.parts);
  const use = async (wrong: Misbehaviour = {}, context = 'there') => {
    const { options, sealed } = await ask();
    const answer = house.authenticator.use(options, wrong);
    return verifyPasskeyUse({ answer, sealedChallenge: sealed, context }, [passkey], house.parts);
  };
  return { ...house, passkey, ask, use };
}

test('S185 a passkey is made for this service, with its member verified', async () => {
  const { register, authenticator, named } = open();
  const { options, made } = await register();
  assert.equal(options.rp.id, rpId);
  assert.equal(options.authenticatorSelection?.userVerification, 'required');
  assert.equal(options.attestation, 'none');
  const { public_key, ...passkey } = made?.passkey ?? assert.fail('the passkey was refused');
  assert.deepEqual(passkey, {
    ...named,
    credential_id: authenticator.credential_id,
    counter: 1,
    transports: ['internal'],
    created_at: t0,
    last_used_at: null,
  });
  assert.ok(public_key.length > 80);
  assert.equal(made?.challenge.expires_at, t0 + challengeLifetimeSeconds);
});

const misbehaviours: Readonly<Record<string, Misbehaviour>> = {
  'made for another origin': { origin: 'https://evil.example' },
  'made for another port of the same name': { origin: `${origin}:8443` },
  'made for another relying party': { rpId: 'evil.example' },
  'made for another challenge': { challenge: 'AAAA' },
  'without a verified member': { isUserVerified: false },
  'of the other kind': { type: 'webauthn.strange' },
};

for (const [what, wrong] of Object.entries(misbehaviours)) {
  test(`S185 refuses a registration ${what}`, async () => {
    assert.equal((await open().register(wrong)).made, undefined);
  });
  test(`S185 refuses an answer ${what}`, async () => {
    const { use } = await openRegistered();
    assert.equal(await use(wrong), undefined);
  });
}

test('S185 accepts an answer with the counter moved on, and refuses one that has gone back or stands', async () => {
  const { use } = await openRegistered(7);
  assert.equal((await use({ counter: 8 }))?.passkey.counter, 8);
  for (const counter of [7, 6, 0]) assert.equal(await use({ counter }), undefined);
  const uncounted = await openRegistered(0);
  assert.equal((await uncounted.use({ counter: 0 }))?.passkey.counter, 0);
});

test('S185 refuses a wrong signature, another key’s answer, and what is no answer at all', async () => {
  const { use, ask, passkey, parts } = await openRegistered();
  assert.equal(await use({ signature: new Uint8Array(70).fill(1) }), undefined);
  const stranger = createSoftwareAuthenticator({ origin, rpId });
  const { options, sealed } = await ask();
  const verify = (answer: string) =>
    verifyPasskeyUse({ answer, sealedChallenge: sealed, context: 'there' }, [passkey], parts);
  assert.equal(await verify(stranger.use(options)), undefined);
  const claimed = stranger.use(options).replaceAll(stranger.credential_id, passkey.credential_id);
  assert.equal(await verify(claimed), undefined);
  const id = passkey.credential_id;
  const texts = [
    '',
    'null',
    '7',
    '[]',
    '{',
    '{}',
    JSON.stringify({ id }),
    `{"id":"${id}","response":7}`,
  ];
  for (const text of texts) assert.equal(await verify(text), undefined, text);
});

test('S185 a challenge counts where it was made, for fifteen minutes, unaltered', async () => {
  const { register, time } = open();
  assert.equal((await register({}, 'here', 'elsewhere')).made, undefined);
  const { use, ask, authenticator, passkey, parts, time: later } = await openRegistered();
  assert.equal(await use({}, 'another sign-in'), undefined);
  const { options, sealed } = await ask();
  const answer = authenticator.use(options);
  const verify = (sealedChallenge: string | undefined) =>
    verifyPasskeyUse({ answer, sealedChallenge, context: 'there' }, [passkey], parts);
  assert.equal(await verify(undefined), undefined);
  assert.equal(await verify(`${sealed.slice(0, -2)}AA`), undefined);
  later.now += challengeLifetimeSeconds - 1;
  assert.ok(await verify(sealed));
  later.now += 1;
  assert.equal(await verify(sealed), undefined);
  assert.equal(time.now, t0);
});

test('passkeys are for https and this computer, and never for an address', () => {
  for (const good of ['https://id.example', 'http://localhost:7480', 'http://a.localhost']) {
    assert.equal(canHavePasskeys(good), true, good);
  }
  for (const bad of [
    'http://127.0.0.1:7480',
    'https://10.0.0.1',
    'https://[::1]',
    'http://id.example',
  ]) {
    assert.equal(canHavePasskeys(bad), false, bad);
  }
});
