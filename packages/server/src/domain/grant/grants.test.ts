import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { OAuthError, createS256Challenge, mask } from '@pitpass/protocol';
import type { GrantType, TokenRequest } from '@pitpass/protocol';

import {
  openHouse,
  passwordLimitedConfirmationSeconds,
  policy,
  requester,
} from '../../../test/house.ts';
import { makeCode, makeConsent, t0 } from '../../../test/store-contract/records.ts';
import type { AuthorizationCode } from '../authorization/authorization-code.ts';
import { createPresentedValue, digestOf } from '../presented.ts';
import type { RateLimitState } from '../limit/rate-limiter.ts';
import { grantTable, grantTokens } from './grant-table.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const redirect_uri = 'https://demo.example/cb';
const code_verifier = 'v'.repeat(43);
const secretOf = (client_id: string) => mask('the secret', client_id, sha256);

/** What a token request is sent with; undefined members are left out. */
type Sent = { readonly [Name in string]?: string | undefined };

async function openGrants(refreshTokenRetryWindowSeconds = 0) {
  const house = await openHouse(refreshTokenRetryWindowSeconds);
  const register = (client_id: string, grant_types: readonly GrantType[]) =>
    house.saveClient({ client_id, grant_types, secret_digest: digestOf(secretOf(client_id)) });
  const client = await register('lap-lens', [
    'authorization_code',
    'refresh_token',
    'password_limited',
  ]);
  await register('rival', ['authorization_code', 'refresh_token', 'password_limited']);
  const password = mask('correct horse', 'driver@example.test', sha256);
  const member = await house.saveMember({
    username: 'driver@example.test',
    password_verifier: await house.parts.passwordVerifier.create(password),
  });
  /** Staff list the member, and the member confirms. */
  const letIn = async (client_id: string) => {
    await house.stores.clients.setListedMembers(client_id, [member.member_id]);
    await house.stores.passwordLimited.confirmClient(
      client_id,
      member.member_id,
      undefined,
      house.time.now,
    );
  };
  await letIn('lap-lens');
  const states: RateLimitState[] = [];
  const send = async (request: Sent, from = requester) => {
    const caller = {
      requester: from,
      onRateLimit: (state: RateLimitState) => states.push(state),
    } as const;
    const client_id = request['client_id'] ?? 'lap-lens';
    const full = { client_id, client_secret: secretOf(client_id), ...request };
    return (await grantTokens(full as unknown as TokenRequest, caller, house.parts)).response;
  };
  const issueCode = async (over: Partial<AuthorizationCode> = {}) => {
    const code = createPresentedValue('authorization_code', house.parts.random);
    const record = makeCode(
      { client, member },
      {
        code_digest: digestOf(code),
        code_challenge: createS256Challenge(code_verifier, sha256),
        code_challenge_method: 'S256',
        issued_at: house.time.now,
        expires_at: house.time.now + 60,
        ...over,
      },
    );
    await house.stores.authorizations.saveConsentAndCode(makeConsent({ client, member }), record);
    return code;
  };
  const trade = (code: string, over: Sent = {}) =>
    send({ grant_type: 'authorization_code', code, redirect_uri, code_verifier, ...over });
  const refresh = (refresh_token: string | undefined, over: Sent = {}, from = requester) =>
    send({ grant_type: 'refresh_token', refresh_token, ...over }, from);
  const logIn = (over: Sent = {}) =>
    send({
      grant_type: 'password_limited',
      username: 'driver@example.test',
      password,
      scope: 'iracing.auth',
      ...over,
    });
  const claimsOf = async (access_token: string) =>
    (await house.parts.keys.verify(access_token, house.parts.issuer, house.time.now)) ??
    assert.fail('not an access token');
  const findSession = async (access_token: string) =>
    house.stores.sessions.findSession((await claimsOf(access_token)).session_id);
  const eventNames = () => house.events.map(({ event }) => event);
  const tools = { send, issueCode, trade, refresh, logIn, claimsOf, findSession, eventNames };
  return { house, client, member, letIn, states, ...tools };
}

async function assertRefused(answer: Promise<unknown>, error: string, detail?: RegExp) {
  await assert.rejects(answer, (thrown: OAuthError) => {
    assert.ok(thrown instanceof OAuthError, String(thrown));
    assert.equal(thrown.error, error);
    if (detail !== undefined) assert.match(`${thrown.detail} ${thrown.error_description}`, detail);
    assert.doesNotMatch(`${thrown.message} ${thrown.detail}`, /pp[crs]_|vvvv/);
    return true;
  });
}

test('S74 book 4 the table of grants has those that the dialects have, and no implicit one', () => {
  assert.deepEqual(Object.keys(grantTable).sort(), [
    'authorization_code',
    'client_credentials',
    'password_limited',
    'refresh_token',
  ]);
});

test('S72 S74 a grant that is not registered for the client is refused', async () => {
  const { house, trade, issueCode, refresh, logIn } = await openGrants();
  const code = await issueCode();
  const { refresh_token } = await trade(code);
  const secret_digest = digestOf(secretOf('lap-lens'));
  await house.saveClient({ client_id: 'lap-lens', grant_types: [], secret_digest });
  await assertRefused(refresh(refresh_token), 'unsupported_grant_type');
  await assertRefused(trade(await issueCode()), 'unsupported_grant_type');
  await assertRefused(logIn(), 'unsupported_grant_type');
});

test('S98 S100 book 4.1 book 13.2 the password-limited grant is refused to a public client whatever it registered', async () => {
  const { house, send } = await openGrants();
  await house.saveClient({
    client_id: 'native',
    secret_digest: null,
    grant_types: ['password_limited'],
  });
  const request = {
    grant_type: 'password_limited',
    client_id: 'native',
    client_secret: undefined,
    username: 'a',
    password: 'b',
  };
  await assertRefused(send(request), 'unsupported_grant_type');
});

test('a code becomes a session with the scope that was granted', async () => {
  const { issueCode, trade, findSession, member, eventNames } = await openGrants();
  const response = await trade(await issueCode({ scope: 'iracing.auth', auth_time: t0 - 9 }));
  assert.equal(response.scope, 'iracing.auth');
  const session = await findSession(response.access_token);
  assert.deepEqual(
    [session?.member_id, session?.scope, session?.auth_time, session?.grant_type],
    [member.member_id, 'iracing.auth', t0 - 9, 'authorization_code'],
  );
  assert.deepEqual(eventNames(), ['session_started']);
});

test('S40 book 16.4 a code is traded at 59 s and refused at 60 s', async () => {
  const { house, issueCode, trade } = await openGrants();
  const [early, late] = [await issueCode(), await issueCode()];
  house.time.now += 59;
  await trade(early);
  house.time.now += 1;
  await assertRefused(trade(late), 'invalid_grant', /expired/);
});

test('S25 another redirect URI is refused and the right one still works', async () => {
  const { issueCode, trade } = await openGrants();
  const code = await issueCode();
  for (const other of ['https://demo.example/CB', `${redirect_uri}/`, 'https://evil.example/']) {
    await assertRefused(trade(code, { redirect_uri: other }), 'invalid_grant');
  }
  await trade(code);
});

test("S41 S52 another client's attempt is refused, leaves an event and does not harm the right one", async () => {
  const { issueCode, trade, eventNames } = await openGrants();
  const code = await issueCode();
  await assertRefused(trade(code, { client_id: 'rival' }), 'invalid_grant');
  assert.deepEqual(eventNames(), ['authorization_code_refused']);
  await trade(code);
});

test('S34 book 13.3 a missing or wrong verifier is refused, and the right one works before the fifth', async () => {
  const { issueCode, trade } = await openGrants();
  const code = await issueCode();
  await assertRefused(trade(code, { code_verifier: undefined }), 'invalid_grant');
  for (let wrong = 0; wrong < 3; wrong += 1) {
    await assertRefused(trade(code, { code_verifier: 'w'.repeat(43) }), 'invalid_grant');
  }
  await trade(code);
});

test('S37 the fifth wrong verifier spends the code', async () => {
  const { issueCode, trade } = await openGrants();
  const code = await issueCode();
  for (let wrong = 0; wrong < 5; wrong += 1) {
    await assertRefused(trade(code, { code_verifier: 'w'.repeat(43) }), 'invalid_grant');
  }
  await assertRefused(trade(code), 'invalid_grant', /spent/);
});

test('S35 a verifier for a code without a challenge is refused', async () => {
  const { issueCode, trade } = await openGrants();
  const code = await issueCode({ code_challenge: null, code_challenge_method: null });
  await assertRefused(trade(code), 'invalid_grant');
  await trade(code, { code_verifier: undefined });
});

test('S49 the code of a disabled member is refused', async () => {
  const { house, member, issueCode, trade } = await openGrants();
  const code = await issueCode();
  await house.saveMember({ ...member, disabled_at: t0 });
  await assertRefused(trade(code), 'invalid_grant', /account/);
});

for (const [seconds, isEnded] of [
  [0, false],
  [10, false],
  [11, true],
] as const) {
  const what = isEnded ? 'ends the session that it began' : 'is refused and ends nothing';
  test(`S44 S43 the second use of a code after ${seconds} s ${what}`, async () => {
    const { house, issueCode, trade, refresh, claimsOf, eventNames } = await openGrants();
    const code = await issueCode();
    const winner = await trade(code);
    const { session_id } = await claimsOf(winner.access_token);
    await house.parts.liveness.isSessionAlive(session_id);
    house.time.now += seconds;
    await assertRefused(trade(code), 'invalid_grant', /spent/);
    assert.equal(await house.parts.liveness.isSessionAlive(session_id), !isEnded);
    assert.deepEqual(
      eventNames().slice(1),
      isEnded ? ['authorization_code_reused', 'session_ended'] : ['authorization_code_refused'],
    );
    if (isEnded) await assertRefused(refresh(winner.refresh_token), 'invalid_grant', /ended/);
    else await refresh(winner.refresh_token);
  });
}

test('S45 a spent code with a wrong client or verifier ends nothing, however late', async () => {
  const { house, issueCode, trade, refresh } = await openGrants();
  const code = await issueCode();
  const winner = await trade(code);
  house.time.now += 30;
  await assertRefused(trade(code, { client_id: 'rival' }), 'invalid_grant');
  await assertRefused(trade(code, { code_verifier: 'w'.repeat(43) }), 'invalid_grant');
  await assertRefused(trade(code, { redirect_uri: 'https://x.example/' }), 'invalid_grant');
  await assertRefused(trade(code, { client_secret: secretOf('x') }), 'invalid_client');
  await refresh(winner.refresh_token);
});

test('S42 of eight parallel trades of one code one succeeds and its tokens work', async () => {
  const { issueCode, trade, refresh } = await openGrants();
  const code = await issueCode();
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => trade(code)));
  const won = answers.filter((answer) => answer.status === 'fulfilled');
  assert.equal(won.length, 1);
  await refresh(won[0]?.value.refresh_token);
});

test('S77 S87 a refresh gives new tokens of the same session and scope; the old access token stays valid', async () => {
  const { house, issueCode, trade, refresh, claimsOf } = await openGrants();
  const first = await trade(await issueCode());
  house.time.now += 100;
  const second = await refresh(first.refresh_token);
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.equal(second.scope, first.scope);
  const [before, after] = [await claimsOf(first.access_token), await claimsOf(second.access_token)];
  assert.equal(after.session_id, before.session_id);
  assert.equal(after.auth_time, before.auth_time);
  assert.equal(after.iat, t0 + 100);
});

for (const [seconds, isEnded] of [
  [0, false],
  [9, false],
  [10, false],
  [11, true],
] as const) {
  const what = isEnded ? 'ends the session' : 'is refused and ends nothing';
  test(`S82 the second use of a refresh token after ${seconds} s ${what}`, async () => {
    const { house, issueCode, trade, refresh, claimsOf, eventNames } = await openGrants();
    const first = await trade(await issueCode());
    const second = await refresh(first.refresh_token);
    const { session_id } = await claimsOf(second.access_token);
    await house.parts.liveness.isSessionAlive(session_id);
    house.time.now += seconds;
    await assertRefused(refresh(first.refresh_token), 'invalid_grant', /spent/);
    assert.equal(await house.parts.liveness.isSessionAlive(session_id), !isEnded);
    assert.deepEqual(
      eventNames().slice(1),
      isEnded ? ['refresh_token_reused', 'session_ended'] : ['refresh_token_refused'],
    );
    if (isEnded) await assertRefused(refresh(second.refresh_token), 'invalid_grant', /ended/);
    else await refresh(second.refresh_token);
  });
}

test('S82 inside the window a spent token is refused also when its successor has been used', async () => {
  const { house, issueCode, trade, refresh } = await openGrants();
  const first = await trade(await issueCode());
  const second = await refresh(first.refresh_token);
  const third = await refresh(second.refresh_token);
  house.time.now += 5;
  await assertRefused(refresh(first.refresh_token), 'invalid_grant');
  await refresh(third.refresh_token);
});

test('S91 S211 a session that is refreshed too often waits, its token stays good, and other sessions go on', async () => {
  const { house, issueCode, trade, refresh, states } = await openGrants();
  let { refresh_token } = await trade(await issueCode());
  const other = await trade(await issueCode());
  for (let count = 1; count <= policy.refreshesPerMinute; count += 1) {
    ({ refresh_token } = await refresh(refresh_token));
  }
  const last = states.at(-1);
  assert.deepEqual([last?.limit, last?.remaining, last?.isExceeded], [60, 0, false]);
  house.time.now += 20;
  await assert.rejects(refresh(refresh_token), {
    error: 'unauthorized_client',
    retryAfterSeconds: 40,
  });
  assert.equal(states.at(-1)?.isExceeded, true);
  states.length = 0;
  await refresh(other.refresh_token);
  assert.deepEqual(states, []);
  house.time.now += 40;
  await refresh(refresh_token);
});

test('S213 a refresh needs no counter of the store', async () => {
  const { house, issueCode, trade, refresh } = await openGrants();
  const { refresh_token } = await trade(await issueCode());
  await house.database.query('DROP TABLE rate_limit', []);
  await refresh(refresh_token);
});

test('S79 S81 within the retry window every caller gets the same tokens, with what is left of their time', async () => {
  const { house, issueCode, trade, refresh, claimsOf, eventNames } = await openGrants(30);
  const first = await trade(await issueCode());
  const again = () => refresh(first.refresh_token);
  const [second, ...others] = await Promise.all([again(), again(), again(), again()]);
  for (const other of others) assert.deepEqual(other, second);
  house.time.now += 30;
  const { expires_in, refresh_token_expires_in = 0, ...tokens } = second;
  assert.deepEqual(await again(), {
    ...tokens,
    expires_in: expires_in - 30,
    refresh_token_expires_in: refresh_token_expires_in - 30,
  });
  await claimsOf(second.access_token);
  assert.deepEqual(eventNames(), ['session_started']);
  const count = await house.database.query('SELECT count(*) AS n FROM refresh_token', []);
  assert.equal(count[0]?.['n'], 2);
  await refresh(second.refresh_token);
});

test('S82 after the retry window a second use is refused and ends the session', async () => {
  const { house, issueCode, trade, refresh, findSession, eventNames } = await openGrants(30);
  const first = await trade(await issueCode());
  const second = await refresh(first.refresh_token);
  house.time.now += 31;
  await assertRefused(refresh(first.refresh_token), 'invalid_grant', /session has been ended/);
  assert.equal((await findSession(second.access_token))?.ended_at, t0 + 31);
  await assertRefused(refresh(second.refresh_token), 'invalid_grant');
  assert.deepEqual(eventNames().slice(1), ['refresh_token_reused', 'session_ended']);
});

test('S82 a retry window that is shorter than the race window leaves the latter as it is', async () => {
  const { house, issueCode, trade, refresh } = await openGrants(2);
  const first = await trade(await issueCode());
  const second = await refresh(first.refresh_token);
  house.time.now += 2;
  assert.equal((await refresh(first.refresh_token)).refresh_token, second.refresh_token);
  for (const seconds of [1, 7]) {
    house.time.now += seconds;
    await assertRefused(refresh(first.refresh_token), 'invalid_grant', /a moment ago/);
  }
  house.time.now += 1;
  await assertRefused(refresh(first.refresh_token), 'invalid_grant', /session has been ended/);
});

test('S81 S82 once the successor was used nobody gets it again, and nothing ends within the window', async () => {
  const { house, issueCode, trade, refresh, eventNames } = await openGrants(60);
  const first = await trade(await issueCode());
  const second = await refresh(first.refresh_token);
  const third = await refresh(second.refresh_token);
  for (const seconds of [0, 30, 30]) {
    house.time.now += seconds;
    await assertRefused(refresh(first.refresh_token), 'invalid_grant', /successor/);
  }
  assert.deepEqual(eventNames().slice(1), Array(3).fill('refresh_token_refused'));
  assert.deepEqual(
    (await refresh(second.refresh_token)).refresh_token,
    third.refresh_token,
    'the newest rotation may still be repeated',
  );
});

test('S83 another client, and the same from another network and program, get no successor', async () => {
  const { issueCode, trade, refresh, eventNames } = await openGrants(30);
  const first = await trade(await issueCode());
  const second = await refresh(first.refresh_token);
  const network = { ...requester, ip: '198.51.100.66' };
  const elsewhere = { ...network, user_agent: 'Other/2' };
  await assertRefused(refresh(first.refresh_token, { client_id: 'rival' }), 'invalid_grant');
  await assertRefused(refresh(first.refresh_token, {}, elsewhere), 'invalid_grant', /elsewhere/);
  assert.deepEqual(eventNames().slice(1), ['refresh_token_refused', 'refresh_token_refused']);
  for (const from of [requester, network, { ...requester, user_agent: 'Other/2' }]) {
    const again = await refresh(first.refresh_token, {}, from);
    assert.equal(again.refresh_token, second.refresh_token);
  }
});

test('S81 a repeated request must be the same: another scope gets nothing and ends nothing', async () => {
  const { issueCode, trade, refresh } = await openGrants(30);
  const first = await trade(await issueCode({ scope: 'iracing.auth iracing.profile' }));
  const scope = 'iracing.profile';
  const second = await refresh(first.refresh_token, { scope });
  assert.deepEqual(await refresh(first.refresh_token, { scope }), second);
  await assertRefused(refresh(first.refresh_token), 'invalid_grant', /scope/);
  const wider = { scope: 'iracing.admin' };
  await assertRefused(refresh(first.refresh_token, wider), 'invalid_scope');
  await refresh(second.refresh_token);
});

test('S81 S90 nothing is repeated once the session has ended, the member is disabled or the scope is gone', async () => {
  const { house, client, member, issueCode, trade, refresh, claimsOf } = await openGrants(30);
  const start = async () => {
    const first = await trade(await issueCode({ scope: 'iracing.auth iracing.profile' }));
    return { first, second: await refresh(first.refresh_token) };
  };
  const [ended, shrunk] = [await start(), await start()];
  const { session_id } = await claimsOf(ended.second.access_token);
  await house.stores.sessions.endSession(session_id, t0);
  await assertRefused(refresh(ended.first.refresh_token), 'invalid_grant', /ended/);
  await house.saveClient({ ...client, scopes: ['iracing.auth'] });
  await assertRefused(refresh(shrunk.first.refresh_token), 'invalid_grant', /scope/);
  await house.saveClient(client);
  await refresh(shrunk.first.refresh_token);
  await house.saveMember({ ...member, disabled_at: t0 });
  await assertRefused(refresh(shrunk.first.refresh_token), 'invalid_grant', /account/);
});

test('S92 without a retry window nothing is kept of an answer, and with one nothing that opens', async () => {
  for (const windowSeconds of [0, 30]) {
    const { house, issueCode, trade, refresh } = await openGrants(windowSeconds);
    const first = await trade(await issueCode());
    const second = await refresh(first.refresh_token);
    const rows = await house.database.query('SELECT * FROM refresh_token_retry', []);
    assert.equal(rows.length, windowSeconds === 0 ? 0 : 1);
    const dump = JSON.stringify(rows);
    for (const token of [first.refresh_token, second.refresh_token, second.access_token]) {
      assert.ok(token !== undefined && !dump.includes(token));
    }
  }
});

test("S78 another client's use is refused, ends nothing however late, and leaves an event", async () => {
  const { house, issueCode, trade, refresh, eventNames } = await openGrants();
  const first = await trade(await issueCode());
  await assertRefused(refresh(first.refresh_token, { client_id: 'rival' }), 'invalid_grant');
  const second = await refresh(first.refresh_token);
  house.time.now += 60;
  await assertRefused(refresh(first.refresh_token, { client_id: 'rival' }), 'invalid_grant');
  assert.deepEqual(eventNames().slice(1), ['refresh_token_refused', 'refresh_token_refused']);
  await refresh(second.refresh_token);
});

test('S88 more scope than was granted is refused and the token is not spent', async () => {
  const { issueCode, trade, refresh } = await openGrants();
  const first = await trade(await issueCode({ scope: 'iracing.auth' }));
  const wider = ['iracing.auth iracing.profile', 'iracing.profile', 'iracing.admin'];
  for (const scope of wider) {
    await assertRefused(refresh(first.refresh_token, { scope }), 'invalid_scope');
  }
  await refresh(first.refresh_token);
});

test('S89 less scope narrows the access token and leaves the grant as it was', async () => {
  const { issueCode, trade, refresh, claimsOf } = await openGrants();
  const first = await trade(await issueCode({ scope: 'iracing.auth iracing.profile' }));
  const narrow = await refresh(first.refresh_token, { scope: 'iracing.profile' });
  assert.equal((await claimsOf(narrow.access_token)).scope, 'iracing.profile');
  const whole = await refresh(narrow.refresh_token);
  assert.equal((await claimsOf(whole.access_token)).scope, 'iracing.auth iracing.profile');
});

test('S90 book 14.4 a refresh is refused once the session was ended or the member disabled', async () => {
  const { house, member, issueCode, trade, refresh, claimsOf } = await openGrants();
  const [one, other] = [await trade(await issueCode()), await trade(await issueCode())];
  const { session_id } = await claimsOf(one.access_token);
  await house.stores.sessions.endSession(session_id, t0);
  await assertRefused(refresh(one.refresh_token), 'invalid_grant', /ended/);
  await house.saveMember({ ...member, disabled_at: t0 });
  await assertRefused(refresh(other.refresh_token), 'invalid_grant', /account/);
});

test('S84 an unused refresh token works in its last second and not after it', async () => {
  const { house, issueCode, trade, refresh } = await openGrants();
  const [early, late] = [await trade(await issueCode()), await trade(await issueCode())];
  house.time.now += 604_799;
  await refresh(early.refresh_token);
  house.time.now += 1;
  await assertRefused(refresh(late.refresh_token), 'invalid_grant', /expired/);
});

test('S84 rotation never moves the absolute end, and both lifetimes tell the truth about it', async () => {
  const { house, client, issueCode, trade, refresh, findSession, claimsOf } = await openGrants();
  await house.saveClient({ ...client, session_absolute_lifetime_seconds: 1_000_000 });
  let tokens = await trade(await issueCode());
  const end = t0 + 1_000_000;
  for (const elapsed of [500_000, 999_000, 999_999]) {
    house.time.now = t0 + elapsed;
    tokens = await refresh(tokens.refresh_token);
    const left = 1_000_000 - elapsed;
    assert.equal(tokens.expires_in, Math.min(600, left));
    assert.equal(tokens.refresh_token_expires_in, Math.min(604_800, left));
    const session = await findSession(tokens.access_token);
    assert.equal(session?.absolute_expires_at, end);
    assert.equal(session?.session_expiration, Math.min(house.time.now + 604_800, end));
    assert.ok((await claimsOf(tokens.access_token)).exp <= end);
  }
  house.time.now = end;
  await assertRefused(refresh(tokens.refresh_token), 'invalid_grant', /expired/);
});

test('S134 book 14.1 a refresh from elsewhere changes what was seen last and not what was seen first', async () => {
  const { house, issueCode, trade, refresh, findSession } = await openGrants();
  const first = await trade(await issueCode());
  house.time.now += 100;
  const elsewhere = { ...requester, ip: '2001:db8::1', user_agent: 'Other/2' };
  const second = await refresh(first.refresh_token, {}, elsewhere);
  const session = await findSession(second.access_token);
  assert.deepEqual(
    [session?.first_ip, session?.first_user_agent_header, session?.created_at],
    [requester.ip, requester.user_agent, t0],
  );
  assert.deepEqual(
    [session?.last_ip, session?.last_user_agent_header, session?.last_activity],
    ['2001:db8::1', 'Other/2', t0 + 100],
  );
});

test('what was never issued is refused by every grant', async () => {
  const { trade, refresh, issueCode } = await openGrants();
  const code = await issueCode();
  const { refresh_token, access_token } = await trade(await issueCode());
  const wrong = ['x', `${code}x`, refresh_token ?? '', access_token, digestOf(code), `' OR 1=1 --`];
  for (const text of wrong) await assertRefused(trade(text), 'invalid_grant', /unknown/);
  for (const text of ['x', `${refresh_token}x`, code, access_token]) {
    await assertRefused(refresh(text), 'invalid_grant', /unknown/);
  }
});

test('a listed member’s masked password begins a session', async () => {
  const { logIn, findSession, states } = await openGrants();
  const response = await logIn();
  const session = await findSession(response.access_token);
  assert.deepEqual([session?.grant_type, session?.auth_time], ['password_limited', t0]);
  assert.notEqual(response.refresh_token, undefined);
  assert.deepEqual(
    states.map(({ limit, remaining }) => [limit, remaining]),
    [[12, 11]],
  );
});

test('S99 an unlisted member, right or wrong, is refused like a wrong password', async () => {
  const { house, member, letIn, logIn } = await openGrants();
  const words = new Set<string>();
  const collect = (error: OAuthError) => {
    words.add(`${error.error} ${error.error_description} ${error.retryAfterSeconds}`);
    return true;
  };
  await assert.rejects(logIn({ password: mask('x', 'y', sha256) }), collect);
  await assert.rejects(logIn({ username: 'nobody@example.test' }), collect);
  await assert.rejects(logIn({ client_id: 'rival' }), collect);
  await house.stores.clients.setListedMembers('rival', [member.member_id]);
  await assert.rejects(logIn({ client_id: 'rival' }), collect);
  await letIn('rival');
  await logIn({ client_id: 'rival' });
  await house.database.query('UPDATE member SET must_reset = 1', []);
  await assert.rejects(logIn({ client_id: 'rival' }), collect);
  await house.database.query('UPDATE member SET must_reset = 0', []);
  await house.saveMember({ ...member, disabled_at: t0 });
  await assert.rejects(logIn(), collect);
  assert.equal(words.size, 1);
});

test('over the limit every password-limited request waits, the right ones too, and other clients do not', async () => {
  const { house, letIn, logIn, states } = await openGrants();
  for (let sent = 0; sent < 12; sent += 1) await logIn();
  house.time.now += 600;
  await assert.rejects(logIn(), (error: OAuthError) => {
    assert.deepEqual([error.error, error.retryAfterSeconds], ['unauthorized_client', 3000]);
    return true;
  });
  assert.equal(states.length, 13);
  await letIn('rival');
  await logIn({ client_id: 'rival' });
});

test('S99 S101 the right password of a member whom the client may not sign in counts as wrong, so that no limit tells it from a wrong one', async () => {
  const { house, member, logIn } = await openGrants();
  const sendTen = async (over: Sent) => {
    const seen: string[] = [];
    for (let sent = 0; sent < 11; sent += 1) {
      await assert.rejects(logIn({ client_id: 'rival', ...over }), (error: OAuthError) => {
        seen.push(`${error.error} ${error.retryAfterSeconds}`);
        return true;
      });
    }
    house.time.now += 7200;
    return seen;
  };
  const wrong = await sendTen({ password: mask('x', 'y', sha256) });
  assert.equal(wrong.at(-1), 'unauthorized_client 900');
  assert.deepEqual(await sendTen({}), wrong);
  assert.deepEqual(await sendTen({ username: 'nobody@example.test' }), wrong);
  await house.stores.clients.setListedMembers('rival', [member.member_id]);
  assert.deepEqual(await sendTen({}), wrong);
});

test('S105 book 14.5 book 4.2 a confirmation holds 180 days, and no session of its outlives it', async () => {
  const { house, letIn, logIn, findSession, refresh } = await openGrants();
  const end = t0 + passwordLimitedConfirmationSeconds;
  const first = await logIn();
  assert.equal((await findSession(first.access_token))?.absolute_expires_at, end);
  house.time.now = end - 100;
  const last = await logIn();
  assert.deepEqual([last.expires_in, last.refresh_token_expires_in], [100, 100]);
  house.time.now = end - 1;
  await refresh(last.refresh_token);
  house.time.now = end;
  await assertRefused(logIn(), 'access_denied');
  await letIn('lap-lens');
  await logIn();
});

test('S102 the member is told of the first use from an address by a letter, and of no other in its /64', async () => {
  const { house, member, send } = await openGrants();
  const logInFrom = (ip: string) =>
    send(
      {
        grant_type: 'password_limited',
        username: 'driver@example.test',
        password: mask('correct horse', 'driver@example.test', sha256),
      },
      { ...requester, ip },
    );
  const told = async () => (await house.sentLetters()).length;
  await logInFrom('2001:db8:1:2::1');
  const [letter] = await house.sentLetters();
  assert.equal(letter?.to, member.username);
  assert.deepEqual(letter?.letter, {
    kind: 'session.new_address',
    happening: {
      at: t0,
      ip: '2001:db8:1:2::1',
      user_agent: requester.user_agent,
      client_name: 'Lap Lens',
    },
  });
  await logInFrom('2001:db8:1:2:ffff::9');
  await logInFrom('2001:0db8:0001:0002::1');
  assert.equal(await told(), 1);
  await logInFrom('2001:db8:1:3::1');
  await logInFrom('203.0.113.9');
  assert.equal(await told(), 3);
  await logInFrom('::ffff:203.0.113.9');
  assert.equal(await told(), 3);
  const rows = await house.database.query('SELECT * FROM password_limited_address', []);
  assert.doesNotMatch(JSON.stringify(rows), /203\.0|2001/);
});

test('S221 a refusal is an event of the member whose name was given, where there is one', async () => {
  const { house, member, logIn } = await openGrants();
  await assertRefused(logIn({ password: mask('x', 'y', sha256) }), 'access_denied');
  await assertRefused(logIn({ username: 'nobody@example.test' }), 'access_denied');
  assert.deepEqual(
    house.events.map(({ event, member_id }) => [event, member_id]),
    [
      ['password_limited_refused', member.member_id],
      ['password_limited_refused', null],
    ],
  );
});

test('a request of a client that is not authenticated is not counted', async () => {
  const { logIn, states } = await openGrants();
  await assertRefused(logIn({ client_secret: secretOf('wrong') }), 'invalid_client');
  assert.deepEqual(states, []);
});

test('S106 a scope that the client may not have is refused before a password is looked at', async () => {
  const { logIn, states } = await openGrants();
  await assertRefused(logIn({ scope: 'iracing.admin' }), 'invalid_scope');
  assert.equal(states.length, 1);
});
