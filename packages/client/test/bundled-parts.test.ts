import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type * as client from '@pitpass/client';

type Client = typeof client;

const tokens = {
  access_token: 'access',
  token_type: 'Bearer',
  expires_at: 2_000_000_000,
  refresh_token: 'refresh-1',
} as const;
const files = 'https://files.example';

const answers: Readonly<Record<string, () => Response>> = {
  '/data/results/lap_data': () => Response.json({ link: `${files}/lap_data` }),
  '/data/constants/divisions': () => Response.json(['division']),
  '/data/car/get': () => Response.json({ link: `${files}/moved` }),
  '/lap_data': () =>
    Response.json({
      chunk_info: {
        num_chunks: 2,
        base_download_url: `${files}/`,
        chunk_file_names: ['chunk-1', 'chunk-2'],
      },
    }),
  '/chunk-1': () => Response.json([1, 2]),
  '/chunk-2': () => Response.json([3]),
  '/moved': () => new Response(null, { status: 302, headers: { location: '/cars' } }),
  '/cars': () => Response.json(['car']),
  '/oauth2/iracing/profile': () => Response.json({ iracing_name: 'A B', iracing_cust_id: 1 }),
  '/oauth2/token': () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
};

function open(
  { createSession, iracing, memoryTokenStore }: Client,
  clock = () => tokens.expires_at - 300,
) {
  const provider = iracing({
    client_id: 'my-client',
    client_secret: 'a secret of this test',
    redirect_uri: 'https://app.example/callback',
    clock,
    fetch: async (input) => {
      const { pathname } = new URL(String(input));
      return answers[pathname]?.() ?? new Response('', { status: 404 });
    },
  });
  return { provider, session: createSession({ provider, store: memoryTokenStore(tokens) }) };
}

async function bundleInto(folder: string, splitting: boolean): Promise<Client> {
  await build({
    stdin: {
      contents: `export * from '@pitpass/client'`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      sourcefile: 'program.js',
    },
    entryNames: 'program',
    bundle: true,
    minify: true,
    splitting,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    conditions: ['source'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  return (await import(pathToFileURL(join(folder, 'program.mjs')).href)) as Client;
}

describe('a bundled program', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pitpass-bundle-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const splitting of [false, true]) {
    it(`has all parts when they are ${splitting ? 'split off' : 'in one file with the core'}`, async () => {
      const bundled = await bundleInto(join(folder, String(splitting)), splitting);
      const { provider, session } = open(bundled);
      const parameters = { subsession_id: 1, simsession_number: 0 };
      const laps = await session.get('/data/results/lap_data', parameters);
      assert.deepEqual('rows' in laps && laps.rows, [1, 2, 3]);
      const rows: unknown[] = [];
      for await (const row of await session.stream('/data/results/lap_data', parameters)) {
        rows.push(row);
      }
      assert.deepEqual(rows, [1, 2, 3]);
      assert.deepEqual((await session.get('/data/car/get')).payload, ['car']);
      assert.equal((await session.profile()).iracing_cust_id, 1);
      await assert.rejects(provider.passwordLimited({ username: 'a', password: 'b' }), {
        code: 'token_error_response',
      });
      const beginning = await provider.createAuthorizationUrl();
      const refusal = `/callback?state=${beginning.state}&error=access_denied`;
      await assert.rejects(provider.handleCallback(refusal, beginning), {
        code: 'authorization_error_response',
      });
      const redirect_uri = 'https://app.example/callback#fragment';
      await assert.rejects(provider.createAuthorizationUrl({ redirect_uri }), {
        code: 'invalid_options',
        message: 'redirect_uri has a fragment',
      });
    });
  }

  it('whose split parts are gone says so, still asks for data and knows that a sign-in is over', async () => {
    const place = join(folder, 'gone');
    const bundled = await bundleInto(place, true);
    const parts = (await readdir(place)).filter((name) => !/^(program|chunk-)/.test(name));
    assert.ok(parts.length > 8, parts.join());
    for (const part of parts) await rm(join(place, part));
    await assert.rejects(open(bundled).session.profile(), {
      code: 'network_failure',
      message: 'a part of @pitpass/client could not be loaded',
    });
    const { session } = open(bundled);
    assert.deepEqual((await session.get('constants/divisions')).payload, ['division']);
    const late = open(bundled, () => tokens.expires_at).session;
    await assert.rejects(late.accessToken(), { code: 'sign_in_required' });
    assert.equal(await late.tokens(), undefined);
  });

  it('whose server stalls with a part knows within seconds that a sign-in is over', async () => {
    const place = join(folder, 'stalled');
    const bundled = await bundleInto(place, true);
    const words = (await readdir(place)).filter((name) => name.startsWith('error-words-'));
    assert.equal(words.length, 1);
    await writeFile(join(place, words[0] ?? ''), 'await new Promise(() => undefined);');
    const { session } = open(bundled, () => tokens.expires_at);
    // A signal's timer alone keeps no process alive.
    const awake = setTimeout(() => undefined, 10_000);
    await assert.rejects(session.accessToken(), { code: 'sign_in_required' });
    clearTimeout(awake);
  });
});
