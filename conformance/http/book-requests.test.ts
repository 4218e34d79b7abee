import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import {
  clientsOf,
  createPkce,
  createSignedInBrowser,
  mask,
  memberOf,
  obtainCode,
  passwordLimited,
  profileStatus,
  refresh,
  tokensOf,
} from '../harness/oauth.ts';
import type { Browser } from '../harness/browser.ts';
import {
  createDirectory,
  plainEnvironment,
  startService,
  stopEverything,
} from '../harness/running-service.ts';
import type { Service } from '../harness/running-service.ts';

/** A request of the book, with the status and the answer that it shows. */
interface Example {
  readonly name: string;
  readonly request: string;
  readonly status: number | undefined;
  readonly answer: string | undefined;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const launcher = join(root, 'packages/cli/bin/pitpass.js');
const book = '/oauth2/book/';
let service: Service;
let browser: Browser;
let folder: string;
let examples: readonly Example[] = [];

const unescape = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const shown = /<pre\s+data-example="([^"]*)"\s+data-status="([^"]*)"\s*><code>([^]*?)<\/code>/g;
const answered = /<pre\s+data-answer="([^"]*)"\s*><code>([^]*?)<\/code>/g;

/** Reads every example out of the pages as they are served. */
async function readExamples(): Promise<readonly Example[]> {
  const print = await service.send(`${book}print.html`, { headers: { accept: 'text/html' } });
  assert.equal(print.status, 200);
  const answers = new Map(
    [...print.body.matchAll(answered)].map(([, name = '', text = '']) => [name, unescape(text)]),
  );
  return [...print.body.matchAll(shown)].map(([, name = '', status = '', text = '']) => ({
    name,
    request: unescape(text),
    status: status === '' ? undefined : Number(status),
    answer: answers.get(name),
  }));
}

function find(name: string): Example {
  const example = examples.find((one) => one.name === name);
  assert.ok(example !== undefined, name);
  return example;
}

/** Runs lines of a shell after those that the book begins with, as a reader would. */
function runShell(
  lines: string,
  variables: Readonly<Record<string, string>> = {},
  { printsStatus = true } = {},
): Promise<{ code: number | null; output: string; problem: string }> {
  const script = [find('variables').request, find('mask').request, lines].join('\n');
  const child = spawn('bash', ['-c', script], {
    cwd: folder,
    // curl reads its settings from HOME: there it is told to add the status to what it prints.
    env: {
      ...plainEnvironment(),
      ...variables,
      HOME: folder,
      CURL_HOME: printsStatus ? folder : root,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let problem = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    problem += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output, problem }));
  });
}

/** What an example needs that the examples before it would have filled. */
async function fillVariables(request: string): Promise<Record<string, string>> {
  const { bot, native } = clientsOf(service);
  const variables: Record<string, string> = {};
  if (/\$(?:ACCESS_TOKEN|REFRESH_TOKEN)/.test(request)) {
    const tokens = tokensOf(await passwordLimited(service, bot, memberOf(service)));
    variables['ACCESS_TOKEN'] = tokens.access_token;
    variables['REFRESH_TOKEN'] = tokens.refresh_token ?? '';
  }
  if (request.includes('$SESSION_ID')) {
    const tokens = tokensOf(await passwordLimited(service, bot, memberOf(service)));
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    const listed = (await service.send('/oauth2/sessions', { headers })).json<{
      sessions: { session_id: string; current_session: boolean }[];
    }>();
    const other = listed.sessions.find(({ current_session }) => !current_session);
    variables['SESSION_ID'] = other?.session_id ?? '';
  }
  const { verifier, challenge } = createPkce();
  variables['CODE_VERIFIER'] = verifier;
  variables['CODE_CHALLENGE'] = challenge;
  if (request.includes('$CODE"')) {
    variables['CODE'] = await obtainCode(browser, native, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
  }
  return variables;
}

const wideLimits = {
  PITPASS_PASSWORD_LIMITED_PER_HOUR: '10000',
  PITPASS_DATA_REQUESTS_PER_MINUTE: '10000',
};

before(async () => {
  service = await startService({ environment: wideLimits });
  browser = await createSignedInBrowser(service, memberOf(service));
  folder = createDirectory();
  symlinkSync(service.dataDirectory, join(folder, '.pitpass'), 'junction');
  writeFileSync(join(folder, '.curlrc'), 'write-out = "\\n%{http_code}"\n');
  examples = await readExamples();
});
after(stopEverything);

/** The members of a JSON value, and of the objects in its lists. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return '';
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]): [string, unknown] => [
        name,
        typeof member === 'object' && member !== null && !Array.isArray(member)
          ? shapeOf(member)
          : Array.isArray(member) && typeof member[0] === 'object'
            ? shapeOf(member)
            : '',
      ])
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

async function runExample({ name, request, status, answer }: Example): Promise<void> {
  const { code, output, problem } = await runShell(request, await fillVariables(request));
  assert.equal(code, 0, `${name}: ${problem}`);
  const [, body = '', sent] = /^([^]*)\n(\d{3})$/.exec(output) ?? [];
  assert.equal(Number(sent), status, `${name}: ${output.slice(0, 400)}`);
  if (answer === undefined) return;
  const isHead = !answer.startsWith('{') && !answer.startsWith('[');
  if (isHead) {
    const [header = ''] = answer.split(':', 1);
    assert.match(body.toLowerCase(), new RegExp(`^${header}: `, 'm'), name);
    return;
  }
  const sentBody = body.includes('\r\n\r\n') ? body.slice(body.indexOf('\r\n\r\n') + 4) : body;
  assert.deepEqual(shapeOf(JSON.parse(sentBody)), shapeOf(JSON.parse(answer)), name);
  if (JSON.parse(answer).error !== undefined) {
    assert.deepEqual(JSON.parse(sentBody), JSON.parse(answer), name);
  }
}

describe('requests of the book', () => {
  it('are found, and each is run below', () => {
    assert.ok(examples.length > 90, String(examples.length));
    const names = examples.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    const others = examples.filter(({ status }) => status === undefined);
    assert.deepEqual(others.map(({ name }) => name).sort(), [
      'mask',
      'masking',
      'pkce',
      'tokens',
      'variables',
    ]);
  });

  it('fill the variables as the service wants them', async () => {
    const names = ['CLIENT_SECRET', 'USERNAME', 'PASSWORD', 'MASKED_SECRET', 'MASKED_PASSWORD'];
    const { bot } = clientsOf(service);
    const { username, password } = memberOf(service);
    const { output } = await runShell(names.map((name) => `echo "$${name}"`).join('\n'));
    assert.deepEqual(output.trim().split('\n'), [
      bot.client_secret,
      username,
      password,
      mask(bot.client_secret ?? '', bot.client_id),
      mask(password, username),
    ]);
  });

  it('fill the variables that answers give', async () => {
    const names = ['ACCESS_TOKEN', 'REFRESH_TOKEN', 'SESSION_ID'];
    const lines = [find('tokens').request, ...names.map((name) => `echo "$${name}"`)].join('\n');
    const { output, problem } = await runShell(lines, {}, { printsStatus: false });
    const [token = '', refresh_token = '', session_id = ''] = output.trim().split('\n');
    assert.equal(await profileStatus(service, token), 200, problem);
    const { bot } = clientsOf(service);
    assert.equal((await refresh(service, bot, refresh_token)).status, 200);
    assert.match(session_id, /^[0-9a-f-]{36}$/);
  });

  it('book 13.2 S64 mask a secret by hand', async () => {
    const { bot } = clientsOf(service);
    const { output } = await runShell(find('masking').request);
    assert.equal(output.trim(), mask(bot.client_secret ?? '', bot.client_id));
  });

  it('book 1 book 13.3 S28 make a verifier and the challenge that answers it', async () => {
    const { output } = await runShell(
      `${find('pkce').request}\necho "$CODE_VERIFIER $CODE_CHALLENGE"`,
    );
    const [verifier = '', challenge = ''] = output.trim().split(' ');
    assert.match(verifier, /^[A-Za-z0-9\-._~]{43,128}$/);
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    assert.equal(challenge, Buffer.from(digest).toString('base64url'));
  });

  it('book 1 every example that the book shows works, with its status and its members', async () => {
    const chapters = examples.filter(
      ({ name, status }) => status !== undefined && !name.startsWith('data.'),
    );
    assert.ok(chapters.length >= 17, chapters.map(({ name }) => name).join());
    for (const example of chapters) await runExample(example);
  });

  it('work for all seventy-four methods of /data', async () => {
    const methods = examples.filter(({ name }) => name.startsWith('data.'));
    const asked = methods.map(({ request }) => new URL(/"(http:[^"]*)"/.exec(request)?.[1] ?? ''));
    const paths = new Set(asked.map(({ pathname }) => pathname));
    assert.equal(paths.size, 74);
    const { ACCESS_TOKEN = '' } = await fillVariables('$ACCESS_TOKEN');
    // One shell for all of them: what is run is still each line as it stands.
    const { code, output, problem } = await runShell(
      methods.map(({ request }) => `${request} -o /dev/null`).join('\n'),
      { ACCESS_TOKEN },
    );
    assert.equal(code, 0, problem);
    const statuses = output.trim().split(/\s+/);
    assert.equal(statuses.length, methods.length);
    methods.forEach(({ name, status }, index) =>
      assert.equal(Number(statuses[index]), status, name),
    );
  });
});

describe('commands of the book', () => {
  it('end well as they are shown', async () => {
    const { body } = await service.send(`${book}print.html`);
    const blocks = [...body.matchAll(/<pre><code>([^]*?)<\/code>/g)].map(([, text = '']) => text);
    const commands = blocks
      .flatMap((text) => unescape(text).split('\n'))
      .filter((line) => line.startsWith('npx pitpass '));
    assert.ok(commands.length >= 3, commands.join());
    for (const command of commands) {
      const line = command.replace('npx pitpass', `"${process.execPath}" "${launcher}"`);
      const { code, problem } = await runShell(line);
      assert.equal(code, 0, `${command}: ${problem}`);
    }
  });
});

describe('requests for a client', () => {
  it('book 2 are taken down as they are shown', async () => {
    const { body } = await service.send(`${book}client_registration.html`);
    const files = [...body.matchAll(/<pre><code>(• Client Name: [^]*?)<\/code>/g)];
    assert.equal(files.length, 2);
    for (const [index, [, text = '']] of files.entries()) {
      const file = join(folder, `request-${index}.txt`);
      const { username } = memberOf(service);
      writeFileSync(file, unescape(text).replace('developer@example.com', username));
      const { code, output, problem } = await runShell(
        `"${process.execPath}" "${launcher}" clients request "${file}" --type server-side`,
      );
      assert.equal(code, 0, problem + output);
    }
  });
});

describe('parameters that the book calls required', () => {
  it('book 13.2 are missed by the token endpoint, each by its name', async () => {
    const { bot } = clientsOf(service);
    for (const grant of ['authorization_code', 'refresh_token', 'password_limited']) {
      const { body } = await service.send(`${book}token_endpoint.html`);
      const start = body.indexOf(`id="${grant}"`);
      const section = body.slice(start, body.indexOf('<section', start));
      const required = section
        .split('<tr')
        .map((row) => [...row.matchAll(/<td[^>]*>\s*<div>([^]*?)<\/div>/g)].map(([, cell]) => cell))
        .filter(([, isRequired]) => isRequired === 'yes')
        .map(([name = '']) => name.replaceAll(/<[^>]*>/g, ''));
      assert.ok(required.length >= 3, `${grant}: ${required.join()}`);
      const form: Record<string, string> = { grant_type: grant, client_id: bot.client_id };
      for (const name of required) form[name] ??= 'x';
      for (const name of required.filter((one) => one !== 'client_secret')) {
        const answer = await service.send('/oauth2/token', {
          form: { ...form, [name]: undefined },
        });
        assert.equal(answer.json()['error_description'], `${name} missing`, grant);
      }
    }
  });
});
