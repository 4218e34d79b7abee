import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const tarballs = ['pitpass-protocol-0.1.0.tgz', 'pitpass-client-0.1.0.tgz'];
const allTarballs = [
  ...tarballs,
  'pitpass-data-0.1.0.tgz',
  'pitpass-server-0.1.0.tgz',
  'pitpass-0.1.0.tgz',
];
const program = `
import { iracing } from '@pitpass/client';
import { nodeSha256 } from '@pitpass/client/node';
import { createAccessTokenVerifier } from '@pitpass/client/verification';

const provider = iracing({ client_id: 'my-client', digest: nodeSha256 });
const beginning = await provider.createAuthorizationUrl({
  redirect_uri: 'http://127.0.0.1:7491/callback',
});
const verifier = createAccessTokenVerifier({ audience: 'data-server' });
`;

// What `npm test` sets for its own scripts would tell an npm in another folder to work in this one.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|NODE_TEST)/.test(name)),
);

function run(command: string, args: readonly string[], cwd: string, shell = false): string {
  const result = spawnSync(command, args, { cwd, shell, encoding: 'utf8', env: environment });
  assert.equal(result.status, 0, `${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

function runNpm(args: readonly string[], cwd: string): void {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) run(process.execPath, [cli, ...args], cwd);
  else run('npm', args, cwd, process.platform === 'win32');
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A folder outside this workspace in which somebody has installed the tarballs. */
async function installIn(names: readonly string[], ...options: string[]): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pitpass-packed-')));
  for (const name of names) await copyFile(join(root, 'dist', name), join(folder, name));
  // The tarballs name each other by version: npm would look for them in a registry, which has none.
  const dependencies: Record<string, string> = {};
  const overrides: Record<string, string> = {};
  for (const tarball of names) {
    // pitpass-client-0.1.0.tgz holds @pitpass/client, pitpass-0.1.0.tgz the command itself.
    const [, part] = /^pitpass-(?:([a-z]+)-)?\d/.exec(tarball) ?? [];
    const name = part === undefined ? 'pitpass' : `@pitpass/${part}`;
    dependencies[name] = `file:${tarball}`;
    overrides[name] = `$${name}`;
  }
  const manifest = { private: true, type: 'module', dependencies, overrides };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  runNpm(['install', ...options, '--no-audit', '--no-fund'], folder);
  return folder;
}

function compileStrictly(folder: string, file: string, lib = 'es2024,dom'): void {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(manifest), 'bin', 'tsc');
  const options = '--noEmit --strict --module nodenext --target es2024'.split(' ');
  run(process.execPath, [tsc, ...options, '--lib', lib, '--types', '', file], folder);
}

before(() => runNpm(['run', 'build'], root));

describe('the packed client, in a folder of somebody else', () => {
  let folder: string;
  before(async () => {
    folder = await installIn(tarballs, '--offline');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('begins a sign-in under plain node, from the installed files alone', async () => {
    const report = `console.log(JSON.stringify([beginning.url, ...[
      '@pitpass/client', '@pitpass/client/node', '@pitpass/client/verification', '@pitpass/protocol',
    ].map((name) => import.meta.resolve(name))]));`;
    await writeFile(join(folder, 'program.js'), program + report);
    const [url, ...modules] = JSON.parse(run(process.execPath, ['program.js'], folder)) as string[];
    const { origin, searchParams } = new URL(url ?? '');
    assert.equal(origin, 'https://oauth.iracing.com');
    assert.equal(searchParams.get('client_id'), 'my-client');
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.equal(modules.length, 4);
    const own = pathToFileURL(join(folder, 'node_modules') + sep).href;
    for (const module of modules) assert.ok(module.startsWith(own), module);
  });

  it('brings types that hold under a strict compiler, away from this workspace', async () => {
    // An export without its type would be `any`, and the last line would then be no error.
    const use = `
const url: string = beginning.url;
const subject: string | null = (await verifier.verify('token')).sub;
// @ts-expect-error the URL is a text
const wrong: number = beginning.url;
export { subject, url, wrong };
`;
    await writeFile(join(folder, 'typed.ts'), program + use);
    compileStrictly(folder, 'typed.ts');
  });

  it('holds neither tests nor TypeScript sources, and the licence', async () => {
    for (const name of ['protocol', 'client']) {
      const installed = join(folder, 'node_modules', '@pitpass', name);
      const files = (await readdir(installed, { recursive: true })).map(String);
      const stray = files.filter((file) => /\.test\.|(?<!\.d)\.ts$/.test(file));
      assert.deepEqual(stray, []);
      assert.ok(files.includes(join('dist', 'LICENSE')));
    }
  });
});

describe('the packed command, in an empty folder of somebody else', () => {
  const walk = `
import { createSession, iracing, memoryTokenStore } from '@pitpass/client';
import { startPitpass } from 'pitpass/testing';

const pitpass = await startPitpass();
const { client_id, client_secret, redirect_uris } = pitpass.clients.pitWall;
const provider = iracing({
  client_id,
  client_secret,
  redirect_uri: redirect_uris[0],
  scope: 'iracing.auth iracing.profile',
  issuerUrl: pitpass.url + '/oauth2',
  dataUrl: pitpass.url,
});
const beginning = await provider.createAuthorizationUrl();
const { callbackUrl } = await pitpass.authorize(pitpass.members[0]!, { url: beginning.url });
const tokens = await provider.handleCallback(callbackUrl, beginning);
const session = createSession({ provider, store: memoryTokenStore(tokens) });
const { iracing_cust_id } = await session.profile();
const { kind, payload } = await session.get('/data/member/info');
const read = async (path: string) => (await fetch(new URL(path, pitpass.url))).text();
`;
  const report = `
const notes = await read('/oauth2/book/release_notes.html');
const stylesheet = await read(/href="([^"]+\\.css)"/.exec(notes)[1]);
await pitpass.stop();
console.log(JSON.stringify({
  iracing_cust_id,
  kind,
  hasReleaseNotes: !/does not lie beside/.test(notes),
  hasDataReference: /data_results\\.html/.test(notes),
  hasStylesheet: /--[a-z]+:/.test(stylesheet),
}));
`;
  let folder: string;
  before(async () => {
    // What it depends on comes from npm's cache, or from the registry where that has been emptied.
    folder = await installIn(allTarballs, '--prefer-offline');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('holds neither tests nor TypeScript sources in any of its packages', async () => {
    const installed = join(folder, 'node_modules');
    const names = (await readdir(join(installed, '@pitpass'))).map((name) =>
      join('@pitpass', name),
    );
    assert.equal(names.length, 4);
    for (const name of [...names, 'pitpass']) {
      const files = (await readdir(join(installed, name), { recursive: true })).map(String);
      assert.deepEqual(
        files.filter((file) => /\.test\.|(?<!\.d)\.ts$/.test(file)),
        [],
      );
    }
  });

  it('signs a member in at the service that pitpass/testing starts, and reads data', async () => {
    await writeFile(join(folder, 'walk.mjs'), walk.replaceAll(/!,|: string/g, ',') + report);
    assert.deepEqual(JSON.parse(run(process.execPath, ['walk.mjs'], folder)), {
      iracing_cust_id: 1_000_001,
      kind: 'json',
      hasReleaseNotes: true,
      hasDataReference: true,
      hasStylesheet: true,
    });
  });

  it('brings types of pitpass/testing that hold under a strict compiler', async () => {
    const use = `
// @ts-expect-error the URL is a text
const wrong: number = pitpass.url;
export { iracing_cust_id, kind, payload, read, wrong };
`;
    await writeFile(join(folder, 'typed.ts'), walk + use);
    // A started service is disposable, which is newer than es2024.
    compileStrictly(folder, 'typed.ts', 'esnext,dom');
  });

  it('serves by the name pitpass, and stops with 0 when it is told to', async () => {
    const launcher = join(folder, 'node_modules', 'pitpass', 'bin', 'pitpass.js');
    assert.ok((await readdir(join(folder, 'node_modules', '.bin'))).includes('pitpass'));
    const port = await findFreePort();
    const args = [launcher, 'serve', '--local', '--port', String(port)];
    const service = spawn(process.execPath, args, {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(service, 'exit');
    for await (const piece of service.stdout) if (String(piece).includes('running at')) break;
    const url = `http://localhost:${port}/oauth2/book/introduction.html`;
    assert.equal((await fetch(url)).status, 200);
    service.kill('SIGTERM');
    assert.deepEqual(await exit, [0, null]);
  });
});

describe('each package, as it would be published', () => {
  for (const name of allTarballs) {
    it(`${name}: publint has nothing to say`, async () => {
      const { buffer } = new Uint8Array(await readFile(join(root, 'dist', name)));
      const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
      assert.deepEqual(messages, []);
    });

    it(`${name}: its types are found by who imports ES modules (attw, profile esm-only)`, async () => {
      const data = new Uint8Array(await readFile(join(root, 'dist', name)));
      const analysis = await checkPackage(createPackageFromTarballData(data));
      assert.ok(analysis.types !== false);
      // What that profile leaves out: a resolution that knows no exports, and require().
      const left = analysis.problems.filter(
        (problem) =>
          !('resolutionKind' in problem && /^node(10|16-cjs)$/.test(problem.resolutionKind)),
      );
      assert.deepEqual(left, []);
    });
  }

  it('would be told by publint of an entry whose file is missing', async () => {
    const manifest = { name: 'x', version: '1.0.0', type: 'module', exports: './dist/index.js' };
    const data = new TextEncoder().encode(JSON.stringify(manifest));
    const files = [{ name: 'package/package.json', data }];
    const { messages } = await publint({ pkgDir: 'package', pack: { files }, strict: true });
    assert.ok(messages.some(({ code }) => code === 'FILE_DOES_NOT_EXIST'));
  });
});
