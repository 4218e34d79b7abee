import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { openOperatorDatabase, systemClock } from '../../server/src/open-operator-database.ts';
import { createSqlMemberStore } from '../../server/src/store/sql-member-store.ts';
import { createSqlSecondFactorStore } from '../../server/src/store/sql-second-factor-store.ts';
import { readSecretKey } from '../src/serve/data-directory.ts';
import { operateService } from './operated-service.ts';
import { createFolder, pitpass } from './pitpass.ts';

describe('pitpass members second-factor', () => {
  const operated = operateService();
  const { dataDirectory } = operated;
  const secondFactor = (...words: string[]) => operated.run(['members', 'second-factor', ...words]);
  const username = () => operated.service().demo?.members[0]?.username ?? assert.fail('no member');

  /** Switches the second factor on, as the member would on the security page. */
  async function switchOn() {
    const location = { databaseUrl: undefined, dataDirectory, onNotice: () => {} };
    const { database, openLetterbox, close } = await openOperatorDatabase(location, systemClock);
    const member = await createSqlMemberStore(database).findMemberByUsername(username());
    const { member_id } = member ?? assert.fail('the member is missing');
    const happening = { at: systemClock(), ip: null, user_agent: null };
    const kind = 'second_factor.switched_on';
    const letters = openLetterbox(readSecretKey(dataDirectory));
    const mail = letters.seal(username(), { kind, method: 'authenticator', happening });
    const authenticator = {
      authenticator_id: 'authenticator-1',
      member_id,
      sealed_seed: 'sealed',
      last_step: 1,
      created_at: systemClock(),
    };
    const first = { kind: 'authenticator', authenticator } as const;
    const digests = ['digest-1', 'digest-2'];
    const store = createSqlSecondFactorStore(database);
    assert.ok(await store.switchOn(member_id, first, digests, mail, systemClock()));
    await close();
    return member_id;
  }

  test('says that the second factor is off, and that there is nothing to switch off', async () => {
    const shown = await secondFactor(username());
    assert.deepEqual([shown.exitCode, shown.stdout], [0, 'The second factor is off.\n']);
    const json = await secondFactor(username(), '--json');
    assert.equal(JSON.parse(json.stdout).second_factor, null);
    const refused = await secondFactor(username(), '--off');
    assert.deepEqual([refused.exitCode, refused.stdout], [1, '']);
    assert.match(refused.stderr, /off already/);
  });

  test('book 14.5 staff switches it off for whoever has lost everything, with an event and a mail', async () => {
    const member_id = await switchOn();
    const shown = await secondFactor(username());
    assert.match(shown.stdout, /is on since .* UTC\.\nauthenticator app {2}yes\npasskeys {11}0\n/);
    assert.match(shown.stdout, /backup codes left {2}2\n/);
    const json = JSON.parse((await secondFactor(username(), '--json')).stdout);
    const { switched_on_at, ...state } = json.second_factor;
    assert.deepEqual(state, { has_authenticator: true, passkeys: 0, backup_codes_left: 2 });
    assert.ok(Math.abs(switched_on_at - systemClock()) < 60);
    const off = await secondFactor(username(), '--off', '--json');
    assert.deepEqual(JSON.parse(off.stdout), { member_id, second_factor: null });
    assert.equal((await secondFactor(username())).stdout, 'The second factor is off.\n');
    const audit = await operated.run(['audit', 'list', '--member', username(), '--json']);
    assert.match(audit.stdout, /second_factor_switched_off/);
    const mail = await operated.run(['mailbox', '--last', '--to', username()]);
    assert.match(mail.stdout, /Your second step was switched off/);
    assert.match(mail.stdout, /Somebody who runs Pitpass switched your second step off/);
    assert.doesNotMatch(mail.stdout, /127\.0\.0\.1/, 'where the staff sits tells nothing');
  });

  test('whom it does not know it refuses in one sentence, and its help shows examples', async (t) => {
    const unknown = await secondFactor('nobody@example.test', '--off');
    assert.equal(unknown.exitCode, 1);
    assert.match(unknown.stderr, /There is no member "nobody@example\.test" here/);
    const directory = createFolder(t);
    const { stdout } = await pitpass(['members', 'second-factor', '--help'], { directory });
    assert.match(stdout, /Examples:\n {2}pitpass members second-factor/);
    assert.match(stdout, /Make sure that it is the member who asks/);
  });
});
