import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { mask } from '@pitpass/protocol';

import { startPitpass } from '../src/testing/start-pitpass.ts';
import type { Pitpass } from '../src/testing/start-pitpass.ts';
import { startFakeService } from './fake-service.ts';
import { createFolder, pitpass } from './pitpass.ts';
import type { Ended } from './pitpass.ts';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const base64 = (text: string): string => Buffer.from(sha256(text)).toString('base64');

describe('doctor secret', () => {
  let service: Pitpass;
  before(async () => {
    service = await startPitpass();
  });
  after(() => service.stop());

  interface Secret {
    readonly id: string;
    readonly secret: string;
    readonly masked: string;
  }

  function client(): Secret {
    const { client_id: id, client_secret: secret = '' } = service.clients.passwordLimited;
    return { id, secret, masked: mask(secret, id, sha256) };
  }

  /** Asks the doctor, who must print neither the secret nor its masked form. */
  async function examine(
    words: readonly string[],
    options: { readonly input?: string; readonly environment?: Record<string, string> } = {},
  ): Promise<Ended> {
    const environment = { PITPASS_DATA_DIRECTORY: service.dataDirectory, ...options.environment };
    const ended = await pitpass(['doctor', 'secret', ...words], { ...options, environment });
    const { secret, masked } = client();
    const said = ended.stdout + ended.stderr;
    for (const value of [secret, masked, encodeURIComponent(masked)]) {
      assert.ok(!said.includes(value), 'a secret was printed');
    }
    return ended;
  }

  test('doctor secret finds nothing wrong with the right one, and tries it once', async () => {
    const { id } = client();
    const { exitCode, stdout, stderr } = await examine(['--client-id', id]);
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, /✓ compared +The secret is the one that the service knows the digest of/);
    assert.match(stdout, /✓ tried +The service takes the secret/);
    const fingerprint = createHash('sha256').update(client().masked).digest('hex').slice(0, 8);
    assert.match(stdout, new RegExp(`has the fingerprint ${fingerprint}\\.`));
  });

  const body = (value: string): string =>
    `grant_type=password_limited&client_id=garage-bot&client_secret=${value}&username=a`;
  const inForm = (value: string): string => body(encodeURIComponent(value));
  const mistakes: readonly (readonly [string, (found: Secret) => string])[] = [
    ['it was not masked', ({ secret }) => inForm(secret)],
    ['it was masked twice', ({ masked, id }) => inForm(mask(masked, id, sha256))],
    ['the identifier was left out', ({ secret }) => inForm(base64(secret))],
    ['the identifier stands before the secret', ({ secret, id }) => inForm(base64(id + secret))],
    [
      'a colon stands between secret and identifier',
      ({ secret, id }) => inForm(base64(`${secret}:${id}`)),
    ],
    [
      'a line break at the end was masked along with the secret',
      ({ secret, id }) => inForm(mask(`${secret}\n`, id, sha256)),
    ],
    [
      'quotes around the secret were masked along with it',
      ({ secret, id }) => inForm(mask(`"${secret}"`, id, sha256)),
    ],
    [
      'the secret was lower-cased',
      ({ secret, id }) => inForm(mask(secret.toLowerCase(), id, sha256)),
    ],
    [
      'the digest was written in hexadecimal',
      ({ secret, id }) => inForm(Buffer.from(sha256(secret + id)).toString('hex')),
    ],
    ['the padding was left out', ({ masked }) => inForm(masked.slice(0, -1))],
    ['it was percent-encoded twice', ({ masked }) => inForm(encodeURIComponent(masked))],
    ['it was masked with the username (a)', ({ secret }) => inForm(mask(secret, 'a', sha256))],
  ];
  for (const [words, make] of mistakes) {
    test(`doctor says of what was sent that ${words}`, async () => {
      const found = client();
      const input = make(found);
      const flags = ['--client-id', found.id, '--sent', '-', '--no-try'];
      const { exitCode, stdout } = await examine(flags, { input });
      assert.equal(exitCode, 1);
      assert.ok(stdout.includes(`✗ sent      What was sent is not right: ${words}.`), stdout);
      assert.doesNotMatch(stdout, /tried/);
    });
  }

  test('doctor says of what was sent that it is right, alone or in a form', async () => {
    const { id, masked } = client();
    for (const input of [masked, inForm(masked)]) {
      const flags = ['--client-id', id, '--sent', '-', '--no-try'];
      const { exitCode, stdout } = await examine(flags, { input });
      assert.equal(exitCode, 0, stdout);
      assert.match(stdout, /✓ sent +What was sent is right/);
    }
  });

  test('doctor says that the client_id that was sent is in another case', async () => {
    const { id, masked } = client();
    const input = inForm(masked).replace(id, 'Garage-Bot');
    const { stdout } = await examine(['--client-id', id, '--sent', '-', '--no-try'], { input });
    assert.match(
      stdout,
      /✗ client_id +The client_id that was sent is not garage-bot: it differs in/,
    );
    assert.match(stdout, /✓ sent +What was sent is right/, 'masking lower-cases the id');
  });

  test('doctor says that the secret of the setting is the masked form already, by trying it', async () => {
    const { id, masked } = client();
    const environment = { PITPASS_CLIENT_SECRET: masked };
    const { exitCode, stdout } = await examine(['--client-id', id], { environment });
    assert.equal(exitCode, 1);
    assert.match(stdout, /! secret +It has the form of a masked value/);
    assert.match(
      stdout,
      /✗ compared +The secret is right but for one thing: the value is the masked/,
    );
    assert.match(stdout, /✗ tried +The service takes the value as it is: .*masked twice/);
  });

  test('doctor says that white space around the secret does not belong to it', async () => {
    const { id, secret } = client();
    const input = ` ${secret}\t\n`;
    const { exitCode, stdout } = await examine(['--client-id', id, '--secret-file', '-'], {
      input,
    });
    assert.equal(exitCode, 1);
    assert.match(stdout, /! secret +It begins or ends with white space/);
    assert.match(stdout, /✗ compared .*the white space around it does not belong to it/);
    assert.match(stdout, /✗ tried +The service does not take this secret/);
  });

  test('doctor says that the service does not take another secret', async () => {
    const { id } = client();
    const environment = { PITPASS_CLIENT_SECRET: 'another-secret' };
    const { exitCode, stdout } = await examine(['--client-id', id], { environment });
    assert.equal(exitCode, 1);
    assert.match(stdout, /✗ tried +The service does not take this secret, rightly masked/);
  });

  test('doctor does not try the secret of a client that the service does not know', async (t) => {
    const file = join(createFolder(t), 'secret');
    writeFileSync(file, 'x');
    const { stdout } = await examine(['--client-id', 'GARAGE-BOT', '--secret-file', file]);
    assert.match(stdout, /it is in the wrong case, and garage-bot is registered/);
    assert.doesNotMatch(stdout, /tried/);
  });

  test('doctor takes the secret of Trackmania as it is', async () => {
    const { client_id, client_secret = '' } = service.clients.trackmania;
    const flags = ['--provider', 'trackmania', '--client-id', client_id];
    const right = await examine(flags);
    assert.equal(right.exitCode, 0, right.stdout);
    assert.match(right.stdout, /✓ tried/);
    assert.doesNotMatch(right.stdout, /fingerprint/);
    const environment = { PITPASS_CLIENT_SECRET: mask(client_secret, client_id, sha256) };
    const masked = await examine(flags, { environment });
    assert.equal(masked.exitCode, 1);
    assert.match(masked.stdout, /✗ tried/);
  });

  const passwordBody = (username: string, masked: string): string =>
    new URLSearchParams({ client_id: 'garage-bot', username, password: masked }).toString();
  const passwords: readonly (readonly [string, string, RegExp])[] = [
    [
      'the wrong username',
      'sam.racer@pitpass.example',
      /masked with another username \(sam\.racer@/,
    ],
    ['the client_id', 'garage-bot', /it was masked with the client_id \(garage-bot\)/],
    ['a part of the username', 'alex.driver', /masked with a part of the username/],
  ];
  for (const [what, identifier, words] of passwords) {
    test(`doctor says that the password was masked with ${what}`, async () => {
      const { username = '', password = '' } = service.members[0] ?? {};
      const sentName = identifier.includes('@') ? identifier : username;
      const input = passwordBody(sentName, mask(password, identifier, sha256));
      const before = await countTokenRequests();
      const { exitCode, stdout } = await examine(['--username', username, '--sent', '-'], {
        input,
      });
      assert.equal(exitCode, 1);
      assert.match(stdout, words);
      assert.ok(!stdout.includes(password));
      assert.doesNotMatch(stdout, /fingerprint/, 'a password can be guessed');
      assert.equal(await countTokenRequests(), before, 'a password is never tried');
    });
  }

  /** How many sessions the members have: a tried password would have begun one. */
  async function countTokenRequests(): Promise<number> {
    const environment = { PITPASS_DATA_DIRECTORY: service.dataDirectory };
    const { stdout } = await pitpass(['audit', 'list', '--json'], { environment });
    return (JSON.parse(stdout) as { events: object[] }).events.length;
  }

  test('doctor asks for what a program sent when it is about a password', async () => {
    const { exitCode, stderr } = await examine(['--username', 'a@b.example']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /never tried; give that with --sent/);
    const flags = ['--username', 'a@b.example', '--sent', '-'];
    const empty = await examine(flags, { input: 'client_id=a&grant_type=b' });
    assert.match(empty.stderr, /There is no password in what was sent/);
  });
});

test('doctor secret sends one request to the token endpoint, with nothing that can end anything', async (t) => {
  const service = await startFakeService();
  t.after(() => service.close());
  service.on('/oauth2/token', ({ form }) => ({
    status: form.get('client_secret') === mask('s', 'tool', sha256) ? 400 : 403,
    body: {
      error:
        form.get('client_secret') === mask('s', 'tool', sha256)
          ? 'invalid_grant'
          : 'invalid_client',
    },
  }));
  const environment = { PITPASS_CLIENT_SECRET: 's', PITPASS_SERVICE: service.origin };
  const { stdout } = await pitpass(['doctor', 'secret', '--client-id', 'tool'], {
    directory: createFolder(t),
    environment,
  });
  assert.match(stdout, /✓ tried +The service takes the secret/);
  const [request, ...others] = service.seen('/oauth2/token');
  assert.equal(others.length, 0);
  assert.equal(request?.form.get('grant_type'), 'refresh_token');
  assert.match(request?.form.get('refresh_token') ?? '', /^doctor-/);
});

test('doctor secret sends nothing over plain http to another computer', async (t) => {
  const environment = { PITPASS_CLIENT_SECRET: 's', PITPASS_SERVICE: 'http://id.example.org' };
  const { stdout } = await pitpass(['doctor', 'secret', '--client-id', 'tool'], {
    directory: createFolder(t),
    environment,
  });
  assert.match(
    stdout,
    /✗ tried +http:\/\/id\.example\.org is plain http to another computer: nothing is sent/,
  );
});
