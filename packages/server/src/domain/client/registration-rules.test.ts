import assert from 'node:assert/strict';
import { test } from 'node:test';

import { registrationProfiles } from '../../../test/house.ts';
import type { DialectName } from './client.ts';
import { defaultFields, mergeFields } from './registration-fields.ts';
import type { WantedClient } from './registration-fields.ts';
import { findRegistrationProblems, registrationRules } from './registration-rules.ts';
import { findRegistrationWarnings } from './registration-type-rules.ts';

const good: Readonly<Record<DialectName, WantedClient>> = {
  iracing: {
    client_id: 'lap-lens',
    client_type: 'server-side',
    client_name: 'Lap Lens',
    developer_name: 'Example Racing Tools',
    developer_url: 'https://laplens.example/',
    developer_email: 'dev@laplens.example',
    redirect_uris: ['https://laplens.example/cb', 'http://127.0.0.1:7491/callback'],
    cors_origins: ['https://laplens.example', 'http://localhost:3000'],
    grant_types: ['authorization_code', 'refresh_token', 'password_limited'],
    scopes: ['iracing.auth'],
    audiences: ['data-server'],
  },
  trackmania: {
    client_type: 'server-side',
    client_name: 'Club Room ❤️',
    homepage_url: 'https://club.example/about?tab=1',
    description: 'Shows clubs.\nNothing else.',
    redirect_uris: ['https://club.example/cb'],
  },
};

interface Asking {
  readonly applicant?: { readonly username: string };
  readonly approvedHttpUris?: readonly string[];
}

function draftOf(dialect: DialectName, changes: Partial<WantedClient>, asking: Asking = {}) {
  const profile = registrationProfiles[dialect];
  const { client_id, client_type, ...typed } = { ...good[dialect], ...changes };
  const isPublic = client_type !== 'server-side';
  const fields = mergeFields(defaultFields(profile, isPublic), typed);
  return { fields, profile, client_type, isPublic, client_id, ...asking };
}

function problemsOf(dialect: DialectName, changes: Partial<WantedClient>, asking?: Asking) {
  return findRegistrationProblems(draftOf(dialect, changes, asking));
}

const applicant = { username: 'dev@laplens.example' };

type Breach = readonly [DialectName, Partial<WantedClient>, Asking?];

const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));
const uris = (count: number) => many(count, (index) => `https://app.example/cb/${index}`);

/** Drafts that break one rule, by what the rule demands. */
const breaches: Readonly<Record<string, readonly Breach[]>> = {
  'client_id is left to the service where the dialect does not let it be chosen': [
    ['trackmania', { client_id: 'club-room' }],
  ],
  'client_id has 1 to 64 letters, digits, dots, underscores and hyphens': [
    ['iracing', { client_id: '' }],
    ['iracing', { client_id: 'lap lens' }],
    ['iracing', { client_id: 'lap/lens' }],
    ['iracing', { client_id: '../lens' }],
    ['iracing', { client_id: '-lens' }],
    ['iracing', { client_id: '.' }],
    ['iracing', { client_id: 'lëns' }],
    ['iracing', { client_id: 'lens\n' }],
    ['iracing', { client_id: 'x'.repeat(65) }],
  ],
  'client_id is not the name of an audience': [
    ['iracing', { client_id: 'data-server' }],
    ['iracing', { client_id: 'oauth-api' }],
    ['iracing', { client_id: 'Data-Server' }],
  ],
  'client_type is one that the dialect has': [
    ['iracing', { client_type: 'web', grant_types: ['authorization_code'] }],
    ['trackmania', { client_type: 'mobile' }],
  ],
  'client_name is there': [
    ['iracing', { client_name: '' }],
    ['trackmania', { client_name: ' \t ' }],
  ],
  'client_name has at most 80 characters, all of which can be seen': [
    ['trackmania', { client_name: 'x'.repeat(81) }],
    ['trackmania', { client_name: 'Lap\u0000Lens' }],
    ['trackmania', { client_name: 'Lap\nLens' }],
    ['trackmania', { client_name: 'Lap\u200bLens' }],
    ['trackmania', { client_name: 'Lap\u202eLens' }],
    ['trackmania', { client_name: '\u3164' }],
    ['trackmania', { client_name: '\ud800' }],
    ['trackmania', { client_name: '\u0301' }],
    ['trackmania', { client_name: 'Lap Lens\ufe0f' }],
    ['trackmania', { client_name: 'Lap Lens 1\ufe0f' }],
    ['trackmania', { client_name: `e${'\u0301'.repeat(6)}` }],
  ],
  'client_name is not made of the name of the game': [
    ['iracing', { client_name: 'iRacing Tools' }],
    ['iracing', { client_name: 'i-R a c i n g' }],
    ['iracing', { client_name: 'My ｉＲａｃｉｎｇ' }],
  ],
  'homepage_url is a web address': [
    ['trackmania', { homepage_url: 'club.example' }],
    ['trackmania', { homepage_url: 'javascript:alert(1)' }],
    ['trackmania', { homepage_url: 'https://me:secret@club.example/' }],
    ['trackmania', { homepage_url: 'https://club.example/a b' }],
    ['trackmania', { homepage_url: `https://club.example/${'x'.repeat(2048)}` }],
  ],
  'description has at most 1000 characters, all of which can be seen': [
    ['trackmania', { description: 'x'.repeat(1001) }],
    ['trackmania', { description: 'a\u001b[31mb' }],
    ['trackmania', { description: 'a\u202eb' }],
  ],
  'developer_name has at most 80 characters, all of which can be seen': [
    ['iracing', { developer_name: 'x'.repeat(81) }],
    ['iracing', { developer_name: 'Ex\u0007ample' }],
  ],
  'developer_url is a web address': [['iracing', { developer_url: 'mailto:dev@x.example' }]],
  'developer_email is an e-mail address': [
    ['iracing', { developer_email: 'dev' }],
    ['iracing', { developer_email: 'dev@x.example, other@x.example' }],
    ['iracing', { developer_email: `${'x'.repeat(250)}@x.example` }],
  ],
  'redirect_uris are at most 20': [['trackmania', { redirect_uris: uris(21) }]],
  'each redirect URI is a single one, not several with commas or spaces between': [
    ['trackmania', { redirect_uris: ['http://127.0.0.1/cb,http://127.0.0.1/cb2'] }],
    ['iracing', { redirect_uris: ['https://a.example/cb, https://b.example/cb'] }],
    ['iracing', { redirect_uris: ['https://a.example/cb https://b.example/cb'] }],
  ],
  'each redirect URI may be registered': [
    ['trackmania', { redirect_uris: ['localhost:8765/callback'] }],
    ['trackmania', { redirect_uris: ['/cb'] }],
    ['trackmania', { redirect_uris: ['https://club.example/cb#top'] }],
    ['trackmania', { redirect_uris: ['http://club.example/cb'] }],
    ['trackmania', { redirect_uris: ['https://club.example'] }],
    ['trackmania', { redirect_uris: ['https://*.club.example/cb'] }],
    ['trackmania', { redirect_uris: ['https://me@club.example/cb'] }],
    ['trackmania', { redirect_uris: ['https://club.example\\cb'] }],
    ['iracing', { redirect_uris: ['javascript:alert(1)'] }],
    ['iracing', { redirect_uris: ['data:text/html,x'] }],
    ['iracing', { redirect_uris: ['https://club.example/cb?code=1'] }],
  ],
  'there is a redirect URI where members can only sign in by one': [
    ['iracing', { redirect_uris: [] }],
    ['trackmania', { redirect_uris: [], client_type: 'native' }],
  ],
  'cors_origins are origins, https or of this computer': [
    ['iracing', { cors_origins: ['*'] }],
    ['iracing', { cors_origins: ['null'] }],
    ['iracing', { cors_origins: ['https://app.example/'] }],
    ['iracing', { cors_origins: ['http://app.example'] }],
    ['iracing', { cors_origins: ['https://app.example:443'] }],
    ['iracing', { cors_origins: ['app.example'] }],
  ],
  'cors_origins are at most 20': [
    ['iracing', { cors_origins: many(21, (index) => `https://app${index}.example`) }],
  ],
  'grant_types are ones that the dialect has': [
    ['iracing', { grant_types: ['authorization_code', 'client_credentials'] }],
    ['trackmania', { grant_types: ['client_credentials', 'password_limited'] }],
    ['trackmania', { grant_types: ['client-credentials'] }],
  ],
  'there is a grant by which a first token is had': [
    ['iracing', { grant_types: [] }],
    ['trackmania', { grant_types: ['refresh_token'] }],
  ],
  'a public client has no grant that rests on a secret': [
    ['iracing', { client_type: 'native' }],
    ['trackmania', { client_type: 'native', grant_types: ['client_credentials'] }],
  ],
  'scopes are ones that the dialect has': [
    ['iracing', { scopes: ['iracing.auth', 'clubs'] }],
    ['trackmania', { scopes: ['iracing.auth'] }],
  ],
  'audiences are ones that the dialect has': [
    ['iracing', { audiences: ['data-server', 'moon'] }],
    ['trackmania', { audiences: ['data-server'] }],
  ],
  'a custom scheme belongs to a client that runs on the device': [
    ['iracing', { redirect_uris: ['example.laplens.app://cb'] }],
    [
      'iracing',
      {
        client_type: 'single-page-app',
        grant_types: ['authorization_code'],
        redirect_uris: ['https://laplens.example/cb', 'example.laplens.app:/cb'],
      },
    ],
  ],
  'roles are among end_user_support, internal_support': [
    ['iracing', { roles: ['end_user_support', 'admin'] }],
  ],
  'a client of internal support alone has no scope about one member': [
    ['iracing', { roles: ['internal_support'], scopes: ['iracing.auth', 'iracing.profile'] }],
  ],
  'developer_name is there where a member asks for a client that members meet': [
    ['iracing', { developer_name: '' }, { applicant }],
  ],
  'developer_url is there where a member asks for a client that members meet': [
    ['iracing', { developer_url: '' }, { applicant }],
  ],
  'developer_email is the address of the account that asks for the client': [
    ['iracing', { developer_email: 'other@laplens.example' }, { applicant }],
    ['iracing', { developer_email: '' }, { applicant }],
  ],
  'access_token_lifetime_seconds is 60 to 86400 whole seconds': [
    ['iracing', { access_token_lifetime_seconds: 59 }],
    ['iracing', { access_token_lifetime_seconds: 86_401 }],
    ['trackmania', { access_token_lifetime_seconds: 600.5 }],
    ['iracing', { access_token_lifetime_seconds: Number.NaN }],
  ],
  'refresh_token_lifetime_seconds is 600 to 31536000 whole seconds': [
    ['iracing', { refresh_token_lifetime_seconds: 599 }],
    ['iracing', { refresh_token_lifetime_seconds: 31_536_001 }],
  ],
  'session_absolute_lifetime_seconds is 600 to 63072000 whole seconds': [
    ['iracing', { session_absolute_lifetime_seconds: 0 }],
    ['iracing', { session_absolute_lifetime_seconds: 63_072_001 }],
  ],
  'roles is left out where the dialect has none': [['trackmania', { roles: ['internal_support'] }]],
  'homepage_url is left out where the dialect has none': [
    ['iracing', { homepage_url: 'https://x.example/' }],
  ],
  'description is left out where the dialect has none': [['iracing', { description: 'A tool' }]],
  'developer_name is left out where the dialect has none': [
    ['trackmania', { developer_name: 'Somebody Else' }],
  ],
  'developer_url is left out where the dialect has none': [
    ['trackmania', { developer_url: 'https://x.example/' }],
  ],
  'developer_email is left out where the dialect has none': [
    ['trackmania', { developer_email: 'dev@x.example' }],
  ],
  'cors_origins is left out where the dialect has none': [
    ['trackmania', { cors_origins: ['https://x.example'] }],
  ],
};

for (const dialect of ['iracing', 'trackmania'] as const) {
  test(`a registration of the ${dialect} dialect that keeps every rule has no problem`, () => {
    assert.deepEqual(problemsOf(dialect, {}), []);
  });
}

test('every rule has a draft that breaks it, and every draft a rule', () => {
  assert.deepEqual(Object.keys(breaches).sort(), registrationRules.map((r) => r.demand).sort());
});

for (const { field, demand } of registrationRules) {
  test(`S18 S19 S200 book 2 book 7 refuses a registration unless ${demand}`, () => {
    for (const [dialect, changes, asking] of breaches[demand] ?? []) {
      const problems = problemsOf(dialect, changes, asking);
      assert.equal(problems.length, 1, JSON.stringify([changes, problems]));
      assert.equal(problems[0]?.field, field);
      assert.match(problems[0]?.message ?? '', /^[A-Z][^\n]{20,400}\.$/);
    }
  });
}

test('what stands at the edge of a rule is registered', () => {
  const edges: readonly Breach[] = [
    ['iracing', { client_id: 'x' }],
    ['iracing', { client_id: 'A.b_c-9'.padEnd(64, 'x') }],
    ['iracing', { client_id: 'data-server-2' }],
    ['trackmania', { client_name: '🏁'.repeat(80) }],
    ['trackmania', { client_name: 'تتبع اللفات' }],
    ['trackmania', { client_name: '\u2764\ufe0f 1\ufe0f\u20e3' }],
    ['trackmania', { client_name: `e${'\u0301'.repeat(5)}` }],
    ['trackmania', { description: 'x'.repeat(1000) }],
    ['trackmania', { redirect_uris: uris(20) }],
    ['trackmania', { redirect_uris: [] }],
    ['trackmania', { redirect_uris: ['example.club.app://cb/x/y'] }],
    ['trackmania', { homepage_url: '', description: '' }],
    ['trackmania', { scopes: [] }],
    ['iracing', { redirect_uris: [], grant_types: ['password_limited', 'refresh_token'] }],
  ];
  for (const [dialect, changes] of edges) assert.deepEqual(problemsOf(dialect, changes), []);
});

test('book 2 a request for a client of password_limited alone names no developer, address or redirect URI', () => {
  const bot = { developer_name: '', developer_url: '', redirect_uris: [] };
  const grant_types = ['password_limited', 'refresh_token'];
  assert.deepEqual(problemsOf('iracing', { ...bot, grant_types }, { applicant }), []);
  const both = [...grant_types, 'authorization_code'];
  const problems = problemsOf('iracing', { ...bot, grant_types: both }, { applicant });
  assert.deepEqual(
    problems.map(({ field }) => field),
    ['redirect_uris', 'developer_name', 'developer_url'],
  );
  const change = { ...bot, redirect_uris: ['https://x.example/cb'] };
  assert.deepEqual(problemsOf('iracing', change), [], 'staff needs no developer');
});

test('book 7 S24 a mobile or native client has a custom scheme, reversed from a domain', () => {
  for (const client_type of ['mobile', 'native']) {
    const app = { client_type, grant_types: ['authorization_code'] };
    const redirect_uris = ['example.laplens.app://cb', 'example.laplens.app:/cb'];
    assert.deepEqual(problemsOf('iracing', { ...app, redirect_uris }), []);
    assert.equal(problemsOf('iracing', { ...app, redirect_uris: ['laplens:/cb'] }).length, 1);
  }
});

test('book 7 S19 staff may approve plain http, and nothing else that is wrong with a redirect URI', () => {
  const redirect_uris = ['http://lan.example/cb'];
  assert.equal(problemsOf('iracing', { redirect_uris }).length, 1);
  const approvedHttpUris = [...redirect_uris, 'http://me@lan.example/cb', 'http://lan.example'];
  assert.deepEqual(problemsOf('iracing', { redirect_uris }, { approvedHttpUris }), []);
  for (const uri of approvedHttpUris.slice(1)) {
    const problems = problemsOf('iracing', { redirect_uris: [uri] }, { approvedHttpUris });
    assert.equal(problems.length, 1, uri);
  }
});

test('S23 book 7 localhost is registered with a warning that advises the literal, which is registered without', () => {
  const warningsOf = (uri: string) =>
    findRegistrationWarnings(draftOf('iracing', { client_type: 'native', redirect_uris: [uri] }));
  const [warning = '', ...more] = warningsOf('http://localhost:7491/cb');
  assert.match(
    warning,
    /"http:\/\/localhost:7491\/cb" names localhost; 127\.0\.0\.1 or \[::1\] is better/,
  );
  assert.deepEqual(more, []);
  for (const uri of [
    'http://127.0.0.1:7491/cb',
    'http://[::1]/cb',
    'https://localhost.example/cb',
  ]) {
    assert.deepEqual(warningsOf(uri), []);
  }
  assert.match(warningsOf('http://lan.example/cb')[0] ?? '', /plain http/);
  const native = { client_type: 'native', grant_types: ['authorization_code'] };
  const localhost = { ...native, redirect_uris: ['http://localhost:7491/cb'] };
  assert.deepEqual(problemsOf('iracing', localhost), []);
});

test('S200 a name that holds the letters of the game across two words is one of its own', () => {
  for (const client_name of ['Ferrari Racing', 'Safari Racing Board']) {
    assert.deepEqual(problemsOf('iracing', { client_name }), []);
  }
});

test('every problem is told at once, each with its field', () => {
  const problems = problemsOf('iracing', {
    client_id: 'data server',
    client_type: 'native',
    client_name: '',
    developer_email: 'dev',
    redirect_uris: ['/cb', 'https://x.example/cb#a'],
    scopes: ['a', 'b'],
  });
  assert.deepEqual(
    problems.map(({ field }) => field),
    [
      'client_id',
      'client_name',
      'developer_email',
      'redirect_uris',
      'redirect_uris',
      'grant_types',
      'scopes',
      'scopes',
    ],
  );
});

test('a sentence repeats no more of a value than a person reads', () => {
  const [problem] = problemsOf('trackmania', { redirect_uris: [`x${'y'.repeat(2000)}`] });
  assert.ok((problem?.message.length ?? Infinity) < 300);
});

test('of ten thousand redirect URIs no more are judged than may be registered', () => {
  const redirect_uris = many(10_000, (index) => `no-uri-${index}`);
  const problems = problemsOf('trackmania', { redirect_uris });
  assert.equal(problems.length, 21);
  assert.match(problems[0]?.message ?? '', /There are 10000 redirect URIs; register at most 20/);
});
