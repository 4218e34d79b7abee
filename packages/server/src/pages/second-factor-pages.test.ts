import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backupCodesPage, switchedOffPage } from './backup-codes-page.ts';
import { renderHtml } from './html.ts';
import type { Html } from './html.ts';
import { authenticatorPage, passkeyPage } from './second-factor-setup-pages.ts';
import { secondFactorStepPage } from './second-factor-step-page.ts';
import { securityPage } from './security-page.ts';

const hostile = '"><script>alert(1)</script>\u202e\'onload=x';
const frame = {
  serviceName: 'Pitpass',
  stylesheetHrefs: ['/a.css'],
  scriptHref: '/a.js',
  faviconHref: '/a.svg',
};
const form = { action: '/post', hidden: { transaction: hostile } };
const member = { display_name: hostile, signOut: form };
const question = {
  options: { user: { name: hostile } },
  sealedChallenge: hostile,
  scriptHref: '/b.js',
};
const passkey = {
  credential_id: hostile,
  passkey_name: hostile,
  created_at: 0,
  last_used_at: null,
};
const actions = {
  form_token: hostile,
  setUpAuthenticator: '/1',
  removeAuthenticator: '/2',
  addPasskey: '/3',
  renamePasskey: '/4',
  removePasskey: '/5',
  replaceBackupCodes: '/6',
  switchOff: '/7',
};
const secondFactor = {
  switched_on_at: 0,
  backup_code_set: 1,
  backup_codes_left: 2,
  backup_codes_made: 10,
  authenticator: { authenticator_id: hostile, created_at: 0 },
  passkeys: [passkey, { ...passkey, last_used_at: 5 }],
};
const step = {
  frame,
  form,
  client_name: hostile,
  hasAuthenticator: true,
  passkey: question,
  rememberedDays: 90,
  restartHref: '/login',
};
const security = { frame, member, canHavePasskeys: true, passkeysMax: 20, actions };

const pages: Readonly<Record<string, Html>> = {
  step: secondFactorStepPage(step),
  'step, wrong': secondFactorStepPage({
    ...step,
    error: { kind: 'wrong', way: 'backup_code' },
  }),
  'security, on': securityPage({ ...security, secondFactor, problem: 'Look again.' }),
  'security, off': securityPage({ ...security, secondFactor: undefined, done: 'Removed.' }),
  authenticator: authenticatorPage({
    frame,
    member,
    form,
    uri: 'otpauth://totp/x?secret=ABCD',
    qr: [[true, false]],
    seed: 'ABCDEFGH',
    purpose: 'replace',
    error: 'wrong',
  }),
  passkey: passkeyPage({
    frame,
    member,
    form,
    question,
    passkey_name: hostile,
    isFirst: true,
    nameProblem: 'The name shows nothing.',
    isRefused: true,
  }),
  'backup codes': backupCodesPage({
    frame,
    kind: 'replaced',
    codes: ['aaaaa-bbbbb'],
    nextHref: '/account/security',
    scriptHref: '/b.js',
  }),
  'switched off': switchedOffPage({ frame, signInHref: '/login' }),
};

for (const [name, page] of Object.entries(pages)) {
  const text = renderHtml(page);

  test(`S181 what members and apps are called is text alone on the page: ${name}`, () => {
    assert.ok(!text.includes('<script>'));
    const withoutQuoted = text.replaceAll(/"[^"]*"/g, '""');
    assert.ok(!withoutQuoted.includes('\u202e'), 'nothing turns the direction of the page');
    assert.doesNotMatch(withoutQuoted, /\son\w+=/);
  });

  test(`S53 nothing inline and nothing from elsewhere is on the page: ${name}`, () => {
    assert.doesNotMatch(text, /\sstyle="|<style|javascript:|https?:\/\//);
    for (const [, source] of text.matchAll(/<script([^>]*)>/g))
      assert.match(source ?? '', /src="\//);
  });

  test(`every field of the page has a label: ${name}`, () => {
    for (const [input] of text.matchAll(/<input\b[^>]*>/g)) {
      if (/type="(hidden|checkbox)"/.test(input)) continue;
      const id = /id="([^"]+)"/.exec(input)?.[1];
      assert.ok(text.includes(`<label for="${id}"`), input);
    }
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, ids.join(' '));
  });
}

test('book 14.5 the page says when few backup codes are left', () => {
  assert.match(renderHtml(pages['security, on'] ?? assert.fail()), /2 of 10 left[\s\S]*run out/);
});
