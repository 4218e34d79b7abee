import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { Demo } from '../src/serve/demo-file.ts';
import { createPageVisitor } from './page-visitor.ts';
import { findFreePort, findRedirectUris, runProcess, startProcess } from './pitpass.ts';
import type { Ended } from './pitpass.ts';

const programs = fileURLToPath(new URL('run-programs/', import.meta.url));
const node = process.execPath;

/** Whether a command is on this machine. */
function has(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('pitpass run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-run-'));
  const demoFile = join(folder, '.pitpass', 'demo.json');
  let demo: Demo;
  let bot: Record<string, string>;
  let port: number;

  const words = (program: readonly string[], flags: readonly string[] = []) => [
    'run',
    '--no-browser',
    '--port',
    String(port),
    ...flags,
    '--',
    ...program,
  ];
  const runIt = (
    program: readonly string[],
    flags: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Ended> => runProcess(words(program, flags), { directory: folder, environment });
  const clientOf = (client_id: string) =>
    demo.clients.find((client) => client.client_id === client_id);

  before(async () => {
    port = await findFreePort();
    const { exitCode, stderr } = await runIt([node, '-e', '']);
    assert.equal(exitCode, 0, stderr);
    demo = JSON.parse(readFileSync(demoFile, 'utf8')) as Demo;
    const [redirect_uri = ''] = await findRedirectUris(1);
    const clients = demo.clients.map((client) =>
      client.client_id === 'pit-wall' || client.client_id === 'pitpass-cli'
        ? { ...client, redirect_uris: [...client.redirect_uris, redirect_uri] }
        : client,
    );
    demo = { ...demo, clients };
    writeFileSync(demoFile, JSON.stringify(demo));
    const [member] = demo.members;
    bot = {
      CLIENT_ID: 'garage-bot',
      CLIENT_SECRET: clientOf('garage-bot')?.client_secret ?? '',
      USER_NAME: member?.username ?? '',
      USER_PASSWORD: member?.password ?? '',
    };
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const redirectUriOf = (client_id: string) => clientOf(client_id)?.redirect_uris.at(-1) ?? '';

  /** Signs the first member in on the page that the command has printed. */
  async function signIn(said: string): Promise<void> {
    const page = /^ {2}(http:\/\/localhost:\d+\/oauth2\/authorize\?\S+)$/m.exec(said)?.[1] ?? '';
    assert.equal(new URL(page).port, String(port));
    const visitor = createPageVisitor();
    const login = await visitor.open(page);
    const { username = '', password = '' } = demo.members[0] ?? {};
    const consent = await visitor.submit(login, { username, password });
    const done = await visitor.submit(consent, { decision: 'allow' });
    assert.match(done.text, /You may close this page/);
  }

  const lastLine = (text: string): Record<string, unknown> =>
    JSON.parse(text.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;

  test('an unmodified axios program that prints the address gets data through the full login', async () => {
    const running = startProcess(words([node, join(programs, 'axios-login.mjs')]), {
      directory: folder,
      environment: {
        CLIENT_ID: 'pit-wall',
        CLIENT_SECRET: clientOf('pit-wall')?.client_secret ?? '',
        REDIRECT_URI: redirectUriOf('pit-wall'),
      },
    });
    await signIn(await running.untilSaid(/sign in as alex\S+ with the password \S+\n/));
    const { exitCode, stdout, stderr } = await running.ended;
    assert.equal(exitCode, 0, stderr);
    const { name, link } = lastLine(stdout);
    assert.equal(name, 'Alex Thornquist');
    assert.match(String(link), /^https:\/\/scorpio-assets\.s3\.amazonaws\.com\//);
    assert.match(stdout, /^Please open https:\/\/oauth\.iracing\.com\//, 'its output is unchanged');
  });

  test('an unmodified fetch program that opens the browser gets data through the full login, and its tokens are production’s by name', async () => {
    const running = startProcess(words([node, join(programs, 'fetch-login.mjs')]), {
      directory: folder,
      environment: { CLIENT_ID: 'pitpass-cli', REDIRECT_URI: redirectUriOf('pitpass-cli') },
    });
    await signIn(await running.untilSaid(/sign in as alex\S+ with the password \S+\n/));
    const { exitCode, stdout, stderr } = await running.ended;
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(lastLine(stdout), {
      name: 'Alex Thornquist',
      iracing_name: 'Alex Thornquist',
      iss: 'https://oauth.iracing.com/oauth2',
      jku: 'https://oauth.iracing.com/oauth2/jwks.json',
      isVerified: true,
    });
  });

  for (const way of ['fetch', 'https', 'axios', 'undici']) {
    test(`a Node program gets data by ${way}`, async () => {
      const program = [node, join(programs, 'transport.mjs'), way];
      const { exitCode, stdout, stderr } = await runIt(program, [], bot);
      assert.equal(exitCode, 0, stderr);
      assert.deepEqual(lastLine(stdout), { name: 'Alex Thornquist' });
    });
  }

  for (const way of ['https without a proxy', 'undici without a proxy']) {
    test(`a Node program that ignores the proxy, by ${way}, gets data with --preload`, async () => {
      const program = [node, join(programs, 'transport.mjs'), way];
      const { exitCode, stdout, stderr } = await runIt(program, ['--preload'], bot);
      assert.equal(exitCode, 0, stderr);
      assert.deepEqual(lastLine(stdout), { name: 'Alex Thornquist' });
    });
  }

  test('a program that ignores the proxy is told of --preload when it ends', async () => {
    const { exitCode, stderr } = await runIt([node, '-e', 'process.exitCode = 7']);
    assert.equal(exitCode, 7);
    assert.match(stderr, /nothing of the program came here\. .*--preload/);
  });

  test('a program that does not trust the run is told which settings to honour', async () => {
    const program = `fetch('https://members-ng.iracing.com/').catch((error) => {
      process.stdout.write(error.cause.code);
    })`;
    const distrusting = `process.env.NODE_EXTRA_CA_CERTS = '';
      require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(program)}], { stdio: 'inherit' })`;
    const { stdout, stderr } = await runIt([node, '-e', distrusting]);
    assert.match(stdout, /UNABLE_TO_VERIFY|SELF_SIGNED/);
    assert.match(stderr, /came here and broke off: it does not trust/);
  });

  test('a web app that sends its visitors to sign in sends them to the local pages with --preload', async () => {
    const running = startProcess(words([node, join(programs, 'web-app.mjs')], ['--preload']), {
      directory: folder,
    });
    const said = await running.untilSaid(/listening on \d+/);
    const origin = `http://127.0.0.1:${/listening on (\d+)/.exec(said)?.[1]}`;
    for (const path of ['/head', '/set']) {
      const response = await fetch(origin + path, { redirect: 'manual' });
      assert.equal(
        response.headers.get('location'),
        `http://localhost:${port}/oauth2/authorize?response_type=code&client_id=pit-wall`,
      );
    }
    await fetch(`${origin}/end`);
    assert.equal((await running.ended).exitCode, 0);
  });

  test('curl gets a token of Trackmania and data of iRacing, and paths of one host are not on another', async () => {
    const { client_id, client_secret } =
      demo.clients.find(({ dialect }) => dialect === 'trackmania') ?? {};
    const form = `grant_type=client_credentials&client_id=${client_id}&client_secret=${client_secret}`;
    const token = await runIt([
      'curl',
      '-sS',
      'https://api.trackmania.com/api/access_token',
      '-d',
      form,
    ]);
    assert.equal(token.exitCode, 0, token.stderr);
    assert.ok((JSON.parse(token.stdout) as { access_token?: string }).access_token);
    const statuses = [
      ['https://members-ng.iracing.com/data/member/info', '401'],
      ['https://oauth.iracing.com/data/member/info', '404'],
      ['https://members-ng.iracing.com/oauth2/jwks.json', '404'],
      ['https://oauth.iracing.com/oauth2/jwks.json', '200'],
    ] as const;
    const urls = statuses.flatMap(([url]) => ['-o', join(folder, 'body'), url]);
    const asked = await runIt(['curl', '-sS', '-w', '%{http_code} ', ...urls]);
    const expected = statuses.map(([, status]) => status).join(' ');
    assert.equal(asked.stdout.trim(), expected, asked.stderr);
  });

  if (has('python3')) {
    test('a Python program gets data by urllib', async () => {
      const program = ['python3', join(programs, 'urllib_data.py')];
      const { exitCode, stdout, stderr } = await runIt(program, [], bot);
      assert.equal(exitCode, 0, stderr);
      assert.deepEqual(lastLine(stdout), { name: 'Alex Thornquist' });
    });

    test('a Python program that opens its browser has the sign-in printed', async () => {
      const address = 'https://oauth.iracing.com/oauth2/authorize?client_id=x&state=y';
      const opening = `import webbrowser; print(webbrowser.open("${address}"))`;
      const { stdout, stderr } = await runIt(['python3', '-c', opening]);
      assert.equal(stdout.trim(), 'True', stderr);
      assert.ok(
        stderr.includes(`  http://localhost:${port}/oauth2/authorize?client_id=x&state=y\n`),
        stderr,
      );
    });
  }

  test('another host is refused with what to do, by TLS and in plain http', async () => {
    const urls = ['https://other.example/', 'http://plain.example/'];
    const { stdout, stderr } = await runIt(['curl', '-sS', ...urls]);
    for (const host of ['other.example', 'plain.example']) {
      assert.match(stderr, new RegExp(`${host} is neither .*"pitpass run --allow ${host} -- …"`));
    }
    assert.match(stdout, /^plain\.example is neither/, 'the answer says so too');
  });

  test('this computer is reached, though the program sends everything to the proxy', async () => {
    const server = createServer((request, response) => response.end(`asked ${request.url}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
    const { stdout, stderr } = await runIt(['curl', '-sS', '--noproxy', '', url]);
    server.close();
    assert.equal(stdout, 'asked /x', stderr);
  });

  test('--allow of a host that is answered for, or of no host, is a usage error', async () => {
    for (const host of ['oauth.iracing.com', 'https://discord.com']) {
      const { exitCode, stderr } = await runIt([node, '-e', ''], ['--allow', host]);
      assert.equal(exitCode, 2);
      assert.match(stderr, /--allow .*(answered for here|host name alone)/);
    }
  });

  test('a signal reaches the program, and how it ends is how the command ends', async () => {
    const waiting = `process.on('SIGTERM', () => process.exit(9));
      setInterval(() => undefined, 1000); process.stderr.write('waiting\\n');`;
    const polite = startProcess(words([node, '-e', waiting]), { directory: folder });
    await polite.untilSaid(/^waiting$/m);
    polite.child.kill('SIGTERM');
    assert.equal((await polite.ended).exitCode, 9);
    const killed = await runIt([node, '-e', 'process.kill(process.pid, "SIGKILL")']);
    assert.equal(killed.exitCode, 137);
  });

  test('--terminal hands the output itself to the program, and looks at nothing in it', async () => {
    const address = 'https://oauth.iracing.com/oauth2/authorize?client_id=x&state=y';
    const { stdout, stderr } = await runIt(
      [node, '-e', `console.log(${JSON.stringify(address)})`],
      ['--terminal'],
    );
    assert.equal(stdout, `${address}\n`);
    assert.doesNotMatch(stderr, /asks for a sign-in/);
  });

  test('a program that is not there ends it with 127 and a sentence', async () => {
    const { exitCode, stderr } = await runIt(['no-such-program-anywhere']);
    assert.equal(exitCode, 127);
    assert.match(stderr, /There is no program no-such-program-anywhere/);
  });

  test('what the program trusts is in the data directory, its owner’s alone, and gone at the end', async () => {
    const look = `const { statSync } = require('fs');
      const { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, HTTPS_PROXY } = process.env;
      const files = [SSL_CERT_FILE, NODE_EXTRA_CA_CERTS];
      console.log(JSON.stringify({ files, modes: files.map((file) => statSync(file).mode & 0o777), HTTPS_PROXY }))`;
    const { stdout, stderr } = await runIt([node, '-e', look]);
    const { files, modes, HTTPS_PROXY } = JSON.parse(stdout) as {
      files: string[];
      modes: number[];
      HTTPS_PROXY: string;
    };
    assert.deepEqual(modes, [0o600, 0o600], stderr);
    assert.match(HTTPS_PROXY, /^http:\/\/127\.0\.0\.1:\d+$/);
    for (const file of files) {
      assert.ok(file.startsWith(join(folder, '.pitpass', 'run')));
      assert.equal(existsSync(file), false);
    }
    const left = readdirSync(join(folder, '.pitpass', 'run'));
    assert.deepEqual(
      left.filter((name) => name.startsWith('session-')),
      [],
    );
  });
});
