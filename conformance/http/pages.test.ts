import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { Browser, formTo } from '../harness/browser.ts';
import type { Form, Page } from '../harness/browser.ts';
import { wideRedirectUris, writeWideDemo } from '../harness/demo.ts';
import { assertJsonError, assertRedirectedError } from '../harness/expectations.ts';
import {
  authorizeUrl,
  bothScopes,
  clientsOf,
  codeOf,
  createPkce,
  createSignedInBrowser,
  exchangeCode,
  logIn,
  memberOf,
  obtainCode,
  obtainTokens,
  profileStatus,
  tokensOf,
} from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const service = await startService({ prepare: writeWideDemo });
const { server, page: spa, native } = clientsOf(service);
const [anna, ben, carla] = [0, 1, 2].map((index) => memberOf(service, index)) as [
  ReturnType<typeof memberOf>,
  ReturnType<typeof memberOf>,
  ReturnType<typeof memberOf>,
];
const [redirect_uri = ''] = server.redirect_uris;
const { challenge, verifier } = createPkce();
const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
const asksForPassword = (page: Page) => /name="password"/.test(page.answer.body);
const asksForConsent = (page: Page) => page.forms.some(({ action }) => action === '/consent');
const ownHeaders = { origin: service.origin, 'sec-fetch-site': 'same-origin' };
const loginCookie = `pitpass_login_${service.port}`;

/** Changes what is registered for a client, as staff would. */
async function changeClient(client_id: string, change: (record: object) => object) {
  const [row] = await service.query('SELECT record FROM client WHERE client_id = $1', [client_id]);
  const before = String(row?.['record']);
  const save = async (record: string) => {
    await service.query('UPDATE client SET record = $1 WHERE client_id = $2', [record, client_id]);
    await service.advance(2);
  };
  await save(JSON.stringify(change(JSON.parse(before) as object)));
  return () => save(before);
}

describe('login', () => {
  it('S182 an unknown account and a wrong password get the same page', async () => {
    const shown = async (username: string) => {
      const browser = new Browser(service);
      const login = await browser.open(authorizeUrl(server));
      const { answer } = await browser.submit(formTo(login, '/login'), {
        username,
        password: 'wrong',
      });
      const body = answer.body
        .replaceAll(username, '(username)')
        .replaceAll(/(name="(?:transaction|form_token)" value=")[^"]*/g, '$1')
        .replaceAll(/(\?transaction=)[^"]*/g, '$1');
      return { status: answer.status, body, names: Object.keys(answer.headers).sort() };
    };
    const [known, unknown] = [await shown(anna.username), await shown('nobody@pitpass.example')];
    assert.equal(known.status, 401);
    assert.deepEqual(unknown, known);
  });

  it('S183 a password of the wrong case or with a blank is another password', async () => {
    const browser = new Browser(service);
    const login = await browser.open('/login');
    for (const password of [` ${ben.password}`, `${ben.password} `, '', 'x'.repeat(2000)]) {
      const shown = await browser.submit(formTo(login, '/login'), {
        username: ben.username,
        password,
      });
      assert.ok([401, 400, 403].includes(shown.answer.status), String(shown.answer.status));
      assert.ok(!browser.cookies.has(loginCookie));
    }
    const spelled = { ...ben, username: ` ${ben.username.toUpperCase()}` };
    assert.equal((await logIn(browser, login, spelled)).path, '/account');
  });

  it('S172 all identifiers are new after a login, and the earlier login of the browser is over', async () => {
    const chosen = `ppb_${'A'.repeat(43)}`;
    const browser = new Browser(service);
    browser.cookies.set(loginCookie, chosen);
    const login = await browser.open('/login');
    assert.ok(asksForPassword(login));
    await logIn(browser, login, anna);
    const first = browser.cookies.get(loginCookie);
    assert.ok(first !== undefined && first !== chosen);
    const again = await browser.open(authorizeUrl(server, { prompt: 'verify' }));
    await logIn(browser, again, anna);
    const second = browser.cookies.get(loginCookie);
    assert.ok(second !== undefined && second !== first);
    for (const old of [chosen, first]) {
      const thief = new Browser(service);
      thief.cookies.set(loginCookie, old);
      assert.ok(asksForPassword(await thief.open('/account')));
    }
    assert.equal((await browser.open('/account')).path, '/account');
  });

  it('S173 cookies are HttpOnly, SameSite=Lax, without domain; their values are stored as digests', async () => {
    const browser = await createSignedInBrowser(service, anna);
    assert.equal(browser.setCookies.length, 3);
    for (const line of browser.setCookies) {
      assert.match(
        line,
        new RegExp(`^pitpass_(login|browser|known)_${service.port}=[\\w-]{43,}; `),
      );
      assert.match(line, /; HttpOnly/);
      assert.match(line, /; SameSite=Lax/);
      assert.match(line, /; Path=\//);
      assert.doesNotMatch(line, /Domain/i);
      // Loopback http: a Secure cookie would not be kept.
      assert.doesNotMatch(line, /Secure/i);
    }
    const rows = await service.query('SELECT login_digest FROM browser_login');
    const value = browser.cookies.get(loginCookie) ?? '';
    assert.ok(rows.length > 0);
    for (const row of rows) assert.ok(!value.includes(String(row['login_digest'])));
    const mark = browser.cookies.get(`pitpass_known_${service.port}`) ?? '';
    const known = await service.query('SELECT * FROM remembered_browser');
    assert.ok(known.length > 0 && !JSON.stringify(known).includes(mark));
  });

  it('S173 S222 under https cookies carry __Host- and Secure, and pages HSTS', async () => {
    const origin = 'https://localhost:9443';
    const secure = await startService({ environment: { PITPASS_ISSUER: origin } });
    const site = {
      origin,
      send: (path: string, sent = {}) =>
        secure.send(path, {
          ...sent,
          headers: { ...(sent as { headers?: object }).headers, host: 'localhost:9443' },
        }),
    };
    const browser = new Browser(site);
    const account = await logIn(browser, await browser.open('/login'), memberOf(secure));
    assert.equal(account.path, '/account');
    assert.equal(browser.setCookies.length, 3);
    for (const line of browser.setCookies) {
      assert.match(line, /^__Host-pitpass_(login|browser|known)=/);
      assert.match(line, /; Secure/);
      assert.match(line, /; HttpOnly/);
      assert.match(line, /; Path=\//);
      assert.doesNotMatch(line, /Domain/i);
    }
    assert.match(account.answer.header('strict-transport-security') ?? '', /max-age=\d{7,}/);
    await secure.stop();
  });

  it('S184 more logins than the queue holds are told to try again, and nothing breaks', async () => {
    const small = await startService({
      environment: {
        PITPASS_PASSWORD_HASHES_AT_ONCE: '1',
        PITPASS_PASSWORD_HASH_QUEUE: '1',
        PITPASS_TEST_HASH_MEMORY_KIB: '65536',
      },
    });
    const browser = new Browser(small);
    const login = await browser.open('/login');
    const { username, password } = memberOf(small);
    const form = formTo(login, '/login');
    // Connections that stand, so that the requests arrive together.
    await Promise.all(Array.from({ length: 30 }, () => small.send('/oauth2/jwks.json')));
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        browser.request('/login', {
          form: { ...form.hidden, username, password },
          headers: { origin: small.origin, 'sec-fetch-site': 'same-origin' },
        }),
      ),
    );
    const busy = answers.filter(({ status }) => status === 503);
    assert.ok(answers.every(({ status }) => status === 503 || status === 303));
    assert.ok(busy.length > 0 && busy.length < answers.length);
    for (const answer of busy) assert.ok(Number(answer.header('retry-after')) > 0);
    await createSignedInBrowser(small, memberOf(small));
    await small.stop();
  });
});

describe('forms', async () => {
  const own = await createSignedInBrowser(service, anna);
  const other = await createSignedInBrowser(service, ben);
  const tokens = await obtainTokens(service, own, server);
  await obtainTokens(service, other, server);

  /** Every form of the service, in the browser `own` and in `other`. */
  async function openForm(browser: Browser, action: string): Promise<Form> {
    if (action === '/login') {
      return formTo(await browser.open(authorizeUrl(server, { prompt: 'verify' })), '/login');
    }
    if (action === '/consent') {
      return formTo(await browser.open(authorizeUrl(native, pkce)), '/consent');
    }
    return formTo(await browser.open('/account'), action);
  }

  const actions = [
    '/login',
    '/consent',
    '/logout',
    '/account/end-session',
    '/account/end-access',
    '/account/forget',
    '/account/end-all',
  ];
  for (const action of actions) {
    it(`S174 ${action} posted from elsewhere, or without a token of this browser, is 403 without effect`, async () => {
      const form = await openForm(own, action);
      const foreign = await openForm(other, action);
      const fields = { username: anna.username, password: anna.password, decision: 'allow' };
      const whole: Record<string, string> = { ...form.hidden, ...fields };
      const evil = 'http://127.0.0.1:7481';
      const attacks: [Record<string, string | undefined>, Record<string, string>][] = [
        [whole, { origin: service.origin, 'sec-fetch-site': 'cross-site' }],
        [whole, { origin: service.origin, 'sec-fetch-site': 'same-site' }],
        [whole, { origin: service.origin, 'sec-fetch-site': 'none' }],
        [whole, { origin: evil, 'sec-fetch-site': 'same-origin' }],
        [whole, { origin: evil }],
        [whole, { origin: 'null' }],
        [whole, { origin: 'null', 'sec-fetch-site': 'same-site' }],
        [whole, {}],
        [{ ...whole, form_token: undefined }, ownHeaders],
        [{ ...whole, form_token: '' }, ownHeaders],
        [{ ...whole, form_token: 'x' }, ownHeaders],
        [{ ...whole, form_token: foreign.hidden['form_token'] }, ownHeaders],
        [{ ...whole, form_token: `${whole['form_token']}A` }, ownHeaders],
      ];
      for (const [fieldsSent, headers] of attacks) {
        const answer = await own.request(action, { method: 'POST', form: fieldsSent, headers });
        assert.equal(answer.status, 403, JSON.stringify(headers));
        assert.match(answer.header('content-type') ?? '', /^text\/html/);
        assert.equal(answer.header('location'), undefined);
      }
      assert.equal(await profileStatus(service, tokens.access_token), 200);
      assert.equal((await own.open('/account')).path, '/account');
    });
  }

  it('S174 the same forms work when the page itself posts them', async () => {
    const first = await openForm(own, '/account/end-session');
    const ended = await own.submit(first);
    assert.equal(ended.path.split('?', 1)[0], '/account');
    assert.equal(await profileStatus(service, tokens.access_token), 401);
    for (const action of ['/account/end-access', '/account/end-all', '/account/forget']) {
      const next = await obtainTokens(service, own, server);
      const form = formTo(await own.open('/account'), action);
      assert.equal((await own.submit(form)).answer.status, 200);
      assert.equal(await profileStatus(service, next.access_token), 401, action);
    }
    assert.ok(asksForConsent(await own.open(authorizeUrl(server))));
  });

  it('S174 one header of the two is enough, as old browsers send it', async () => {
    // Pages without a referrer make browsers send `Origin: null` beside the other header.
    for (const headers of [
      { origin: service.origin },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'same-origin', origin: 'null' },
    ] as Record<string, string>[]) {
      await obtainTokens(service, own, server);
      const form = formTo(await own.open('/account'), '/account/end-all');
      const answer = await own.request(form.action, { form: form.hidden, headers });
      assert.equal(answer.status, 303);
    }
  });

  it('S130 the account page ends no session of another member', async () => {
    const bens = await obtainTokens(service, other, server);
    const [row] = await service.query(
      'SELECT session_id FROM session WHERE ended_at IS NULL AND member_id = (SELECT member_id FROM member WHERE username = $1)',
      [ben.username],
    );
    await obtainTokens(service, own, server);
    const form = formTo(await own.open('/account'), '/account/end-session');
    const page = await own.submit(form, { session_id: String(row?.['session_id']) });
    assert.equal(page.answer.status, 400);
    assert.equal(await profileStatus(service, bens.access_token), 200);
  });
});

describe('the way through the browser', () => {
  it('S54 S28 after a form the app is reached by 303, from the authorization endpoint by 302', async () => {
    const browser = new Browser(service);
    const login = await browser.open(authorizeUrl(server, { state: 's' }));
    const consent = await logIn(browser, login, carla);
    const form = formTo(consent, '/consent');
    const answer = await browser.request('/consent', {
      form: { ...form.hidden, decision: 'allow' },
      headers: ownHeaders,
    });
    assert.equal(answer.status, 303);
    assert.match(answer.header('location') ?? '', /\?code=[\w-]+&state=s$/);
    assert.equal(answer.header('cache-control'), 'no-store');
    assert.equal(answer.header('referrer-policy'), 'no-referrer');
    assert.equal((await browser.request(authorizeUrl(server))).status, 302);
  });

  it('S55 book 13.1 book 16.1 deny redirects access_denied with the state and remembers nothing', async () => {
    const browser = await createSignedInBrowser(service, ben);
    const account = await browser.open('/account');
    const forget = account.forms.find(({ action }) => action === '/account/forget');
    if (forget !== undefined) await browser.submit(forget);
    for (let time = 0; time < 2; time += 1) {
      const consent = await browser.open(authorizeUrl(server, { state: 'n7 &' }));
      const form = formTo(consent, '/consent');
      const answer = await browser.request('/consent', {
        form: { ...form.hidden, decision: 'deny' },
        headers: ownHeaders,
      });
      assertRedirectedError(service, answer, redirect_uri, 'access_denied', {
        state: 'n7 &',
        status: 303,
      });
    }
    const unclear = formTo(await browser.open(authorizeUrl(server)), '/consent');
    for (const decision of ['', 'maybe']) {
      const shown = await browser.submit(unclear, { decision });
      assert.equal(shown.answer.status, 400);
    }
  });

  it('S175 a flow begun in one browser cannot be continued in another', async () => {
    const first = new Browser(service);
    const login = await first.open(authorizeUrl(server));
    const transaction = formTo(login, '/login').hidden['transaction'] ?? '';
    const fresh = new Browser(service);
    const signedIn = await createSignedInBrowser(service, ben);
    for (const browser of [fresh, signedIn]) {
      for (const path of ['/login', '/consent']) {
        const shown = await browser.open(`${path}?transaction=${transaction}`);
        assert.equal(shown.answer.status, 400);
        assert.equal(shown.leftTo, undefined);
        assert.deepEqual(shown.forms, []);
      }
    }
    const goesOn = await first.open(`/login?transaction=${transaction}`);
    assert.ok(asksForPassword(goesOn));
  });

  it('S176 two flows in two tabs end each at its own client with its own state and scope', async () => {
    const browser = new Browser(service);
    const one = await browser.open(authorizeUrl(server, { state: 'one', scope: 'iracing.auth' }));
    const two = await browser.open(
      authorizeUrl(native, { ...pkce, state: 'two', scope: 'iracing.profile' }),
    );
    const consentTwo = await logIn(browser, two, anna);
    const consentOne = await logIn(browser, one, anna);
    // The second login renewed the cookie, so the first consent page is taken up anew.
    const renewed = await browser.open(
      `/consent?transaction=${formTo(consentTwo, '/consent').hidden['transaction'] ?? ''}`,
    );
    const leftTwo = await browser.submit(formTo(renewed, '/consent'), { decision: 'allow' });
    const leftOne =
      consentOne.leftTo === undefined
        ? await browser.submit(formTo(consentOne, '/consent'), { decision: 'allow' })
        : consentOne;
    assert.equal(leftOne.leftTo?.searchParams.get('state'), 'one');
    assert.equal(leftTwo.leftTo?.searchParams.get('state'), 'two');
    const first = tokensOf(await exchangeCode(service, server, codeOf(leftOne)));
    const second = tokensOf(
      await exchangeCode(service, native, codeOf(leftTwo), { code_verifier: verifier }),
    );
    assert.equal(first.scope, 'iracing.auth');
    assert.equal(second.scope, 'iracing.profile');
  });

  it('S177 an altered transaction is refused, and an old one has expired', async () => {
    const browser = new Browser(service);
    const login = await browser.open(authorizeUrl(server));
    const form = formTo(login, '/login');
    const sealed = form.hidden['transaction'] ?? '';
    const middle = Math.floor(sealed.length / 2);
    const swapped = sealed[middle] === 'A' ? 'B' : 'A';
    const altered = [
      sealed.slice(0, -2),
      `${sealed}AA`,
      sealed.slice(0, middle) + swapped + sealed.slice(middle + 1),
      'x',
      '',
    ];
    for (const transaction of altered) {
      const shown = await browser.open(`/login?transaction=${transaction}`);
      if (transaction === '') assert.ok(asksForPassword(shown));
      else assert.equal(shown.answer.status, 400);
      const posted = await browser.submit({
        ...form,
        hidden: { ...form.hidden, transaction },
      });
      assert.equal(posted.answer.status, 400);
    }
    // A second of its own may have passed meanwhile.
    await service.advance(899);
    assert.ok(asksForPassword(await browser.open(`/login?transaction=${sealed}`)));
    await service.advance(3);
    const late = await logIn(browser, login, anna);
    assert.equal(late.answer.status, 400);
    assert.match(late.answer.body, /expired/);
  });

  it('S27 S177 no code goes to a redirect URI that was taken away in the meantime', async () => {
    const browser = await createSignedInBrowser(service, carla);
    const consent = await browser.open(
      authorizeUrl(server, { redirect_uri: wideRedirectUris.https, prompt: 'verify' }),
    );
    const next = await logIn(browser, consent, carla);
    assert.ok(next.leftTo !== undefined || asksForConsent(next));
    const account = formTo(await browser.open('/account'), '/account/forget');
    await browser.submit(account);
    const asked = await browser.open(
      authorizeUrl(server, { redirect_uri: wideRedirectUris.https }),
    );
    const undo = await changeClient(server.client_id, (record) => ({
      ...record,
      redirect_uris: [redirect_uri],
    }));
    const shown = await browser.submit(formTo(asked, '/consent'), { decision: 'allow' });
    assert.equal(shown.leftTo, undefined);
    assert.ok(shown.answer.status >= 400);
    assert.ok(!shown.answer.body.includes('ppc_'));
    await undo();
    const again = await browser.open(
      authorizeUrl(server, { redirect_uri: wideRedirectUris.https }),
    );
    codeOf(await browser.submit(formTo(again, '/consent'), { decision: 'allow' }));
  });

  it('S180 fields added to the consent form have no effect', async () => {
    const browser = await createSignedInBrowser(service, carla);
    const asked = await browser.open(
      authorizeUrl(native, { ...pkce, scope: 'iracing.profile', state: 's' }),
    );
    const left = await browser.submit(formTo(asked, '/consent'), {
      decision: 'allow',
      scope: bothScopes,
      client_id: server.client_id,
      redirect_uri: wideRedirectUris.https,
      state: 'other',
    });
    assert.ok(left.leftTo?.href.startsWith(native.redirect_uris[0] ?? '?'));
    assert.equal(left.leftTo?.searchParams.get('state'), 's');
    const tokens = tokensOf(
      await exchangeCode(service, native, codeOf(left), { code_verifier: verifier }),
    );
    assert.equal(tokens.scope, 'iracing.profile');
  });
});

describe('remembered consent', () => {
  it('S179 is asked again for more scope, and remembered for as much and for less', async () => {
    const browser = await createSignedInBrowser(service, ben);
    const forget = (await browser.open('/account')).forms.find(
      ({ action }) => action === '/account/forget',
    );
    if (forget !== undefined) await browser.submit(forget);
    const first = await browser.open(authorizeUrl(server, { scope: 'iracing.profile' }));
    await browser.submit(formTo(first, '/consent'), { decision: 'allow' });
    codeOf(await browser.open(authorizeUrl(server, { scope: 'iracing.profile' })));
    const more = await browser.open(authorizeUrl(server, { scope: bothScopes }));
    assert.ok(asksForConsent(more));
    assert.match(more.answer.body, /asks for more than you allowed/);
    await browser.submit(formTo(more, '/consent'), { decision: 'allow' });
    for (const scope of ['iracing.auth', 'iracing.profile', bothScopes]) {
      codeOf(await browser.open(authorizeUrl(server, { scope })));
    }
  });

  it('S179 is asked again when name, redirect URIs, audiences or developer of the app changed', async () => {
    const browser = await createSignedInBrowser(service, ben);
    await obtainCode(browser, server);
    codeOf(await browser.open(authorizeUrl(server)));
    const changes = [
      { client_name: 'Pit Wall Pro' },
      { audiences: ['data-server', 'other-server'] },
      { developer_name: 'Somebody Else' },
      { developer_email: 'else@pitpass.example' },
      { redirect_uris: [redirect_uri] },
    ];
    for (const change of changes) {
      const undo = await changeClient(server.client_id, (record) => ({ ...record, ...change }));
      const asked = await browser.open(authorizeUrl(server));
      assert.ok(asksForConsent(asked), JSON.stringify(change));
      assert.match(asked.answer.body, /has changed since then/);
      await undo();
      codeOf(await browser.open(authorizeUrl(server)));
    }
  });

  it('S167 a public client behind a loopback or custom-scheme redirect is never let in silently', async () => {
    const browser = await createSignedInBrowser(service, ben);
    for (const [client, uri] of [
      [native, 'http://127.0.0.1:7491/callback'],
      [native, 'com.example.cli:/callback'],
      [spa, 'http://127.0.0.1:7482/callback'],
    ] as const) {
      for (let time = 0; time < 2; time += 1) {
        const asked = await browser.open(authorizeUrl(client, { ...pkce, redirect_uri: uri }));
        assert.equal(asked.leftTo, undefined);
        assert.ok(asksForConsent(asked), uri);
        codeOf(await browser.submit(formTo(asked, '/consent'), { decision: 'allow' }));
      }
    }
    // The nearest that may: the same public client behind https, a confidential one behind loopback.
    codeOf(await browser.open(authorizeUrl(spa, pkce)));
    codeOf(await browser.open(authorizeUrl(server)));
  });
});

describe('logout', () => {
  it('S187 ends the login: old cookie, old form and old flow give no access, apps keep theirs', async () => {
    const browser = await createSignedInBrowser(service, ben);
    const tokens = await obtainTokens(service, browser, server);
    const flow = await browser.open(authorizeUrl(native, pkce));
    const cookie = browser.cookies.get(loginCookie) ?? '';
    const account = await browser.open('/account');
    const out = await browser.submit(formTo(account, '/logout'));
    assert.equal(out.path, '/signed-out');
    assert.ok(!browser.cookies.has(loginCookie));
    const thief = new Browser(service);
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
    thief.cookies.set(loginCookie, cookie);
    for (const who of [browser, thief]) {
      assert.ok(asksForPassword(await who.open('/account')));
      assert.ok(asksForPassword(await who.open(authorizeUrl(server))));
      const late = await who.submit(formTo(flow, '/consent'), { decision: 'allow' });
      assert.equal(late.leftTo, undefined);
      assert.ok(asksForPassword(late));
    }
    assert.equal(await profileStatus(service, tokens.access_token), 200);
  });

  it('S187 a link alone signs nobody out', async () => {
    const browser = await createSignedInBrowser(service, ben);
    const asked = await browser.open('/logout');
    assert.equal(asked.answer.status, 200);
    assert.equal((await browser.open('/account')).path, '/account');
    await browser.submit(formTo(asked, '/logout'));
    assert.ok(asksForPassword(await browser.open('/account')));
  });

  it('S187 another member can sign in for the same request', async () => {
    const browser = await createSignedInBrowser(service, ben);
    const asked = await browser.open(authorizeUrl(native, { ...pkce, state: 's' }));
    const login = await browser.submit(formTo(asked, '/logout'));
    assert.ok(asksForPassword(login));
    const next = await logIn(browser, login, anna);
    const left = await browser.submit(formTo(next, '/consent'), { decision: 'allow' });
    assert.equal(left.leftTo?.searchParams.get('state'), 's');
    const tokens = tokensOf(
      await exchangeCode(service, native, codeOf(left), { code_verifier: verifier }),
    );
    const profile = await service.send('/oauth2/iracing/profile', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    assert.equal(profile.json()['iracing_cust_id'], anna.cust_id);
  });

  it('S40 a login ends after a week', async () => {
    const browser = await createSignedInBrowser(service, ben);
    await service.advance(604_799);
    assert.equal((await browser.open('/account')).path, '/account');
    await service.advance(2);
    assert.ok(asksForPassword(await browser.open('/account')));
  });
});

describe('bodies of pages', () => {
  it('S70 a form larger than 64 KiB is 413, as JSON 400', async () => {
    const browser = await createSignedInBrowser(service, ben);
    const large = await browser.request('/login', {
      form: { x: 'x'.repeat(70_000) },
      headers: ownHeaders,
    });
    assert.equal(large.status, 413);
    const json = await browser.request('/consent', {
      body: '{}',
      headers: { ...ownHeaders, 'content-type': 'application/json' },
    });
    assert.ok(json.status === 400 || json.status === 415);
    const answer = await service.send('/oauth2/token', {
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    assertJsonError(service, answer, 'invalid_request');
  });
});
