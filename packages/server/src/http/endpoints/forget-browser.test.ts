import assert from 'node:assert/strict';
import { test } from 'node:test';

import Fastify from 'fastify';

import { openHouse, requester } from '../../../test/house.ts';
import { makeCode, makeConsent, t0 } from '../../../test/store-contract/records.ts';
import type { AccessTokenClaims } from '../../dialect/iracing/access-token.ts';
import { createPresentedValue, digestOf } from '../../domain/presented.ts';
import { authorizationCodeGrant } from '../../domain/grant/authorization-code-grant.ts';
import { rememberBrowser } from '../../domain/session/remembered-browser.ts';
import type { DialectParts } from '../http-parts.ts';
import { decorateRequesterAddress } from '../requester-address.ts';
import { revokeCurrentEndpoint } from './session-endpoints.ts';

/** A member with two remembered browsers, and a session that came from the first. */
async function openSession() {
  const house = await openHouse();
  const parts = { ...house.parts, browsers: house.stores.browsers } as unknown as DialectParts;
  const client = await house.saveClient();
  const member = await house.saveMember();
  const signIn = { member, known: undefined, presented: undefined, skipsSecondFactor: true };
  const { browser_id } = await rememberBrowser(signIn, requester, parts);
  const other = await rememberBrowser(signIn, requester, parts);
  const code = createPresentedValue('authorization_code', parts.random);
  const record = makeCode({ client, member }, { code_digest: digestOf(code), browser_id });
  await parts.authorizations.saveConsentAndCode(makeConsent({ client, member }), record);
  await authorizationCodeGrant(
    {
      request: {
        grant_type: 'authorization_code',
        client_id: client.client_id,
        client_secret: undefined,
        code,
        redirect_uri: record.redirect_uri,
        code_verifier: undefined,
      },
      client,
      requester,
      onRateLimit: () => {},
    },
    parts,
  );
  const [session] = await parts.sessions.listLiveSessions(member.member_id, undefined, t0);
  assert.ok(session !== undefined);
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  decorateRequesterAddress(app, 0);
  const handle = revokeCurrentEndpoint(parts);
  const { client_id, session_id } = session;
  const claims = { client_id, session_id, sub: member.member_id } as AccessTokenClaims;
  app.post('/revoke', (request, reply) => handle(claims, request, reply));
  const revoke = (payload: string) =>
    app.inject({
      method: 'POST',
      url: '/revoke',
      payload,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  const listBrowsers = async () =>
    (await parts.browsers.listRememberedBrowsers(member.member_id, t0)).map(
      ({ browser_id: id }) => id,
    );
  return { house, session, revoke, listBrowsers, browser_id, other: other.browser_id };
}

test('book 14.5 book 14.2 forget_browser=true forgets the browser from which the session came, and no other', async () => {
  const { house, session, revoke, listBrowsers, browser_id, other } = await openSession();
  assert.equal(session.browser_id, browser_id);
  assert.equal((await revoke('forget_browser=true')).statusCode, 200);
  assert.deepEqual(await listBrowsers(), [other]);
  assert.deepEqual(
    house.events.map(({ event }) => event),
    ['session_started', 'session_ended', 'browser_forgotten'],
  );
});

test('book 14.2 without forget_browser, or with false, every browser stays remembered', async () => {
  for (const payload of ['', 'forget_browser=false']) {
    const { revoke, listBrowsers, browser_id, other } = await openSession();
    assert.equal((await revoke(payload)).statusCode, 200);
    assert.deepEqual(new Set(await listBrowsers()), new Set([browser_id, other]));
  }
});
