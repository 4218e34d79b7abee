import assert from 'node:assert/strict';
import { test } from 'node:test';

import { accountDeletedPage, accountDeletionPage } from './account-deletion-page.ts';
import { accountDetailsPage } from './account-details-page.ts';
import type { AccountDetailsPageValues, DetailsProblem } from './account-details-page.ts';
import {
  addressConfirmPage,
  linkSentPage,
  newPasswordPage,
  provenPage,
  resetPage,
  signUpConfirmPage,
  signUpPage,
} from './entry-pages.ts';
import { renderHtml } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { loginPage } from './login-page.ts';
import { texts } from './texts.ts';

const hostile = `"><img src=x onerror=alert(1)>'\u202e🏁</textarea></title><script>alert(2)</script>`;

const frame: PageFrame = {
  serviceName: 'Pitpass',
  stylesheetHrefs: ['/assets/tokens.css'],
  scriptHref: '/assets/page.js',
  faviconHref: '/assets/favicon.svg',
  notice: texts.notices.local,
};

const form = (word: string) => ({ action: '/post', hidden: { form_token: word, link: word } });
const memberOf = (word: string) => ({ display_name: word, username: word, signOut: form(word) });

function detailsOf(word: string, over: Partial<AccountDetailsPageValues> = {}) {
  return accountDetailsPage({
    frame,
    member: memberOf(word),
    forms: {
      name: form(word),
      address: form(word),
      keepAddress: form(word),
      password: form(word),
    },
    pending: { username: word, expires_at: 1_790_000_000 },
    exportHref: '/account/details/export',
    deletionHref: '/account/details/delete',
    done: 'addressSent',
    ...over,
  });
}

const problemsOf = (word: string): readonly DetailsProblem[] => [
  { form: 'name', field: 'display_name', sentence: word, typed: word },
  { form: 'address', field: 'username', sentence: word, typed: word },
  { form: 'address', field: 'password', sentence: word, typed: word },
  { form: 'address', sentence: word, typed: word },
  { form: 'password', field: 'password', sentence: word },
  { form: 'password', field: 'new_password', sentence: word },
  { form: 'password', sentence: word },
];

function deletionOf(word: string, ownsApps: boolean) {
  return accountDeletionPage({
    frame,
    member: memberOf(word),
    form: form(word),
    appCount: 2,
    sessionCount: 1,
    ownsApps,
    ownAppsHref: '/manager',
    stayHref: '/account/details',
    problem: word,
  });
}

/** Every page around accounts, in which whatever somebody outside chose is `word`. */
function pagesOf(word: string): readonly Html[] {
  const shared = { frame, username: word };
  return [
    loginPage({ frame, form: form(word), resetHref: '/reset', signUpHref: '/sign-up' }),
    signUpPage({
      frame,
      form: form(word),
      signInHref: '/login',
      values: { username: word, display_name: word },
      problems: { username: word, display_name: word, password: word },
      client_name: word,
    }),
    ...(['signUp', 'reset'] as const).map((kind) =>
      linkSentPage({ ...shared, kind, againHref: '/reset', mailboxHref: '/local/mailbox' }),
    ),
    signUpConfirmPage({ ...shared, form: form(word), display_name: word }),
    ...(['signUp', 'reset', 'address'] as const).map((kind) =>
      provenPage({ ...shared, kind, signInHref: '/login' }),
    ),
    resetPage({ ...shared, form: form(word), signInHref: '/login', problem: word }),
    resetPage({ ...shared, form: form(word), signInHref: '/login', isRequired: true }),
    newPasswordPage({ ...shared, form: form(word), problem: word }),
    addressConfirmPage({ ...shared, form: form(word), display_name: word }),
    detailsOf(word),
    ...problemsOf(word).map((problem) => detailsOf(word, { problem })),
    deletionOf(word, false),
    deletionOf(word, true),
    accountDeletedPage({ frame }),
  ];
}

test('S181 nothing that somebody outside chose becomes markup on the pages around accounts', () => {
  const plain = pagesOf('word').map(renderHtml);
  for (const [index, page] of pagesOf(hostile).map(renderHtml).entries()) {
    assert.doesNotMatch(page, /<img src=x|<script>/);
    const tags = (text: string | undefined) => text?.match(/<[a-z][^\s>]*/g)?.join(' ');
    assert.equal(
      tags(page)?.replaceAll(/ <details <summary <p <bdi/g, ''),
      tags(plain[index])?.replaceAll(/ <details <summary <p <bdi/g, ''),
    );
  }
});

test('every sentence about a field is beside it, read out with it, and opens the form that holds it', () => {
  for (const problem of problemsOf('what is wrong')) {
    const page = renderHtml(detailsOf('word', { problem, done: undefined }));
    const { form: name, field } = problem;
    if (field === undefined) assert.match(page, /role="alert">what is wrong/);
    else assert.match(page, /aria-invalid="true"[^>]*aria-describedby="[\w-]+-error/);
    const opened = (page.match(/<details class="change"\s+open>/g) ?? []).length;
    assert.equal(opened, name === 'name' ? 0 : 1);
  }
});

test('S197 no password that was typed stands on a page', () => {
  for (const page of pagesOf('word').map(renderHtml)) {
    for (const [input] of page.matchAll(/<input[^>]*type="password"[^>]*>/g)) {
      assert.doesNotMatch(input, /value=/);
      assert.match(input, /autocomplete="(?:current|new)-password"/);
    }
  }
});

test('the ids of a page are there once', () => {
  for (const page of pagesOf('word').map(renderHtml)) {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  }
});
