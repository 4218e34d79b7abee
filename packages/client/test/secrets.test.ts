import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { mask } from '@pitpass/protocol';
import {
  createSession,
  iracing,
  isClientError,
  memoryTokenStore,
  trackmania,
} from '../src/index.ts';
import type { Logger, TokenSet } from '../src/index.ts';

const now = 1_790_000_000;
const client_id = 'demo_client';
const client_secret = 'canary-client-secret';
const username = 'me@example.com';
const password = 'canary-password';
const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();

const tokens: TokenSet = {
  access_token: 'canary-access-token',
  token_type: 'Bearer',
  expires_at: now + 600,
  refresh_token: 'canary-refresh-token',
  refresh_token_expires_at: now + 6000,
};

/** Every way in which a service can throw back what it was sent. */
const echoes: Readonly<Record<string, (echo: string, response: ServerResponse) => void>> = {
  'an error that repeats the request': (echo, response) =>
    json(response, 400, { error: 'invalid_grant', error_description: echo, error_uri: echo }),
  'an error that is the request': (echo, response) =>
    json(response, 401, { error: echo, message: echo, note: echo, hint: echo }),
  'a page that repeats the request': (echo, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${echo}`),
  'a redirect to the request': (echo, response) =>
    response.writeHead(302, { location: `/elsewhere?${encodeURIComponent(echo)}` }).end(),
  'a limit whose request id is the request': (echo, response) => {
    const id = /canary[\w-]+/.exec(echo)?.[0] ?? 'none';
    response.setHeader('x-request-id', id).setHeader('retry-after', '7');
    json(response, 429, { error: 'unauthorized_client', error_description: echo });
  },
  'half of an answer': (echo, response) => {
    response.writeHead(200, { 'content-length': '99999' });
    response.write(`{"x":${JSON.stringify(echo)}`, () => response.destroy());
  },
  'a maintenance page that repeats the request': (echo, response) =>
    json(response, 503, { error: 'Site Maintenance', note: echo }),
};

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

describe('secrets', () => {
  let answer: (echo: string, response: ServerResponse) => void;
  let origin: string;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const form = [...new URLSearchParams(body).values()].join(' ');
      answer(`${request.headers.authorization} ${body} ${form} ${request.url}`, response);
    });
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** What a logger at debug was told, and every error that was met, as text. */
  async function callEverything(): Promise<{ log: string; errors: string; canaries: string[] }> {
    const told: unknown[] = [];
    const tell: Logger['info'] = (...said) => void told.push(said);
    const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
    const options = { issuerUrl: `${origin}/oauth2`, dataUrl: origin, clock: () => now };
    const redirect_uri = 'https://app.example/callback';
    const provider = iracing({ ...options, client_id, client_secret, redirect_uri, logger });
    const stores = [tokens, { ...tokens, expires_at: now - 1 }].map((set) => memoryTokenStore(set));
    const [session, staleSession] = stores.map((store) => createSession({ provider, store }));
    assert.ok(session && staleSession);
    const beginning = await provider.createAuthorizationUrl();
    const code = 'canary-code';
    const callback = (parameters: Record<string, string>) =>
      provider.handleCallback(`${redirect_uri}?${new URLSearchParams(parameters)}`, beginning);
    const { access_token } = tokens;
    const calls: (() => Promise<unknown>)[] = [
      () => callback({ code, state: beginning.state }),
      () => callback({ code, state: 'canary-wrong-state' }),
      () =>
        callback({
          error: 'access_denied',
          error_description: beginning.state,
          state: beginning.state,
        }),
      () => provider.passwordLimited({ username, password }),
      () => provider.refresh(tokens),
      () => provider.profile(access_token),
      () => provider.sessions(access_token),
      () => provider.revokeSessions(access_token, ['one']),
      () => provider.revokeClient(access_token),
      () => provider.get(access_token, '/data/car/get'),
      async () => {
        const stream = await provider.stream(access_token, '/data/car/get');
        for await (const _ of stream);
      },
      () => staleSession.accessToken(),
      () => session.profile(),
      () => session.signIn(tokens),
      () => session.signOut(),
      ...callTrackmania(logger, redirect_uri),
    ];
    let errors = '';
    for (const call of calls) {
      await call().catch((error: unknown) => {
        assert.ok(isClientError(error), inspect(error));
        for (let each: unknown = error; each instanceof Error; each = each.cause) {
          errors += `${each.message}\n${each.stack}\n`;
        }
        errors += `${inspect(error, { depth: 20 })}\n${JSON.stringify(error)}\n`;
      });
    }
    const plain = [
      client_secret,
      mask(client_secret, client_id, sha256),
      password,
      mask(password, username, sha256),
      ...Object.values(tokens).filter((value) => String(value).startsWith('canary')),
      code,
      'canary-wrong-state',
      beginning.state,
      beginning.code_verifier,
    ].map(String);
    const canaries = plain.flatMap((text) => [
      text,
      encodeURIComponent(text),
      new URLSearchParams({ '': text }).toString().slice(1),
    ]);
    return { log: JSON.stringify(told), errors, canaries };
  }

  /** The same of the other dialect, whose client secret is sent as it is. */
  function callTrackmania(logger: Logger, redirect_uri: string): (() => Promise<unknown>)[] {
    const options = { serviceUrl: origin, clock: () => now, logger };
    const provider = trackmania({ ...options, client_id, client_secret, redirect_uri });
    const store = memoryTokenStore({ ...tokens, expires_at: now - 1 });
    return [
      () => provider.clientCredentials(),
      () => provider.refresh(tokens),
      () => provider.user(tokens.access_token),
      () => createSession({ provider, store }).accessToken(),
    ];
  }

  for (const [what, echo] of Object.entries(echoes)) {
    it(`reach neither the log at debug nor an error, when the service answers with ${what}`, async () => {
      answer = echo;
      const { log, errors, canaries } = await callEverything();
      assert.match(log, /\/oauth2\/token/);
      assert.notEqual(errors, '');
      for (const canary of canaries) {
        assert.ok(!log.includes(canary), `the log holds ${canary}`);
        assert.ok(!errors.includes(canary), `an error holds ${canary}`);
      }
    });
  }

  it('are in no error of a request that cannot be sent: a token with a line break in it', async () => {
    const provider = iracing({ client_id, issuerUrl: `${origin}/oauth2`, dataUrl: origin });
    const access_token = 'canary-one\ncanary-two';
    for (const call of [
      () => provider.get(access_token, '/data/car/get'),
      () => provider.stream(access_token, '/data/driver_stats_by_category/oval'),
      () => provider.profile(access_token),
    ]) {
      await assert.rejects(call(), (error) => {
        assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /canary/);
        return true;
      });
    }
  });

  it('are replaced in the log by a mark, while the rest of a request is shown', async () => {
    answer = (_, response) =>
      json(response.setHeader('x-request-id', 'req-1'), 400, { error: 'x' });
    const { log } = await callEverything();
    const told = JSON.parse(log) as [string, Record<string, unknown>][];
    const [, fields] = told.find(([said]) => said === `POST ${origin}/oauth2/token`) ?? [];
    assert.equal(typeof fields?.['milliseconds'], 'number');
    assert.deepEqual(
      { ...fields, milliseconds: 0 },
      {
        status: 400,
        request_id: 'req-1',
        milliseconds: 0,
        form: 'grant_type=authorization_code code=[redacted] redirect_uri=https://app.example/callback code_verifier=[redacted] client_id=demo_client client_secret=[redacted]',
      },
    );
    assert.match(log, /"authorization":"Bearer \[redacted\]"/);
  });
});
