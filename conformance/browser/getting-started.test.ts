// Follows docs/getting-started.md as its reader would: nothing of the page is repeated here. The rule by
// which it is read: `/path/to/pitpass` is this repository, `<angle brackets>` name what demo.json holds,
// and the ports 7480, 7481 and 7482 are three that are free.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { Browser, Page } from 'playwright-core';

import { startCommand } from '../harness/command.ts';
import { findFreePort } from '../harness/free-port.ts';
import { readSections, stopPrograms, Walk } from '../harness/page-walk.ts';
import type { Program, Section } from '../harness/page-walk.ts';
import { createDirectory, stopEverything } from '../harness/running-service.ts';
import type { Demo, DemoMember } from '../harness/running-service.ts';
import { inspectPage, launchBrowser, newVisitor } from './chromium.ts';
import { signIn } from './member-steps.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sections = readSections(readFileSync(join(root, 'docs/getting-started.md'), 'utf8'));

let dataDirectory: string;
let ports: readonly [service: number, app: number, page: number];
let idlePort: number;
let service: Program;
let demo: Demo;
let member: DemoMember;
let browser: Browser;

function readPlaceholder(words: string): string {
  const [, what = '', whose = ''] = /^(\w+) of (\S+)$/.exec(words) ?? [];
  const holders: readonly object[] = [...demo.clients, ...demo.members];
  const holder = holders.find((held) => Object.values(held).includes(whose)) ?? {};
  const value: unknown = Reflect.get(holder, what);
  return typeof value === 'string' ? value : assert.fail(`demo.json has no ${words}`);
}

function replace(text: string): string {
  return text
    .replaceAll('/path/to/pitpass', root.replace(/[/\\]$/, ''))
    .replaceAll(/<(\w+ of [^>]+)>/g, (_all, words: string) => readPlaceholder(words))
    .replaceAll(/\b748([012])\b/g, (_all, which: string) => String(ports[Number(which)]));
}

function findSection(title: string): Section {
  const section = sections.find((section) => section.title === title);
  return section ?? assert.fail(`the page has no section ${title}`);
}

/** A section that somebody follows in a new, empty folder. */
function openWalk(title: string): Walk {
  const environment: Record<string, string> = {
    PITPASS_DATA_DIRECTORY: dataDirectory,
    PITPASS_PORT: String(ports[0]),
    PITPASS_PIT_WALL_URL: `http://127.0.0.1:${ports[1]}`,
  };
  return new Walk(findSection(title), { folder: createDirectory(), environment, replace });
}

/** Registers the single-page app at its port: the service has a setting for that of the server app alone. */
async function movePage(): Promise<void> {
  const origin = `http://127.0.0.1:${ports[2]}`;
  const change = ['--redirect-uri', `${origin}/callback`, '--cors-origin', origin];
  const place = ['--data-directory', dataDirectory];
  const command = startCommand(['clients', 'edit', 'lap-lens', ...change, ...place]);
  assert.equal(await command.exited, 0, command.stderr());
}

before(async () => {
  dataDirectory = createDirectory();
  ports = [await findFreePort(), await findFreePort(), await findFreePort()];
  idlePort = await findFreePort();
  service = await openWalk('First: the service').goOn();
  await service.waitFor(/Ctrl-C stops/);
  await movePage();
  demo = JSON.parse(readFileSync(join(dataDirectory, 'demo.json'), 'utf8')) as Demo;
  member = demo.members[0] ?? assert.fail('demo.json has no member');
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  stopPrograms();
  await stopEverything();
});

/** A page in a browser of its own, for as long as something is done with it. */
async function withPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const context = await newVisitor(browser);
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

async function decide(page: Page, decision: string | RegExp, who = member): Promise<void> {
  await signIn(page, who);
  await page.getByRole('button', { name: decision }).click();
}

function count(rows: string, client_id: string): number {
  const database = new DatabaseSync(join(dataDirectory, 'pitpass.sqlite'), { readOnly: true });
  const row = database.prepare(`SELECT count(*) AS found FROM ${rows}`).get(client_id);
  database.close();
  return Number(row?.['found']);
}

const countLiveSessions = (client_id: string): number =>
  count('session WHERE client_id = ? AND ended_at IS NULL', client_id);
const countRefreshes = (client_id: string): number =>
  count('refresh_token WHERE client_id = ? AND consumed_at IS NOT NULL', client_id);

/** Changes a file of the reader's for as long as something is tried with it. */
async function withChange<T>(
  file: string,
  change: (text: string) => string,
  attempt: () => Promise<T>,
): Promise<T> {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, `nothing is changed in ${file}`);
  writeFileSync(file, changed);
  try {
    return await attempt();
  } finally {
    writeFileSync(file, text);
  }
}

const setVariable = (name: string, value: string) => (text: string) =>
  text.replace(new RegExp(`^${name}=.*`, 'm'), `${name}=${value}`);
const dropVariable = (name: string) => (text: string) =>
  text.replace(new RegExp(`^${name}=.*\n`, 'm'), '');
/** To a port where nobody listens: what a program sees when the service is not running. */
const leadElsewhere = (text: string) =>
  text.replaceAll(`localhost:${ports[0]}`, `localhost:${idlePort}`);

type Attempt = (walk: Walk) => Promise<string>;

/** Does something with a web server of the page at the address that it prints, and ends it. */
async function withServer<T>(program: Program, use: (url: string) => Promise<T>): Promise<T> {
  try {
    const [, url = ''] = await program.waitFor(/Open (\S+)/);
    return await use(url);
  } finally {
    await program.interrupt();
  }
}

const runWith = (walk: Walk, use: (url: string) => Promise<string>): Promise<string> =>
  withServer(walk.startAgain(), use);

async function runToEnd(walk: Walk): Promise<string> {
  const program = walk.startAgain();
  assert.equal(await program.ended, 1, program.output());
  return program.output();
}

/** Tries each row of a section's table, and finds what it says in what is said. */
function tryMishaps(title: string, attempts: Readonly<Record<string, Attempt>>, walk: () => Walk) {
  const { mishaps } = findSection(title);
  it('is told what goes wrong in as many ways as are tried here', () => {
    assert.deepEqual(
      mishaps.map(({ when }) => when),
      Object.keys(attempts),
    );
  });
  for (const { when, says } of mishaps) {
    it(`reads “${says}” when ${when}`, async () => {
      assert.match(says, /\w+ \w+/);
      const attempt = attempts[when] ?? assert.fail(`nobody knows how to try: ${when}`);
      const said = (await attempt(walk())).replaceAll(/\s+/g, ' ');
      let from = 0;
      for (const piece of replace(says).split('…')) {
        const place = said.indexOf(piece.trim(), from);
        assert.ok(place >= 0, `“${piece.trim()}” is not in: ${said}`);
        from = place + piece.length;
      }
    });
  }
}

describe('who follows docs/getting-started.md', () => {
  it('sees what the service prints', () => {
    const { shown } = findSection('First: the service');
    assert.ok(shown.length >= 3);
    for (const line of shown) {
      const [start = ''] = replace(line).split('…');
      assert.ok(service.output().includes(start), start);
    }
  });
});

describe('who follows docs/getting-started.md to a server app', () => {
  let walk: Walk;

  it('has members sign in, see their races and sign out', async () => {
    walk = openWalk('A server app');
    const use = (url: string) =>
      withPage(async (page) => {
        await page.goto(url);
        assert.deepEqual(await inspectPage(page, 'server-app-before'), []);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await decide(page, /^allow/i);
        await page.getByRole('heading', { name: `Races of ${member.display_name}` }).waitFor();
        assert.ok((await page.getByRole('listitem').count()) > 0);
        assert.deepEqual(await inspectPage(page, 'server-app'), []);
        assert.equal(countLiveSessions('pit-wall'), 1);
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('button', { name: 'Sign in' }).waitFor();
        assert.equal(countLiveSessions('pit-wall'), 0);
      });
    await withServer(await walk.goOn(), use);
    assert.ok(walk.isDone);
  });

  const readMain = (page: Page) => page.locator('body').innerText();
  const environmentFile = () => join(walk.folder, '.env');
  tryMishaps(
    'A server app',
    {
      'a line of `.env` is missing': () =>
        withChange(environmentFile(), dropVariable('IRACING_CLIENT_ID'), () => runToEnd(walk)),
      'another program listens on port 7481': () => runWith(walk, () => runToEnd(walk)),
      'the client secret is not the one of this client id': () =>
        withChange(environmentFile(), setVariable('IRACING_CLIENT_SECRET', 'another'), () =>
          runWith(walk, (url) =>
            withPage(async (page) => {
              await page.goto(`${url}/sign-in`);
              await signIn(page, member);
              await page.getByRole('link', { name: 'Go on' }).waitFor();
              return readMain(page);
            }),
          ),
        ),
      '`IRACING_REDIRECT_URI` is not registered for this client': () => {
        const uri = `http://localhost:${ports[1]}/callback`;
        return withChange(environmentFile(), setVariable('IRACING_REDIRECT_URI', uri), () =>
          runWith(walk, (url) =>
            withPage(async (page) => {
              await page.goto(`${url}/sign-in`);
              return readMain(page);
            }),
          ),
        );
      },
      'the app is opened as `http://localhost:7481`': () =>
        runWith(walk, (url) =>
          withPage(async (page) => {
            await page.goto(`${url.replace('127.0.0.1', 'localhost')}/sign-in`);
            await signIn(page, member);
            await page.getByRole('link', { name: 'Go on' }).waitFor();
            return readMain(page);
          }),
        ),
      'the member does not allow the app': () =>
        runWith(walk, (url) =>
          withPage(async (page) => {
            await page.goto(`${url}/sign-in`);
            await decide(page, 'Deny', demo.members[1]);
            await page.getByRole('link', { name: 'Go on' }).waitFor();
            return readMain(page);
          }),
        ),
      'the service is not running': () =>
        withChange(environmentFile(), leadElsewhere, () =>
          runWith(walk, async (url) => {
            // The member has signed in, and then it stops: the code cannot be traded.
            const begun = await fetch(`${url}/sign-in`, { redirect: 'manual' });
            const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state');
            const cookie = begun.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
            const back = `${url}/callback?code=any&state=${state}`;
            return (await fetch(back, { headers: { cookie } })).text();
          }),
        ),
    },
    () => walk,
  );
});

describe('who follows docs/getting-started.md to a single-page app', () => {
  let walk: Walk;

  it('has a page that knows its member after a reload', async () => {
    walk = openWalk('A single-page app');
    const use = (url: string) =>
      withPage(async (page) => {
        await page.goto(url);
        await page.getByText('Nobody is signed in.').waitFor();
        assert.deepEqual(await inspectPage(page, 'single-page-app-before'), []);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await decide(page, /^allow/i);
        const words = page.getByText(
          `You are ${member.display_name}, customer id ${member.cust_id}.`,
        );
        await words.waitFor();
        assert.equal(page.url(), `${url}/`);
        await page.reload();
        await words.waitFor();
        assert.deepEqual(await inspectPage(page, 'single-page-app'), []);
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByText('You are signed out.').waitFor();
        assert.equal(await page.getByRole('listitem').count(), 0);
        assert.equal(countLiveSessions('lap-lens'), 0);
      });
    await withServer(await walk.goOn(), use);
    assert.ok(walk.isDone);
  });

  const readWords = (page: Page) => page.getByRole('status').filter({ hasText: /\S/ }).innerText();
  tryMishaps(
    'A single-page app',
    {
      'another program listens on port 7482': () => runWith(walk, () => runToEnd(walk)),
      'the app is opened as `http://localhost:7482`': () =>
        runWith(walk, (url) =>
          withPage(async (page) => {
            await page.goto(url.replace('127.0.0.1', 'localhost'));
            await page.getByRole('button', { name: 'Sign in' }).click();
            await decide(page, /^allow/i);
            await page.waitForURL(`${url}/`);
            return readWords(page);
          }),
        ),
      'the service is not running': () =>
        runWith(walk, (url) =>
          withPage(async (page) => {
            await page.goto(url);
            await page.getByRole('button', { name: 'Sign in' }).click();
            await decide(page, /^allow/i);
            await page.getByRole('button', { name: 'Sign out' }).waitFor();
            return withChange(join(walk.folder, 'app.js'), leadElsewhere, async () => {
              await page.reload();
              return readWords(page);
            });
          }),
        ),
    },
    () => walk,
  );
});

describe('who follows docs/getting-started.md to a desktop or command-line app', () => {
  let walk: Walk;
  const tokenFile = () => join(dirname(walk.folder), '.my-races', 'tokens.json');

  it('has a program that signs in once, through the browser, and then lists races', async () => {
    walk = openWalk('A desktop or command-line app');
    const program = await walk.goOn();
    const [, address = ''] = await program.waitFor(/^ {2}(http\S+)$/m);
    await withPage(async (page) => {
      await page.goto(address);
      await decide(page, /^allow/i);
      await page.getByText('You can close this window').waitFor();
    });
    assert.equal(await program.ended, 0, program.output());
    const races = /(^P\d+ {2}\d+ {2}\S.*\n)+/m.exec(program.output())?.[0] ?? '';
    assert.notEqual(races, '');
    const again = walk.startAgain();
    assert.equal(await again.ended, 0, again.output());
    assert.equal(again.output(), races);
  });

  it('refreshes once for several of them that find the access token ended', async () => {
    const before = countRefreshes('pitpass-cli');
    const text = readFileSync(tokenFile(), 'utf8');
    writeFileSync(tokenFile(), text.replace(/("expires_at":\s*)\d+/, '$11'), { mode: 0o600 });
    const programs = [walk.startAgain(), walk.startAgain(), walk.startAgain()];
    for (const program of programs) assert.equal(await program.ended, 0, program.output());
    assert.equal(countRefreshes('pitpass-cli'), before + 1);
  });

  tryMishaps(
    'A desktop or command-line app',
    {
      'all five ports are taken': async () => {
        const servers = await Promise.all(
          [7491, 7492, 7493, 7494, 7495].map(async (port) => {
            const server = createServer().listen(port, '127.0.0.1');
            // Whoever else has it takes it as well.
            await once(server, 'listening').catch(() => undefined);
            return server;
          }),
        );
        const kept = readFileSync(tokenFile());
        rmSync(tokenFile());
        try {
          return await runToEnd(walk);
        } finally {
          writeFileSync(tokenFile(), kept, { mode: 0o600 });
          for (const server of servers) server.close();
        }
      },
      'the file of the tokens is damaged': () =>
        withChange(
          tokenFile(),
          (text) => text.slice(0, -10),
          () => runToEnd(walk),
        ),
      'the service is not running': () =>
        withChange(join(walk.folder, 'my-races.mjs'), leadElsewhere, () => runToEnd(walk)),
    },
    () => walk,
  );

  it('ends the session and forgets the tokens at the end', async () => {
    assert.equal(countLiveSessions('pitpass-cli'), 1);
    const last = await walk.goOn();
    assert.equal(await last.ended, 0, last.output());
    assert.equal(countLiveSessions('pitpass-cli'), 0);
    assert.ok(walk.isDone);
  });
});

describe('who follows docs/getting-started.md to a bot', () => {
  let walk: Walk;

  it('has one that signs in with the password once, over a restart', async () => {
    walk = openWalk('A bot');
    const program = await walk.goOn();
    await program.waitFor(/Signed in with the password\.\n(P\d+ in \S.*\n)+/);
    assert.equal(await program.interrupt(), 0);
    assert.match(program.output(), /Stopped\.\n$/);
    const again = walk.startAgain();
    await again.waitFor(/^(P\d+ in \S.*\n)+/m);
    assert.doesNotMatch(again.output(), /with the password/);
    assert.equal(await again.interrupt(), 0);
    assert.ok(walk.isDone);
  });

  const withVariables = (change: (text: string) => string) => {
    rmSync(join(walk.folder, 'tokens.json'), { force: true });
    return withChange(join(walk.folder, '.env'), change, () => runToEnd(walk));
  };
  tryMishaps(
    'A bot',
    {
      '`.env` has no password': () => withVariables(dropVariable('IRACING_PASSWORD')),
      'the password is wrong, or the member is not on the list of the client': () =>
        withVariables(setVariable('IRACING_PASSWORD', 'another')),
      'the client secret is wrong': () =>
        withVariables(setVariable('IRACING_CLIENT_SECRET', 'another')),
      'the service is not running': () =>
        withChange(join(walk.folder, '.env'), leadElsewhere, async () => {
          const program = walk.startAgain();
          await program.waitFor(/in a minute/);
          assert.equal(await program.interrupt(), 0);
          return program.output();
        }),
    },
    () => walk,
  );
});
