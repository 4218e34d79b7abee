import assert from 'node:assert/strict';
import { createServer, request as nodeRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { describe, test } from 'node:test';

import { createDataProxy } from './data-proxy.ts';
import { toNodeListener } from './node-listener.ts';
import type { DataProxyOptions } from './proxy-options.ts';

const publicUrl = 'https://app.example/api';
const secret = 'a-secret-of-the-proxy-that-nobody-guesses';
const fileHost = 'https://scorpio-assets.s3.amazonaws.com';
const token = 'header.payload.signature';

interface Asked {
  readonly url: string;
  readonly headers: Headers;
  readonly redirect: string | undefined;
}

type Answering = (url: URL, init: RequestInit) => Response | Promise<Response>;

/** A proxy in front of a service that answers as told and remembers what it was asked. */
function openProxy(answer: Answering, options: Partial<DataProxyOptions> = {}) {
  const asked: Asked[] = [];
  const faults: string[] = [];
  let now = 1_000_000;
  const proxy = createDataProxy({
    publicUrl,
    methods: ['member/info', 'results/*', 'stats/world_records', 'league/season_standings'],
    secret,
    origins: ['https://pages.example'],
    clock: () => now,
    onFault: (sentence) => faults.push(sentence),
    fetch: async (input, init = {}) => {
      const url = new URL(String(input));
      asked.push({ url: url.href, headers: new Headers(init.headers), redirect: init.redirect });
      return answer(url, init);
    },
    ...options,
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    proxy(
      new Request(new URL(path, 'https://app.example'), {
        headers: { authorization: `Bearer ${token}`, ...headers },
      }),
    );
  const advance = (seconds: number) => {
    now += seconds;
  };
  return { proxy, get, asked, faults, advance };
}

const link = `${fileHost}/cache/1?X-Amz-Signature=abc`;
const linked: Answering = ({ origin }) =>
  origin === fileHost ? Response.json({ drivers: [1] }) : Response.json({ link, expires: 'soon' });

describe('what the proxy passes on', () => {
  test('an allowed method reaches the data service with the token and nothing else', async () => {
    const { get, asked } = openProxy(() => Response.json([{ car_id: 1 }]));
    const answer = await get('/api/data/results/get?subsession_id=12&include_licenses=true', {
      cookie: 'sid=1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-for': '10.0.0.1',
      'proxy-authorization': 'Basic abc',
      'user-agent': 'browser',
      te: 'trailers',
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), [{ car_id: 1 }]);
    assert.equal(asked.length, 1);
    const [{ url, headers, redirect } = { url: '', headers: new Headers(), redirect: '' }] = asked;
    assert.equal(
      url,
      'https://members-ng.iracing.com/data/results/get?subsession_id=12&include_licenses=true',
    );
    assert.deepEqual([...headers.keys()].sort(), ['accept', 'authorization']);
    assert.equal(headers.get('authorization'), `Bearer ${token}`);
    assert.equal(redirect, 'manual');
  });

  test('a proxy may have a host of its own, without a path before /data', async () => {
    const { proxy, asked } = openProxy(linked, { publicUrl: 'https://proxy.example' });
    const headers = { authorization: `Bearer ${token}` };
    const ask = (url: string) => proxy(new Request(url, { headers }));
    const answer = await ask('https://proxy.example/data/member/info');
    const first = (await answer.json()) as { link: string };
    assert.ok(first.link.startsWith('https://proxy.example/files/'));
    assert.deepEqual(await (await ask(first.link)).json(), { drivers: [1] });
    assert.equal(asked.length, 2);
  });

  test('limits and the request id come through, cookies and all other headers do not', async () => {
    const { get } = openProxy(() =>
      Response.json([], {
        headers: {
          'x-ratelimit-limit': '240',
          'x-ratelimit-remaining': '7',
          'x-ratelimit-reset': '1000060',
          'x-request-id': 'r-1',
          'set-cookie': 'authtoken=1; Path=/',
          server: 'somebody',
          'access-control-allow-origin': '*',
          'strict-transport-security': 'max-age=1',
          location: 'https://evil.example/',
        },
      }),
    );
    const { headers } = await get('/api/data/member/info', { origin: 'https://pages.example' });
    assert.equal(headers.get('x-ratelimit-remaining'), '7');
    assert.equal(headers.get('x-request-id'), 'r-1');
    for (const name of ['set-cookie', 'server', 'strict-transport-security', 'location']) {
      assert.equal(headers.get(name), null, name);
    }
    assert.equal(headers.get('access-control-allow-origin'), 'https://pages.example');
    assert.match(headers.get('access-control-expose-headers') ?? '', /x-ratelimit-reset/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
  });

  test('a refusal comes through with its words and its waiting time', async () => {
    const { get } = openProxy(
      () => new Response('rate limited', { status: 429, headers: { 'retry-after': '12' } }),
    );
    const answer = await get('/api/data/member/info');
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '12');
    assert.equal(await answer.text(), 'rate limited');
  });

  test('what the service calls a page is none for the browser', async () => {
    const { get } = openProxy(
      () =>
        new Response('<script>alert(1)</script>', {
          status: 404,
          headers: { 'content-type': 'text/html' },
        }),
    );
    const { headers } = await get('/api/data/member/info');
    assert.equal(headers.get('content-type'), 'application/octet-stream');
  });
});

describe('files behind signed links', () => {
  test('a link leads through the proxy, and its file comes without the token', async () => {
    const { get, asked } = openProxy(linked);
    const first = (await (await get('/api/data/member/info')).json()) as { link: string };
    assert.match(first.link, /^https:\/\/app\.example\/api\/files\/[\w-]+\.[\w-]{43}$/);
    const file = await get(first.link);
    assert.deepEqual(await file.json(), { drivers: [1] });
    assert.equal(asked[1]?.url, link);
    assert.deepEqual([...(asked[1]?.headers.keys() ?? [])], ['accept']);
  });

  test('chunks at the top of a file and under data, data_url and CSV tables lead through the proxy', async () => {
    const chunk_info = {
      num_chunks: 2,
      base_download_url: `${fileHost}/chunks/`,
      chunk_file_names: ['a.json?X-Amz-Signature=1', 'b.json?X-Amz-Signature=2'],
    };
    const { get, asked } = openProxy(({ pathname }) => {
      if (pathname === '/data/stats/world_records') return Response.json({ link });
      if (pathname === '/data/results/search_series')
        return Response.json({ data: { chunk_info } });
      if (pathname === '/cache/1') {
        return Response.json({
          chunk_info,
          csv_url: `${fileHost}/a.csv`,
          data: { chunk_info: null },
        });
      }
      return Response.json([pathname]);
    });
    const read = async (path: string) => (await (await get(path)).json()) as never;
    const search: { data: { chunk_info: typeof chunk_info } } = await read(
      '/api/data/results/search_series',
    );
    const [name] = search.data.chunk_info.chunk_file_names;
    assert.deepEqual(await read(`${search.data.chunk_info.base_download_url}${name}`), [
      '/chunks/a.json',
    ]);
    assert.equal(asked.at(-1)?.url, `${fileHost}/chunks/a.json?X-Amz-Signature=1`);
    const first: { link: string } = await read('/api/data/stats/world_records');
    const file: { chunk_info: typeof chunk_info; csv_url: string; data: unknown } = await read(
      first.link,
    );
    assert.equal(file.chunk_info.num_chunks, 2);
    assert.deepEqual(file.data, { chunk_info: null });
    assert.deepEqual(
      await read(
        `${file.chunk_info.base_download_url}${file.chunk_info.chunk_file_names[1] ?? ''}`,
      ),
      ['/chunks/b.json'],
    );
    assert.deepEqual(await read(file.csv_url), ['/a.csv']);
  });

  test('an answer that leads to a foreign host is refused, and nobody goes there', async () => {
    const { get, asked, faults } = openProxy(() =>
      Response.json({ link: 'http://169.254.169.254/latest/meta-data?key=private' }),
    );
    const answer = await get('/api/data/member/info');
    assert.equal(answer.status, 502);
    assert.equal(asked.length, 1);
    assert.match(faults.join(), /169\.254\.169\.254/);
    assert.doesNotMatch(faults.join() + (await answer.text()), /private/);
  });

  test('an address that was changed, made up, or is over, is refused without asking anybody', async () => {
    const { get, asked, advance } = openProxy(linked);
    const { link: good } = (await (await get('/api/data/member/info')).json()) as { link: string };
    const name = good.split('/').at(-1) ?? '';
    const [told = '', mac = ''] = name.split('.');
    const own = Buffer.from(JSON.stringify([`${fileHost}/secret`, 'as_it_is', 9e9])).toString(
      'base64url',
    );
    const count = asked.length;
    const wrong = [
      `${own}.${mac}`,
      `${told}.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`,
      told,
      `${told}.`,
      `.${mac}`,
      'https://evil.example/',
      'https:%2f%2fevil.example%2f',
      '..%2f..%2fetc%2fpasswd',
      `${name}/../../x`,
      `${name}%00`,
      'A'.repeat(20_000),
    ];
    for (const each of wrong) {
      const { status } = await get(`/api/files/${each}`);
      assert.ok([403, 404, 414].includes(status), `${each.slice(0, 60)}: ${status}`);
    }
    advance(3600);
    assert.equal((await get(good)).status, 403);
    assert.equal(asked.length, count);
  });

  test('another secret makes other addresses', async () => {
    const one = openProxy(linked);
    const other = openProxy(linked, { secret: secret.toUpperCase() });
    const { link: good } = (await (await one.get('/api/data/member/info')).json()) as {
      link: string;
    };
    assert.equal((await one.get(good)).status, 200);
    assert.equal((await other.get(good)).status, 403);
  });

  test('a file host that is no longer listed is not asked, whatever was signed before', async () => {
    const before = openProxy(linked);
    const after = openProxy(linked, { fileOrigins: ['https://files.example'] });
    const { link: good } = (await (await before.get('/api/data/member/info')).json()) as {
      link: string;
    };
    assert.equal((await after.get(good)).status, 403);
    assert.equal(after.asked.length, 0);
  });

  test('a link that died at its host is 403 here too, so that the SDK asks for a new one', async () => {
    const { get } = openProxy(({ origin }) =>
      origin === fileHost
        ? new Response('<Error/>', { status: 403, headers: { 'content-type': 'application/xml' } })
        : Response.json({ link }),
    );
    const { link: dead } = (await (await get('/api/data/member/info')).json()) as { link: string };
    const answer = await get(dead);
    assert.equal(answer.status, 403);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
  });
});

describe('it is no open proxy', () => {
  const paths = [
    '/api/data/car/get',
    '/api/data/results',
    '/api/data/resultsx/get',
    '/api/data/',
    '/api/data',
    '/api',
    '/',
    '/data/results/get',
    '/apidata/results/get',
    '/api/oauth2/token',
    '/api/data/results/../../../oauth2/token',
    '/api/data/results/%2e%2e/%2e%2e/oauth2/token',
    '/api/data/results%2f..%2f..%2foauth2/token',
    '/api/data/results/..%5c..%5ctoken',
    '/api/data/results\\..\\..\\token',
    '/api/data/results/get%0d%0aHost:%20evil.example',
    '/api/data/results/get%00',
    '/api/data//evil.example/results/get',
    '/api/data/https://evil.example/results/get',
    '/api/data/results/get@evil.example',
    '/api/data/results/get;x=1',
    '/api/data/RESULTS/GET',
    '/api/data/results/g%C3%A9t',
    '/api/data/results/a/b/c/d/e',
  ];
  for (const path of paths) {
    test(`${path} reaches nobody`, async () => {
      const { get, asked } = openProxy(() => Response.json([]));
      const { status } = await get(path);
      assert.ok(status === 403 || status === 404, String(status));
      assert.deepEqual(asked, []);
    });
  }

  test('no request chooses the host: absolute addresses, user information and ports do not count', async () => {
    const { proxy, asked } = openProxy(() => Response.json([]));
    const headers = { authorization: `Bearer ${token}` };
    for (const origin of ['https://evil.example', 'http://127.0.0.1:22', 'https://[::1]:1']) {
      await proxy(new Request(`${origin}/api/data/member/info`, { headers }));
    }
    for (const { url } of asked) assert.ok(url.startsWith('https://members-ng.iracing.com/data/'));
    assert.equal(asked.length, 3);
  });

  test('a query is written anew, and one that cannot be meant is refused', async () => {
    const { get, asked } = openProxy(() => Response.json([]));
    await get('/api/data/results/get?subsession_id=1%0d%0aX-Evil:1&b=%23frag&c=a%26d%3d2');
    const { search, hash } = new URL(asked[0]?.url ?? '');
    assert.equal(search, '?subsession_id=1%0D%0AX-Evil%3A1&b=%23frag&c=a%26d%3D2');
    assert.equal(hash, '');
    assert.equal((await get('/api/data/results/get?a%0d%0a=1')).status, 400);
    assert.equal((await get('/api/data/results/get?__proto__.x=1')).status, 400);
    assert.equal((await get(`/api/data/results/get?a=${'x'.repeat(5000)}`)).status, 400);
    assert.equal(asked.length, 1);
  });

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']) {
    test(`${method} is refused`, async () => {
      const { proxy, asked } = openProxy(() => Response.json([]));
      const answer = await proxy(new Request(`${publicUrl}/data/member/info`, { method }));
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get('allow'), 'GET, OPTIONS');
      assert.deepEqual(asked, []);
    });
  }

  test('without exactly one well-formed Bearer token nobody is asked', async () => {
    const { get, asked } = openProxy(() => Response.json([]));
    const wrong = ['', 'Basic abc', 'Bearer', 'Bearer a b', 'Bearer a, Bearer b', 'Bearer é'];
    for (const authorization of wrong) {
      const { status } = await get('/api/data/member/info', { authorization });
      assert.equal(status, 401, authorization);
    }
    assert.deepEqual(asked, []);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    test(`a ${status} of the service is not followed`, async () => {
      const { get, asked, faults } = openProxy(
        () => new Response(null, { status, headers: { location: 'http://127.0.0.1/admin' } }),
      );
      const answer = await get('/api/data/member/info');
      assert.equal(answer.status, 502);
      assert.equal(answer.headers.get('location'), null);
      assert.equal(asked.length, 1);
      assert.equal(faults.length, 1);
    });
  }

  test('an answer that fetch was led to elsewhere is not passed on', async () => {
    const { get } = openProxy(() =>
      Object.defineProperty(Response.json({ private: 1 }), 'redirected', { value: true }),
    );
    const answer = await get('/api/data/member/info');
    assert.equal(answer.status, 502);
    assert.doesNotMatch(await answer.text(), /private/);
  });
});

describe('whose pages may use it', () => {
  test('a listed origin and its own are answered, each by name, never with a star', async () => {
    const { get } = openProxy(() => Response.json([]));
    for (const origin of ['https://pages.example', 'https://app.example']) {
      const { headers } = await get('/api/data/member/info', { origin });
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.equal(headers.get('access-control-allow-credentials'), null);
      assert.match(headers.get('vary') ?? '', /Origin/);
    }
  });

  const foreign = [
    'https://evil.example',
    'https://pages.example.evil.example',
    'https://evil-pages.example',
    'http://pages.example',
    'https://pages.example:8443',
    'https://PAGES.example',
    'null',
    '*',
  ];
  for (const origin of foreign) {
    test(`the origin ${origin} is refused before anybody is asked`, async () => {
      const { get, asked } = openProxy(() => Response.json([]));
      const answer = await get('/api/data/member/info', { origin });
      assert.equal(answer.status, 403);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
      assert.deepEqual(asked, []);
    });
  }

  test("an image or a script on another site's page is refused", async () => {
    const { get, asked } = openProxy(() => Response.json([]));
    for (const site of ['cross-site', 'same-site']) {
      assert.equal((await get('/api/data/member/info', { 'sec-fetch-site': site })).status, 403);
    }
    assert.deepEqual(asked, []);
    const own = { 'sec-fetch-site': 'same-origin' };
    assert.equal((await get('/api/data/member/info', own)).status, 200);
  });

  test('a preflight is answered for listed origins alone', async () => {
    const { proxy, asked } = openProxy(() => Response.json([]));
    const preflight = (origin: string) =>
      proxy(
        new Request(`${publicUrl}/data/member/info`, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'GET' },
        }),
      );
    const { status, headers } = await preflight('https://pages.example');
    assert.equal(status, 204);
    assert.equal(headers.get('access-control-allow-methods'), 'GET');
    assert.equal(headers.get('access-control-allow-headers'), 'authorization');
    assert.equal((await preflight('https://evil.example')).status, 403);
    assert.deepEqual(asked, []);
  });
});

describe('a service that misbehaves', () => {
  test('an answer that is no JSON, too long, or does not come, is 502 or 504 with a sentence for the log', async () => {
    const cases: readonly (readonly [Answering, number, RegExp])[] = [
      [() => new Response('<html>'), 502, /not JSON/],
      [() => new Response('x'.repeat(17 * 1024 * 1024)), 502, /more than 16777216 bytes/],
      [() => Promise.reject(new TypeError('fetch failed')), 502, /could not be reached/],
      [
        (_url, { signal }) =>
          new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () => reject(signal.reason)),
          ),
        504,
        /did not answer within 0\.05 seconds/,
      ],
    ];
    for (const [answering, status, sentence] of cases) {
      const { get, faults } = openProxy(answering, { requestTimeoutSeconds: 0.05 });
      const timer = setTimeout(() => undefined, 1000);
      const answer = await get('/api/data/member/info');
      clearTimeout(timer);
      assert.equal(answer.status, status);
      assert.match(faults.join(), sentence);
      assert.doesNotMatch(faults.join(), /header\.payload/);
    }
  });

  test('a file that grows too long breaks off instead of ending', async () => {
    let isCancelled = false;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(1024)),
          cancel: () => {
            isCancelled = true;
          },
        }),
      );
    const { get } = openProxy(
      ({ origin }) => (origin === fileHost ? endless() : Response.json({ link })),
      { downloadBytesMax: 100_000 },
    );
    const first = (await (await get('/api/data/member/info')).json()) as { link: string };
    const file = await get(first.link);
    await assert.rejects(file.arrayBuffer());
    assert.ok(isCancelled);
  });
});

describe('options that cannot be meant', () => {
  const good = { publicUrl, secret, methods: ['member/info'] };
  const wrong: readonly Partial<DataProxyOptions>[] = [
    { secret: 'short' },
    { methods: [] },
    { methods: ['../oauth2'] },
    { methods: ['results/get?x=1'] },
    { publicUrl: '/api' },
    { publicUrl: 'http://app.example/api' },
    { dataUrl: 'http://data.example' },
    { origins: ['*'] },
    { origins: ['https://pages.example/'] },
    { fileOrigins: ['https://files.example/path'] },
    { downloadBytesMax: 0 },
  ];
  for (const each of wrong) {
    test(`${JSON.stringify(each)} is refused`, () => {
      assert.throws(() => createDataProxy({ ...good, ...each }), {
        name: /InvalidOptions|InsecureUrl/,
      });
    });
  }
});

/** Serves a proxy with Node, gives the port to the test, and stops it. */
async function serve(
  options: Parameters<typeof openProxy>,
  use: (port: number, asked: readonly Asked[]) => Promise<void>,
): Promise<void> {
  const { proxy, asked } = openProxy(...options);
  const server = createServer(toNodeListener(proxy));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use((server.address() as AddressInfo).port, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What a server says to bytes that no fetch would send. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

describe('under Node', () => {
  test('a request line with an absolute address, and a Host of another name, choose nothing', async () => {
    await serve([() => Response.json([])], async (port, asked) => {
      const rest = `Authorization: Bearer ${token}\r\nConnection: close\r\n\r\n`;
      const lines = [
        `GET http://evil.example/api/data/member/info HTTP/1.1\r\nHost: evil.example\r\n${rest}`,
        `GET //evil.example/api/data/member/info HTTP/1.1\r\nHost: x\r\n${rest}`,
        `GET /api/data/../../etc/passwd HTTP/1.1\r\nHost: x\r\n${rest}`,
        `GET http://[ HTTP/1.1\r\nHost: x\r\n${rest}`,
        `CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n`,
        `TRACE /api/data/member/info HTTP/1.1\r\nHost: x\r\n${rest}`,
      ];
      const answers = [];
      for (const line of lines) answers.push((await sendRaw(port, line)).split('\r\n')[0] ?? '');
      assert.match(answers[0] ?? '', / 200 /);
      assert.match(answers[2] ?? '', / 404 /);
      assert.match(answers[3] ?? '', / 40[04] /);
      assert.match(answers[5] ?? '', / 405 /);
      for (const { url } of asked) {
        assert.equal(url, 'https://members-ng.iracing.com/data/member/info');
      }
    });
  });

  test(
    'a browser that goes away ends the download that was made for it',
    { timeout: 10_000 },
    async () => {
      let chunks = 0;
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const slow: Answering = ({ origin }, { signal }) => {
        if (origin !== fileHost) return Response.json({ link });
        signal?.addEventListener('abort', () => end());
        return new Response(
          new ReadableStream({
            pull: (controller) => {
              controller.enqueue(new Uint8Array(65_536));
              chunks += 1;
              return chunks < 100 ? undefined : new Promise<void>(() => undefined);
            },
            cancel: () => end(),
          }),
        );
      };
      await serve([slow], async (port) => {
        const response = await fetch(`http://127.0.0.1:${port}/api/data/member/info`, {
          headers: { authorization: `Bearer ${token}` },
        });
        const first = (await response.json()) as { link: string };
        const { pathname: path } = new URL(first.link);
        const download = nodeRequest({ host: '127.0.0.1', port, path });
        download.on('response', (answer) => answer.once('data', () => download.destroy()));
        download.on('error', () => undefined);
        download.end();
        await ended;
      });
    },
  );
});

describe('what the proxy makes of a service that is broken', () => {
  test('an address that only has the origin of a file host leads nowhere', async () => {
    for (const address of [
      `blob:${fileHost}/1`,
      'https://me:pw@scorpio-assets.s3.amazonaws.com/1',
    ]) {
      const { get, faults } = openProxy(() => Response.json({ link: address }));
      assert.equal((await get('/api/data/results/get')).status, 502, address);
      assert.match(faults.join(), /which is not among fileOrigins/);
    }
  });

  test('a body that stalls is told as one that came too late, one that breaks off as a fault', async () => {
    const stalling: Answering = (_, { signal }) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{'));
          // As an open connection would, this keeps Node 22 from ending: the time limit alone does not.
          const connection = setTimeout(() => undefined, 5000);
          signal?.addEventListener('abort', () => {
            clearTimeout(connection);
            controller.error(signal.reason);
          });
        },
      });
      return new Response(body);
    };
    const late = openProxy(stalling, { requestTimeoutSeconds: 0.05 });
    assert.equal((await late.get('/api/data/results/get')).status, 504);
    assert.deepEqual(late.faults, ['the service did not finish its answer in time']);
    const broken = openProxy(() => {
      const pull = (controller: ReadableStreamDefaultController) =>
        controller.error(new TypeError('terminated'));
      return new Response(new ReadableStream({ pull }));
    });
    assert.equal((await broken.get('/api/data/results/get')).status, 502);
  });

  test('a log that fails leaves no page without an answer', async () => {
    const onFault = (): never => {
      throw new Error('the disk is full');
    };
    const { get } = openProxy(() => new Response('no JSON'), { onFault });
    assert.equal((await get('/api/data/results/get')).status, 502);
  });
});
