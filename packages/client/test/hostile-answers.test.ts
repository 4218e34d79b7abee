import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { createSession, iracing, isClientError, memoryTokenStore } from '../src/index.ts';
import type { ClientErrorCode, Provider, Session, TokenSet } from '../src/index.ts';

const now = 1_790_000_000;
const fresh: TokenSet = {
  access_token: 'access-old',
  token_type: 'Bearer',
  expires_at: now + 600,
  refresh_token: 'refresh-old',
  refresh_token_expires_at: now + 6000,
};
const stale: TokenSet = { ...fresh, expires_at: now - 1 };

type Answer = (response: ServerResponse) => void;

const html =
  (status: number): Answer =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
      .end('<!doctype html><title>Welcome to canary Wi-Fi</title>');
const json =
  (text: string): Answer =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);

/** Something that no service should answer, and how that is told. */
interface Hostile {
  readonly answer: Answer;
  readonly codes: readonly ClientErrorCode[];
  readonly sentence: RegExp;
  /** The calls for which it is no answer; all when left out. */
  readonly calls?: readonly string[];
  readonly timeoutSeconds?: number;
}

const broken = ['invalid_response'] as const;
// The others have no content that could be wrong, or take any JSON for their content.
const withContent = [
  'a refresh',
  'the profile',
  'the list of sessions',
  'a sign-in without a browser',
];
const withJson = [...withContent, 'a data call', 'a stream of data'];

const answers: Readonly<Record<string, Hostile>> = {
  'a web page': {
    answer: html(200),
    codes: broken,
    sentence: /answered with a web page: check the address/,
  },
  'a web page of a gateway': {
    answer: html(502),
    codes: ['invalid_response', 'resource_error_response'],
    sentence: /502/,
  },
  nothing: { answer: json(''), codes: broken, sentence: /JSON|form|tokens/, calls: withJson },
  null: { answer: json('null'), codes: broken, sentence: /form|tokens/, calls: withContent },
  'a list': { answer: json('[[]]'), codes: broken, sentence: /form|tokens/, calls: withContent },
  'half of its JSON': {
    answer: json('{"access_token":"canary'),
    codes: broken,
    sentence: /JSON|form|tokens/,
    calls: withJson,
  },
  'a body that breaks off': {
    answer: (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"access_token":"canary', () => response.destroy());
    },
    codes: ['network_failure'],
    sentence: /broke off|ECONNRESET|UND_ERR_SOCKET/,
  },
  'nothing at all, for ever': {
    answer: () => undefined,
    codes: ['timeout'],
    sentence: /did not answer within 0\.1 seconds/,
    timeoutSeconds: 0.1,
  },
  'the beginning of a body, and then nothing': {
    answer: (response) => void response.writeHead(200).write('{"a":'),
    codes: ['timeout'],
    sentence: /did not answer within 0\.1 seconds/,
    timeoutSeconds: 0.1,
  },
  'a redirect to somebody else': {
    answer: (response) =>
      void response.writeHead(307, { location: 'https://evil.example/canary' }).end(),
    codes: broken,
    sentence: /a redirect, which is not followed/,
  },
  'more than anybody wants to read': {
    answer: json(`"${'x'.repeat(3 * 1024 * 1024)}"`),
    codes: broken,
    sentence: /more than \d+ bytes/,
  },
};

const calls: Readonly<Record<string, (session: Session, provider: Provider) => Promise<unknown>>> =
  {
    'a refresh': (session) => session.accessToken(),
    'the profile': (session) => session.profile(),
    'the list of sessions': (session) => session.sessions(),
    'the end of a session': (session) => session.signOut(),
    'the end of sessions by id': (session) => session.revokeSessions(['one']),
    'the end of all sessions': (session) => session.revokeClient(),
    'a data call': (session) => session.get('/data/member/info'),
    'a stream of data': (session) => session.stream('/data/driver_stats_by_category/oval'),
    'a sign-in without a browser': (_, provider) =>
      provider.passwordLimited({ username: 'me@example.com', password: 'canary-password' }),
  };

describe('a hostile answer', () => {
  let hostile: Answer = () => undefined;
  let origin: string;
  const server = createServer((request, response) => {
    request.resume().on('end', () => hostile(response));
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function check(asked: string, { answer, codes, sentence, timeoutSeconds = 20 }: Hostile) {
    hostile = answer;
    const stored = asked === 'a refresh' ? stale : fresh;
    const store = memoryTokenStore(stored);
    const provider = iracing({
      client_id: 'demo_client',
      client_secret: 'canary-secret',
      issuerUrl: `${origin}/oauth2`,
      dataUrl: origin,
      clock: () => now,
      requestTimeoutSeconds: timeoutSeconds,
      downloadBytesMax: 1024 * 1024,
    });
    const session = createSession({ provider, store });
    await assert.rejects(calls[asked]?.(session, provider) ?? assert.fail(), (error) => {
      assert.ok(isClientError(error), inspect(error));
      assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
      assert.match(error.message, sentence);
      assert.doesNotMatch(inspect(error, { depth: 9 }), /canary|access-old|refresh-old/);
      return true;
    });
    const { refresh_intent: _, ...kept } = (await store.load()) ?? {};
    assert.deepEqual(kept, stored);
  }

  for (const [what, each] of Object.entries(answers)) {
    it(`${what}: is told by its code and a sentence, and no stored token is lost`, async (t) => {
      for (const asked of each.calls ?? Object.keys(calls)) {
        await t.test(`instead of ${asked}`, () => check(asked, each));
      }
    });
  }
});

describe('a hostile host of files', () => {
  let hostile: Answer = () => undefined;
  let origin: string;
  const server = createServer((request, response) => {
    if (request.url === '/file') hostile(response);
    else json(JSON.stringify({ link: `${origin}/file` }))(response);
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const reads: Readonly<Record<string, (provider: Provider) => Promise<unknown>>> = {
    JSON: (provider) => provider.get('token', '/data/car/get'),
    CSV: (provider) => provider.get('token', '/data/driver_stats_by_category/oval'),
    'a stream of CSV': async (provider) => {
      const stream = await provider.stream('token', '/data/driver_stats_by_category/oval');
      for await (const row of stream) assert.doesNotMatch(JSON.stringify(row), /canary/);
    },
  };
  const elsewhere: Answer = (response) =>
    void response.writeHead(302, { location: 'http://192.0.2.1/?canary' }).end();

  for (const [what, answer, code] of [
    ['a web page', html(200), 'invalid_response'],
    ['a web page of a gateway', html(502), 'resource_error_response'],
    ['a body that breaks off', answers['a body that breaks off']?.answer, 'network_failure'],
    [
      'the beginning of a body, and then nothing',
      (response) => void response.writeHead(200).write('{'),
      'timeout',
    ],
    ['a redirect to plain http elsewhere', elsewhere, 'insecure_url'],
  ] as const satisfies readonly (readonly [string, Answer | undefined, ClientErrorCode])[]) {
    it(`${what}: is told by its code instead of content`, async (t) => {
      hostile = answer ?? hostile;
      for (const [kind, read] of Object.entries(reads)) {
        await t.test(`where ${kind} belongs`, async () => {
          const provider = iracing({
            client_id: 'demo_client',
            dataUrl: origin,
            downloadTimeoutSeconds: code === 'timeout' ? 0.1 : 20,
          });
          await assert.rejects(read(provider), (error) => {
            assert.ok(isClientError(error), inspect(error));
            assert.equal(error.code, code, error.message);
            assert.doesNotMatch(inspect(error, { depth: 9 }), /canary/);
            return true;
          });
        });
      }
    });
  }
});
