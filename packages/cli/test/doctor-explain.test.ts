import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { mask } from '@pitpass/protocol';

import type { DemoClient } from '../src/serve/demo-file.ts';
import { startPitpass } from '../src/testing/start-pitpass.ts';
import type { Pitpass } from '../src/testing/start-pitpass.ts';
import { launcher, pitpass } from './pitpass.ts';
import type { Ended } from './pitpass.ts';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();

function maskedOf({ client_id, client_secret = '' }: DemoClient): string {
  return mask(client_secret, client_id, sha256);
}

/** An answer as `curl -i` shows it. */
async function show(response: Response): Promise<string> {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}\n`).join('');
  return `HTTP/1.1 ${response.status}\n${headers}\n${await response.text()}`;
}

describe('doctor explains what the service really answers', () => {
  let service: Pitpass;
  before(async () => {
    service = await startPitpass({ environment: { PITPASS_PASSWORD_LIMITED_PER_HOUR: '7' } });
  });
  after(() => service.stop());

  async function post(form: Record<string, string>): Promise<string> {
    const body = new URLSearchParams(form);
    return show(await fetch(`${service.url}/oauth2/token`, { method: 'POST', body }));
  }

  /** Gives the doctor an answer on standard input. */
  function examine(input: string, ...words: string[]): Promise<Ended> {
    const environment = { PITPASS_DATA_DIRECTORY: service.dataDirectory };
    return pitpass(['doctor', '--error', '-', ...words], { environment, input });
  }

  function member(index = 0) {
    const found = service.members[index];
    assert.ok(found !== undefined);
    return found;
  }

  function passwordForm(changes: Record<string, string> = {}): Record<string, string> {
    const { passwordLimited: client } = service.clients;
    const { username, password } = member();
    return {
      grant_type: 'password_limited',
      client_id: client.client_id,
      client_secret: maskedOf(client),
      username,
      password: mask(password, username, sha256),
      ...changes,
    };
  }

  /** A form that trades a code of the server-side client. */
  async function codeForm(): Promise<Record<string, string>> {
    const client = service.clients.pitWall;
    const { code, redirect_uri, code_verifier = '' } = await service.authorize(member());
    const client_secret = maskedOf(client);
    const { client_id } = client;
    const grant_type = 'authorization_code';
    return { grant_type, client_id, client_secret, code, redirect_uri, code_verifier };
  }

  test('doctor says that the id is in the wrong case, and which one is registered', async () => {
    const answer = await post(passwordForm({ client_id: 'Garage-Bot' }));
    const { exitCode, stdout } = await examine(answer, '--client-id', 'Garage-Bot');
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ client .*"Garage-Bot": it is in the wrong case, and garage-bot is/);
    assert.match(stdout, /Masking trims and lower-cases the id/);
    assert.match(stdout, /audit trail +client_authentication_refused: the client_id is not known/);
  });

  test('doctor says that the id has spaces around it', async () => {
    const answer = await post(passwordForm({ client_id: ' garage-bot ' }));
    const { stdout } = await examine(answer, '--client-id', ' garage-bot ');
    assert.match(stdout, /it has spaces around it, and garage-bot is registered/);
  });

  test('doctor says that the client is known and its secret was refused, from the audit trail', async () => {
    const secret = service.clients.passwordLimited.client_secret ?? '';
    const answer = await post(passwordForm({ client_secret: secret }));
    const { stdout } = await examine(answer, '--client-id', 'garage-bot');
    assert.match(stdout, /the client garage-bot is known, and its secret was wrong/);
    assert.match(stdout, /✓ client +The client garage-bot is registered and active/);
    assert.match(stdout, /pitpass doctor secret/);
    assert.ok(!stdout.includes(secret));
  });

  test('doctor says that a public client has no secret', async () => {
    const form = { ...(await codeForm()), client_id: service.clients.native.client_id };
    const { stdout } = await examine(await post(form), '--client-id', 'pitpass-cli');
    assert.match(stdout, /✗ client secret +pitpass-cli is a public client/);
  });

  for (const [wrong, words] of [
    ['http://localhost:7491/callback', /says localhost, and 127\.0\.0\.1 is registered/],
    ['http://127.0.0.1:7491/callback/', /has a slash at the end, and the registered one has none/],
    ['http://127.0.0.1:7499/callback', /has port 7499, and port 749\d is registered/],
    ['http://127.0.0.1:7491/Callback', /the path is in another case/],
  ] as const) {
    test(`doctor names the nearest registered redirect URI for ${wrong}`, async () => {
      const query = new URLSearchParams({
        client_id: 'pitpass-cli',
        redirect_uri: wrong,
        response_type: 'code',
      });
      const answer = await show(await fetch(`${service.url}/oauth2/authorize?${query.toString()}`));
      const asked = ['--client-id', 'pitpass-cli', '--redirect-uri', wrong];
      const { exitCode, stdout } = await examine(answer, ...asked);
      assert.equal(exitCode, 1);
      assert.match(stdout, /The nearest that is: http:\/\/127\.0\.0\.1:749\d\/callback;/);
      assert.match(stdout, words);
    });
  }

  test('doctor reads the error page that a browser shows, and its request id', async () => {
    const query = 'client_id=nobody&redirect_uri=http%3A%2F%2F127.0.0.1%3A7491%2Fcallback';
    const headers = { accept: 'text/html' };
    const page = await fetch(`${service.url}/oauth2/authorize?${query}`, { headers });
    const text = (await page.text()).replaceAll(/<[^>]+>/g, '\n');
    const { stdout } = await examine(text, '--client-id', 'nobody');
    assert.match(stdout, /✗ refused +invalid_client \(client_id not known\)/);
    assert.match(stdout, /does not know the client "nobody"/);
  });

  test('doctor looks at an authorization request before it is opened', async () => {
    const query = 'client_id=pitpass-cli&redirect_uri=http%3A%2F%2F127.0.0.1%3A7499%2Fcallback';
    const url = `${service.url}/oauth2/authorize?${query}&response_type=code&scope=openid`;
    const environment = { PITPASS_DATA_DIRECTORY: service.dataDirectory };
    const { exitCode, stdout } = await pitpass(['doctor', url], { environment });
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ redirect URI .*7499.*The nearest/);
    assert.match(stdout, /✗ scope +The scope openid does not exist/);
    assert.match(stdout, /! PKCE +There is no code_challenge/);
    const challenge = 'uboYUqpnBOR-hxVhitFnHJWVZvvO5dnnRhVNTp7LpnU';
    const right = `${url.replace('7499', '7491').replace('openid', 'iracing.auth')}&state=s&code_challenge=${challenge}&code_challenge_method=S256`;
    const well = await pitpass(['doctor', right], { environment });
    assert.equal(well.exitCode, 0, well.stdout);
    assert.match(well.stdout, /✓ request +Nothing in the address would be refused/);
  });

  test('doctor says that a code was used twice', async () => {
    const form = await codeForm();
    assert.match(await post(form), /access_token/);
    const { stdout } = await examine(await post(form));
    assert.match(stdout, /invalid_grant \(status 400; code not valid\)/);
    assert.match(stdout, /audit trail +authorization_code_refused: .*it was used a moment before/);
    service.advance(11);
    const later = await examine(await post(form));
    assert.match(later.stdout, /authorization_code_reused: the code had been used before/);
  });

  test('doctor says that a code was not used before, but expired', async () => {
    const form = await codeForm();
    service.advance(3600);
    const { stdout } = await examine(await post(form));
    assert.match(stdout, /the code was not used before: it is .*expired/);
  });

  test('doctor says that a refresh token is spent', async () => {
    const client = service.clients.pitWall;
    const { refresh_token = '' } = await service.tokens(member());
    const client_secret = maskedOf(client);
    const { client_id } = client;
    const form = { grant_type: 'refresh_token', client_id, client_secret, refresh_token };
    assert.match(await post(form), /access_token/);
    const { stdout } = await examine(await post(form));
    assert.match(stdout, /refresh_token_refused: .*used a moment before by another process/);
    assert.match(stdout, /two processes refresh with the same token/);
    assert.ok(!stdout.includes(refresh_token));
  });

  test('doctor says that a grant is not allowed to the client, and which are', async () => {
    const client_id = service.clients.native.client_id;
    const { client_secret: _none, ...form } = passwordForm({ client_id });
    const { stdout } = await examine(await post(form), '--client-id', client_id);
    assert.match(stdout, /unsupported_grant_type .*grant_type not enabled for this client/);
    assert.match(stdout, /grants +pitpass-cli is registered for authorization_code, refresh_token/);
  });

  test('doctor says that a member is not on the access list of password_limited', async () => {
    const username = 'somebody.else@pitpass.example';
    const answer = await post(passwordForm({ username }));
    const asked = ['--client-id', 'garage-bot', '--username', username];
    const { stdout } = await examine(answer, ...asked);
    assert.match(stdout, /✗ access list +somebody\.else@pitpass\.example is not on the list/);
    const command = /clients edit garage-bot( --listed-member \S+@pitpass\.example){3}$/m;
    assert.match(stdout, command, 'the list is given whole');
    assert.match(stdout, /password_limited_refused: no member has that username/);
    const own = await examine(await post(passwordForm({ password: 'x' })), ...asked.slice(0, 2));
    assert.match(own.stdout, /the member is known: the password is wrong/);
    assert.match(own.stdout, /access list +garage-bot may sign in: alex\.driver/);
  });

  test('doctor says how long to wait after a rate limit', async () => {
    let answer = '';
    for (let tries = 0; tries < 9; tries += 1) answer = await post(passwordForm());
    const { exitCode, stdout } = await examine(answer);
    assert.equal(exitCode, 1);
    assert.match(stdout, /unauthorized_client \(status 400; rate limit exceeded\)/);
    assert.match(stdout, /✗ limit +The service asked for a wait of \d+ seconds/);
  });

  test('doctor says that a link died', async () => {
    const { access_token } = await service.tokens(member(1));
    const headers = { authorization: `Bearer ${access_token}` };
    const answer = await fetch(`${service.url}/data/member/info`, { headers });
    const { link } = (await answer.json()) as { link: string };
    service.advance(121);
    const { exitCode, stdout } = await examine(await show(await fetch(link)));
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ link died +.*it lives 120 seconds/);
    const again = await service.tokens(member(1));
    const fresh = { authorization: `Bearer ${again.access_token}` };
    const next = await fetch(`${service.url}/data/member/info`, { headers: fresh });
    const { link: second } = (await next.json()) as { link: string };
    const withToken = await examine(await show(await fetch(second, { headers: fresh })));
    assert.match(withToken.stdout, /✗ token sent to the host of files/);
  });

  test('doctor explains what Trackmania answers: a secret that was masked there', async () => {
    const { client_id, client_secret = '' } = service.clients.trackmania;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id,
      client_secret: mask(client_secret, client_id, sha256),
    });
    const answer = await fetch(`${service.url}/api/access_token`, { method: 'POST', body });
    const asked = ['--provider', 'trackmania', '--client-id', client_id];
    const { stdout } = await examine(await show(answer), ...asked);
    assert.match(stdout, /one that was masked, as iRacing wants it, is refused/);
    assert.match(stdout, /✓ client +The client 7c1e\w+ is registered and active/);
  });

  test('doctor reads the errors that this command writes with --json', async () => {
    const environment = { PITPASS_DATA_DIRECTORY: service.dataDirectory };
    const { stderr } = await pitpass(['whoami', '--json', '--as', 'nobody'], { environment });
    const { exitCode, stdout } = await examine(stderr);
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ signed out /);
  });
});

describe('doctor', { concurrency: 4 }, () => {
  test('answers in JSON with every finding', async () => {
    const { exitCode, stdout } = await pitpass(['doctor', 'invalid_scope', '--json']);
    assert.equal(exitCode, 1);
    const { is_well, findings } = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(is_well, false);
    assert.deepEqual((findings as object[])[0], {
      mark: 'problem',
      check: 'refused',
      message: 'invalid_scope.',
    });
  });

  test('names every cause of a code when nothing says which it is', async () => {
    const { stdout } = await pitpass(['doctor', 'invalid_grant']);
    assert.equal([...stdout.matchAll(/^· perhaps/gm)].length, 3);
    assert.match(stdout, /https:\/\/oauth\.iracing\.com\/oauth2\/book\/error_invalid_grant\.html/);
  });

  test('explains a description alone, and a callback with an error in it', async () => {
    const words = await pitpass([
      'doctor',
      'redirect_uri',
      'not',
      'registered',
      'for',
      'this',
      'client',
    ]);
    assert.match(words.stdout, /✗ refused +invalid_client \(redirect_uri not registered/);
    const callback =
      'http://127.0.0.1:7491/callback?error=access_denied&error_description=member%20denied%20the%20request&state=S';
    const { stdout } = await pitpass(['doctor', callback]);
    assert.match(stdout, /✗ refused +access_denied \(member denied the request\)/);
    assert.match(stdout, /The member said no/);
    assert.doesNotMatch(stdout, /state=S/);
  });

  test('says of a callback that brings a code that nothing was refused, without the code', async () => {
    const callback = 'http://127.0.0.1:7491/callback?code=c0de&state=S';
    const { exitCode, stdout } = await pitpass(['doctor', callback]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /✓ callback +This address brings a code: the sign-in went well/);
    assert.doesNotMatch(stdout, /c0de/);
  });

  for (const [code, name] of [
    ['refresh_outcome_unknown', 'answer of a refresh lost'],
    ['state_mismatch', 'state does not match'],
    ['loopback_unavailable', 'no port for the browser'],
    ['network_failure', 'not reached'],
    ['Site Maintenance', 'maintenance'],
  ] as const) {
    test(`explains ${code}`, async () => {
      const text = code.includes(' ') ? code : JSON.stringify({ error: { code, message: 'm' } });
      const { exitCode, stdout } = await pitpass(['doctor', text]);
      assert.equal(exitCode, 1);
      assert.match(stdout, new RegExp(`^✗ ${name} `));
    });
  }

  test('repeats no secret of a whole terminal that was pasted', async () => {
    const secrets = ['pps_S3cretS3cretS3cret', 'M+W3D0nclt1+zBf3MlSC=', 'refresh-1234', 'c0de-99'];
    const [secret, masked, refresh, code] = secrets;
    const input = `$ curl -v -d "client_secret=${secret}&password=${masked}&refresh_token=${refresh}" https://id.example/cb?x=1&code=${code}
> Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.payload1.signature1
< HTTP/2 403
invalid_client for client_secret=${secret} and ${masked} code=${code}
{"error":"invalid_grant","error_description":"no ${masked} or refresh_token=${refresh}","hint":"${secret}"}`;
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await pitpass(['doctor', '--error', '-', ...json], { input });
      assert.match(stdout, /invalid_grant/);
      for (const value of [...secrets, 'eyJhbGciOiJFUzI1NiJ9']) {
        assert.ok(!(stdout + stderr).includes(value), value);
      }
    }
  });

  test('repeats no short secret either that an answer echoes as a word of its own', async () => {
    const secrets = ['s3cretVALUE', 'hunter2hunter2', 'k'.repeat(40)];
    for (const secret of secrets) {
      for (const before of ['', 'so '.repeat(60), 'so '.repeat(331)]) {
        const error_description = `${before}code ${secret} is not known`;
        const input = JSON.stringify({ error: 'invalid_grant', error_description });
        const { stdout } = await pitpass(['doctor', '--error', '-'], { input });
        assert.match(stdout, /^✗ refused +invalid_grant \(/);
        assert.ok(!stdout.includes(secret.slice(0, 8)), stdout);
      }
    }
  });

  test('reads a text that is made to be slow in no time', async () => {
    const begun = performance.now();
    for (const input of [
      'a+.-'.repeat(60_000),
      `{"error":"invalid_grant","hint":"${'x'.repeat(250_000)}"}`,
    ]) {
      await pitpass(['doctor', '--error', '-'], { input });
    }
    assert.ok(performance.now() - begun < 5000);
  });

  test('reads a pipe as a process of its own, and ends with its exit code', async () => {
    const doctor = spawn(process.execPath, [launcher, 'doctor', '--error', '-'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], HOME: '/nowhere', SystemRoot: process.env['SystemRoot'] },
    });
    doctor.stdin.end('HTTP/1.1 503\n\n{"error":"Site Maintenance","note":"Back at 14:00"}');
    let text = '';
    doctor.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    const exitCode = await new Promise((resolve) => doctor.on('close', resolve));
    assert.equal(exitCode, 1);
    assert.match(text, /^✗ maintenance  The service is down/);
  });

  test('says that it does not know a text, and repeats nothing of it', async () => {
    const { exitCode, stdout, stderr } = await pitpass(['doctor', 'gibberish']);
    assert.equal(exitCode, 2);
    assert.equal(stdout, '');
    assert.doesNotMatch(stderr, /gibberish/);
  });

  test('takes no secret as an argument', async () => {
    const { exitCode, stderr } = await pitpass(['doctor', 'client_id=a&client_secret=s3cr3t']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /other programs can read arguments.*--error FILE/);
    assert.doesNotMatch(stderr, /s3cr3t/);
  });

  test('lines fit into the terminal, and control characters of an answer reach nobody', async () => {
    const body = { error: 'invalid_client', error_description: 'a\u001b[2Jb' };
    const options = { input: JSON.stringify(body), isTerminal: true };
    const { stdout } = await pitpass(['doctor', '--error', '-'], options);
    assert.doesNotMatch(stdout, /\u001b/);
    const lines = stdout.split('\n');
    assert.ok(lines.length > 5);
    for (const line of lines) {
      const isAddress = /^\S? *\S* *\S*https?:\S+$/.test(line.trim());
      assert.ok(line.length <= 80 || isAddress, line);
    }
  });
});
