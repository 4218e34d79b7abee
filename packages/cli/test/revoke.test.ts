import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TestContext } from 'node:test';

import { startPitpass } from '../src/testing/start-pitpass.ts';
import type { Pitpass } from '../src/testing/start-pitpass.ts';
import { createFolder, pitpass } from './pitpass.ts';
import type { PitpassOptions } from './pitpass.ts';

interface ListedSession {
  readonly session_id: string;
  readonly current_session: boolean;
}

describe('revoke', () => {
  let service: Pitpass;
  before(async () => {
    service = await startPitpass();
  });
  after(() => service.stop());

  /** A computer on which one member signs in as the accounts that are named. */
  async function signIn(
    t: TestContext,
    member: number,
    ...names: string[]
  ): Promise<PitpassOptions> {
    const directory = createFolder(t);
    const environment = { PITPASS_DATA_DIRECTORY: service.dataDirectory };
    const options = { directory, environment };
    const username = service.members[member]?.username ?? '';
    for (const name of names) {
      const words = ['login', '--as', name, '--password-limited', '--username', username];
      const { exitCode, stderr } = await pitpass(words, options);
      assert.equal(exitCode, 0, stderr);
    }
    return options;
  }

  async function listSessions(name: string, options: PitpassOptions): Promise<ListedSession[]> {
    const { stdout, stderr } = await pitpass(['sessions', '--as', name, '--json'], options);
    assert.notEqual(stdout, '', stderr);
    return (JSON.parse(stdout) as { sessions: ListedSession[] }).sessions;
  }

  const isSignedIn = async (name: string, options: PitpassOptions): Promise<boolean> =>
    (await pitpass(['whoami', '--as', name], options)).exitCode === 0;

  test('revoke SESSION_ID ends that session and no other, as sessions then shows', async (t) => {
    const options = await signIn(t, 0, 'one', 'two');
    const sessions = await listSessions('one', options);
    assert.equal(sessions.length, 2);
    const other = sessions.find(({ current_session }) => !current_session)?.session_id ?? '';
    const unasked = await pitpass(['revoke', other, '--as', 'one'], options);
    assert.equal(unasked.exitCode, 2);
    assert.match(unasked.stderr, /One session of the client|give --yes/);
    const { exitCode, stderr } = await pitpass(['revoke', other, '--as', 'one', '--yes'], options);
    assert.equal(exitCode, 0, stderr);
    assert.equal(stderr, 'One session ended.\n');
    assert.equal((await listSessions('one', options)).length, 1);
    assert.ok(!(await isSignedIn('two', options)));
    const { stdout } = await pitpass(
      ['revoke', '--current', '--as', 'one', '--yes', '--json'],
      options,
    );
    const { revoked, signed_out } = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal((revoked as string[]).length, 1);
    assert.equal(signed_out, true);
    assert.ok(!(await isSignedIn('one', options)));
  });

  test('revoke --all-of-this-app ends every session of the member with the client', async (t) => {
    const options = await signIn(t, 1, 'one', 'two', 'three');
    const words = ['revoke', '--all-of-this-app', '--as', 'one', '--yes'];
    const { exitCode, stderr } = await pitpass(words, options);
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /^3 sessions ended\. This account is signed out\.$/m);
    for (const name of ['one', 'two', 'three']) assert.ok(!(await isSignedIn(name, options)));
  });

  test('revoke of a session that is not there ends none of those that were named', async (t) => {
    const options = await signIn(t, 0, 'one', 'two');
    const ids = (await listSessions('one', options)).map(({ session_id }) => session_id);
    const words = ['revoke', ...ids, 'nonsense', '--as', 'one', '--yes'];
    const { exitCode, stderr } = await pitpass(words, options);
    assert.equal(exitCode, 2);
    assert.match(stderr, /nonsense is no session of this member.*none was ended/);
    assert.equal((await listSessions('one', options)).length, 2);
    const own = await pitpass(['revoke', ...ids, '--as', 'one', '--yes'], options);
    assert.match(own.stderr, /2 sessions ended\. This account is signed out\./);
    const { stdout } = await pitpass(['accounts', '--json'], options);
    assert.match(stdout, /"name":"one".*?"state":"signed_out"/);
  });

  for (const words of [[], ['--current', '--all-of-this-app'], ['some-id', '--current']]) {
    test(`revoke ${words.join(' ')} does not say which sessions, and ends none`, async () => {
      const { exitCode, stderr } = await pitpass(['revoke', ...words, '--yes']);
      assert.equal(exitCode, 2);
      assert.match(stderr, /Say which sessions end/);
    });
  }

  test('revoke says that the dialect of Trackmania has no sessions to end', async (t) => {
    const directory = createFolder(t);
    const environment = { PITPASS_DATA_DIRECTORY: service.dataDirectory };
    const options = { directory, environment };
    const words = ['login', '--as', 'bot', '--provider', 'trackmania', '--client-credentials'];
    assert.equal((await pitpass(words, options)).exitCode, 0);
    const { exitCode, stderr } = await pitpass(['revoke', '--current', '--as', 'bot'], options);
    assert.equal(exitCode, 2);
    assert.match(stderr, /has no endpoint for sessions/);
    const { stdout } = await pitpass(['accounts'], options);
    assert.match(stdout, /bot +trackmania at localhost:\d+ +\(client itself\) +signed in/);
  });
});
