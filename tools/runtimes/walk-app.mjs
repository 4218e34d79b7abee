// An app as somebody has it who installed the packed SDK: a member signs in through the loopback receiver,
// data are read, tokens refreshed, verified and forgotten. Says what it saw as its last line, in JSON.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';

import { createSession, iracing } from '@pitpass/client';
import { fileTokenStore, openLoopbackReceiver } from '@pitpass/client/node';
import { createAccessTokenVerifier } from '@pitpass/client/verification';

const { folder, url, native, bot, member } = JSON.parse(process.env.PITPASS_WALK ?? '{}');
const issuerUrl = `${url}/oauth2`;
let offsetSeconds = 0;
const clock = () => Math.floor(Date.now() / 1000) + offsetSeconds;
const scope = 'iracing.auth iracing.profile';

async function openStore(name) {
  if (name === 'file') return fileTokenStore(join(folder, 'tokens.json'));
  const { sqliteTokenStore } = await import('@pitpass/client/sqlite');
  return sqliteTokenStore(join(folder, 'tokens.db'), { key: 'member' });
}

const hasSqlite = await import('node:sqlite').then(
  () => true,
  () => false,
);

// Authorization code with PKCE, through a browser and back to this computer.
const receiver = await openLoopbackReceiver({ redirectUris: native.redirect_uris });
const provider = iracing({
  client_id: native.client_id,
  redirect_uri: receiver.redirect_uri,
  scope,
  issuerUrl,
  dataUrl: url,
  clock,
});
const beginning = await provider.createAuthorizationUrl();
process.stdout.write(`open ${beginning.url}\n`);
const callback = await receiver.receive({ expectedState: beginning.state, timeoutSeconds: 30 });
const tokens = await provider.handleCallback(callback, beginning);

const session = createSession({ provider, store: await openStore('file') });
await session.signIn(tokens);
const { iracing_cust_id } = await session.profile();
assert.equal(iracing_cust_id, member.cust_id);
const { payload } = await session.get('/data/member/info');
assert.equal(payload.cust_id, member.cust_id);

let rows = 0;
for await (const row of await session.stream('/data/driver_stats_by_category/oval')) {
  assert.equal(typeof row, 'object');
  rows += 1;
  if (rows === 100) break;
}

// Ten callers find the token expired: one refresh, stored before any of them has it.
const before = await session.accessToken();
offsetSeconds = 601;
const renewed = new Set(await Promise.all(Array.from({ length: 10 }, () => session.accessToken())));
assert.equal(renewed.size, 1);
assert.ok(!renewed.has(before));
offsetSeconds = 0;

const verifier = createAccessTokenVerifier({ issuerUrl, audience: 'data-server' });
const claims = await verifier.verify([...renewed][0]);
assert.equal(claims.client_id, native.client_id);
await assert.rejects(verifier.verify(`${[...renewed][0]}x`), { code: 'access_token_invalid' });

// Without a browser: secret and password are masked for the app.
const botProvider = iracing({ ...bot, scope, issuerUrl, dataUrl: url });
const botTokens = await botProvider.passwordLimited(member);
const stores = hasSqlite ? ['sqlite'] : [];
for (const name of stores) {
  const botSession = createSession({ provider: botProvider, store: await openStore(name) });
  await botSession.signIn(botTokens);
  const cars = await botSession.get('/data/car/get');
  assert.ok(cars.payload.length > 10);
  await botSession.signOut();
}

const reopened = createSession({ provider, store: await openStore('file') });
assert.ok(renewed.has(await reopened.accessToken()));
await reopened.signOut();
await assert.rejects(session.accessToken(), { code: 'sign_in_required' });
process.stdout.write(
  `${JSON.stringify({ rows, refreshed: renewed.size, stores: ['file', ...stores] })}\n`,
);
process.exit(0);
