import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { writeWideDemo } from '../harness/demo.ts';
import {
  clientsOf,
  createSignedInBrowser,
  memberOf,
  obtainTokens,
  refresh,
  sendWithToken,
  tokensOf,
} from '../harness/oauth.ts';
import { startService, stopEverything } from '../harness/running-service.ts';

after(stopEverything);

const service = await startService({ prepare: writeWideDemo });
const { server, page } = clientsOf(service);
const member = memberOf(service);
const browser = await createSignedInBrowser(service, member);
await service.setClock(await service.advance(0));

const get = (path: string, access_token: string) => sendWithToken(service, path, access_token);

/** Path and query of a link into the service itself. */
function pathOf(link: string): string {
  const url = new URL(link);
  assert.equal(url.origin, service.origin);
  return url.pathname + url.search;
}

describe('/data behind the tokens of the service', () => {
  it('S114 book 3.2 book 13 takes a Bearer token of the token endpoint and leads to the member’s own data', async () => {
    const tokens = await obtainTokens(service, browser, server, { scope: 'iracing.auth' });
    const answer = await get('/data/member/info', tokens.access_token);
    assert.equal(answer.status, 200, answer.body);
    for (const name of ['limit', 'remaining', 'reset']) {
      assert.match(answer.header(`x-ratelimit-${name}`) ?? '', /^\d+$/);
    }
    assert.equal(answer.header('x-ratelimit-limit'), '240');
    const { link, expires } = answer.json<{ link: string; expires: string }>();
    assert.ok(Date.parse(expires) > 0);
    const file = await service.send(pathOf(link));
    assert.equal(file.status, 200, file.body);
    assert.equal(file.json()['cust_id'], member.cust_id);
    assert.equal(file.json()['display_name'], member.display_name);
  });

  it('S114 a link refuses the Authorization header and any change, and dies after 120 s', async () => {
    const { access_token } = await obtainTokens(service, browser, server);
    const { link } = (await get('/data/member/info', access_token)).json<{ link: string }>();
    const path = pathOf(link);
    assert.equal((await service.send(path)).status, 200);
    assert.equal((await get(path, access_token)).status, 400);
    assert.equal((await service.send(path.split('?', 1)[0] ?? '')).status, 403);
    assert.equal(
      (await service.send(path.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).status,
      403,
    );
    await service.advance(110);
    assert.equal((await service.send(path)).status, 200);
    await service.advance(11);
    assert.equal((await service.send(path)).status, 403);
    const again = (await get('/data/member/info', access_token)).json<{ link: string }>();
    assert.equal((await service.send(pathOf(again.link))).status, 200);
  });

  it('S109 refuses a missing, malformed, altered and expired token with a challenge', async () => {
    const { access_token } = await obtainTokens(service, browser, server);
    const bare = await service.send('/data/member/info');
    assert.equal(bare.status, 401);
    assert.equal(bare.header('www-authenticate'), 'Bearer realm="data-server"');
    for (const token of ['x', access_token.slice(0, -3), `${access_token}x`]) {
      const answer = await get('/data/member/info', token);
      assert.equal(answer.status, 401);
      assert.match(answer.header('www-authenticate') ?? '', /error="invalid_token"/);
    }
    const inQuery = await service.send(`/data/member/info?access_token=${access_token}`);
    assert.equal(inQuery.status, 401);
    assert.equal((await get('/data/member/info', access_token)).status, 200);
    await service.advance(600);
    assert.equal((await get('/data/member/info', access_token)).status, 401);
  });

  it('S109 book 12 book 16.2 refuses a token without iracing.auth and names the scope', async () => {
    const { access_token } = await obtainTokens(service, browser, server, {
      scope: 'iracing.profile',
    });
    const answer = await get('/data/member/info', access_token);
    assert.equal(answer.status, 401);
    assert.match(answer.header('www-authenticate') ?? '', /scope="iracing.auth"/);
  });

  it('S114 book 2 refuses a token of a client that is not registered for data-server', async () => {
    const [row] = await service.query('SELECT record FROM client WHERE client_id = $1', [
      page.client_id,
    ]);
    const before = String(row?.['record']);
    const save = async (record: string) => {
      await service.query('UPDATE client SET record = $1 WHERE client_id = $2', [
        record,
        page.client_id,
      ]);
      await service.advance(2);
    };
    await save(JSON.stringify({ ...(JSON.parse(before) as object), audiences: [] }));
    const narrow = await obtainTokens(service, browser, page);
    assert.equal((await get('/data/member/info', narrow.access_token)).status, 401);
    assert.equal((await get('/oauth2/sessions', narrow.access_token)).status, 200);
    await save(before);
    const wide = await obtainTokens(service, browser, page);
    assert.equal((await get('/data/member/info', wide.access_token)).status, 200);
  });

  it('S129 book 14.4 refuses the access tokens of an ended session at once, older and newer ones', async () => {
    const first = await obtainTokens(service, browser, server);
    const second = tokensOf(await refresh(service, server, first.refresh_token));
    const kept = await obtainTokens(service, browser, server);
    for (const { access_token } of [first, second, kept]) {
      assert.equal((await get('/data/constants/divisions', access_token)).status, 200);
    }
    const ended = await sendWithToken(service, '/oauth2/revoke/current', second.access_token, {
      method: 'POST',
    });
    assert.equal(ended.status, 200);
    for (const { access_token } of [first, second]) {
      assert.equal((await get('/data/constants/divisions', access_token)).status, 401);
      assert.equal((await get('/oauth2/sessions', access_token)).status, 401);
    }
    assert.equal((await get('/data/constants/divisions', kept.access_token)).status, 200);
  });

  it('S210 the 241st call of a member within a minute is 429 in plain text, and only theirs', async () => {
    const { access_token } = await obtainTokens(service, browser, server);
    await service.advance(61);
    let answer = await get('/data/constants/divisions', access_token);
    for (let call = 1; call < 240; call += 1) {
      assert.equal(answer.status, 200);
      answer = await get('/data/constants/divisions', access_token);
    }
    assert.equal(answer.header('x-ratelimit-remaining'), '0');
    const over = await get('/data/constants/divisions', access_token);
    assert.equal(over.status, 429);
    assert.match(over.header('content-type') ?? '', /^text\/plain/);
    const other = await createSignedInBrowser(service, memberOf(service, 1));
    const ofOther = await obtainTokens(service, other, server);
    assert.equal((await get('/data/constants/divisions', ofOther.access_token)).status, 200);
    await service.advance(61);
    assert.equal((await get('/data/constants/divisions', access_token)).status, 200);
  });

  it('S107 book 11 sets no CORS headers', async () => {
    const { access_token } = await obtainTokens(service, browser, server);
    const answer = await sendWithToken(service, '/data/doc', access_token, {
      headers: { origin: 'http://127.0.0.1:7482' },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.header('access-control-allow-origin'), undefined);
  });
});
