import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseParameters } from '@pitpass/protocol';

import { openHouse } from '../../../test/house.ts';
import { makeClient, makeConsent, makeMember, t0 } from '../../../test/store-contract/records.ts';
import type { Client } from '../client/client.ts';
import { digestOf } from '../presented.ts';
import { allowAuthorization, repeatAuthorization } from './authorization-code.ts';
import { authorizeClient } from './authorize-client.ts';
import type { ConsentNeed } from './consent.ts';
import { clientFingerprint, findConsentNeed } from './consent.ts';

const client = makeClient();
const member = makeMember();
const web = 'https://demo.example/cb';

function needOf(
  changed: Partial<Client>,
  { scope = ['iracing.auth'], redirect_uri = web, consented = 'iracing.auth' } = {},
): ConsentNeed | undefined {
  const consent = makeConsent(
    { client, member },
    { scope: consented, client_fingerprint: clientFingerprint(client) },
  );
  return findConsentNeed(consent, { ...client, ...changed }, { scope, redirect_uri });
}

test('S179 an identical consent is not asked for again, nor is a part of it', () => {
  assert.equal(needOf({}), undefined);
  assert.equal(needOf({}, { consented: 'iracing.profile iracing.auth' }), undefined);
  assert.equal(needOf({}, { scope: [] }), undefined);
});

test('S179 consent is asked at first and for more than was allowed', () => {
  const request = { scope: ['iracing.auth'], redirect_uri: web };
  assert.equal(findConsentNeed(undefined, client, request), 'first');
  assert.equal(needOf({}, { scope: ['iracing.auth', 'iracing.profile'] }), 'more');
  assert.equal(needOf({}, { scope: ['iracing.auth'], consented: '' }), 'more');
});

const changes: readonly Partial<Client>[] = [
  { client_name: 'Lap Lens 2' },
  { developer_name: 'Another Ltd' },
  { developer_name: null },
  { developer_url: 'https://another.example/' },
  { developer_email: 'dev@another.example' },
  { redirect_uris: [web, 'https://another.example/cb'] },
  { redirect_uris: [] },
  { audiences: ['data-server', 'more'] },
  { audiences: [] },
];
for (const change of changes) {
  test(`S179 consent is asked again when the client changed to ${JSON.stringify(change)}`, () => {
    assert.equal(needOf(change), 'changed');
  });
}

test('S179 what the member is not shown may change without asking again', () => {
  assert.equal(needOf({ access_token_lifetime_seconds: 60, is_reviewed: false }), undefined);
});

test('S167 a public client behind a loopback or custom-scheme redirect is never let in silently', () => {
  const asPublic = { secret_digest: null };
  const redirects = {
    'http://127.0.0.1:7491/cb': 'public',
    'http://[::1]:7491/cb': 'public',
    'http://localhost:7491/cb': 'public',
    'com.example.app://cb': 'public',
    'https://demo.example/cb': undefined,
  } as const;
  for (const [redirect_uri, need] of Object.entries(redirects)) {
    assert.equal(needOf(asPublic, { redirect_uri }), need, redirect_uri);
    assert.equal(needOf({}, { redirect_uri }), undefined, `confidential, ${redirect_uri}`);
  }
});

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

async function openAuthorize() {
  const house = await openHouse();
  const registered = await house.saveClient({
    client_id: 'lap-lens',
    redirect_uris: [web, 'https://demo.example/second'],
  });
  await house.saveClient({ client_id: 'native', secret_digest: null, redirect_uris: [web] });
  await house.saveClient({ client_id: 'off', state: 'disabled', redirect_uris: [web] });
  await house.saveClient({
    client_id: 'pw',
    grant_types: ['password_limited'],
    redirect_uris: [web],
  });
  const good = {
    client_id: 'lap-lens',
    redirect_uri: web,
    response_type: 'code',
    scope: 'iracing.auth',
    state: 'the state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  const authorize = (over: Record<string, string>) => {
    const entries = Object.entries({ ...good, ...over }).filter(([, value]) => value !== '');
    const query = new URLSearchParams(entries).toString();
    return authorizeClient(parseParameters(query), 'iracing', house.stores.clients);
  };
  return { house, registered, authorize };
}

test('a good request is valid with its client', async () => {
  const { registered, authorize } = await openAuthorize();
  const answer = await authorize({});
  assert.ok(answer.outcome === 'valid');
  assert.deepEqual(answer.client, registered);
  assert.deepEqual([answer.request.redirect_uri, answer.request.state], [web, 'the state']);
});

const unverified: Readonly<Record<string, [Record<string, string>, string]>> = {
  'an unknown client': [{ client_id: 'nobody' }, 'invalid_client'],
  'no client': [{ client_id: '' }, 'invalid_request'],
  'a disabled client': [{ client_id: 'off' }, 'unauthorized_client'],
  'no redirect URI': [{ redirect_uri: '' }, 'invalid_request'],
  'another redirect URI': [{ redirect_uri: 'https://evil.example/cb' }, 'invalid_client'],
  'a redirect URI with one byte more': [{ redirect_uri: `${web}/` }, 'invalid_client'],
  'a redirect URI in another case': [{ redirect_uri: web.replace('cb', 'CB') }, 'invalid_client'],
};
for (const [what, [over, error]] of Object.entries(unverified)) {
  test(`S3 S15 S26 book 13.1 ${what} is refused and never redirected`, async () => {
    const { authorize } = await openAuthorize();
    const answer = await authorize(over);
    assert.ok(answer.outcome === 'refused');
    assert.equal(answer.error.error, error);
    assert.equal(answer.redirect_uri, undefined);
    assert.equal(answer.state, undefined);
  });
}

const redirected: Readonly<Record<string, [Record<string, string>, string]>> = {
  'S4 no response type': [{ response_type: '' }, 'invalid_request'],
  'S4 another response type': [{ response_type: 'token' }, 'unsupported_response_type'],
  'S5 a scope that the client may not have': [{ scope: 'iracing.admin' }, 'invalid_scope'],
  'S29 a public client without a challenge': [
    { client_id: 'native', code_challenge: '', code_challenge_method: '' },
    'invalid_request',
  ],
  'S32 an unknown challenge method': [{ code_challenge_method: 's256' }, 'invalid_request'],
  'S72 a client that may not use codes': [{ client_id: 'pw' }, 'unauthorized_client'],
};
for (const [what, [over, error]] of Object.entries(redirected)) {
  test(`book 13.1 ${what} is refused at the redirect URI, with state`, async () => {
    const { authorize } = await openAuthorize();
    const answer = await authorize(over);
    assert.ok(answer.outcome === 'refused');
    assert.equal(answer.error.error, error);
    assert.deepEqual([answer.redirect_uri, answer.state], [web, 'the state']);
  });
}

const loopbackLookAlikes = [
  'http://127.0.0.1.evil.example:7491/cb',
  'http://127.1:7491/cb',
  'http://0x7f.1:7491/cb',
  'http://0.0.0.0:7491/cb',
  'http://2130706433:7491/cb',
  'http://localhost:7491/cb',
  'http://[::ffff:127.0.0.1]:7491/cb',
  'http://user@127.0.0.1:7491/cb',
  'http://127.0.0.1:7491@evil.example/cb',
  'http://127.0.0.1:7491/cb?x=1',
  'http://127.0.0.1:7491/cb#x',
  'http://127.0.0.1:7491/other',
  'https://127.0.0.1:7491/cb',
];
test('S21 a native client gets nothing at another spelling, host, path, query or scheme of its loopback address', async () => {
  const { house, authorize } = await openAuthorize();
  const registered = 'http://127.0.0.1:7491/cb';
  await house.saveClient({
    client_id: 'native',
    secret_digest: null,
    client_type: 'native',
    redirect_uris: [registered],
  });
  const ask = (redirect_uri: string) => authorize({ client_id: 'native', redirect_uri });
  assert.equal((await ask(registered)).outcome, 'valid');
  for (const uri of loopbackLookAlikes) {
    const answer = await ask(uri);
    assert.ok(answer.outcome === 'refused' && answer.redirect_uri === undefined, uri);
  }
});

test('S27 a redirect URI that is removed while a login is in progress gets nothing afterwards', async () => {
  const { house, registered, authorize } = await openAuthorize();
  const second = { redirect_uri: 'https://demo.example/second' };
  assert.equal((await authorize(second)).outcome, 'valid');
  await house.saveClient({ ...registered, redirect_uris: [web] });
  const answer = await authorize(second);
  assert.ok(answer.outcome === 'refused');
  assert.equal(answer.redirect_uri, undefined);
  assert.equal((await authorize({})).outcome, 'valid');
});

async function openCodes() {
  const { house, registered, authorize } = await openAuthorize();
  const saved = await house.saveMember();
  const valid = async (scope: string) => {
    const answer = await authorize({ scope });
    assert.ok(answer.outcome === 'valid');
    const { member_id } = saved;
    return {
      client: answer.client,
      request: answer.request,
      member_id,
      auth_time: t0 - 10,
      browser_id: null,
    };
  };
  return { house, registered, saved, valid };
}

test('S46 an allowed request leaves a consent and a code of which only the digest is stored', async () => {
  const { house, saved, valid } = await openCodes();
  const subject = await valid('iracing.auth');
  const code = await allowAuthorization(subject, undefined, house.parts);
  assert.match(code, /^ppc_[A-Za-z0-9_-]{43}$/);
  const stored = await house.stores.authorizations.findCode(digestOf(code));
  assert.deepEqual(
    { ...stored },
    {
      code_digest: digestOf(code),
      client_id: 'lap-lens',
      member_id: saved.member_id,
      redirect_uri: web,
      scope: 'iracing.auth',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      auth_time: t0 - 10,
      issued_at: t0,
      expires_at: t0 + 60,
      consumed_at: null,
      session_id: null,
      failed_verifications: 0,
      browser_id: null,
      impersonation_id: null,
    },
  );
  const rows = await house.database.query('SELECT * FROM authorization_code', []);
  assert.ok(!JSON.stringify(rows).includes(code.slice(4)));
});

test('what was allowed before stays allowed while the client is the one that was shown', async () => {
  const { house, saved, valid } = await openCodes();
  const { authorizations } = house.stores;
  const find = () => authorizations.findConsent(saved.member_id, 'lap-lens');
  await allowAuthorization(await valid('iracing.auth'), undefined, house.parts);
  await allowAuthorization(await valid('iracing.profile'), await find(), house.parts);
  const both = await find();
  assert.equal(both?.scope, 'iracing.auth iracing.profile');
  const changed = await valid('iracing.profile');
  const renamed = { ...changed, client: { ...changed.client, client_name: 'Renamed' } };
  await allowAuthorization(renamed, both, house.parts);
  assert.equal((await find())?.scope, 'iracing.profile');
});

test('a request is repeated on a standing consent and not on a withdrawn one', async () => {
  const { house, saved, valid } = await openCodes();
  const subject = await valid('iracing.auth');
  assert.equal(await repeatAuthorization(subject, house.parts), undefined);
  await allowAuthorization(subject, undefined, house.parts);
  assert.match((await repeatAuthorization(subject, house.parts)) ?? '', /^ppc_/);
  await house.stores.authorizations.deleteConsent(saved.member_id, 'lap-lens', t0);
  assert.equal(await repeatAuthorization(subject, house.parts), undefined);
});
