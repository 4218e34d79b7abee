import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { Browser } from '../harness/browser.ts';
import { decodeJwt } from '../harness/jwt.ts';
import {
  authorizePath,
  clientsOf,
  createSignedInBrowser,
  exchangeCode,
  mask,
  memberOf,
  obtainCode,
  obtainTokens,
  profileStatus,
  refresh,
  sendWithToken,
  tokenPath,
  tokensOf,
} from '../harness/oauth.ts';
import type { Answer } from '../harness/request.ts';
import { startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import {
  basicOf,
  errorProfiles,
  exchangeTrackmaniaCode,
  getUser,
  keeperOf,
  obtainTrackmaniaCode,
  obtainTrackmaniaTokens,
  refreshTrackmania,
  requestClientToken,
  trackmaniaAuthorizePath,
  trackmaniaScopes,
  trackmaniaTokenPath,
  trackmaniaTokensOf,
} from '../harness/trackmania.ts';
import type { ConfidentialClient } from '../harness/trackmania.ts';

after(stopEverything);

/** What one dialect has handed out, all of it live. */
interface Holdings {
  readonly client_id: string;
  readonly client_secret: string;
  readonly code: string;
  readonly refresh_token: string;
  readonly access_token: string;
}

/** A place of an endpoint where something can be presented. */
interface Place {
  readonly name: string;
  readonly present: (value: string) => Promise<Answer>;
}

/** A whole request of another dialect, with what belongs together. */
interface Visit {
  readonly name: string;
  readonly present: (holdings: Holdings) => Promise<Answer>;
}

/** What the endpoints of one dialect are asked with. */
interface Host {
  readonly own: ConfidentialClient;
  readonly places: readonly Place[];
  readonly visits: readonly Visit[];
}

const kinds = ['client_id', 'client_secret', 'code', 'refresh_token', 'access_token'] as const;

/** A value of the same length, alphabet and form that nobody has ever handed out. */
function invent(value: string): string {
  const from = Math.max(0, value.length - 12);
  const turned = value.slice(from, -2).replaceAll(/[a-z0-9]/g, (character) => {
    if (/[0-9]/.test(character)) return String((Number(character) + 3) % 10);
    const [first, count] = /[a-f]/.test(character) ? ['a', 6] : ['g', 20];
    const place = character.charCodeAt(0) - first.charCodeAt(0);
    return String.fromCharCode(first.charCodeAt(0) + ((place + 1) % count));
  });
  const invented = value.slice(0, from) + turned + value.slice(-2);
  assert.notEqual(invented, value);
  return invented;
}

function inventAll(holdings: Holdings): Holdings {
  const entries = Object.entries(holdings).map(([name, value]) => [name, invent(String(value))]);
  return Object.fromEntries(entries) as Holdings;
}

const ofEachRequest = /^(?:date|set-cookie|x-request-id|(?:x-)?ratelimit-remaining)$/;

/** What of an answer must not depend on what was presented: all but request id, time and counters. */
function comparable({ status, headers, body }: Answer) {
  const lasting = Object.entries(headers).filter(([name]) => !ofEachRequest.test(name));
  const id = String(headers['x-request-id']);
  return { status, headers: Object.fromEntries(lasting), body: body.replaceAll(id, 'request-id') };
}

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const uriOf = ({ redirect_uris }: ConfidentialClient): string => redirect_uris[0] ?? '';

function authorizePlaces(service: Service, path: string, own: ConfidentialClient): Place[] {
  const urlOf = (client_id: string): string => {
    const query = { response_type: 'code', client_id, redirect_uri: uriOf(own), state: 's' };
    return `${path}?${new URLSearchParams(query).toString()}`;
  };
  return [
    { name: `${path}, as client_id`, present: (value) => service.send(urlOf(value)) },
    {
      name: `${path}, as client_id in a browser`,
      present: (value) => service.send(urlOf(value), { headers: html }),
    },
    {
      name: `${path}, as redirect_uri`,
      present: (value) => {
        const query = { response_type: 'code', client_id: own.client_id, redirect_uri: value };
        return service.send(`${path}?${new URLSearchParams(query).toString()}`);
      },
    },
  ];
}

function tokenPlaces(
  service: Service,
  path: string,
  grants: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Place[] {
  return Object.entries(grants).flatMap(([grant_type, form]) =>
    Object.keys(form)
      .filter((name) => name !== 'redirect_uri')
      .map((name) => ({
        name: `${path} ${grant_type}, as ${name}`,
        present: (value: string) =>
          service.send(path, { form: { grant_type, ...form, [name]: value } }),
      })),
  );
}

function bearerPlaces(
  service: Service,
  routes: readonly (readonly [method: string, path: string, body?: object])[],
): Place[] {
  return routes.map(([method, path, body]) => ({
    name: `${method} ${path}, as Bearer token`,
    present: (value) =>
      sendWithToken(service, path, value, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      }),
  }));
}

/** A request for every grant with the client and everything else of another dialect. */
function visitsOf(service: Service, path: string, redirect_uri: string): Visit[] {
  const forms: Readonly<Record<string, (holdings: Holdings) => Record<string, string>>> = {
    authorization_code: ({ code }) => ({ code, redirect_uri }),
    refresh_token: ({ refresh_token }) => ({ refresh_token }),
    client_credentials: () => ({}),
    password_limited: () => {
      const { username, password } = memberOf(service);
      return { username, password: mask(password, username) };
    },
  };
  return Object.entries(forms).flatMap(([grant_type, formOf]): Visit[] => [
    {
      name: `${path} ${grant_type} with the secret as it is`,
      present: (held) => {
        const { client_id, client_secret } = held;
        const form = { grant_type, client_id, client_secret, ...formOf(held) };
        return service.send(path, { form });
      },
    },
    {
      name: `${path} ${grant_type} with the secret masked`,
      present: (held) => {
        const { client_id } = held;
        const client_secret = mask(held.client_secret, client_id);
        const form = { grant_type, client_id, client_secret, ...formOf(held) };
        return service.send(path, { form });
      },
    },
    {
      name: `${path} ${grant_type} with Basic credentials`,
      present: (held) => {
        const headers = {
          authorization: basicOf({ ...held, client_type: '', dialect: '', redirect_uris: [] }),
        };
        return service.send(path, { form: { grant_type, ...formOf(held) }, headers });
      },
    },
  ]);
}

function iracingHost(service: Service, own: ConfidentialClient, visitor: ConfidentialClient): Host {
  const client = {
    client_id: own.client_id,
    client_secret: mask(own.client_secret, own.client_id),
  };
  const { bot } = clientsOf(service);
  const { username, password } = memberOf(service);
  const botSecret = mask(bot.client_secret ?? '', bot.client_id);
  const redirect_uri = uriOf(own);
  const places = [
    ...authorizePlaces(service, authorizePath, own),
    ...tokenPlaces(service, tokenPath, {
      authorization_code: { ...client, code: 'ppc_none', redirect_uri },
      refresh_token: { ...client, refresh_token: 'ppr_none' },
      password_limited: {
        client_id: bot.client_id,
        client_secret: botSecret,
        username,
        password: mask(password, username),
      },
      client_credentials: client,
    }),
    ...bearerPlaces(service, [
      ['GET', '/oauth2/sessions'],
      ['POST', '/oauth2/revoke/current'],
      ['POST', '/oauth2/revoke/sessions'],
      ['POST', '/oauth2/revoke/client'],
      ['GET', '/oauth2/iracing/profile'],
      ['GET', '/data/member/info'],
      ['GET', '/data/constants/categories'],
    ]),
  ];
  return { own, places, visits: visitsOf(service, tokenPath, uriOf(visitor)) };
}

function trackmaniaHost(
  service: Service,
  own: ConfidentialClient,
  visitor: ConfidentialClient,
): Host {
  const { client_id, client_secret } = own;
  const client = { client_id, client_secret };
  const redirect_uri = uriOf(own);
  const ids = '5b4d42f4-c2de-407d-b367-cbff3fe817bc';
  const uid = { uid: 'JlxlB7KbrCfhjAf5ld89ByXR987' };
  const places = [
    ...authorizePlaces(service, trackmaniaAuthorizePath, own),
    ...tokenPlaces(service, trackmaniaTokenPath, {
      authorization_code: { ...client, code: 'def50200', redirect_uri },
      refresh_token: { ...client, refresh_token: 'def50200' },
      client_credentials: client,
    }),
    ...bearerPlaces(service, [
      ['GET', '/api/user'],
      ['GET', `/api/display-names?accountId[]=${ids}`],
      ['GET', '/api/display-names/account-ids?displayName[]=x'],
      ['GET', '/api/user/clubs/admin'],
      ['GET', '/api/user/maps/favorite'],
      ['POST', '/api/user/maps/favorite/add', uid],
      ['POST', '/api/user/maps/favorite/remove', uid],
      ['GET', `/api/user/map-records?mapId[]=${ids}`],
    ]),
  ];
  const asJson: Visit = {
    name: `${trackmaniaTokenPath} client_credentials in JSON`,
    present: (held) => {
      const named = { client_id: held.client_id, client_secret: held.client_secret };
      return service.send(trackmaniaTokenPath, {
        body: JSON.stringify({ grant_type: 'client_credentials', ...named }),
        headers: { 'content-type': 'application/json' },
      });
    },
  };
  const withoutUri: Visit = {
    name: `${trackmaniaAuthorizePath} without a redirect_uri`,
    present: (held) =>
      service.send(`${trackmaniaAuthorizePath}?response_type=code&client_id=${held.client_id}`),
  };
  const visits = visitsOf(service, trackmaniaTokenPath, uriOf(visitor));
  return { own, places, visits: [...visits, asJson, withoutUri] };
}

/** All that could be spent, ended, begun or changed. */
async function readState(service: Service): Promise<Map<string, string>> {
  const tables = ['authorization_code', 'refresh_token', 'session', 'consent', 'client'];
  const state = new Map<string, string>();
  for (const table of [...tables, 'favorite_map', 'browser_login']) {
    const rows = await service.query(`SELECT * FROM ${table} ORDER BY 1, 2`);
    state.set(table, JSON.stringify(rows));
  }
  return state;
}

for (const profile of errorProfiles) {
  describe(`two dialects in one house, Trackmania in ${profile}`, async () => {
    const service = await startService({
      environment: {
        PITPASS_TRACKMANIA_ERROR_PROFILE: profile,
        PITPASS_CLIENT_AUTHENTICATION_FAILURES_PER_MINUTE: '100000',
        PITPASS_PASSWORD_LIMITED_PER_HOUR: '100000',
      },
    });
    await service.setClock(await service.advance(0));
    const keeper = keeperOf(service);
    const { server } = clientsOf(service);
    assert.ok(server.client_secret !== undefined);
    const pitWall = { ...server, client_secret: server.client_secret };
    const [anna, ben] = [memberOf(service, 0), memberOf(service, 1)];
    const [browser, other] = [
      await createSignedInBrowser(service, anna),
      await createSignedInBrowser(service, ben),
    ];
    const ofIracing = await obtainTokens(service, browser, pitWall);
    const ofTrackmania = await obtainTrackmaniaTokens(service, other, keeper, {
      scope: trackmaniaScopes,
    });
    const holdings: Readonly<Record<'iracing' | 'trackmania', Holdings>> = {
      iracing: {
        client_id: pitWall.client_id,
        client_secret: pitWall.client_secret,
        code: await obtainCode(browser, pitWall),
        refresh_token: ofIracing.refresh_token ?? '',
        access_token: ofIracing.access_token,
      },
      trackmania: {
        client_id: keeper.client_id,
        client_secret: keeper.client_secret,
        code: await obtainTrackmaniaCode(other, keeper),
        refresh_token: ofTrackmania.refresh_token ?? '',
        access_token: ofTrackmania.access_token,
      },
    };
    const before = await readState(service);
    const known = [...Object.values(holdings.iracing), ...Object.values(holdings.trackmania)];
    const people = [anna, ben].flatMap(({ username, display_name, account_id }) => [
      username,
      display_name,
      account_id,
    ]);

    /** Asserts that an answer refuses, is the same as to an invented value, and tells nothing. */
    function assertIndifferent(real: Answer, invented: Answer): void {
      assert.ok(real.status >= 400 && real.status < 500, `${real.status} ${real.body}`);
      assert.deepEqual(comparable(real), comparable(invented));
      for (const value of [...known, ...people]) {
        // The names of the demo's clients are short words that may stand in a sentence.
        if (value.length >= 12) assert.ok(!real.body.includes(value));
      }
    }

    const meetings = [
      ['iracing', 'trackmania', trackmaniaHost(service, keeper, pitWall)],
      ['trackmania', 'iracing', iracingHost(service, pitWall, keeper)],
    ] as const;
    for (const [home, away, { places, visits }] of meetings) {
      for (const place of places) {
        it(`TM 10 the credentials of ${home} mean nothing to ${away}: ${place.name}`, async () => {
          for (const kind of kinds) {
            const value = holdings[home][kind];
            const real = await place.present(value);
            assertIndifferent(real, await place.present(invent(value)));
          }
        });
      }
      for (const visit of visits) {
        it(`TM 10 a whole request of ${home} means nothing to ${away}: ${visit.name}`, async () => {
          const real = await visit.present(holdings[home]);
          assertIndifferent(real, await visit.present(inventAll(holdings[home])));
        });
      }
    }

    it('TM 10 neither consents nor browsers lead across: a signed-in member’s browser is refused as well', async () => {
      const crossed = [
        [authorizePath, keeper],
        [trackmaniaAuthorizePath, pitWall],
      ] as const;
      for (const [path, client] of crossed) {
        for (const signedIn of [browser, other, new Browser(service)]) {
          const ask = (client_id: string) => {
            const query = { response_type: 'code', client_id, redirect_uri: uriOf(client) };
            return signedIn.request(`${path}?${new URLSearchParams(query).toString()}`);
          };
          assertIndifferent(await ask(client.client_id), await ask(invent(client.client_id)));
        }
      }
    });

    it('TM 10 nothing was spent, ended, begun or changed by any of it', async () => {
      const now = await readState(service);
      for (const [table, rows] of before) assert.equal(now.get(table), rows, table);
    });

    it('TM 10 a member’s session in one dialect is neither listed nor ended in the other', async () => {
      const [row] = await service.query(
        "SELECT session_id FROM session WHERE dialect = 'trackmania'",
      );
      const session_id = String(row?.['session_id']);
      const own = await obtainTokens(service, other, pitWall);
      const list = await sendWithToken(service, '/oauth2/sessions', own.access_token);
      assert.equal(list.status, 200, list.body);
      assert.ok(!list.body.includes(session_id));
      assert.ok(!list.body.includes(keeper.client_id));
      const end = (session_ids: string) =>
        sendWithToken(service, '/oauth2/revoke/sessions', own.access_token, {
          method: 'POST',
          form: { session_ids },
        });
      const [real, invented] = [await end(session_id), await end(invent(session_id))];
      assert.deepEqual(comparable(real), comparable(invented));
      const everything = { method: 'POST' };
      const path = '/oauth2/revoke/client';
      const all = await sendWithToken(service, path, own.access_token, everything);
      assert.equal(all.status, 200);
      const { access_token } = holdings.trackmania;
      assert.equal((await getUser(service, access_token)).status, 200);
    });

    it('TM 10 each dialect signs with a key of its own, and iRacing’s key set lists no other', async () => {
      const kidOf = (token: string) => String(decodeJwt(token).header['kid']);
      const { keys } = (await service.send('/oauth2/jwks.json')).json<{
        keys: { kid: string }[];
      }>();
      const kids = new Set(keys.map(({ kid }) => kid));
      assert.ok(kids.has(kidOf(holdings.iracing.access_token)));
      assert.ok(!kids.has(kidOf(holdings.trackmania.access_token)));
    });

    it('TM 10 every credential is still good at home', async () => {
      const { iracing, trackmania } = holdings;
      assert.equal(await profileStatus(service, iracing.access_token), 200);
      assert.equal((await getUser(service, trackmania.access_token)).status, 200);
      tokensOf(await refresh(service, pitWall, iracing.refresh_token));
      tokensOf(await exchangeCode(service, pitWall, iracing.code));
      const { refresh_token, code } = trackmania;
      trackmaniaTokensOf(await refreshTrackmania(service, keeper, refresh_token));
      trackmaniaTokensOf(await exchangeTrackmaniaCode(service, keeper, code));
      trackmaniaTokensOf(await requestClientToken(service, keeper));
    });
  });
}
