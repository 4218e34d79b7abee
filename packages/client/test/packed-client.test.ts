import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const tarballs = ['pitpass-protocol-0.1.0.tgz', 'pitpass-client-0.1.0.tgz'];
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
let folder: string;

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

describe('the packed client, in a folder of somebody else', () => {
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'pitpass-packed-')));
    runNpm(['run', 'build'], root);
    for (const name of tarballs) await copyFile(join(root, 'dist', name), join(folder, name));
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const files = tarballs.map((name) => `./${name}`);
    runNpm(['install', '--offline', '--no-audit', '--no-fund', ...files], folder);
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
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    const tsc = join(dirname(manifest), 'bin', 'tsc');
    // An export without its type would be `any`, and the last line would then be no error.
    const use = `
const url: string = beginning.url;
const subject: string | null = (await verifier.verify('token')).sub;
// @ts-expect-error the URL is a text
const wrong: number = beginning.url;
export { subject, url, wrong };
`;
    await writeFile(join(folder, 'typed.ts'), program + use);
    const options = '--noEmit --strict --module nodenext --target es2024 --lib es2024,dom'.split(
      ' ',
    );
    run(process.execPath, [tsc, ...options, '--types', '', 'typed.ts'], folder);
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
