import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { isClientError } from '../errors.ts';
import { iracing } from '../provider.ts';
import { createSession } from '../session.ts';
import { memoryTokenStore } from '../token-store.ts';
import { readConfiguration } from './configuration.ts';
import type { ConfigurationSources } from './configuration.ts';
import { parseEnvironmentFile } from './environment-file.ts';
import { variableNames } from './variable-reader.ts';

let folder: string;
let envFile: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitpass-configuration-'));
  envFile = join(folder, '.env');
});
after(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string | Uint8Array): string {
  writeFileSync(envFile, text, { mode: 0o600 });
  return envFile;
}

/** Reads a file with this text, in an environment that has nothing else. */
function read(text: string, sources: ConfigurationSources = {}) {
  return readConfiguration({ environment: {}, envFile: write(text), ...sources });
}

/** The sentences of the refusal, the file's path shortened to its name. */
function problemsOf(text: string, sources: ConfigurationSources = {}): string[] {
  try {
    read(text, sources);
  } catch (error) {
    assert.ok(isClientError(error, 'invalid_options'), inspect(error));
    return error.message.replaceAll(envFile, '.env').split('\n');
  }
  return assert.fail('it was not refused');
}

const whole = [
  'CLIENT_ID=my-client',
  'CLIENT_SECRET=canary-secret',
  'USERNAME=me@example.com',
  'PASSWORD=canary-password',
  'SCOPE=iracing.auth iracing.profile',
  'REQUEST_TIMEOUT=12.5',
  'TOKEN_REFRESH_BUFFER_SECONDS=90',
  'LOG_LEVEL=WARNING',
  'LOG_FORMAT=json',
  'REDIRECT_URI=http://127.0.0.1:7491/callback',
  'ISSUER_URL=http://localhost:7480/oauth2',
  'TOKEN_FILE=tokens.json',
].join('\n');

describe('configuration', () => {
  it('reads every value of the file as the SDK takes it', () => {
    const { provider, session, credentials, log, tokenFile, notes } = read(whole);
    assert.deepEqual(
      { ...provider },
      {
        client_id: 'my-client',
        client_secret: 'canary-secret',
        redirect_uri: 'http://127.0.0.1:7491/callback',
        scope: 'iracing.auth iracing.profile',
        issuerUrl: 'http://localhost:7480/oauth2',
        dataUrl: 'http://localhost:7480',
        requestTimeoutSeconds: 12.5,
      },
    );
    assert.deepEqual(
      { ...credentials },
      { username: 'me@example.com', password: 'canary-password' },
    );
    assert.deepEqual(session, { expiryMarginSeconds: 90 });
    assert.deepEqual(log, { level: 'warn', format: 'json' });
    assert.equal(tokenFile, join(folder, 'tokens.json'));
    assert.deepEqual(notes, []);
    const own = iracing({ ...provider });
    assert.equal(own.endpoints.token_endpoint, 'http://localhost:7480/oauth2/token');
    createSession({ ...session, provider: own, store: memoryTokenStore() });
  });

  it('needs a client id alone; tokens are then renewed 60 seconds ahead and the log is info for people', () => {
    const { provider, session, credentials, log, tokenFile } = read('CLIENT_ID=my-client');
    assert.deepEqual({ ...provider }, { client_id: 'my-client' });
    assert.deepEqual(session, { expiryMarginSeconds: 60 });
    assert.equal(credentials, undefined);
    assert.deepEqual(log, { level: 'info', format: 'human' });
    assert.equal(tokenFile, undefined);
  });

  it('demands what password_limited needs, and names all of it at once', () => {
    assert.deepEqual(problemsOf('', { grant_type: 'password_limited' }), [
      'IRACING_CLIENT_ID is missing: write the client id that was issued to you into .env or the environment',
      'IRACING_CLIENT_SECRET is missing: write the client secret, as it was issued and not masked, into .env or the environment',
      "IRACING_USERNAME is missing: write the member's user name (an e-mail address) into .env or the environment",
      "IRACING_PASSWORD is missing: write the member's password into .env or the environment",
    ]);
  });

  it('demands the password of a user name, and the user name of a password', () => {
    assert.match(problemsOf('CLIENT_ID=x\nUSERNAME=a@b.example')[0] ?? '', /^IRACING_PASSWORD is/);
    assert.match(problemsOf('CLIENT_ID=x\nPASSWORD=canary-1')[0] ?? '', /^IRACING_USERNAME is/);
  });

  it('does without a file when none is named, and without reading one when told so', () => {
    const environment = { IRACING_CLIENT_ID: 'from-environment' };
    write('CLIENT_ID=from-file');
    const { provider } = readConfiguration({ environment, envFile: false });
    assert.equal(provider.client_id, 'from-environment');
    assert.deepEqual(problemsOf('', { environment, envFile: `${envFile}.none` }), [
      '.env.none does not exist: make it, or name another file',
    ]);
  });

  it('keeps the path of a token file from the environment relative to where the program runs', () => {
    const environment = { IRACING_CLIENT_ID: 'x', IRACING_TOKEN_FILE: 'own.json' };
    assert.equal(
      readConfiguration({ environment, envFile: false }).tokenFile,
      join(process.cwd(), 'own.json'),
    );
    const home = { ...environment, IRACING_TOKEN_FILE: '~/own.json' };
    assert.equal(
      readConfiguration({ environment: home, envFile: false }).tokenFile,
      join(homedir(), 'own.json'),
    );
  });

  it('takes data from the service that grants the tokens, unless they are said to be elsewhere', () => {
    const at = (lines: string) => read(`CLIENT_ID=x\n${lines}`).provider.dataUrl;
    assert.equal(at('ISSUER_URL=https://league.example/oauth2'), 'https://league.example');
    assert.equal(
      at('ISSUER_URL=https://league.example/oauth2\nDATA_URL=https://d.example'),
      'https://d.example',
    );
    assert.equal(at('ISSUER_URL=https://oauth.iracing.com/oauth2'), undefined);
  });

  it('shows no secret when it is printed, and keeps it when it is spread', () => {
    const configuration = read(whole);
    const printed =
      inspect(configuration, { depth: 9, showHidden: false }) + JSON.stringify(configuration);
    assert.doesNotMatch(printed, /canary/);
    assert.match(printed, /me@example\.com/);
    assert.equal({ ...configuration.provider }.client_secret, 'canary-secret');
  });
});

describe('which value counts', () => {
  const winner = (file: string, environment: Record<string, string>) =>
    read(file, { environment }).provider.client_id;

  it('the name with the prefix before the one without, the environment before the file', () => {
    const file = 'IRACING_CLIENT_ID=prefixed-file\nCLIENT_ID=file';
    const all = { IRACING_CLIENT_ID: 'prefixed-environment', CLIENT_ID: 'environment' };
    assert.equal(winner(file, all), 'prefixed-environment');
    assert.equal(winner(file, { CLIENT_ID: 'environment' }), 'prefixed-file');
    assert.equal(winner('CLIENT_ID=file', { CLIENT_ID: 'environment' }), 'environment');
    assert.equal(winner('CLIENT_ID=file', {}), 'file');
  });

  it('an empty value counts as none', () => {
    assert.equal(winner('CLIENT_ID=file', { IRACING_CLIENT_ID: '', CLIENT_ID: '' }), 'file');
  });

  const username = (file: string, environment: Record<string, string>) =>
    read(`CLIENT_ID=x\nPASSWORD=p\n${file}`, { environment }).credentials?.username;

  it("the file's USERNAME before the environment's, which is the operating system's", () => {
    const environment = { USERNAME: 'Lewis' };
    assert.equal(username('USERNAME=me@example.com', environment), 'me@example.com');
    const prefixed = { ...environment, IRACING_USERNAME: 'other@example.com' };
    assert.equal(username('USERNAME=me@example.com', prefixed), 'other@example.com');
  });

  it("the environment's USERNAME only where it is not the operating system's account", () => {
    assert.equal(username('', { USERNAME: 'me@example.com' }), 'me@example.com');
    for (const environment of [
      { USERNAME: userInfo().username.toUpperCase() },
      { USERNAME: 'lewis', USER: 'lewis' },
    ]) {
      const [problem] = problemsOf('CLIENT_ID=x\nPASSWORD=p', { environment });
      assert.match(problem ?? '', /^IRACING_USERNAME is missing \(.*operating system's\)/);
    }
  });

  it('names that could be anybody’s count in the environment with the prefix only', () => {
    const environment = { CLIENT_ID: 'x', TOKEN_FILE: '/elsewhere', DATA_URL: 'postgres://x' };
    const { tokenFile, provider } = readConfiguration({ environment, envFile: false });
    assert.deepEqual([tokenFile, provider.dataUrl], [undefined, undefined]);
  });
});

describe('a wrong value', () => {
  const cases: Readonly<Record<string, readonly [line: string, problem: RegExp]>> = {
    'a number with a unit': [
      'REQUEST_TIMEOUT=30s',
      /must be seconds from 0\.1 to 3600, without a unit: write 30$/,
    ],
    'a timeout of nothing': ['REQUEST_TIMEOUT=0', /must be seconds/],
    'a negative number': ['TOKEN_REFRESH_BUFFER_SECONDS=-5', /must be seconds from 0 to 3600/],
    'a number in words': ['TOKEN_REFRESH_BUFFER_SECONDS=sixty', /write 60$/],
    'a level that is none': [
      'LOG_LEVEL=loud',
      /is no level: write debug, info, warn, error, silent/,
    ],
    'a format that is none': ['LOG_FORMAT=xml', /is no format: write human or json/],
    'scopes with commas and spaces': ['SCOPE=iracing.auth,  x', /one space between them/],
    'plain http elsewhere': ['ISSUER_URL=http://league.example/oauth2', /must be https/],
    'no address': ['DATA_URL=members-ng.iracing.com', /is not an absolute URL/],
    'an address with a password': [
      'ISSUER_URL=https://me:canary@league.example/',
      /user name or password/,
    ],
    'an address with a query': [
      'ISSUER_URL=https://league.example/?canary=1',
      /query or a fragment/,
    ],
    'a redirect URI that is none': ['REDIRECT_URI=callback', /as it is registered/],
    'the sample’s client id': ['CLIENT_ID=your_client_id', /still what the example says/],
    'the sample’s secret': ['CLIENT_SECRET=your_client_secret', /still what the example says/],
    'a secret with a space at its end': ["CLIENT_SECRET='canary '", /white space: remove it/],
    'a password with a line break': [
      'PASSWORD="canary\\nx"',
      /control character: put it in single/,
    ],
    'a password with a # outside quotes': ['PASSWORD=canary#1', /cut off at its #/],
    'a password that goes on after its quotes': [
      'PASSWORD="canary"1"',
      /goes on after its second "/,
    ],
    'quotes that are not closed': ['PASSWORD="canary', /begins with " and does not end/],
  };
  for (const [what, [line, problem]] of Object.entries(cases)) {
    it(`is told by name, file and line, and with what to write, but never repeated: ${what}`, () => {
      const name = line.slice(0, line.indexOf('='));
      const good = ['CLIENT_ID=x', 'USERNAME=u', 'PASSWORD=p'].filter(
        (own) => !own.startsWith(name),
      );
      const problems = problemsOf(`# a comment\n${line}\n${good.join('\n')}`);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.ok(problems[0]?.startsWith(`${name} (.env line 2) `), problems[0]);
      assert.match(problems[0] ?? '', problem);
      assert.doesNotMatch(problems[0] ?? '', /canary/);
    });
  }

  it('of the environment is told as such', () => {
    const environment = { IRACING_CLIENT_ID: 'x', IRACING_LOG_LEVEL: 'canary' };
    const [problem] = problemsOf('', { environment });
    assert.match(problem ?? '', /^IRACING_LOG_LEVEL \(environment\) is no level/);
  });

  it('is not found in what only looks wrong', () => {
    const { provider, credentials, notes } = read(
      "CLIENT_ID=x # the bot's\nCLIENT_SECRET='a#b'\nUSERNAME=u\nPASSWORD=' p \"# '\n",
    );
    assert.equal(provider.client_id, 'x');
    assert.equal(provider.client_secret, 'a#b');
    assert.equal(credentials?.password, ' p "# ');
    assert.deepEqual(notes, []);
  });
});

describe('the file', () => {
  it('points at names that nobody knows, when they are nearly known', () => {
    const { notes } = read('CLIENT_ID=x\nCLIENT_SERCET=canary-1\nTHEME=dark\nIRACING_THEME=dark');
    assert.deepEqual(
      notes.map((note) => note.replaceAll(envFile, '.env')),
      [
        'CLIENT_SERCET (.env line 2) is not known: write CLIENT_SECRET if that is meant',
        'IRACING_THEME (.env line 4) is not known: take it out',
      ],
    );
  });

  it('points at the near miss when the right name is missing', () => {
    assert.deepEqual(problemsOf('CLIENTID=x').slice(1), [
      'CLIENTID (.env line 1) is not known: write CLIENT_ID if that is meant',
    ]);
  });

  it('tells a name that stands twice, and a line that is no assignment', () => {
    const { notes } = read('CLIENT_ID=x\nCLIENT_ID=y');
    assert.match(
      notes[0] ?? '',
      /^CLIENT_ID stands twice in .*, in lines 1 and 2: the last counts/,
    );
    assert.deepEqual(problemsOf('CLIENT_ID: x\nCLIENT_ID=y'), [
      '.env line 1 is no assignment: write NAME=value',
    ]);
  });

  it('may have a byte order mark, Windows line breaks, export and values of several lines', () => {
    const text =
      '\ufeffexport CLIENT_ID=x\r\nNOTE="a\r\nCLIENT_ID=inside\r\n"\r\nSCOPE=iracing.auth\r\n';
    const { provider } = read(text);
    assert.equal(provider.client_id, 'x');
    assert.equal(provider.scope, 'iracing.auth');
    const { variables, problems } = parseEnvironmentFile(text, '.env');
    assert.deepEqual(problems, []);
    assert.equal(variables.get('SCOPE')?.line, 5);
  });

  it('is told apart from one in another encoding, and from a folder', () => {
    const utf16 = Buffer.from('\ufeffCLIENT_ID=x', 'utf16le');
    for (const [bytes, sentence] of [
      [utf16, /UTF-16.*save it as UTF-8/],
      [Buffer.from('PASSWORD=Z\xfcrich', 'latin1'), /is not text in UTF-8: save it/],
    ] as const) {
      write(bytes);
      assert.throws(() => readConfiguration({ environment: {}, envFile }), sentence);
    }
    assert.throws(
      () => readConfiguration({ environment: {}, envFile: folder }),
      /cannot be read \(EISDIR\)/,
    );
  });

  it('of secrets that others can read is worth a note', () => {
    if (process.platform === 'win32') return;
    write('CLIENT_ID=x\nCLIENT_SECRET=canary-1');
    chmodSync(envFile, 0o644);
    const { notes } = readConfiguration({ environment: {}, envFile });
    assert.match(notes.join('\n'), /holds a secret and others can read it: chmod 600/);
    write('CLIENT_ID=x');
    chmodSync(envFile, 0o644);
    assert.deepEqual(readConfiguration({ environment: {}, envFile }).notes, []);
  });
});

describe('the page for people', () => {
  const at = (path: string) =>
    readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

  it('has every name, and none that is not read', () => {
    const rows = at('docs/sdk-configuration.md').matchAll(/^\| `([A-Z_]+)`/gm);
    assert.deepEqual(
      [...rows].map(([, name]) => name),
      [...variableNames],
    );
  });

  it('has an example whose every name is read', () => {
    const text = at('examples/password-limited/.env.example').replaceAll(/^# (?=[A-Z_]+=)/gm, '');
    const { variables, problems } = parseEnvironmentFile(text, '.env.example');
    assert.deepEqual(problems, []);
    assert.ok(variables.size > 8);
    for (const name of variables.keys()) assert.ok(variableNames.some((known) => known === name));
  });
});
