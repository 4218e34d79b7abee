// `npm run bench`: see README.md beside this file for the method.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  codeConversation,
  connections,
  expectOk,
  many,
  refreshConversation,
  repeat,
} from './conversations.ts';
import type { TokenEndpoint } from './conversations.ts';
import { measureWaiting } from './data-waiting.ts';
import { measureDataWalk } from './data-walk.ts';
import { installPeer } from './install-peer.ts';
import { formatRequest, runLoad } from './load.ts';
import type { LoadResult } from './load.ts';
import { findFreePort, measureFsyncRate, pinLoad, residentMib, startServer } from './processes.ts';
import type { RunningServer } from './processes.ts';
import { formatReport, median } from './report.ts';
import type { Row } from './report.ts';
import { signIn } from './sign-in.ts';
import type { SignedIn } from './sign-in.ts';

const isQuick = process.argv.includes('--quick');
const runSeconds = isQuick ? 2 : 10;
const warmUpSeconds = isQuick ? 1 : 6;
const runs = 3;
const codesPerRun = isQuick ? 2000 : 20_000;
const here = import.meta.dirname;
const workspace = mkdtempSync(join(tmpdir(), 'pitpass-bench-'));
// PostgreSQL refuses to run as root; its own user must be able to look in.
chmodSync(workspace, 0o755);

const rows: Row[] = [];
const say = (text: string) => process.stdout.write(`${text}\n`);

async function measure(
  name: string,
  bareName: string,
  run: (seconds: number) => Promise<LoadResult>,
): Promise<void> {
  await run(warmUpSeconds);
  const results: LoadResult[] = [];
  for (let count = 0; count < runs; count += 1) results.push(await run(runSeconds));
  rows.push({ name, results, bareName });
  say(`  ${name}: ${median(results.map((one) => one.perSecond)).toFixed(0)}/s`);
}

async function measureBare(
  name: string,
  answerBytes: number,
  form: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  const port = await findFreePort();
  const server = await startServer(
    [join(here, 'servers/bare.ts'), String(port), String(answerBytes)],
    /ready/,
  );
  const request = formatRequest(port, form === undefined ? 'GET' : 'POST', '/x', {}, form);
  const all = Array.from({ length: connections }, () => repeat(request));
  await measure(name, name, (seconds) => runLoad(port, all, seconds));
  await server.stop();
}

/** Exchanges a fixed number of codes that were minted just before; the clock runs for the exchange alone. */
async function measureCodes(
  name: string,
  endpoint: TokenEndpoint,
  binding: Readonly<Record<string, string>>,
  mint: (count: number) => Promise<string[]>,
): Promise<void> {
  await measure(name, 'bare, token answer', async (seconds) => {
    const codes = await mint(seconds === runSeconds ? codesPerRun : codesPerRun / 4);
    return runLoad(
      endpoint.port,
      many(() => codeConversation(endpoint, codes, binding)),
      60,
    );
  });
}

async function mintPitpassCodes(
  port: number,
  signedIn: SignedIn,
  count: number,
): Promise<string[]> {
  const codes: string[] = [];
  let asked = 0;
  const origin = `http://localhost:${port}`;
  const fetchCode = async () => {
    while (asked < count) {
      asked += 1;
      const response = await fetch(origin + signedIn.authorizePath, {
        redirect: 'manual',
        headers: { cookie: signedIn.cookie },
      });
      await response.arrayBuffer();
      const code = new URL(response.headers.get('location') ?? '').searchParams.get('code');
      if (code === null) throw new Error(`No code was issued: ${response.status}`);
      codes.push(code);
    }
  };
  await Promise.all(Array.from({ length: 16 }, fetchCode));
  return codes;
}

function pitpassEndpoint(port: number, { client_id, client_secret }: SignedIn): TokenEndpoint {
  return { port, path: '/oauth2/token', headers: {}, form: { client_id, client_secret } };
}

interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
}

async function exchange(port: number, signedIn: SignedIn, code: string): Promise<TokenAnswer> {
  const { client_id, client_secret, redirect_uri, code_verifier } = signedIn;
  const response = await fetch(`http://localhost:${port}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id,
      client_secret,
      redirect_uri,
      code_verifier,
      code,
    }),
  });
  return (await response.json()) as TokenAnswer;
}

async function startPitpass(directory: string, port: number, databaseUrl?: string) {
  return startServer(
    [
      join(here, '../packages/cli/bin/pitpass.js'),
      'serve',
      '--local',
      '--port',
      String(port),
      '--data-directory',
      directory,
    ],
    /is running at/,
    {
      PITPASS_LOG_FORMAT: 'json',
      PITPASS_DATA_REQUESTS_PER_MINUTE: '999999999',
      PITPASS_REFRESHES_PER_MINUTE: '999999999',
      ...(databaseUrl !== undefined && { PITPASS_DATABASE_URL: databaseUrl }),
    },
  );
}

const memory: string[] = [];

function noteMemory(name: string, server: RunningServer): void {
  const mib = residentMib(server.child.pid);
  if (mib !== undefined) memory.push(`${name}: ${mib.toFixed(0)} MiB after the load`);
}

/** Warm `/data/member/info`, with the limit of 240 a minute out of the way. */
async function measureData(port: number, tokens: readonly TokenAnswer[]): Promise<void> {
  const requests = tokens.map(({ access_token }) =>
    formatRequest(port, 'GET', '/data/member/info', { Authorization: `Bearer ${access_token}` }),
  );
  await measure('pitpass, /data/member/info', 'bare, link answer', (seconds) =>
    runLoad(
      port,
      many((index) => ({
        next: () => requests[index % requests.length],
        take: (answer) => expectOk(answer, 'link'),
      })),
      seconds,
    ),
  );
}

async function measurePitpass(engine: string, databaseUrl?: string): Promise<void> {
  const port = await findFreePort();
  const directory = join(workspace, `pitpass-${engine}`);
  const server = await startPitpass(directory, port, databaseUrl);
  const signedIn = await signIn(`http://localhost:${port}`, join(directory, 'demo.json'));
  const endpoint = pitpassEndpoint(port, signedIn);
  const codes = await mintPitpassCodes(port, signedIn, connections);
  const tokens = await Promise.all(codes.map((code) => exchange(port, signedIn, code)));
  const conversations = tokens.map((token) => refreshConversation(endpoint, token.refresh_token));
  await measure(`pitpass, refresh, ${engine}`, 'bare, token answer', (seconds) =>
    runLoad(port, conversations, seconds),
  );
  const { redirect_uri, code_verifier } = signedIn;
  await measureCodes(
    `pitpass, code exchange, ${engine}`,
    endpoint,
    { redirect_uri, code_verifier },
    (count) => mintPitpassCodes(port, signedIn, count),
  );
  if (engine === 'sqlite') {
    const fresh = await mintPitpassCodes(port, signedIn, 1);
    await measureData(port, [await exchange(port, signedIn, fresh[0] ?? '')]);
  }
  noteMemory(`pitpass, ${engine}`, server);
  await server.stop();
}

async function measureOidcProvider(): Promise<void> {
  const port = await findFreePort();
  const server = await startServer(
    [join(here, 'servers/oidc-provider.js'), String(port), join(workspace, 'oidc.sqlite')],
    /ready/,
  );
  const verifier = 'bench-verifier-0123456789-0123456789-0123456789';
  const { createHash } = await import('node:crypto');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const mint = async (kind: string, count: number) => {
    const query = new URLSearchParams({ kind, count: String(count), challenge });
    const response = await fetch(`http://localhost:${port}/mint?${query.toString()}`);
    return (await response.json()) as string[];
  };
  const basic = Buffer.from('bench:bench-secret-of-sufficient-length-0123456789').toString(
    'base64',
  );
  const endpoint: TokenEndpoint = {
    port,
    path: '/token',
    headers: { Authorization: `Basic ${basic}` },
    form: {},
  };
  const tokens = await mint('refresh', connections);
  const conversations = tokens.map((token) => refreshConversation(endpoint, token));
  await measure('oidc-provider, refresh, sqlite', 'bare, token answer', (seconds) =>
    runLoad(port, conversations, seconds),
  );
  const binding = { redirect_uri: 'https://client.example/callback', code_verifier: verifier };
  await measureCodes('oidc-provider, code exchange, sqlite', endpoint, binding, (count) =>
    mint('code', count),
  );
  noteMemory('oidc-provider', server);
  await server.stop();
}

/** Milliseconds from the start of the process to the first answered token request, three starts. */
async function measureStart(): Promise<readonly number[]> {
  const directory = join(workspace, 'start');
  const times: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    const port = await findFreePort();
    const began = performance.now();
    const server = await startPitpass(directory, port);
    await (await fetch(`http://localhost:${port}/oauth2/token`, { method: 'POST' })).text();
    times.push(performance.now() - began);
    await server.stop();
  }
  return times;
}

async function main(): Promise<void> {
  installPeer();
  pinLoad();
  const fsyncs = [measureFsyncRate(workspace, 2)];
  const form = {
    client_id: 'pit-wall',
    client_secret: 'x'.repeat(44),
    grant_type: 'refresh_token',
    refresh_token: 'x'.repeat(47),
  };
  await measureBare('bare, token answer', 900, form);
  await measureBare('bare, link answer', 330, undefined);
  await measureOidcProvider();
  await measurePitpass('sqlite');
  const postgresPort = await findFreePort();
  const postgresUrl = `postgres://bench:bench@127.0.0.1:${postgresPort}/bench`;
  const postgres = await startServer(
    [join(here, 'servers/postgres.js'), String(postgresPort), join(workspace, 'postgres')],
    /ready/,
  );
  await measurePitpass('postgres', postgresUrl);
  await postgres.stop();
  const starts = await measureStart();
  fsyncs.push(measureFsyncRate(workspace, 2));
  const text = formatReport(rows, { fsyncs, starts, memory, runs, runSeconds });
  say(`\n${text}`);
  mkdirSync(join(here, 'results'), { recursive: true });
  const name = `${new Date().toISOString().slice(0, 16).replace(':', '')}${isQuick ? '-quick' : ''}.md`;
  writeFileSync(join(here, 'results', name), `${text}\n`);
  rmSync(workspace, { recursive: true, force: true });
}

if (process.argv.includes('--data-waiting')) await measureWaiting(isQuick);
else if (process.argv.includes('--data')) await measureDataWalk(isQuick);
else await main();
