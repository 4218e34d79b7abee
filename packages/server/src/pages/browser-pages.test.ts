import assert from 'node:assert/strict';
import { test } from 'node:test';

import { browserCodePage } from './browser-code-page.ts';
import type { BrowserCodeNotice } from './browser-code-page.ts';
import { renderHtml } from './html.ts';
import { rememberedBrowsersSection } from './remembered-browsers.ts';

const hostile = `"><img src=x onerror=alert(1)>\u202e`;
const frame = {
  serviceName: 'Pitpass',
  stylesheetHrefs: ['/site.css'],
  scriptHref: '/page.js',
  faviconHref: '/favicon.svg',
};
const form = { action: '/login/code', hidden: { transaction: hostile } };

const codePage = (over: { expires_at?: number; notice?: BrowserCodeNotice } = {}) =>
  renderHtml(
    browserCodePage({
      frame,
      form,
      again: { ...form, action: '/login/code/again' },
      username: hostile,
      expires_at: 'expires_at' in over ? over.expires_at : 1_800_000_000,
      notice: over.notice,
      isMailDelayed: false,
    }),
  );

test('S181 neither an address nor what a browser says of itself becomes markup', () => {
  const nothing = { browser: null, operating_system: null };
  const section = rememberedBrowsersSection({
    browsers: [
      {
        browser_id: hostile,
        place: { city: hostile, country: hostile },
        program: nothing,
        user_agent: hostile,
        knows_since: 1,
        last_used_at: 1,
        last_ip: hostile,
        expires_at: 1,
        skipsSecondFactor: true,
        isThisOne: true,
      },
    ],
    forget: '/one',
    forgetAll: '/all',
    form_token: hostile,
  });
  for (const text of [codePage(), renderHtml(section)]) {
    assert.doesNotMatch(text, /<img src=x/);
    assert.match(text, /&lt;img src=x onerror=alert\(1\)&gt;/);
  }
});

test('S188 the code has one field that telephones fill in by themselves', () => {
  const text = codePage();
  assert.equal(text.match(/<input[^>]*type="text"/g)?.length, 1);
  assert.match(text, /inputmode="numeric"/);
  assert.match(text, /autocomplete="one-time-code"/);
});

test('S190 where no code can be entered there is no field, and one may be asked for unless it is too soon', () => {
  const spent = codePage({ expires_at: undefined as never, notice: { kind: 'spent' } });
  assert.doesNotMatch(spent, /id="code"/);
  assert.match(spent, /action="\/login\/code\/again"/);
  const throttled = codePage({
    expires_at: undefined as never,
    notice: { kind: 'throttled', waitSeconds: 61 },
  });
  assert.doesNotMatch(throttled, /id="code"|code\/again/);
  assert.match(throttled, /in 1 minute and 1 second/);
});
