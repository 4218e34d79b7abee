import assert from 'node:assert/strict';
import { test } from 'node:test';

import { digestOf } from '../../src/domain/presented.ts';
import {
  credentialsDigestOf,
  rememberedBrowsersMax,
} from '../../src/domain/session/remembered-browser.ts';
import type { RememberedBrowser } from '../../src/domain/session/remembered-browser.ts';
import type { Behaviours, Contract } from './contract.ts';
import { plain } from './contract.ts';
import { makeMember, nextNumber, t0 } from './records.ts';

async function saveMember({ members }: Contract) {
  const member = makeMember();
  await members.saveMember(member);
  return member;
}

type Owner = Awaited<ReturnType<typeof saveMember>>;

function makeBrowser(member: Owner, over: Partial<RememberedBrowser> = {}): RememberedBrowser {
  return {
    browser_id: `browser-${nextNumber()}`,
    member_id: member.member_id,
    mark_digest: digestOf(`mark-${nextNumber()}`),
    credentials_digest: credentialsDigestOf(member),
    knows_since: t0,
    skips_second_factor_until: null,
    last_used_at: t0,
    last_ip: '203.0.113.7',
    last_user_agent_header: null,
    expires_at: t0 + 100,
    ...over,
  };
}

/** Browsers that are remembered. */
export const rememberedBrowserBehaviours: Behaviours = (open) => {
  test('S193 a mark is found for its member until it expires, and for nobody else', async () => {
    const { browsers } = open();
    const [member, other] = [await saveMember(open()), await saveMember(open())];
    const browser = makeBrowser(member, { last_user_agent_header: 'Demo/1' });
    await browsers.rememberBrowser(browser, undefined);
    const { mark_digest } = browser;
    const found = await browsers.findRememberedBrowser(mark_digest, member.username, t0 + 99);
    assert.deepEqual(plain(found?.browser), browser);
    assert.equal(found?.password_verifier, member.password_verifier);
    for (const [digest, username, now] of [
      [mark_digest, member.username, t0 + 100],
      [mark_digest, other.username, t0],
      [digestOf('another'), member.username, t0],
      [mark_digest, 'nobody@example.test', t0],
    ] as const) {
      assert.equal(await browsers.findRememberedBrowser(digest, username, now), undefined);
    }
  });

  test('S172 S193 a new mark takes over what other members have under the earlier one, and ends the own', async () => {
    const { browsers } = open();
    const [member, other] = [await saveMember(open()), await saveMember(open())];
    const earlier = makeBrowser(member);
    const ofOther = makeBrowser(other, { mark_digest: earlier.mark_digest });
    await browsers.rememberBrowser(earlier, undefined);
    await browsers.rememberBrowser(ofOther, undefined);
    const next = makeBrowser(member, { last_used_at: t0 + 1 });
    await browsers.rememberBrowser(next, earlier.mark_digest);
    const find = async (mark: RememberedBrowser['mark_digest'], { username }: Owner) =>
      (await browsers.findRememberedBrowser(mark, username, t0))?.browser.browser_id;
    assert.equal(await find(next.mark_digest, member), next.browser_id);
    assert.equal(await find(next.mark_digest, other), ofOther.browser_id);
    assert.equal(await find(earlier.mark_digest, member), undefined);
    assert.equal(await find(earlier.mark_digest, other), undefined);
    const list = await browsers.listRememberedBrowsers(member.member_id, t0);
    assert.deepEqual(
      list.map(({ browser_id }) => browser_id),
      [next.browser_id],
    );
  });

  test('S193 a browser is forgotten by its member alone, one or all', async () => {
    const { browsers } = open();
    const [member, other] = [await saveMember(open()), await saveMember(open())];
    const [one, two, foreign] = [makeBrowser(member), makeBrowser(member), makeBrowser(other)];
    for (const browser of [one, two, foreign]) await browsers.rememberBrowser(browser, undefined);
    assert.equal(await browsers.forgetBrowser(one.browser_id, other.member_id), false);
    assert.equal(await browsers.forgetBrowser(one.browser_id, member.member_id), true);
    assert.equal(await browsers.forgetBrowser(one.browser_id, member.member_id), false);
    assert.equal(await browsers.forgetBrowsers(member.member_id), 1);
    assert.equal((await browsers.listRememberedBrowsers(other.member_id, t0)).length, 1);
  });

  test('a use is written down, and of too many browsers those used last are kept', async () => {
    const { browsers } = open();
    const member = await saveMember(open());
    const first = makeBrowser(member);
    await browsers.rememberBrowser(first, undefined);
    const use = { last_used_at: t0 + 60, last_ip: '2001:db8::1', last_user_agent_header: 'Next/2' };
    await browsers.useRememberedBrowser(first.browser_id, use);
    for (let count = 1; count <= rememberedBrowsersMax; count += 1) {
      await browsers.rememberBrowser(makeBrowser(member, { last_used_at: t0 + count }), undefined);
    }
    const list = await browsers.listRememberedBrowsers(member.member_id, t0);
    assert.equal(list.length, rememberedBrowsersMax);
    assert.deepEqual(plain(list[0]), { ...first, ...use });
    assert.ok(list.every(({ last_used_at }) => last_used_at > t0 + 1));
  });
};
