import assert from 'node:assert/strict';
import { test } from 'node:test';

import { options } from './option.ts';
import type { Option } from './option.ts';
import { InvalidConfig, parseConfig } from './parse-config.ts';

const issuer = 'https://id.example.org';

function problemsOf(environment: Record<string, string>, isLocal = false): readonly string[] {
  try {
    parseConfig(environment, { isLocal });
  } catch (error) {
    assert.ok(error instanceof InvalidConfig);
    for (const problem of error.problems) assert.match(problem, /^[^\n]{20,300}\.$/);
    return error.problems;
  }
  return [];
}

test('without any setting the local service has its documented defaults', () => {
  const config = parseConfig({}, { isLocal: true });
  assert.equal(config.origin, 'http://localhost:7480');
  assert.equal(config.logFormat, 'human');
  for (const [name, option] of Object.entries<Option>(options)) {
    if (['logFormat', 'unknownBrowser', 'signUp'].includes(name)) continue;
    assert.equal(config[name as keyof typeof config], option.default, name);
  }
  assert.equal(Object.isFrozen(config), true);
});

test('S188 an operated service mails codes to unknown browsers unless it is told not to, a local one the other way round', () => {
  const read = (isLocal: boolean, unknownBrowser?: string) =>
    parseConfig(
      {
        PITPASS_ISSUER: isLocal ? undefined : issuer,
        PITPASS_UNKNOWN_BROWSER: unknownBrowser,
      },
      { isLocal },
    ).unknownBrowser;
  assert.deepEqual([read(false), read(false, 'off')], ['mail', 'off']);
  assert.deepEqual([read(true), read(true, 'mail')], ['off', 'mail']);
});

test('people make accounts by themselves on a local service, and on an operated one where it says so', () => {
  const read = (isLocal: boolean, signUp?: string) =>
    parseConfig(
      { PITPASS_ISSUER: isLocal ? undefined : issuer, PITPASS_SIGN_UP: signUp },
      { isLocal },
    ).signUp;
  assert.deepEqual([read(false), read(false, 'open')], ['closed', 'open']);
  assert.deepEqual([read(true), read(true, 'closed')], ['open', 'closed']);
});

test('the issuer is the origin of an operated service, whatever the port it listens on', () => {
  const config = parseConfig({ PITPASS_ISSUER: issuer, PITPASS_PORT: '8080' }, { isLocal: false });
  assert.deepEqual([config.origin, config.port, config.logFormat], [issuer, 8080, 'json']);
});

test('the local origin is written as browsers write it, also on the default port', () => {
  const origin = (port: string) => parseConfig({ PITPASS_PORT: port }, { isLocal: true }).origin;
  assert.equal(origin('80'), 'http://localhost');
  assert.equal(origin('81'), 'http://localhost:81');
});

const goodIssuers = [
  'https://id.example.org',
  'https://id.example.org:8443',
  'http://localhost:7480',
  'http://127.0.0.1:7480',
  'http://[::1]:7480',
];
for (const good of goodIssuers) {
  test(`S146 accepts the issuer ${good}`, () => {
    assert.deepEqual(problemsOf({ PITPASS_ISSUER: good }), []);
  });
}

const badIssuers: Readonly<Record<string, RegExp>> = {
  'http://id.example.org': /must use https/,
  'http://127.0.0.1.evil.example': /must use https/,
  'https://id.example.org?a=b': /origin alone/,
  'https://id.example.org?': /origin alone/,
  'https://id.example.org#top': /origin alone/,
  'https://id.example.org/': /origin alone/,
  'https://id.example.org/oauth2': /origin alone/,
  'https://admin:secret@id.example.org': /origin alone/,
  'https://id.example.org:443': /origin alone/,
  'https://ID.example.org': /origin alone/,
  'javascript:alert(1)': /origin alone/,
  'ftp://id.example.org': /https|origin alone/,
  'id.example.org': /not a URL/,
  ' https://id.example.org': /origin alone/,
};
for (const [bad, sentence] of Object.entries(badIssuers)) {
  test(`S146 refuses the issuer "${bad}"`, () => {
    const [problem, ...more] = problemsOf({ PITPASS_ISSUER: bad });
    assert.match(problem ?? '', sentence);
    assert.deepEqual(more, []);
  });
}

test('S146 an operated service without an issuer is refused with the variable that is missing', () => {
  assert.match(problemsOf({})[0] ?? '', /PITPASS_ISSUER/);
  assert.match(problemsOf({ PITPASS_ISSUER: '' })[0] ?? '', /PITPASS_ISSUER/);
});

test('S146 --local refuses every issuer and address that is not this computer', () => {
  assert.match(problemsOf({ PITPASS_ISSUER: issuer }, true)[0] ?? '', /--local/);
  for (const address of [
    '0.0.0.0',
    '::',
    '192.168.1.2',
    'id.example.org',
    '127.0.0.1.evil.example',
  ]) {
    assert.match(problemsOf({ PITPASS_ADDRESS: address }, true)[0] ?? '', /--local/, address);
    assert.deepEqual(problemsOf({ PITPASS_ADDRESS: address, PITPASS_ISSUER: issuer }), []);
  }
  for (const address of ['localhost', '127.0.0.1', '::1']) {
    assert.deepEqual(problemsOf({ PITPASS_ADDRESS: address }, true), []);
  }
});

test('every number is refused outside its range and when it is none, and taken at both ends', () => {
  for (const option of Object.values<Option>(options)) {
    if (option.kind !== 'integer') continue;
    const { variable, min = 0, max = 0 } = option;
    for (const text of [String(min), String(max)]) {
      assert.deepEqual(problemsOf({ [variable]: text }, true), [], `${variable}=${text}`);
    }
    const wrong = [min - 1, max + 1, 1.5, '0x10', '1e3', '12 ', 'NaN', '٣', '-1', '99999999999'];
    for (const text of wrong.map(String)) {
      const [problem] = problemsOf({ [variable]: text }, true);
      assert.match(problem ?? '', new RegExp(`^${variable} is .* from ${min} to ${max}\\.$`), text);
    }
  }
});

test('every choice is refused when it is not one of the listed', () => {
  for (const option of Object.values<Option>(options)) {
    if (option.kind !== 'choice') continue;
    for (const choice of option.choices ?? []) {
      assert.deepEqual(problemsOf({ [option.variable]: choice }, true), []);
    }
    const [problem] = problemsOf({ [option.variable]: 'loud' }, true);
    assert.match(problem ?? '', new RegExp(`^${option.variable} is "loud"; .*one of`));
  }
});

test('every problem is told at once', () => {
  const problems = problemsOf(
    {
      PITPASS_ISSUER: 'https://id.example.org/',
      PITPASS_ADDRESS: '0.0.0.0',
      PITPASS_PORT: 'http',
      PITPASS_LOG_LEVEL: 'loud',
      PITPASS_PASSWORD_HASH_QUEUE: '0',
    },
    true,
  );
  assert.equal(problems.length, 5);
});

test('every option says in the table what it is, and no two share a variable', () => {
  const all = Object.values<Option>(options);
  assert.equal(new Set(all.map(({ variable }) => variable)).size, all.length);
  for (const { variable, sentence, kind, unit } of all) {
    assert.match(variable, /^PITPASS_[A-Z_]+$/);
    assert.match(sentence, /^[A-Z].{20,}\.$/);
    assert.equal(unit === '', kind !== 'integer', variable);
  }
});

for (const good of ['http://localhost:9000', 'https://wall.example.org', 'http://[::1]:9000']) {
  test(`accepts ${good} as the address of the demo app`, () => {
    assert.equal(parseConfig({ PITPASS_PIT_WALL_URL: good }, { isLocal: true }).pitWallUrl, good);
  });
}

for (const bad of [
  'localhost:9000',
  '127.0.0.1:9000',
  'nowhere',
  'ftp://localhost:9000',
  'javascript:alert(1)',
  'http://localhost:9000/',
  'http://localhost:9000/wall',
  'http://user:word@localhost:9000',
]) {
  test(`refuses ${bad} as the address of the demo app, and names the setting`, () => {
    const problems = problemsOf({ PITPASS_PIT_WALL_URL: bad }, true);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^PITPASS_PIT_WALL_URL .*http or https origin/);
  });
}

test('whom to ask for help is an e-mail address or an https address', () => {
  for (const contact of ['help@example.org', 'https://example.org/help']) {
    const config = parseConfig({ PITPASS_CONTACT: contact }, { isLocal: true });
    assert.equal(config.contact, contact);
  }
  for (const contact of ['http://example.org', 'Help <help@example.org>', 'help', 'a b@c.d']) {
    assert.throws(
      () => parseConfig({ PITPASS_CONTACT: contact }, { isLocal: true }),
      InvalidConfig,
    );
  }
  assert.equal(parseConfig({}, { isLocal: true }).contact, undefined);
});
