import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { createSession, iracing, memoryTokenStore } from '@pitpass/client';
import type { Session, TokenSet } from '@pitpass/client';
import { createDataProxy, toNodeListener } from '@pitpass/client/proxy';
import express from 'express';
import Fastify from 'fastify';
import { startPitpass } from 'pitpass/testing';
import type { DemoMember, Pitpass } from 'pitpass/testing';

import { createPageServer } from './server.ts';

const secret = 'a-secret-of-the-proxy-for-this-test';

let pitpass: Pitpass;
let tokens: TokenSet;
let server: Server;
let origin: string;
let page: Server;
let pageOrigin: string;

async function listen(created: Server): Promise<string> {
  await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(created.address() as AddressInfo).port}`;
}

async function stop(running: Server): Promise<void> {
  running.closeAllConnections();
  await new Promise((resolve) => running.close(resolve));
}

before(async () => {
  let answer: RequestListener = () => undefined;
  let answerPage: RequestListener = () => undefined;
  server = createServer((request, response) => answer(request, response));
  page = createServer((request, response) => answerPage(request, response));
  origin = await listen(server);
  pageOrigin = await listen(page);
  const redirect_uri = `${pageOrigin}/callback`;
  pitpass = await startPitpass({ redirect_uris: { singlePage: [redirect_uri] } });
  const client = pitpass.clients.singlePage;
  const [member] = pitpass.members as [DemoMember];
  tokens = await pitpass.tokens(member, { client, redirect_uri });
  answer = toNodeListener(
    createDataProxy({
      publicUrl: `${origin}/api`,
      methods: ['*'],
      origins: [pageOrigin],
      secret,
      dataUrl: pitpass.url,
      clock: pitpass.clock,
    }),
  );
  const made = await createPageServer({
    client_id: client.client_id,
    redirect_uri,
    issuerUrl: `${pitpass.url}/oauth2`,
    dataUrl: pitpass.url,
    secret,
    onFault: () => undefined,
  });
  answerPage = (request, response) => void made.emit('request', request, response);
});
after(async () => {
  await Promise.all([stop(server), stop(page)]);
  await pitpass.stop();
});

/** The SDK as a page has it, which can reach nobody but the proxy; or straight at the service. */
function openSession(dataUrl: string, asked: string[] = []): Session {
  const provider = iracing({
    client_id: pitpass.clients.singlePage.client_id,
    issuerUrl: `${pitpass.url}/oauth2`,
    dataUrl,
    clock: pitpass.clock,
    fetch: (input, init) => {
      asked.push(new URL(String(input)).origin);
      return fetch(input, init);
    },
  });
  return createSession({ provider, store: memoryTokenStore(tokens) });
}

interface Races {
  readonly races: readonly { readonly subsession_id: number }[];
}

describe('a proxy for browser apps', () => {
  it('gives the SDK every kind of answer as the service does, and the page asks the proxy alone', async () => {
    const asked: string[] = [];
    const [behind, direct] = [openSession(`${origin}/api`, asked), openSession(pitpass.url)];
    const { payload } = await direct.get('/data/stats/member_recent_races');
    const subsession_id = (payload as Races).races[0]?.subsession_id ?? 0;
    const cust_id = pitpass.members[0]?.cust_id ?? 0;
    const calls: readonly (readonly [string, Readonly<Record<string, string | number>>])[] = [
      ['constants/categories', {}],
      ['member/info', {}],
      ['member/awards', {}],
      ['results/lap_data', { subsession_id, simsession_number: 0, cust_id }],
      ['results/lap_chart_data', { subsession_id, simsession_number: 0 }],
      ['results/search_series', { season_year: 2026, season_quarter: 3, cust_id }],
      ['stats/world_records', { car_id: 1, track_id: 1 }],
    ];
    const kinds = new Set<string>();
    for (const [method, parameters] of calls) {
      const through = await behind.get(method, parameters);
      const straight = await direct.get(method, parameters);
      kinds.add(through.kind);
      assert.equal(through.kind, straight.kind, method);
      if (through.kind === 'chunks' && straight.kind === 'chunks') {
        assert.deepEqual(through.rows, straight.rows, method);
      } else assert.deepEqual(through.payload, straight.payload, method);
      assert.ok(through.rateLimit !== undefined, method);
    }
    assert.deepEqual([...kinds].sort(), ['chunks', 'json']);
    assert.deepEqual([...new Set(asked)], [origin]);
  });

  it('passes a long CSV file on as it comes: the first rows are here before the last', async () => {
    const rows: unknown[] = [];
    const session = openSession(`${origin}/api`);
    for await (const row of await session.stream('/data/driver_stats_by_category/oval')) {
      rows.push(row);
      if (rows.length === 3) break;
    }
    assert.equal(rows.length, 3);
    assert.ok('DRIVER' in (rows[0] as object));
  });

  it('answers pages of listed origins, and no other', async () => {
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const url = `${origin}/api/data/member/info`;
    const listed = await fetch(url, { headers: { ...headers, origin: pageOrigin } });
    assert.equal(listed.headers.get('access-control-allow-origin'), pageOrigin);
    const foreign = await fetch(url, { headers: { ...headers, origin: 'https://evil.example' } });
    assert.equal(foreign.status, 403);
  });

  it('is no way to the rest of the service: no tokens, no sessions, no pages', async () => {
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const paths = ['oauth2/sessions', 'data/../oauth2/sessions', 'data/%2e%2e/oauth2/sessions', ''];
    for (const path of [...paths, 'files/x', 'files/aHR0cDovL2xvY2FsaG9zdA.abc']) {
      const { status } = await fetch(`${origin}/api/${path}`, { headers });
      assert.ok(status === 404 || status === 403, `${path}: ${status}`);
    }
    const posted = await fetch(`${origin}/api/oauth2/token`, { method: 'POST', body: 'a=b' });
    assert.equal(posted.status, 405);
  });

  it('lets a dead link be asked for anew by the SDK', async () => {
    const provider = iracing({
      client_id: pitpass.clients.singlePage.client_id,
      issuerUrl: `${pitpass.url}/oauth2`,
      dataUrl: `${origin}/api`,
      clock: pitpass.clock,
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        if (String(input).includes('/data/')) questions += 1;
        // The first link dies before it is used.
        if (questions === 1 && String(input).includes('/data/')) pitpass.advance(130);
        return answer;
      },
    });
    let questions = 0;
    const { kind } = await provider.get(tokens.access_token, '/data/member/info');
    assert.equal(kind, 'json');
    assert.equal(questions, 2);
  });
});

describe('a proxy under other servers', () => {
  const proxyAt = (publicUrl: string) =>
    toNodeListener(createDataProxy({ publicUrl, methods: ['*'], secret, dataUrl: pitpass.url }));

  it('Express', async () => {
    const app = express();
    const running = createServer(app);
    const at = await listen(running);
    app.use('/api', proxyAt(`${at}/api`));
    const { payload } = await openSession(`${at}/api`).get('/data/member/info');
    assert.equal((payload as { cust_id: number }).cust_id, 1_000_001);
    await stop(running);
  });

  it('Fastify', async () => {
    const app = Fastify();
    const at = 'http://127.0.0.1:7499';
    let answer = proxyAt(`${at}/api`);
    app.get('/api/*', (request, reply) => {
      reply.hijack();
      answer(request.raw, reply.raw);
    });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    answer = proxyAt(`${address}/api`);
    const { payload } = await openSession(`${address}/api`).get('/data/member/info');
    assert.equal((payload as { cust_id: number }).cust_id, 1_000_001);
    await app.close();
  });
});

describe('the page', () => {
  it('comes with scripts that run in a browser, under a policy that lets tokens go nowhere else', async () => {
    const answer = await fetch(`${pageOrigin}/`);
    assert.match(await answer.text(), /<script type="module" src="\/app\.js">/);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, new RegExp(`connect-src 'self' ${pitpass.url};`));
    const script = await (await fetch(`${pageOrigin}/app.js`)).text();
    assert.match(script, /lap-lens/);
    for (const [, part] of script.matchAll(/["']\.\/(part-[\w-]+\.js)["']/g)) {
      assert.equal((await fetch(`${pageOrigin}/${part}`)).status, 200, part);
    }
    assert.equal((await fetch(`${pageOrigin}/server.ts`)).status, 404);
  });

  it('may ask for no more than it shows', async () => {
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const info = await fetch(`${pageOrigin}/api/data/member/info`, { headers });
    assert.equal(info.status, 403);
    const races = await fetch(`${pageOrigin}/api/data/stats/member_recent_races`, { headers });
    assert.equal(races.status, 200);
  });

  it('starts from variables, answers, and ends with the signal', { timeout: 20_000 }, async () => {
    const program = fileURLToPath(new URL('main.ts', import.meta.url));
    const folder = mkdtempSync(join(tmpdir(), 'lap-lens-'));
    const free = createServer();
    const at = await listen(free);
    await stop(free);
    const { PATH } = process.env;
    const child = spawn(process.execPath, ['--conditions=source', program], {
      cwd: folder,
      env: {
        PATH,
        IRACING_CLIENT_ID: 'lap-lens',
        IRACING_REDIRECT_URI: `${at}/callback`,
        IRACING_ISSUER_URL: `${pitpass.url}/oauth2`,
      },
    });
    const ended = once(child, 'exit');
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    assert.equal(line, `Lap Lens is at ${at}\n`);
    assert.equal((await fetch(at)).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    rmSync(folder, { recursive: true, force: true });
  });
});
