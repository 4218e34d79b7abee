import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

import { iracing } from '@pitpass/client';
import { fileTokenStore } from '@pitpass/client/node';
import { startPitpass } from 'pitpass/testing';
import type { DemoMember, Pitpass } from 'pitpass/testing';

import { createBot } from './bot.ts';
import type { Bot } from './bot.ts';
import { fit, plain } from './chat.ts';
import { createMember } from './member.ts';

type Interpose = (
  path: string,
  answer: () => Promise<Response>,
  signal: AbortSignal | null | undefined,
) => Promise<Response>;

let pitpass: Pitpass;
let member: DemoMember;
let folder: string;
let faults: unknown[];
/** Paths of the requests, `password_limited` or `refresh_token` behind those for tokens. */
let sent: string[];
let inTheWay: Interpose | undefined;

before(async () => {
  pitpass = await startPitpass();
  [member] = pitpass.members as [DemoMember];
});
after(() => pitpass.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'garage-bot-'));
  faults = [];
  sent = [];
  inTheWay = undefined;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  // Each test has windows of its own: the service counts sign-ins and questions.
  pitpass.advance(3700);
});

/** A bot as `main.ts` makes it; several may share the file of tokens. */
function openBot(password = member.password, drainSecondsMax?: number): Bot {
  const { client_id, client_secret = '' } = pitpass.clients.passwordLimited;
  const provider = iracing({
    client_id,
    client_secret,
    issuerUrl: `${pitpass.url}/oauth2`,
    dataUrl: pitpass.url,
    clock: pitpass.clock,
    fetch: (input, init) => {
      const { pathname } = new URL(String(input));
      const grant = new URLSearchParams(String(init?.body ?? '')).get('grant_type');
      sent.push(grant ?? pathname);
      const answer = () => fetch(input, init);
      return inTheWay === undefined ? answer() : inTheWay(pathname, answer, init?.signal);
    },
  });
  const store = fileTokenStore(join(folder, 'tokens.json'));
  return createBot({
    member: createMember(provider, store, { username: member.username, password }),
    clock: pitpass.clock,
    onFault: (message, error) => faults.push([message, error]),
    ...(drainSecondsMax !== undefined && { drainSecondsMax }),
  });
}

/** What the bot answers; undefined when it says nothing. */
async function ask(bot: Bot, content: string): Promise<string | undefined> {
  let said: string | undefined;
  await bot.handle({
    content,
    reply: async (text) => {
      said = text;
    },
  });
  return said;
}

const count = (what: string): number => sent.filter((path) => path === what).length;

describe('a bot in a chat', () => {
  it('answers its commands with data of the service', async () => {
    const bot = openBot();
    assert.match((await ask(bot, '!driver Samira')) ?? '', /Samira Løvenholt is `1000002`/);
    assert.match((await ask(bot, '!licenses 1000002')) ?? '', /\*\*Samira[\s\S]*Oval: Rookie/);
    assert.match((await ask(bot, '!RACES 1000002')) ?? '', /^P\d+, [^\n]+, \d+x\nP\d+/);
    assert.match((await ask(bot, '!limit')) ?? '', /^\d+ of 240 are left/);
    assert.match((await ask(bot, '!help')) ?? '', /`!driver NAME` finds drivers/);
    assert.equal(await ask(bot, 'good morning'), undefined);
    assert.equal(await ask(bot, '!unknown'), undefined);
    assert.deepEqual(faults, []);
  });

  it('says what a command needs, without asking the service', async () => {
    const bot = openBot();
    for (const content of ['!races', '!races me', '!races -1', '!licenses 1e9', '!driver x']) {
      assert.match((await ask(bot, content)) ?? '', /^Write /, content);
    }
    assert.match((await ask(bot, '!licenses 999999999')) ?? '', /There is no driver/);
    assert.ok(count('/data/member/get') === 1);
  });

  it('sends the password once (password limited), for all commands and over a restart', async () => {
    const contents = ['!limit', '!races 1000001', '!driver Sam', '!limit', '!licenses 1000001'];
    const bot = openBot();
    for (const said of await Promise.all(contents.map((content) => ask(bot, content)))) {
      assert.doesNotMatch(said ?? '', /iRacing|wrong/);
    }
    await bot.stop();
    await ask(openBot(), '!limit');
    assert.equal(count('password_limited'), 1);
    assert.equal(statSync(join(folder, 'tokens.json')).mode & 0o777, 0o600);
    assert.ok(!readFileSync(join(folder, 'tokens.json'), 'utf8').includes(member.password));
  });

  it('refreshes once for parallel commands, of two bots too that share the tokens', async () => {
    const [one, other] = [openBot(), openBot()];
    await ask(one, '!limit');
    pitpass.advance(700);
    await Promise.all([one, other, one, other].map((bot) => ask(bot, '!limit')));
    assert.equal(count('refresh_token'), 1);
    assert.equal(count('password_limited'), 1);
  });

  it('signs in again when the refresh token is over, once for all who ask', async () => {
    const bot = openBot();
    await ask(bot, '!limit');
    pitpass.advance(8 * 86_400);
    const said = await Promise.all([1, 2, 3].map(() => ask(bot, '!limit')));
    for (const each of said) assert.match(each ?? '', /are left/);
    assert.equal(count('password_limited'), 2);
  });
});

describe('a bot when something goes wrong', () => {
  it('tells the chat of the limit of the data service, and when to come back', async () => {
    const bot = openBot();
    await ask(bot, '!limit');
    const { access_token } = JSON.parse(readFileSync(join(folder, 'tokens.json'), 'utf8')) as {
      access_token: string;
    };
    const headers = { authorization: `Bearer ${access_token}` };
    const questions = Array.from({ length: 240 }, () =>
      fetch(`${pitpass.url}/data/constants/divisions`, { headers }).then((answer) => answer.text()),
    );
    await Promise.all(questions);
    const said = (await ask(bot, '!limit')) ?? '';
    assert.match(said, /too much at once[\s\S]*Ask me again in \d+ seconds/);
    assert.deepEqual(faults, []);
    pitpass.advance(61);
    assert.match((await ask(bot, '!limit')) ?? '', /are left/);
  });

  it('tells the chat of maintenance, and goes on after it', async () => {
    const bot = openBot();
    inTheWay = async (path, answer) =>
      path.startsWith('/data')
        ? Response.json({ error: 'Site Maintenance' }, { status: 503 })
        : answer();
    assert.match((await ask(bot, '!limit')) ?? '', /planned work/);
    inTheWay = undefined;
    assert.match((await ask(bot, '!limit')) ?? '', /are left/);
    assert.equal(count('password_limited'), 1);
  });

  it('tells the chat when nobody answers, and goes on after it', async () => {
    const bot = openBot();
    inTheWay = () => Promise.reject(new TypeError('fetch failed'));
    assert.match((await ask(bot, '!limit')) ?? '', /does not answer/);
    inTheWay = undefined;
    assert.match((await ask(bot, '!limit')) ?? '', /are left/);
  });

  it('tries a wrong password once, not with each command', async () => {
    const bot = openBot('not the password of this member');
    for (const content of ['!limit', '!limit', '!races 1000001']) {
      assert.match((await ask(bot, content)) ?? '', /does not let me in/);
    }
    assert.equal(count('password_limited'), 1);
    const log = inspect(faults, { depth: 10 });
    assert.ok(!log.includes('not the password of this member'));
    pitpass.advance(901);
    await ask(bot, '!limit');
    assert.equal(count('password_limited'), 2);
  });

  it('waits as long as the token endpoint says when it has had enough (400 with Retry-After)', async () => {
    const bot = openBot();
    inTheWay = async (path, answer) =>
      path === '/oauth2/token'
        ? Response.json(
            { error: 'unauthorized_client' },
            { status: 400, headers: { 'retry-after': '300' } },
          )
        : answer();
    for (let time = 0; time < 3; time += 1) {
      assert.match((await ask(bot, '!limit')) ?? '', /sign in again in 5 minutes/);
    }
    assert.equal(count('password_limited'), 1);
    assert.deepEqual(faults, []);
    inTheWay = undefined;
    pitpass.advance(301);
    assert.match((await ask(bot, '!limit')) ?? '', /are left/);
  });

  it('tries again after an hour, whatever the token endpoint says', async () => {
    inTheWay = async (path, answer) => {
      if (path !== '/oauth2/token') return answer();
      const headers = { 'retry-after': '999999999' };
      return Response.json({ error: 'unauthorized_client' }, { status: 400, headers });
    };
    const bot = openBot();
    assert.match((await ask(bot, '!limit')) ?? '', /sign in again in 60 minutes/);
    inTheWay = undefined;
    pitpass.advance(3601);
    assert.match((await ask(bot, '!limit')) ?? '', /are left/);
  });

  it('survives answers that make no sense, and a chat that takes no reply', async () => {
    const bot = openBot();
    await ask(bot, '!limit');
    inTheWay = async (path, answer) =>
      path.startsWith('/data') ? Response.json({ races: [null, 1, { track: 'x' }] }) : answer();
    assert.match((await ask(bot, '!races 1000001')) ?? '', /^P\?/);
    inTheWay = async (path, answer) =>
      path.startsWith('/data') ? new Response('<html>') : answer();
    assert.match((await ask(bot, '!races 1000001')) ?? '', /written to my log/);
    inTheWay = undefined;
    const reply = () => Promise.reject(new Error('the channel is gone'));
    await bot.handle({ content: '!help', reply });
    assert.equal(faults.length, 2);
  });
});

describe('a bot that is stopped', () => {
  it('lets a command that runs finish, and takes no other', async () => {
    const bot = openBot();
    await ask(bot, '!limit');
    inTheWay = async (_path, answer) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return answer();
    };
    const last = ask(bot, '!limit');
    const stopped = bot.stop();
    assert.match((await ask(bot, '!limit')) ?? '', /going to sleep/);
    await stopped;
    assert.match((await last) ?? '', /are left/);
  });

  it('does not wait forever for one', { timeout: 10_000 }, async () => {
    const bot = openBot(member.password, 0.1);
    await ask(bot, '!limit');
    inTheWay = (path, answer, signal) =>
      path.startsWith('/data')
        ? new Promise((_resolve, reject) =>
            signal?.addEventListener('abort', () => reject(signal.reason)),
          )
        : answer();
    const last = ask(bot, '!limit');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await bot.stop();
    assert.match((await last) ?? '', /had to stop/);
  });
});

describe('what a chat is told', () => {
  it('pings nobody, formats nothing and links nowhere, whatever a name holds', () => {
    const said = plain('@everyone **bold** <@123> [x](https://evil.example)\n`code`\u202e');
    assert.doesNotMatch(said, /@e|@1|https:\/\/|\n|\u202e/);
    assert.doesNotMatch(said, /(?<!\\)[*`[\]<>]/);
  });

  it('is no longer than a chat takes', () => {
    const long = Array.from({ length: 300 }, (_, index) => `line ${index}`).join('\n');
    assert.ok(fit(long).length <= 2000);
    assert.match(fit(long), /line \d+\n…$/);
    assert.ok(fit('x'.repeat(5000)).length <= 2000);
    assert.equal(fit('short'), 'short');
  });
});

describe('the bot as a program', () => {
  const program = fileURLToPath(new URL('main.ts', import.meta.url));
  const open = (environment: Readonly<Record<string, string>>) => {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, ['--conditions=source', program], {
      cwd: folder,
      env: { PATH, ...environment },
    });
    let said = '';
    const end = new Promise<{ code: number | null; said: string }>((resolve) => {
      child.once('exit', (code) => resolve({ code, said }));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const untilSaid = async (words: RegExp) => {
      while (!words.test(said)) await once(child.stdout, 'data');
    };
    return { child, end, untilSaid };
  };
  const environment = () => {
    const { client_id, client_secret = '' } = pitpass.clients.passwordLimited;
    return {
      IRACING_CLIENT_ID: client_id,
      IRACING_CLIENT_SECRET: client_secret,
      IRACING_USERNAME: member.username,
      IRACING_PASSWORD: member.password,
      IRACING_ISSUER_URL: `${pitpass.url}/oauth2`,
    };
  };

  it(
    'chats in the terminal, and ends gracefully at the end of the input or by a signal',
    { timeout: 30_000 },
    async () => {
      const first = open(environment());
      await first.untilSaid(/is here/);
      first.child.stdin.end('!driver Samira\n!limit\n');
      const { code, said } = await first.end;
      assert.equal(code, 0);
      assert.match(said, /Samira Løvenholt is `1000002`/);
      assert.match(said, /are left in this minute/);
      assert.ok(!said.includes(member.password));
      const second = open(environment());
      await second.untilSaid(/is here/);
      second.child.stdin.write('!limit\n');
      await second.untilSaid(/are left/);
      second.child.kill('SIGTERM');
      assert.equal((await second.end).code, 0);
    },
  );

  it('says in sentences what is missing', { timeout: 20_000 }, async () => {
    const { code, said } = await open({}).end;
    assert.equal(code, 2);
    assert.match(said, /IRACING_CLIENT_ID is missing/);
    assert.match(said, /IRACING_PASSWORD is missing/);
  });
});
