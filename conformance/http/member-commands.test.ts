import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { runSucceeding } from '../harness/command.ts';
import {
  clientsOf,
  createSignedInBrowser,
  exchangeCode,
  memberOf,
  obtainCode,
  obtainTokens,
  profileStatus,
  refresh,
} from '../harness/oauth.ts';
import { engines, startService, stopEverything } from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';
import {
  exchangeTrackmaniaCode,
  getUser,
  keeperOf,
  obtainTrackmaniaCode,
  obtainTrackmaniaTokens,
  refreshTrackmania,
} from '../harness/trackmania.ts';

after(stopEverything);

const newPassword = 'a password set by staff';

const runMembers = (service: Service, ...words: string[]) =>
  runSucceeding(service, ['members', ...words], { PITPASS_PASSWORD: newPassword });

/** Everything that a member can hold, in both dialects, and whether each of it is still good. */
async function obtainEverything(service: Service, index: number) {
  const { server } = clientsOf(service);
  const keeper = keeperOf(service);
  const browser = await createSignedInBrowser(service, memberOf(service, index));
  const iracing = await obtainTokens(service, browser, server);
  const trackmania = await obtainTrackmaniaTokens(service, browser, keeper);
  const code = await obtainCode(browser, server);
  const trackmaniaCode = await obtainTrackmaniaCode(browser, keeper);
  return async (): Promise<Readonly<Record<string, boolean>>> => ({
    'a signed-in browser': (await browser.open('/account')).path === '/account',
    'an access token': (await profileStatus(service, iracing.access_token)) === 200,
    'an access token of Trackmania':
      (await getUser(service, trackmania.access_token)).status === 200,
    'a refresh token': (await refresh(service, server, iracing.refresh_token)).status === 200,
    'a refresh token of Trackmania':
      (await refreshTrackmania(service, keeper, trackmania.refresh_token)).status === 200,
    'a code': (await exchangeCode(service, server, code)).status === 200,
    'a code of Trackmania':
      (await exchangeTrackmaniaCode(service, keeper, trackmaniaCode)).status === 200,
  });
}

const allOf = (good: boolean, found: Readonly<Record<string, boolean>>) =>
  Object.fromEntries(Object.keys(found).map((name) => [name, good]));

const endings: Readonly<Record<string, (username: string) => readonly (readonly string[])[]>> = {
  'is disabled': (username) => [['disable', username]],
  'was disabled and is enabled again': (username) => [
    ['disable', username],
    ['enable', username],
  ],
  'has all sessions ended': (username) => [['end-sessions', username]],
  // The last: the tests know the old one alone.
  'gets a new password': (username) => [['set-password', username]],
};

// Of the other member, who is gone after the last.
const endingsOfOther: typeof endings = {
  'has to replace its password': (username) => [['reset', username]],
  'is deleted': (username) => [['delete', username, '--yes']],
};

for (const engine of engines) {
  describe(`commands about members on ${engine} with two processes`, async () => {
    const service = await startService({
      engine,
      nodes: 2,
      environment: { PITPASS_LOG_LEVEL: 'warn' },
    });

    it('everything that a member holds is good, so that its end means something', async () => {
      const found = await (await obtainEverything(service, 1))();
      assert.deepEqual(found, allOf(true, found));
    });

    const cases = [endings, endingsOfOther].flatMap((some, index) =>
      Object.entries(some).map(([name, commands]) => ({ name, commands, index })),
    );
    for (const { name, commands, index } of cases) {
      const number = name === 'is deleted' ? 'S225 ' : '';
      it(`${number}everything that a member holds ends within a second when the account ${name}`, async () => {
        const { username } = memberOf(service, index);
        const look = await obtainEverything(service, index);
        for (const words of commands(username)) await runMembers(service, ...words);
        await sleep(1000);
        const found = await look();
        assert.deepEqual(found, allOf(false, found));
        await service.query('UPDATE member SET disabled_at = NULL, must_reset = 0');
      });
    }
  });
}
