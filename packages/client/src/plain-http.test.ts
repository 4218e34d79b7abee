import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { iracingAuthProvider } from './authjs/index.ts';
import { isClientError } from './errors.ts';
import { iracing } from './provider.ts';
import { createDataProxy } from './proxy/index.ts';
import { trackmania } from './trackmania/provider.ts';
import { createAccessTokenVerifier } from './verification/access-token-verifier.ts';

const dangerouslyAllowPlainHttpTo = ['pitpass'];
const insecure = { code: 'insecure_url' };

/** Answers what is asked for by address, and writes down what was asked. */
function answerBy(answers: Readonly<Record<string, () => Response>>) {
  const asked: string[] = [];
  const fetchAnswer: typeof fetch = async (input) => {
    const url = String(input);
    asked.push(url);
    return answers[url]?.() ?? new Response('{}', { status: 404 });
  };
  return { asked, fetch: fetchAnswer };
}

const json = (value: unknown) => () => Response.json(value);
const redirectTo = (location: string) => () =>
  new Response(null, { status: 302, headers: { location } });

function create(fetchAnswer: typeof fetch, dataUrl = 'http://pitpass:7480') {
  return iracing({
    client_id: 'my-client',
    issuerUrl: 'http://pitpass:7480/oauth2',
    dataUrl,
    fetch: fetchAnswer,
    dangerouslyAllowPlainHttpTo,
  });
}

describe('plain http to another computer', () => {
  it('is refused unless the host was allowed by name, for each URL of the options', () => {
    const url = 'http://pitpass:7480/oauth2';
    const endpoints = { token_endpoint: `${url}/token` };
    for (const options of [{ issuerUrl: url }, { dataUrl: url }, { endpoints }]) {
      assert.throws(() => iracing({ client_id: 'c', ...options }), insecure);
      assert.ok(iracing({ client_id: 'c', ...options, dangerouslyAllowPlainHttpTo }));
    }
    assert.throws(() => trackmania({ client_id: 'c', serviceUrl: url }), insecure);
    assert.ok(trackmania({ client_id: 'c', serviceUrl: url, dangerouslyAllowPlainHttpTo }));
    const verifier = { audience: 'a', issuerUrl: url };
    assert.throws(() => createAccessTokenVerifier(verifier), insecure);
    assert.ok(createAccessTokenVerifier({ ...verifier, dangerouslyAllowPlainHttpTo }));
  });

  it('is refused by the data proxy and to Auth.js unless the host was allowed by name', async () => {
    const link = 'http://pitpass:7480/data-files/1';
    const { asked, fetch } = answerBy({
      'http://pitpass:7480/data/member/info': json({ link }),
      [link]: json({ cust_id: 1 }),
    });
    const proxied = {
      publicUrl: 'https://app.example/api',
      methods: ['*'],
      secret: 's'.repeat(32),
      dataUrl: 'http://pitpass:7480',
      fetch,
    };
    assert.throws(() => createDataProxy(proxied), insecure);
    const proxy = createDataProxy({ ...proxied, dangerouslyAllowPlainHttpTo });
    const headers = { authorization: 'Bearer token' };
    const url = 'https://app.example/api/data/member/info';
    const first = await (await proxy(new Request(url, { headers }))).json();
    const file = await proxy(new Request((first as { link: string }).link, { headers }));
    assert.deepEqual(await file.json(), { cust_id: 1 });
    assert.equal(asked.length, 2);
    const app = { client_id: 'c', issuerUrl: 'http://pitpass:7480/oauth2' };
    await assert.rejects(iracingAuthProvider(app), insecure);
    const provider = await iracingAuthProvider({ ...app, dangerouslyAllowPlainHttpTo });
    assert.equal(provider.token.url, 'http://pitpass:7480/oauth2/token');
  });

  it('stays refused to every other host, whatever was allowed', () => {
    for (const host of ['other', 'pitpass.example', 'a.pitpass', 'pitpass2', '10.0.0.7']) {
      const issuerUrl = `http://${host}/oauth2`;
      const options = { client_id: 'c', issuerUrl, dangerouslyAllowPlainHttpTo };
      assert.throws(() => iracing(options), insecure);
    }
    const local = { client_id: 'c', issuerUrl: 'http://localhost:7480/oauth2' };
    assert.ok(iracing({ ...local, dangerouslyAllowPlainHttpTo }));
  });

  it('is not allowed by a wildcard, a port, a list in one text or capitals; the refusal lists them', () => {
    for (const entry of [
      '*',
      '*.example',
      'app.example:80',
      'app.example,pitpass',
      'App.example',
      '',
    ]) {
      const options = {
        issuerUrl: 'http://app.example/oauth2',
        dangerouslyAllowPlainHttpTo: [entry],
      };
      assert.throws(
        () => iracing({ client_id: 'c', ...options }),
        (error) => {
          assert.ok(isClientError(error, 'insecure_url'));
          return error.message.endsWith(`localhost, 127.0.0.1, [::1], ${entry}`);
        },
      );
    }
  });

  it('reaches the data, the file behind a link and its redirects at an allowed host', async () => {
    const { asked, fetch } = answerBy({
      'http://pitpass:7480/data/car/get': json({ link: 'http://pitpass:7480/files/1' }),
      'http://pitpass:7480/files/1': redirectTo('http://pitpass:7480/files/2'),
      'http://pitpass:7480/files/2': json(['car']),
    });
    assert.deepEqual((await create(fetch).get('token', '/data/car/get')).payload, ['car']);
    assert.equal(asked.length, 3);
  });

  it('is refused to a link or a redirect that leads to another host', async () => {
    const { asked, fetch } = answerBy({
      'http://pitpass:7480/data/car/get': json({ link: 'http://other/files/1' }),
      'http://pitpass:7480/data/track/get': json({ link: 'http://pitpass:7480/files/1' }),
      'http://pitpass:7480/files/1': redirectTo('http://other/files/2'),
    });
    await assert.rejects(create(fetch).get('token', '/data/car/get'), insecure);
    await assert.rejects(create(fetch).get('token', '/data/track/get'), insecure);
    assert.ok(!asked.some((url) => url.startsWith('http://other')));
  });

  it('is refused to a link of data that came by https, though its host is allowed', async () => {
    const { asked, fetch } = answerBy({
      'https://data.example/data/car/get': json({ link: 'http://pitpass:7480/files/1' }),
    });
    await assert.rejects(create(fetch, 'https://data.example').get('t', '/data/car/get'), insecure);
    assert.equal(asked.length, 1);
  });
});
