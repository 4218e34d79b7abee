import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { accountPage } from './account-page.ts';
import type { AccountApp } from './account-app.ts';
import type { AccountPageValues } from './account-page.ts';
import { assetsFolder, faviconName, scriptName, stylesheetNames } from './assets.ts';
import { consentPage } from './consent-page.ts';
import type { ConsentPageValues } from './consent-page.ts';
import { errorPage } from './error-page.ts';
import { errorMessages, errorReferenceTexts } from './error-texts.ts';
import type { FormTarget } from './form.ts';
import { renderHtml } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { loginPage } from './login-page.ts';
import { signedOutPage, signOutPage } from './signed-out-page.ts';
import { mailboxPage, mailPage } from './mailbox-page.ts';
import { startPage } from './start-page.ts';
import { texts } from './texts.ts';

const hostile = `"><img src=x onerror=alert(1)>'\u202e🏁</title><script>alert(2)</script>`;

function frameOf(serviceName: string): PageFrame {
  return {
    serviceName,
    stylesheetHrefs: ['/assets/tokens.css', '/assets/site.css'],
    scriptHref: '/assets/page.js',
    faviconHref: '/assets/favicon.svg',
    notice: texts.notices.local,
  };
}

const frame = frameOf('Pitpass');

function formOf(word: string): FormTarget {
  return { action: '/post', hidden: { transaction: word, form_token: word } };
}

function consentOf(word: string, over: Partial<ConsentPageValues> = {}): ConsentPageValues {
  return {
    frame,
    form: formOf(word),
    client_name: word,
    developer_name: word,
    developer_url: word,
    developer_email: word,
    reviewed: true,
    dialect: 'iracing',
    scopes: ['iracing.auth', 'iracing.profile'],
    audiences: ['data-server'],
    lifetime: { kind: 'until_idle', seconds: 604_800 },
    redirect_uri: 'https://laplens.example.test/cb',
    display_name: word,
    switchMember: formOf(word),
    ...over,
  };
}

function appOf(word: string, over: Partial<AccountApp> = {}): AccountApp {
  const session = {
    session_id: word,
    grant_type: 'authorization_code',
    started: 1_790_000_000,
    last_activity: 1_790_000_100,
    expires: 1_790_600_000,
    last_ip: word,
    last_user_agent: word,
    last_place: { country: word, city: word },
    last_program: { operating_system: word, browser: word },
    impersonation_note: word,
  };
  return {
    client_id: word,
    client_name: word,
    developer_name: word,
    developer_url: word,
    dialect: 'iracing',
    scopes: ['iracing.auth', word],
    allowed_since: 1_780_000_000,
    last_activity: 1_790_000_100,
    hasConsent: true,
    sessions: [session, { ...session, grant_type: word }],
    ...over,
  };
}

function accountOf(word: string, over: Partial<AccountPageValues> = {}): AccountPageValues {
  return {
    frame,
    member: { display_name: word, username: word, cust_id: 100_001, account_id: word },
    apps: [appOf(word)],
    ownAppsHref: '/manager',
    actions: {
      form_token: word,
      signOut: '/account/sign-out',
      endAccess: '/account/end-access',
      forget: '/account/forget',
      endSession: '/account/end-session',
      endAll: '/account/end-all',
      endImpersonation: '/account/end-impersonation',
    },
    notice: { kind: 'ended', client_name: word },
    ...over,
  };
}

function pagesOf(word: string): Readonly<Record<string, Html>> {
  const named = frameOf(word);
  const message = { what: word, why: word, todo: word };
  const login = { frame: named, form: formOf(word), username: word, client_name: word };
  return {
    login: loginPage(login),
    'login after a wrong password': loginPage({ ...login, error: { kind: 'wrong' } }),
    consent: consentPage(consentOf(word, { scopes: [word], audiences: [word] })),
    'consent to a broken redirect': consentPage(consentOf(word, { redirect_uri: word })),
    error: errorPage({
      frame,
      message,
      request_id: word,
      wireError: { error: word, error_description: word, error_uri: word },
      tryAgainHref: word,
    }),
    'signed out': signedOutPage({ frame, signInHref: word }),
    'sign out': signOutPage({
      frame,
      display_name: word,
      form: formOf(word),
      accountHref: '/account',
    }),
    account: accountPage(accountOf(word)),
    'account after forgetting': accountPage(
      accountOf(word, { notice: { kind: 'forgotten', client_name: word } }),
    ),
    start: startPage({
      frame,
      issuer: word,
      accountHref: word,
      ownAppsHref: word,
      trackmaniaDocHref: word,
      pitWallHref: word,
      mailboxHref: word,
      dataDocHref: word,
      guideHref: word,
      members: [{ display_name: word, username: word, password: word, cust_id: 1 }],
      curl: word,
      faults: { sentences: [word], clear: formOf(word) },
    }),
    mailbox: mailboxPage({
      frame,
      homeHref: '/',
      mails: [{ to: word, subject: word, sent_at: 1_790_000_000, href: word }],
    }),
    'a mail in the mailbox': mailPage({
      frame,
      mailboxHref: '/local/mailbox',
      mail: { to: word, subject: word, sent_at: 1_790_000_000, text: word },
      htmlHref: '/local/mailbox/mail-1/html',
    }),
  };
}

const hostilePages = Object.entries(pagesOf(hostile));
const plainPages = Object.entries(pagesOf('Lap Lens'));

for (const [name, page] of hostilePages) {
  const text = renderHtml(page);
  test(`S181 ${name}: hostile texts stay texts`, () => {
    assert.doesNotMatch(text, /<img src=x|<script>|onerror=alert\(1\)>(?!&)/);
    assert.equal(text.split('</title>').length, 2);
    assert.ok(text.includes('🏁') || name === 'signed out');
  });

  test(`S181 ${name}: no inline style, script or handler gets in`, () => {
    const tags = text.match(/<[a-z][^>]*>/g) ?? [];
    for (const tag of tags) {
      const names = tag.replace(/"[^"]*"/g, '""');
      assert.doesNotMatch(names, /\s(?:on[a-z]+|style|srcdoc)=/i, tag);
      assert.doesNotMatch(names, /'/, tag);
    }
    assert.equal(tags.filter((tag) => tag.startsWith('<script')).length, 1);
    assert.match(text, /<script src="[^"]+" defer blocking="render"><\/script>/);
    assert.doesNotMatch(text, /<style|javascript:/i);
  });
}

for (const [name, page] of plainPages) {
  const text = renderHtml(page);
  test(`S146 S53 ${name}: says that it is local, sends no referrer, loads nothing foreign`, () => {
    assert.ok(text.includes(texts.notices.local));
    assert.match(text, /<meta name="referrer" content="no-referrer" \/>/);
    for (const [, address] of text.matchAll(/(?:src|<link[^>]*href)="([^"]*)"/g)) {
      assert.match(address ?? '', /^\/(?:assets|local\/mailbox)\//);
    }
  });

  test(`${name}: has one heading, landmarks, a language, and a way past the header`, () => {
    assert.equal(text.match(/<h1[ >]/g)?.length, 1);
    assert.equal(text.match(/<main id="content"/g)?.length, 1);
    assert.match(text, /^<!doctype html>\s*<html lang="en">/);
    assert.match(text, /<a class="skip" href="#content">/);
    assert.match(text, /<meta name="viewport"/);
  });

  test(`${name}: each visible field has its label, each form is posted, each id is unique`, () => {
    for (const [tag] of text.matchAll(/<input[^>]*>/g)) {
      if (/type="hidden"/.test(tag)) continue;
      const id = /id="([^"]+)"/.exec(tag)?.[1];
      assert.ok(id !== undefined && text.includes(`<label for="${id}">`), tag);
    }
    for (const [tag] of text.matchAll(/<form[^>]*>/g)) assert.match(tag, /method="post"/);
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
  });
}

test('a service that is not local announces nothing', () => {
  const text = renderHtml(
    signedOutPage({ frame: { ...frame, notice: undefined }, signInHref: '/' }),
  );
  assert.doesNotMatch(text, /notice-line/);
});

test('login keeps what was typed and has no place to put a password back', () => {
  const text = renderHtml(
    loginPage({ frame, form: formOf('t'), username: 'a@example.test', error: { kind: 'wrong' } }),
  );
  assert.match(text, /type="email"[^>]*autocomplete="username"[^>]*value="a@example\.test"/s);
  const password = /<input\s[^>]*id="password"[^>]*>/.exec(text)?.[0] ?? '';
  assert.match(password, /autocomplete="current-password"/);
  assert.match(password, /aria-describedby="login-error"/);
  assert.doesNotMatch(password, /value=/);
  assert.ok(text.includes(texts.login.wrong));
});

for (const [error, words] of [
  [{ kind: 'throttled', seconds: 300 }, /Wait 5 minutes, then try again/],
  [{ kind: 'busy' }, /Try again in a few seconds/],
  [{ kind: 'expired' }, /has expired\. It works for 15 minutes/],
] as const) {
  test(`login says what to do when ${error.kind}, as an alert`, () => {
    const text = renderHtml(loginPage({ frame, form: formOf('t'), error }));
    assert.match(/role="alert">([^<]*)</.exec(text)?.[1] ?? '', words);
    assert.doesNotMatch(text, /aria-invalid/);
  });
}

test('login without an error has no alert', () => {
  assert.doesNotMatch(renderHtml(loginPage({ frame, form: formOf('t') })), /role="alert"/);
});

test('S178 consent holds app, developer, destination, scopes, audience and life', () => {
  const text = renderHtml(
    consentPage({
      ...consentOf('Lap Lens'),
      developer_name: 'Example Racing Tools',
      developer_url: 'https://example.test/',
      developer_email: 'dev@example.test',
    }),
  );
  for (const part of [
    'Lap Lens',
    'Example Racing Tools',
    'href="https://example.test/"',
    'dev@example.test',
    'https://laplens.example.test',
    texts.scopes['iracing.auth'],
    texts.scopes['iracing.profile'],
    'your iRacing-dialect data',
    'Until you end it, or 7 days without use.',
    `>${texts.consent.reviewed}<`,
    texts.consent.not,
  ]) {
    assert.ok(part !== undefined && text.includes(part), part);
  }
});

test('S178 Deny stands before Allow, neither has the focus and no field submits by Enter', () => {
  const text = renderHtml(consentPage(consentOf('Lap Lens')));
  const deny = text.indexOf('value="deny"');
  const allow = text.indexOf('value="allow"');
  assert.ok(deny > 0 && allow > deny);
  assert.doesNotMatch(text, /autofocus|tabindex="[1-9]/);
  assert.doesNotMatch(text, /<input(?![^>]*type="hidden")/);
});

test('S178 an app that nobody reviewed is warned of above the list, a reviewed one is not', () => {
  const unreviewed = renderHtml(consentPage(consentOf('Lap Lens', { reviewed: false })));
  const warning = unreviewed.indexOf(texts.consent.unreviewedWarning);
  assert.ok(warning > 0 && warning < unreviewed.indexOf(texts.consent.able));
  assert.doesNotMatch(unreviewed, /class="primary"/);
  const reviewed = renderHtml(consentPage(consentOf('Lap Lens')));
  assert.ok(!reviewed.includes(texts.consent.unreviewedWarning));
});

test('S178 consent for a Trackmania app says that it sees who one is, whatever it asks for', () => {
  const without = consentOf('Medal Keeper', { dialect: 'trackmania', scopes: [], audiences: [] });
  assert.match(renderHtml(consentPage(without)), /see your name and account id/);
  assert.match(renderHtml(consentPage(without)), /cannot change anything/);
  const writing = renderHtml(consentPage({ ...without, scopes: ['write_favorite'] }));
  assert.match(writing, /add and remove favourite maps/);
  assert.doesNotMatch(writing, /cannot change anything/);
  assert.doesNotMatch(renderHtml(consentPage(consentOf('Lap Lens'))), /account id/);
});

test('S178 consent does not promise that an unknown scope changes nothing', () => {
  const text = renderHtml(consentPage(consentOf('Lap Lens', { scopes: ['telemetry.write'] })));
  assert.match(text, /telemetry\.write/);
  assert.ok(!text.includes(texts.consent.not));
  assert.ok(text.includes(texts.consent.notPassword));
});

test('consent says why it asks again, and says nothing when it asks for the first time', () => {
  for (const reason of ['public', 'changed', 'more'] as const) {
    const text = renderHtml(consentPage(consentOf('A', { asksAgainBecause: reason })));
    assert.ok(text.includes(texts.consent.asksAgain[reason]));
  }
  assert.doesNotMatch(renderHtml(consentPage(consentOf('A'))), /You allowed this app before/);
});

test('consent that is not renewed says its length', () => {
  const lifetime = { kind: 'fixed', seconds: 600 } as const;
  assert.match(renderHtml(consentPage(consentOf('A', { lifetime }))), /For 10 minutes/);
});

test('S181 consent shows a developer address that is no web page without a link', () => {
  const text = renderHtml(consentPage(consentOf('A', { developer_url: 'javascript:alert(1)' })));
  assert.match(text, /<bdi>javascript:alert\(1\)<\/bdi>/);
  assert.doesNotMatch(text, /href="javascript/);
});

test('the error page says what, why and what to do in this order, then the request id', () => {
  const message = errorMessages.redirectUriWrong;
  const text = renderHtml(errorPage({ frame, message, request_id: 'req-1' }));
  const places = [message.what, message.why, message.todo, 'req-1'].map((part) =>
    text.lastIndexOf(part),
  );
  assert.ok(places.every((place, index) => place > (places[index - 1] ?? 0)));
  assert.doesNotMatch(text, /<details/);
});

test('S181 the error page makes no link of an address that leads nowhere safe', () => {
  const text = renderHtml(
    errorPage({
      frame,
      message: errorMessages.notFound,
      request_id: 'r',
      tryAgainHref: 'javascript:alert(1)',
      wireError: { error: 'invalid_request', error_uri: '//example.test' },
    }),
  );
  assert.doesNotMatch(text, /javascript:|\/\/example\.test/);
});

test('the link of an error page says where it leads, where that is not back to try again', () => {
  const message = { ...errorMessages.notFound, onwards: 'Open your apps' };
  const page = { frame, request_id: 'r', tryAgainHref: '/manager' };
  assert.match(renderHtml(errorPage({ ...page, message })), /<a [^>]*>Open your apps<\/a>/);
  const without = errorPage({ ...page, message: errorMessages.notFound });
  assert.match(renderHtml(without), /<a [^>]*>Try again<\/a>/);
});

test('an account without apps teaches the first step and offers nothing to end', () => {
  const text = renderHtml(accountPage(accountOf('A', { apps: [], notice: undefined })));
  assert.ok(text.includes(texts.account.none) && text.includes(texts.account.noneNext));
  assert.equal(text.match(/<form/g)?.length, 1);
  assert.doesNotMatch(text, /role="status"/);
});

test('an account names the app in each button and what is lost before it is forgotten', () => {
  const text = renderHtml(accountPage(accountOf('Lap Lens'))).replace(/\s+/g, ' ');
  assert.match(text, /End access for <bdi>Lap Lens<\/bdi>/);
  assert.match(text, /Forget <bdi>Lap Lens<\/bdi>/);
  assert.match(text, /This ends its 2 sign-ins and takes back your permission/);
  assert.match(text, /role="status">Access for <bdi>Lap Lens<\/bdi> has ended\./);
  assert.equal(text.match(/name="session_id"/g)?.length, 2);
});

test('every form of the account carries the form token', () => {
  const text = renderHtml(accountPage(accountOf('Lap Lens')));
  const forms = text.match(/<form[\s\S]*?<\/form>/g) ?? [];
  assert.equal(forms.length, 6);
  for (const form of forms) assert.match(form, /name="form_token" value="Lap Lens"/);
});

test('an app that was given the password says so and cannot be forgotten', () => {
  const [session] = appOf('A').sessions;
  const sessions = session ? [{ ...session, grant_type: 'password_limited' }] : [];
  const app = appOf('A', { hasConsent: false, sessions });
  const text = renderHtml(accountPage(accountOf('A', { apps: [app] })));
  assert.match(text, /signed in with your password, without a second step/);
  assert.ok(text.includes(texts.account.noConsent));
  assert.doesNotMatch(text, /\/account\/forget/);
});

test('an app without a sign-in can be forgotten but has no access to end', () => {
  const apps = [appOf('A', { sessions: [], last_activity: null })];
  const text = renderHtml(accountPage(accountOf('A', { apps })));
  assert.match(text, /\/account\/forget/);
  assert.doesNotMatch(text, /\/account\/end-access|\/account\/end-all/);
});

test('S187 a link to sign out only asks: the page posts a form to do it', () => {
  const text = renderHtml(
    signOutPage({ frame, display_name: 'A', form: formOf('t'), accountHref: '/account' }),
  );
  assert.match(text, /<form method="post" action="\/post">[\s\S]*name="form_token"/);
});

test('no texts for a member use the words of the protocol', () => {
  const memberPages = plainPages.filter(([name]) => !/error|start/.test(name));
  for (const [name, page] of memberPages) {
    const words = renderHtml(page).replace(/<[^>]*>/g, ' ');
    assert.doesNotMatch(words, /\b(?:OAuth|client|grant|token|authorization)\b/i, name);
  }
});

test('every error code of the reference has a moment and an advice', () => {
  assert.equal(Object.keys(errorReferenceTexts).length, 12);
  for (const [code, { when, what_to_do }] of Object.entries(errorReferenceTexts)) {
    assert.match(when, /\.$/, code);
    assert.match(what_to_do, /\.$/, code);
  }
});

test('every asset that a page asks for lies in the folder and loads nothing from elsewhere', () => {
  for (const name of [...stylesheetNames, scriptName, faviconName]) {
    const text = readFileSync(new URL(name, assetsFolder), 'utf8');
    assert.ok(text.length > 0);
    assert.doesNotMatch(text, /@import|url\(|https?:\/\/(?!www\.w3\.org\/2000\/svg)/, name);
  }
});

test('the start page lists the faults that are on with a way to switch them off, or says how to', () => {
  const values = {
    frame,
    issuer: 'http://localhost:7480',
    accountHref: '/account',
    ownAppsHref: '/manager',
    trackmaniaDocHref: '/doc',
    mailboxHref: '/local/mailbox',
    dataDocHref: '/data/doc',
    guideHref: '/oauth2/book/',
    members: [],
  };
  const clear = { action: '/local/faults/clear', hidden: {} };
  const on = renderHtml(startPage({ ...values, faults: { sentences: ['slow', 'lost'], clear } }));
  assert.match(on, /<li><bdi>slow<\/bdi><\/li>\s*<li><bdi>lost<\/bdi><\/li>/);
  assert.match(on, /<form method="post" action="\/local\/faults\/clear">/);
  const off = renderHtml(startPage({ ...values, faults: { sentences: [], clear } }));
  assert.match(off, /pitpass fault add maintenance/);
  assert.doesNotMatch(off, /<form/);
});
