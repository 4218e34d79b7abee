import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderHtml } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import { ownAppPage, ownAppCreatePage } from './own-app-page.ts';
import type { OwnAppPageValues } from './own-app-page.ts';
import { ownAppCredentialsPage } from './own-app-credentials-page.ts';
import type { OwnAppFormErrors } from './own-app-form.ts';
import { ownAppsPage } from './own-apps-page.ts';
import type { OwnAppsPageValues } from './own-apps-page.ts';
import { ownAppTexts } from './own-app-texts.ts';
import { texts } from './texts.ts';

const hostile = `"><img src=x onerror=alert(1)>'\u202e🏁</textarea></title><script>alert(2)</script>`;

const frame: PageFrame = {
  serviceName: 'Pitpass',
  stylesheetHrefs: ['/assets/tokens.css'],
  scriptHref: '/assets/page.js',
  faviconHref: '/assets/favicon.svg',
  notice: texts.notices.local,
};

const target = (action: string, word: string) => ({ action, hidden: { form_token: word } });
const memberOf = (word: string) => ({ display_name: word, signOut: target('/logout', word) });

const errorsOf = (word: string): OwnAppFormErrors => ({
  fields: { client_name: [word], redirect_uris: [word, `${word} again`] },
  general: [word],
});

function listOf(word: string, over: Partial<OwnAppsPageValues> = {}): OwnAppsPageValues {
  const app = {
    client_id: word,
    client_name: word,
    is_confidential: true,
    redirect_uri_count: 2,
    created_at: 1_790_000_000,
    href: '/manager/apps/x',
  };
  return {
    frame,
    member: memberOf(word),
    apps: [app, { ...app, is_confidential: false, redirect_uri_count: 0 }],
    createHref: '/manager/create',
    appsMax: 50,
    isDeleted: true,
    ...over,
  };
}

function formOf(word: string, is_confidential: boolean | undefined, errors?: OwnAppFormErrors) {
  const values = {
    client_name: word,
    homepage_url: word,
    description: word,
    redirect_uris: `${word}\n${word}`,
    is_confidential,
  };
  return { target: target('/post', word), values, errors };
}

function appOf(word: string, over: Partial<OwnAppPageValues> = {}): OwnAppPageValues {
  return {
    frame,
    member: memberOf(word),
    listHref: '/manager',
    app: {
      client_id: word,
      client_name: word,
      is_confidential: true,
      created_at: 1_790_000_000,
    },
    form: formOf(word, undefined),
    rotate: target('/rotate', word),
    delete: target('/delete', word),
    isSaved: true,
    ...over,
  };
}

function createOf(word: string, errors?: OwnAppFormErrors) {
  const form = formOf(word, true, errors);
  return { frame, member: memberOf(word), listHref: '/manager', form };
}

function credentialsOf(word: string, kind: 'created' | 'rotated', client_secret?: string) {
  const member = memberOf(word);
  const endpoints = {
    authorize: 'https://id.example/oauth/authorize',
    token: 'https://id.example/t',
  };
  const shown = { client_id: word, client_name: word, client_secret, href: '/a' };
  return { frame, member, kind, ...shown, endpoints, docHref: '/doc' };
}

function pagesOf(word: string): Readonly<Record<string, Html>> {
  return {
    list: ownAppsPage(listOf(word)),
    'the empty list': ownAppsPage(listOf(word, { apps: [], isDeleted: false })),
    create: ownAppCreatePage(createOf(word)),
    'create that was refused': ownAppCreatePage(createOf(word, errorsOf(word))),
    app: ownAppPage(appOf(word)),
    'app that was refused': ownAppPage(
      appOf(word, { form: formOf(word, undefined, errorsOf(word)), isSaved: false }),
    ),
    'credentials of a new app': ownAppCredentialsPage(credentialsOf(word, 'created', word)),
    'credentials after a rotation': ownAppCredentialsPage(credentialsOf(word, 'rotated', word)),
    'credentials without a secret': ownAppCredentialsPage(credentialsOf(word, 'created')),
  };
}

for (const [name, page] of Object.entries(pagesOf(hostile))) {
  const text = renderHtml(page);
  test(`S181 ${name}: hostile texts stay texts, and no style, script or handler gets in`, () => {
    assert.doesNotMatch(text, /<img src=x|<script>|onerror=alert\(1\)>(?!&)/);
    assert.equal(text.split('</title>').length, 2);
    assert.equal(text.split('<textarea').length, text.split('</textarea>').length);
    for (const tag of text.match(/<[a-z][^>]*>/g) ?? []) {
      const names = tag.replace(/"[^"]*"/g, '""');
      assert.doesNotMatch(names, /\s(?:on[a-z]+|style|srcdoc)=|'/i, tag);
    }
  });
}

for (const [name, page] of Object.entries(pagesOf('Club Room'))) {
  const text = renderHtml(page);
  test(`${name}: one heading, labelled fields, posted forms with a token, unique ids`, () => {
    assert.equal(text.match(/<h1[ >]/g)?.length, 1);
    assert.ok(text.includes(texts.notices.local));
    for (const [tag] of text.matchAll(/<(?:input|textarea)[^>]*>/g)) {
      if (/type="hidden"/.test(tag)) continue;
      const id = /id="([^"]+)"/.exec(tag)?.[1];
      assert.ok(id !== undefined && text.includes(`<label for="${id}">`), tag);
    }
    for (const form of text.match(/<form[\s\S]*?<\/form>/g) ?? []) {
      assert.match(form, /^<form[^>]* method="post"[\s\S]*name="form_token" value="Club Room"/);
    }
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, described] of text.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g)) {
      for (const id of (described ?? '').split(' ')) assert.ok(ids.includes(id), id);
    }
  });
}

test('an empty list teaches the first step, and a full one says why there is none', () => {
  const empty = renderHtml(ownAppsPage(listOf('A', { apps: [], isDeleted: false })));
  assert.ok(empty.includes(ownAppTexts.list.none) && empty.includes(ownAppTexts.list.noneNext));
  assert.match(empty, /href="\/manager\/create"/);
  assert.doesNotMatch(empty, /role="status"/);
  const full = renderHtml(ownAppsPage(listOf('A', { appsMax: 2 })));
  assert.ok(full.includes(ownAppTexts.list.limit(2)));
  assert.doesNotMatch(full, /href="\/manager\/create"/);
});

test('a name of 80 characters without a space is cut in the heading and whole on demand', () => {
  const long = `${'x'.repeat(40)}${'y'.repeat(40)}`;
  const text = renderHtml(ownAppPage(appOf(long)));
  assert.match(/<h1>([\s\S]*?)<\/h1>/.exec(text)?.[1] ?? '', /^<bdi>x{20}…y{11}<\/bdi>$/);
  assert.match(text, new RegExp(`<details class="whole">[\\s\\S]*<bdi>${long}</bdi>`));
});

test('errors stand beside their fields, are counted at the top, and what was typed is kept', () => {
  const errors = {
    fields: { client_name: ['No name.'], redirect_uris: ['First.', 'Second.'] },
    general: ['Too many.'],
  };
  const form = formOf('typed', false, errors);
  const text = renderHtml(ownAppCreatePage({ ...createOf('A'), form }));
  assert.match(text, /role="alert">\s*<p>Nothing was saved yet\. 4 things need to be changed/);
  assert.match(text, /role="alert">[\s\S]*<p>Too many\.<\/p>[\s\S]*<form/);
  assert.match(text, /id="client_name"[^>]*value="typed"[^>]*aria-invalid="true"/);
  assert.match(text, /id="client_name-error">\s*<li>No name\.<\/li>/);
  assert.match(text, /id="redirect_uris-error">\s*<li>First\.<\/li><li>Second\.<\/li>/);
  assert.match(text, /<textarea id="redirect_uris"[^>]*>\ntyped\ntyped<\/textarea>/);
  assert.doesNotMatch(text, /id="homepage_url"[^>]*aria-invalid/);
  assert.doesNotMatch(text, / checked/);
});

test('TM 9 confidential is ticked for a new app and cannot be chosen for one that stands', () => {
  const created = renderHtml(ownAppCreatePage(createOf('A')));
  assert.match(created, /name="confidential"[^>]*value="yes"[^>]* checked/);
  assert.doesNotMatch(renderHtml(ownAppPage(appOf('A'))), /name="confidential"/);
});

test('S63 an app that is not confidential offers no secret to replace', () => {
  const { app } = appOf('A');
  const text = renderHtml(ownAppPage(appOf('A', { app: { ...app, is_confidential: false } })));
  assert.doesNotMatch(text, /action="\/rotate"/);
  assert.ok(text.includes(ownAppTexts.app.publicSentence));
});

test('a deletion and a rotation say what is lost before their buttons', () => {
  const text = renderHtml(ownAppPage(appOf('Club Room'))).replace(/\s+/g, ' ');
  assert.match(text, /stops working at once.*action="\/rotate"/);
  assert.match(text, /every member is signed out.*action="\/delete"/);
  assert.match(text, /Delete <bdi>Club Room<\/bdi> *<\/button>/);
});

test('S197 the secret stands on its page once, in text that is selected whole, and in no attribute', () => {
  const secret = 'a'.repeat(40);
  const text = renderHtml(ownAppCredentialsPage(credentialsOf('Club Room', 'created', secret)));
  assert.equal(text.split(secret).length, 2);
  assert.match(text, new RegExp(`<code class="selectable">${secret}</code>`));
});

test('TM 1 the page after a registration names the endpoints, and the routes where they are described', () => {
  const values = credentialsOf('Club Room', 'created', 'a'.repeat(40));
  const text = renderHtml(ownAppCredentialsPage(values));
  for (const address of Object.values(values.endpoints)) {
    assert.ok(text.includes(`<code>${address}</code>`), address);
  }
  assert.match(text, /<a href="\/doc">/);
  const operated = renderHtml(ownAppCredentialsPage({ ...values, docHref: undefined }));
  assert.doesNotMatch(operated, /\/doc/);
});

test('the hint of the homepage says where members see it', () => {
  const text = renderHtml(ownAppCreatePage(createOf('A')));
  assert.match(text, /id="homepage_url-hint">Members see it beside the app’s name\./);
});
