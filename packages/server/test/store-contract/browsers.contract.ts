import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { QueuedMail } from '../../src/domain/mail/letterbox.ts';
import { digestOf } from '../../src/domain/presented.ts';
import { browserCodeTriesMax } from '../../src/domain/session/browser-code.ts';
import type { BrowserCode } from '../../src/domain/session/browser-code.ts';
import {
  credentialsDigestOf,
  rememberedBrowsersMax,
} from '../../src/domain/session/remembered-browser.ts';
import type { RememberedBrowser } from '../../src/domain/session/remembered-browser.ts';
import type { Behaviours, Contract } from './contract.ts';
import { countRows, countTrue, plain } from './contract.ts';
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

function makeBrowserCode(member: Owner, over: Partial<BrowserCode> = {}): BrowserCode {
  return {
    attempt_id: `attempt-${nextNumber()}`,
    member_id: member.member_id,
    code_digest: digestOf('right'),
    tries_left: browserCodeTriesMax,
    expires_at: t0 + 900,
    claimed_at: null,
    ...over,
  };
}

const makeMail = (): QueuedMail => ({
  mail_id: `mail-${nextNumber()}`,
  sealed: 'sealed',
  queued_at: t0,
});

/** Codes that are mailed to prove an unknown browser. */
export const browserCodeBehaviours: Behaviours = (open) => {
  const save = async (over: Partial<BrowserCode> = {}) => {
    const code = makeBrowserCode(await saveMember(open()), over);
    assert.ok(await open().browserCodes.saveBrowserCode(code, makeMail()));
    return code;
  };

  test('S189 of codes that are entered at the same moment one succeeds, and none after it', async () => {
    const { browserCodes } = open();
    const { attempt_id, code_digest } = await save();
    const claim = async () =>
      (await browserCodes.claimBrowserCode(attempt_id, code_digest, t0)).outcome === 'claimed';
    assert.equal(await countTrue(20, claim), 1);
    assert.equal(await claim(), false);
    assert.equal(await browserCodes.findBrowserCode(attempt_id, t0), undefined);
  });

  test('S190 of wrong codes that are sent at the same moment five are looked at, and then the right one is worth nothing', async () => {
    const { browserCodes } = open();
    const { attempt_id, code_digest } = await save();
    const claim = (digest = digestOf('wrong')) =>
      browserCodes.claimBrowserCode(attempt_id, digest, t0);
    const answers = await Promise.all(Array.from({ length: 20 }, () => claim()));
    const left = answers.flatMap((answer) =>
      answer.outcome === 'wrong' ? [answer.tries_left] : [],
    );
    assert.deepEqual(new Set(left), new Set([0, 1, 2, 3, 4]));
    assert.deepEqual(await claim(code_digest), { outcome: 'spent' });
  });

  test('S190 a code works until the second before its end', async () => {
    const { browserCodes } = open();
    const [early, late] = [await save(), await save()];
    assert.ok(await browserCodes.findBrowserCode(early.attempt_id, t0 + 899));
    assert.deepEqual(
      await browserCodes.claimBrowserCode(early.attempt_id, early.code_digest, t0 + 899),
      { outcome: 'claimed' },
    );
    assert.equal(await browserCodes.findBrowserCode(late.attempt_id, t0 + 900), undefined);
    assert.deepEqual(
      await browserCodes.claimBrowserCode(late.attempt_id, late.code_digest, t0 + 900),
      { outcome: 'spent' },
    );
  });

  test('S190 another code takes the place of the first with tries of its own, and none follows a used one', async () => {
    const { browserCodes, database } = open();
    const first = await save();
    const { attempt_id } = first;
    const claim = (digest: BrowserCode['code_digest']) =>
      browserCodes.claimBrowserCode(attempt_id, digest, t0);
    await claim(digestOf('wrong'));
    const second = { ...first, code_digest: digestOf('newer') };
    assert.ok(await browserCodes.saveBrowserCode(second, makeMail()));
    assert.deepEqual(await claim(first.code_digest), {
      outcome: 'wrong',
      tries_left: browserCodeTriesMax - 1,
    });
    assert.deepEqual(await claim(second.code_digest), { outcome: 'claimed' });
    const mails = await countRows(database, 'mail');
    assert.equal(await browserCodes.saveBrowserCode(second, makeMail()), false);
    assert.equal(await countRows(database, 'mail'), mails);
  });

  test('S191 the code of one sign-in is none of another', async () => {
    const { browserCodes } = open();
    const one = await save({ code_digest: digestOf('one') });
    const other = await save({ code_digest: digestOf('other') });
    const claim = await browserCodes.claimBrowserCode(one.attempt_id, other.code_digest, t0);
    assert.equal(claim.outcome, 'wrong');
    assert.deepEqual(await browserCodes.claimBrowserCode('attempt-none', one.code_digest, t0), {
      outcome: 'spent',
    });
  });
};
