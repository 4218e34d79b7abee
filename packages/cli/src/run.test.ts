import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { createFolder, pitpass } from '../test/pitpass.ts';

const commands = ['serve', 'login', 'whoami', 'token', 'sessions', 'logout', 'get'];

describe('the command line', { concurrency: 2 }, () => {
  test('--help names every command and every exit code', async () => {
    const { exitCode, stdout, stderr } = await pitpass(['--help']);
    assert.equal(exitCode, 0);
    assert.equal(stderr, '');
    for (const command of commands) assert.match(stdout, new RegExp(`^  ${command}\\b`, 'm'));
    for (const code of ['0', '1', '2', '3', '4', '5', '6', '7', '130']) {
      assert.match(stdout, new RegExp(`^  ${code} +\\w`, 'm'));
    }
  });

  for (const command of commands) {
    test(`${command} --help shows examples, and help ${command} shows the same`, async () => {
      const [own, general] = await Promise.all([
        pitpass([command, '--help']),
        pitpass(['help', command]),
      ]);
      assert.equal(own.exitCode, 0);
      assert.match(own.stdout, /^Examples:\n {2}(pitpass|curl)/m);
      assert.equal(general.stdout, own.stdout);
    });
  }

  test('serve --help describes options and variables from the table of the server', async () => {
    const { stdout } = await pitpass(['serve', '--help']);
    assert.match(stdout, /--data-directory <folder>/);
    assert.match(stdout, /PITPASS_DATABASE_URL\n {6}A PostgreSQL/);
  });

  test('--version prints the version alone', async () => {
    const { exitCode, stdout } = await pitpass(['--version']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  test('without a command it shows the help as an error of use', async () => {
    const { exitCode, stdout, stderr } = await pitpass([]);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /Usage: pitpass/);
  });

  const mistakes = [
    { words: ['gte'], says: /Unknown command 'gte' \(Did you mean get\?\)/ },
    { words: ['get'], says: /The method comes first: pitpass get results\/get.*--list/ },
    { words: ['whoami', '--jsn'], says: /Unknown option '--jsn'/ },
    { words: ['whoami', 'me'], says: /more words than the command takes/ },
    { words: ['login', '--timeout', 'soon'], says: /whole number of seconds/ },
    { words: ['login', '--username', 'x@example.org'], says: /belongs to --password-limited/ },
    { words: ['login', '--production', '--service', 'http://localhost:1'], says: /give one/ },
    { words: ['login', '--service', 'http://localhost:1/oauth2'], says: /not an origin/ },
    { words: ['login', '--production'], says: /--client-id/ },
    { words: ['login', '--service', 'http://far.example', '--client-id', 'x'], says: /redirect/ },
    { words: ['whoami', '--profile', '../../etc/passwd'], says: /named by letters/ },
    { words: ['whoami', '--profile', 'a', '--token-file', 'b'], says: /give one/ },
    { words: ['get', 'member/info', 'cust_id'], says: /name=value/ },
  ];
  for (const { words, says } of mistakes) {
    test(`"${words.join(' ')}" is an error of use: one sentence, code 2`, async (t) => {
      const { exitCode, stdout, stderr } = await pitpass(words, { directory: createFolder(t) });
      assert.equal(exitCode, 2);
      assert.equal(stdout, '');
      assert.match(stderr, says);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }

  const secrets = [
    ['login', '--password', 'hunter2'],
    ['login', '--password=hunter2'],
    ['login', '--client-secret', 'hunter2'],
    ['login', '--password-limited', '--client-secret=hunter2'],
    ['get', 'member/info', '--access-token=hunter2'],
    ['serve', '--database-url=postgres://u:hunter2@h/d'],
  ];
  for (const words of secrets) {
    test(`a secret is refused as an argument and not repeated: ${words.join(' ')}`, async () => {
      const { exitCode, stdout, stderr } = await pitpass(words);
      assert.equal(exitCode, 2);
      assert.match(stderr, /is refused: other programs can read arguments\. It is taken from/);
      assert.doesNotMatch(stdout + stderr, /hunter2/);
    });
  }

  test('the value of an unknown option is not repeated', async () => {
    const { exitCode, stderr } = await pitpass(['login', '--pasword=hunter2']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /--pasword/);
    assert.doesNotMatch(stderr, /hunter2/);
  });

  test('with --json an error is one line of JSON on standard error', async () => {
    const { exitCode, stdout, stderr } = await pitpass(['get', '--json']);
    assert.equal(exitCode, 2);
    assert.equal(stdout, '');
    const { error } = JSON.parse(stderr) as { error: { code: string; message: string } };
    assert.equal(error.code, 'usage');
    assert.match(error.message, /The method comes first/);
  });

  test('a variable that is no setting is named with the likely one, without its value', async (t) => {
    const { stderr } = await pitpass(['whoami'], {
      directory: createFolder(t),
      environment: { PITPASS_CLIENT_SECERT: 'hunter2' },
    });
    assert.match(stderr, /PITPASS_CLIENT_SECERT is not a setting.*mean PITPASS_CLIENT_SECRET\?/);
    assert.doesNotMatch(stderr, /hunter2/);
  });

  test('a variable that is a setting of another command passes in silence', async (t) => {
    const { exitCode, stderr } = await pitpass(['whoami'], {
      directory: createFolder(t),
      environment: { PITPASS_PORT: '7480', PITPASS_CLIENT_ID: 'x' },
    });
    assert.equal(exitCode, 3);
    assert.equal(stderr, 'pitpass: Nobody is signed in; sign in with "pitpass login".\n');
  });
});
