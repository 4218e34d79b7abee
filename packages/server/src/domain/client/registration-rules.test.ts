import assert from 'node:assert/strict';
import { test } from 'node:test';

import { registrationProfiles } from '../../../test/house.ts';
import type { DialectName } from './client.ts';
import { defaultFields, mergeFields } from './registration-fields.ts';
import type { WantedClient } from './registration-fields.ts';
import { findRegistrationProblems, registrationRules } from './registration-rules.ts';

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

function problemsOf(dialect: DialectName, changes: Partial<WantedClient>) {
  const profile = registrationProfiles[dialect];
  const { client_id, client_type, ...typed } = { ...good[dialect], ...changes };
  const isPublic = client_type !== 'server-side';
  const fields = mergeFields(defaultFields(profile, isPublic), typed);
  return findRegistrationProblems({ fields, profile, client_type, isPublic, client_id });
}

type Breach = readonly [DialectName, Partial<WantedClient>];

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
  'each redirect URI is one': [
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
  test(`S18 S19 S200 refuses a registration unless ${demand}`, () => {
    for (const [dialect, changes] of breaches[demand] ?? []) {
      const problems = problemsOf(dialect, changes);
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
