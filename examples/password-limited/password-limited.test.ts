import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startPitpass } from 'pitpass/testing';
import type { Pitpass } from 'pitpass/testing';

const program = fileURLToPath(new URL('password-limited.ts', import.meta.url));
let pitpass: Pitpass;
let folder: string;

before(async () => {
  pitpass = await startPitpass();
});
after(() => pitpass.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitpass-password-limited-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the configuration as a person would. */
function configure(changes: Readonly<Record<string, string>> = {}): void {
  const { client_id, client_secret = '' } = pitpass.clients.passwordLimited;
  const [member] = pitpass.members;
  const values = {
    CLIENT_ID: client_id,
    CLIENT_SECRET: client_secret,
    USERNAME: member?.username ?? '',
    PASSWORD: member?.password ?? '',
    ISSUER_URL: `${pitpass.url}/oauth2`,
    ...changes,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(join(folder, '.env'), `${lines.join('\n')}\n`, { mode: 0o600 });
}

function start(...parameters: string[]) {
  const child = spawn(process.execPath, ['--conditions=source', program, ...parameters], {
    cwd: folder,
    // What Windows and some desktops set; the file wins.
    env: { ...process.env, USERNAME: 'somebody' },
  });
  let printed = '';
  let log = '';
  child.stdout.on('data', (data: Buffer) => {
    printed += data.toString();
    child.emit('printed');
  });
  child.stderr.on('data', (data: Buffer) => (log += data.toString()));
  const closed = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number,
    printed,
    log,
  }));
  return {
    closed,
    interrupt: () => child.kill('SIGINT'),
    says: async (pattern: RegExp) => {
      while (!pattern.test(printed)) await Promise.race([once(child, 'printed'), closed]);
    },
  };
}

const run = (...parameters: string[]) => start(...parameters).closed;
const count = (text: string, part: string): number => text.split(part).length - 1;

describe('the password-limited example', () => {
  it('signs in with user name and password, reads data, and keeps the tokens for the next start', async () => {
    configure();
    const first = await run();
    assert.equal(first.exitCode, 0, first.log);
    assert.match(
      first.printed,
      /^Signed in with the password\. The access token lives (600|599) seconds/,
    );
    assert.match(first.printed, new RegExp(`Signed in: ${pitpass.members[0]?.display_name}\n`));
    assert.match(first.printed, /Cars: [1-9]\d*\nRequests left: \d+ of 240/);
    const tokenFile = join(folder, 'tokens.json');
    if (process.platform !== 'win32') assert.equal(statSync(tokenFile).mode & 0o777, 0o600);

    configure({ LOG_LEVEL: 'debug' });
    const second = await run();
    assert.match(second.printed, /^The access token is kept; it lives another \d+ seconds/);
    assert.equal(count(second.log, '/oauth2/token'), 0, 'no sign-in and no refresh was needed');
  });

  it('refreshes ahead of expiry in a loop, one request each time, and signs in once', async () => {
    // A token of 600 seconds that is renewed 598 seconds ahead is due every two seconds.
    configure({ LOG_LEVEL: 'debug', TOKEN_REFRESH_BUFFER_SECONDS: '598' });
    const { exitCode, printed, log } = await run('--loop', '--every', '2.5', '--for', '5');
    assert.equal(exitCode, 0, log);
    assert.match(printed, /^Pass 1 of 3, /);
    assert.equal(printed.match(/was refreshed; the new one lives (600|599) seconds/g)?.length, 2);
    assert.equal(count(log, 'grant_type=password_limited'), 1);
    const refreshes = count(log, 'grant_type=refresh_token');
    assert.ok(refreshes >= 2);
    assert.equal(count(log, 'tokens renewed and stored'), refreshes);
  });

  it('shows requests at debug with secrets, masked values and tokens redacted', async () => {
    configure({ LOG_LEVEL: 'debug', LOG_FORMAT: 'json', TOKEN_REFRESH_BUFFER_SECONDS: '598' });
    const { log, printed } = await run('--loop', '--every', '2.5', '--for', '2.5');
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    const signIn = lines.find(({ form }) => form?.startsWith('grant_type=password_limited'));
    assert.match(signIn?.['form'] ?? '', /password=\[redacted\].* client_secret=\[redacted\]/);
    assert.equal(signIn?.['message'], `POST ${pitpass.url}/oauth2/token`);
    const tokens = JSON.parse(readFileSync(join(folder, 'tokens.json'), 'utf8')) as object;
    const { client_secret = '' } = pitpass.clients.passwordLimited;
    const secrets = [
      pitpass.members[0]?.password ?? '',
      client_secret,
      ...Object.entries(tokens).flatMap(([name, value]) =>
        name.endsWith('token') ? [String(value)] : [],
      ),
    ];
    assert.equal(secrets.length, 4);
    for (const secret of secrets) assert.ok(!(log + printed).includes(secret));
    assert.doesNotMatch(log, /=[A-Za-z0-9+/]{43}=|%3D/, 'nothing that looks like a masked value');
  });

  it('signs in again by itself when the refresh token is over', async () => {
    configure({ LOG_LEVEL: 'debug' });
    await run();
    const tokenFile = join(folder, 'tokens.json');
    const tokens = JSON.parse(readFileSync(tokenFile, 'utf8')) as object;
    writeFileSync(
      tokenFile,
      JSON.stringify({ ...tokens, expires_at: 1, refresh_token_expires_at: 2 }),
    );
    const { exitCode, printed, log } = await run();
    assert.equal(exitCode, 0, log);
    assert.match(printed, /^Signed in with the password/);
    assert.equal(count(log, 'grant_type=refresh_token'), 0);
  });

  it('ends with 3 and the service’s own words when the password is wrong', async () => {
    configure({ PASSWORD: 'canary-wrong' });
    const { exitCode, log } = await run();
    assert.equal(exitCode, 3);
    assert.match(log, /the token endpoint refused \(\d+ /);
    assert.doesNotMatch(log, /canary|at .*\.ts:/);
  });

  it('obeys the limit of the token endpoint in a loop: the next pass comes when the service says', async () => {
    const asked: number[] = [];
    const limited = createServer((request, response) => {
      asked.push(performance.now());
      request.resume();
      response.writeHead(400, { 'content-type': 'application/json', 'retry-after': '2' });
      response.end('{"error":"unauthorized_client","error_description":"rate limited"}');
    });
    await new Promise<void>((resolve) => limited.listen(0, '127.0.0.1', resolve));
    const { port } = limited.address() as AddressInfo;
    configure({ ISSUER_URL: `http://127.0.0.1:${port}/oauth2` });
    const { exitCode, log } = await run('--loop', '--every', '0.1', '--for', '0.1');
    limited.close();
    assert.equal(exitCode, 1);
    assert.match(log, /this pass failed, the next may not .*waitSeconds=2/);
    assert.match(log, /too many requests \(400\): wait 2 seconds before trying\n$/);
    const [first = 0, second = 0, ...others] = asked;
    assert.ok(second - first > 1900 && others.length === 0);
  });

  it('ends with 2 and says what to write when something is missing, wrong, or still the example’s', async () => {
    copyFileSync(new URL('.env.example', import.meta.url), join(folder, '.env'));
    const { exitCode, log } = await run();
    assert.equal(exitCode, 2);
    for (const name of ['CLIENT_ID', 'CLIENT_SECRET', 'USERNAME', 'PASSWORD']) {
      assert.match(log, new RegExp(`^${name} \\(.env line \\d+\\) is still what the example`, 'm'));
    }
  });

  it('ends with 1 when the service cannot be reached, and keeps the tokens', async () => {
    configure();
    await run();
    const before = readFileSync(join(folder, 'tokens.json'), 'utf8');
    configure({ ISSUER_URL: 'http://127.0.0.1:9/oauth2', DATA_URL: 'http://127.0.0.1:9' });
    const { exitCode, log } = await run();
    assert.equal(exitCode, 1);
    assert.match(log, /could not be reached/);
    assert.equal(readFileSync(join(folder, 'tokens.json'), 'utf8'), before);
  });

  it('explains itself with --help, and a wrong option by name', async () => {
    const { exitCode, printed } = await run('--help');
    assert.equal(exitCode, 0);
    assert.match(printed, /--loop .*every 3 minutes for 24 minutes/);
    for (const wrong of [['--lop'], ['--every', 'often'], ['--for', '-1']]) {
      const refused = await run(...wrong);
      assert.equal(refused.exitCode, 2);
      assert.match(refused.log, new RegExp(`${wrong[0]}`));
    }
  });

  it('ends with 130 when it is interrupted between two passes', async () => {
    configure();
    const program = start('--loop');
    await program.says(/Requests left/);
    program.interrupt();
    assert.equal((await program.closed).exitCode, process.platform === 'win32' ? 1 : 130);
  });
});
