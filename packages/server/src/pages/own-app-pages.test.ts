import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderHtml } from './html.ts';
import type { Html } from './html.ts';
import type { PageFrame } from './layout.ts';
import type { ClientFacts } from './client-facts.ts';
import { actAsPage } from './act-as-page.ts';
import { clientSecretPage, clientSecretShownPage } from './client-secret-page.ts';
import { ownAppPage, ownAppCreatePage } from './own-app-page.ts';
import type { OwnAppPageValues } from './own-app-page.ts';
import { ownAppCredentialsPage } from './own-app-credentials-page.ts';
import type { OwnAppFormErrors } from './own-app-form.ts';
import { ownAppRequestPage } from './own-app-request-page.ts';
import type { OwnAppRequestPageValues } from './own-app-request-page.ts';
import { ownAppReviewedPage } from './own-app-reviewed-page.ts';
import type { OwnAppReviewedPageValues } from './own-app-reviewed-page.ts';
import type { OwnAppSecrets } from './own-app-secrets.ts';
import type { OwnAppState } from './own-app-state.ts';
import { staffClientsPage } from './staff-clients-page.ts';
import type { StaffClientsPageValues } from './staff-clients-page.ts';
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
    state: 'active' as const,
    dialect: 'trackmania' as const,
    redirect_uri_count: 2,
    created_at: 1_790_000_000,
    href: '/manager/apps/x',
  };
  return {
    frame,
    member: memberOf(word),
    apps: [
      app,
      { ...app, is_confidential: false, redirect_uri_count: 0 },
      { ...app, state: 'requested' as const, dialect: 'iracing' as const },
    ],
    createHref: '/manager/create',
    requestHref: '/manager/request',
    staffHref: '/staff/clients',
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

function lifeOf(_word: string, over: Partial<OwnAppState> = {}): OwnAppState {
  return { state: 'active', last_used_at: 1_790_000_500, ...over };
}

function secretsOf(word: string, over: Partial<OwnAppSecrets> = {}): OwnAppSecrets {
  return {
    client_name: word,
    is_confidential: true,
    secret_used_at: null,
    rotate: target('/rotate', word),
    add: target('/add', word),
    endOld: target('/end', word),
    ...over,
  };
}

function factsOf(word: string): ClientFacts {
  return {
    client_type: 'server-side',
    grant_types: ['authorization_code', word],
    scopes: [word],
    audiences: [],
    roles: ['internal_support'],
    redirect_uris: [`https://${word}`, word],
    cors_origins: [],
    developer_name: word,
    developer_url: null,
    developer_email: word,
  };
}

const review = {
  requested_at: 1_790_000_000,
  due_at: 1_790_864_000,
  refused_because: null,
};

function reviewedOf(
  word: string,
  over: Partial<OwnAppReviewedPageValues> = {},
): OwnAppReviewedPageValues {
  return {
    frame,
    member: memberOf(word),
    listHref: '/manager',
    app: { client_id: word, client_name: word, created_at: 1_790_000_000 },
    facts: factsOf(word),
    life: lifeOf(word),
    secrets: secretsOf(word),
    delete: target('/delete', word),
    ...over,
  };
}

function requestOf(word: string, errors?: OwnAppRequestPageValues['errors']) {
  const values = {
    client_name: word,
    client_type: 'native',
    grant_types: ['password_limited'],
    developer_name: word,
    developer_url: word,
    redirect_uris: word,
    cors_origins: word,
    usesData: true,
  };
  const shared = { frame, member: memberOf(word), listHref: '/manager' };
  return { ...shared, target: target('/request', word), values, developer_email: word, errors };
}

function staffOf(word: string): StaffClientsPageValues {
  const request = {
    client_id: word,
    client_name: word,
    facts: factsOf(word),
    ...review,
    isOverdue: true,
    held_because: [word],
    applicant: { display_name: word, username: word },
    approve: target('/approve', word),
    refuse: target('/refuse', word),
    refusedReason: word,
  };
  const gone = { ...request, applicant: undefined, held_because: [], isOverdue: false };
  return { frame, member: memberOf(word), requests: [request, gone], done: 'approved' };
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
    life: lifeOf(word),
    secrets: secretsOf(word),
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
    'app with two secrets': ownAppPage(
      appOf(word, {
        secrets: secretsOf(word, { old: { ends_at: 1_790_000_900, used_at: 1_790_000_800 } }),
      }),
    ),
    'reviewed app': ownAppReviewedPage(reviewedOf(word)),
    'reviewed app with a link to its secret': ownAppReviewedPage(
      reviewedOf(word, { secrets: secretsOf(word, { link_expires_at: 1_790_000_900 }) }),
    ),
    'app that waits': ownAppReviewedPage(
      reviewedOf(word, { life: lifeOf(word, { state: 'requested', review, last_used_at: null }) }),
    ),
    'app that was not approved': ownAppReviewedPage(
      reviewedOf(word, {
        life: lifeOf(word, { state: 'refused', review: { ...review, refused_because: word } }),
      }),
    ),
    'app that nobody used': ownAppReviewedPage(
      reviewedOf(word, {
        life: lifeOf(word, { state: 'disabled', enable: target('/enable', word) }),
      }),
    ),
    'app that staff disabled': ownAppPage(
      appOf(word, { life: lifeOf(word, { state: 'disabled' }) }),
    ),
    request: ownAppRequestPage(requestOf(word)),
    'request that was refused': ownAppRequestPage(
      requestOf(word, {
        fields: { client_name: [word], grant_types: [word], redirect_uris: [word, word] },
        general: [word],
      }),
    ),
    'link to a secret': clientSecretPage({
      frame,
      client_name: word,
      form: target('/client-secret', word),
    }),
    'secret that is shown': clientSecretShownPage({
      frame,
      client_name: word,
      client_id: word,
      client_secret: word,
      appsHref: '/manager',
      maskingHref: '/oauth2/book/token_endpoint.html#masking',
    }),
    'requests for staff': staffClientsPage(staffOf(word)),
    'no requests for staff': staffClientsPage({ ...staffOf(word), requests: [], done: undefined }),
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
  const full = renderHtml(ownAppsPage(listOf('A', { appsMax: 3 })));
  assert.ok(full.includes(ownAppTexts.list.limit(3)));
  assert.doesNotMatch(full, /href="\/manager\/(?:create|request)"/);
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
  const secrets = secretsOf('A', { is_confidential: false });
  const text = renderHtml(ownAppPage(appOf('A', { secrets })));
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

test('book 13.2 the page that shows a secret leads to where masking is told', () => {
  const page = clientSecretShownPage({
    frame,
    client_name: 'League Board',
    client_id: 'league-board',
    client_secret: 'secret',
    appsHref: '/manager',
    maskingHref: '/oauth2/book/token_endpoint.html#masking',
  });
  assert.match(renderHtml(page), /href="\/oauth2\/book\/token_endpoint\.html#masking"/);
});

test('TM 9 the page that shows a secret does not speak of masking where nothing is masked', () => {
  const page = clientSecretShownPage({
    frame,
    client_name: 'Club Room',
    client_id: 'club-room',
    client_secret: 'secret',
    appsHref: '/manager',
    maskingHref: undefined,
  });
  assert.doesNotMatch(renderHtml(page), /mask/);
});

test('the pages of staff lead to each other, so that neither has to be known by its address', () => {
  const requests = renderHtml(staffClientsPage(staffOf('A')));
  assert.match(requests, /<a href="\/staff\/act-as">Act for a member<\/a>/);
  const start = target('/staff/act-as/start', 'A');
  const acting = renderHtml(actAsPage({ frame, member: memberOf('A'), acting: undefined, start }));
  assert.match(acting, /<a href="\/staff\/clients">Requests for apps<\/a>/);
});
