// `npm run timing` tries whether the time of a refusal tells an unknown account from a known one.
//
// A local service is started on a data directory of its own, with password hashes as costly as in
// production and with limits out of the way. On the login page and at the password-limited grant, three
// arms are measured: an account that there is not (another one with every request), a member whom the
// client has not listed (with the right password at the grant), and a wrong password of a listed member.
// One request of each arm makes a round, in an order that is drawn anew for each round, so that whatever
// else slows the machine falls on all arms alike; the first rounds warm up and are thrown away. Requests
// follow one another on one connection: what is measured is the service, not a queue.
//
// Printed are quartiles, how far the medians are from that of the wrong password, and a rank test (Mann and
// Whitney, both sides). The rank test is for reading: with many samples it finds microseconds that no
// network carries. The program fails (exit 1) only on a gross difference: medians more than 20 % apart,
// twice running. `--samples 500` measures more than the 200 of each arm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { findFreePort, startServer } from '../benchmarks/processes.ts';
import { compareRanks, medianDifference, quartilesOf } from './two-samples.ts';

const command = fileURLToPath(new URL('../packages/cli/bin/pitpass.js', import.meta.url));
const grossDifference = 0.2;

interface Demo {
  readonly members: readonly { readonly username: string; readonly password: string }[];
  readonly clients: readonly {
    readonly client_id: string;
    readonly client_secret?: string;
    readonly users?: readonly string[];
  }[];
}

const armNames = ['unknown account', 'unlisted member', 'wrong password'] as const;
type Arm = (typeof armNames)[number];
const reference: Arm = 'wrong password';
type Samples = Readonly<Record<Arm, number[]>>;

/** The demo's client lists all of its members: this one is added for the measurement. */
const unlisted = { username: 'unlisted@pitpass.example', password: 'a long enough password' };

function addUnlisted(directory: string): void {
  const args = ['members', 'add', unlisted.username, '--name', 'Un Listed'];
  const added = spawnSync(process.execPath, [command, ...args, '--data-directory', directory], {
    env: { ...process.env, PITPASS_PASSWORD: unlisted.password },
    encoding: 'utf8',
  });
  if (added.status !== 0) throw new Error(`pitpass members add failed: ${added.stderr}`);
}

/** A door through which passwords come: sends one try of an arm and says how it was answered. */
interface Door {
  readonly name: string;
  readonly expectedStatus: number;
  readonly send: (arm: Arm) => Promise<Response>;
}

const warmUpRounds = 10;

const mask = (secret: string, id: string) =>
  createHash('sha256')
    .update(secret + id.trim().toLowerCase())
    .digest('base64');

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, draw: Math.random() }))
    .sort((left, right) => left.draw - right.draw)
    .map(({ item }) => item);
}

/** The login page as one browser uses it: its form can be posted again and again. */
async function openLoginPage(origin: string, demo: Demo): Promise<Door> {
  const page = await fetch(`${origin}/login`);
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const inputs = (await page.text()).matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g);
  const hidden = Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
  const listed = findListed(demo);
  let tries = 0;
  const usernames: Readonly<Record<Arm, () => string>> = {
    'unknown account': () => `nobody-${tries}@pitpass.example`,
    'unlisted member': () => unlisted.username,
    'wrong password': () => listed.username,
  };
  return {
    name: 'the login page',
    expectedStatus: 401,
    send: (arm) => {
      tries += 1;
      const form = { ...hidden, username: usernames[arm](), password: `wrong ${tries}` };
      return fetch(`${origin}/login`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, origin, 'sec-fetch-site': 'same-origin' },
        body: new URLSearchParams(form),
      });
    },
  };
}

function findListed({ members, clients }: Demo) {
  const users = clients.find((client) => client.users !== undefined)?.users ?? [];
  const listed = members.find(({ username }) => users.includes(username));
  if (listed === undefined) throw new Error('The demo lists no member');
  return listed;
}

function openGrant(origin: string, demo: Demo): Door {
  const client = demo.clients.find(({ users }) => users !== undefined);
  if (client?.client_secret === undefined) throw new Error('The demo is not as expected');
  const { client_id } = client;
  const client_secret = mask(client.client_secret, client_id);
  const listed = findListed(demo);
  let tries = 0;
  return {
    name: 'the password-limited grant',
    expectedStatus: 401,
    send: (arm) => {
      tries += 1;
      const nobody = { username: `nobody-${tries}@pitpass.example`, password: 'wrong' };
      const wrong = { username: listed.username, password: `wrong ${tries}` };
      const { username, password } =
        arm === 'unknown account' ? nobody : arm === 'unlisted member' ? unlisted : wrong;
      const form = {
        grant_type: 'password_limited',
        client_id,
        client_secret,
        username,
        password: mask(password, username),
        scope: 'iracing.auth',
      };
      return fetch(`${origin}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
    },
  };
}

async function measure({ name, send, expectedStatus }: Door, count: number): Promise<Samples> {
  const samples: Samples = { 'unknown account': [], 'unlisted member': [], 'wrong password': [] };
  for (let round = -warmUpRounds; round < count; round += 1) {
    for (const arm of shuffled(armNames)) {
      const began = performance.now();
      const answer = await send(arm);
      await answer.arrayBuffer();
      const elapsed = performance.now() - began;
      if (answer.status !== expectedStatus) {
        throw new Error(`At ${name}, ${arm} was answered ${answer.status}`);
      }
      if (round >= 0) samples[arm].push(elapsed);
    }
  }
  return samples;
}

/** Prints what was measured. @returns true when medians are grossly apart */
function report({ name }: Door, samples: Samples): boolean {
  console.log(`\n${name}, ${samples[reference].length} tries of each arm, interleaved (ms)`);
  console.log(
    `${'arm'.padEnd(18)}${['lower', 'median', 'upper', 'apart', 'z', 'p'].map((title) => title.padStart(9)).join('')}`,
  );
  let isGross = false;
  for (const arm of armNames) {
    const { lower, median, upper } = quartilesOf(samples[arm]);
    const apart = medianDifference(samples[arm], samples[reference]);
    const { z, p } = compareRanks(samples[arm], samples[reference]);
    isGross ||= apart > grossDifference;
    const figures = [
      lower.toFixed(2),
      median.toFixed(2),
      upper.toFixed(2),
      ...(arm === reference
        ? ['', '', '']
        : [`${(apart * 100).toFixed(1)} %`, z.toFixed(2), p.toFixed(3)]),
    ];
    console.log(arm.padEnd(18) + figures.map((figure) => figure.padStart(9)).join(''));
  }
  return isGross;
}

async function isGrossTwice(door: Door, count: number): Promise<boolean> {
  if (!report(door, await measure(door, count))) return false;
  console.log(`medians are more than ${grossDifference * 100} % apart: measured once more`);
  return report(door, await measure(door, count));
}

const { values } = parseArgs({ options: { samples: { type: 'string', default: '200' } } });
const count = Number(values.samples);
if (!Number.isSafeInteger(count) || count < 20) {
  console.error(`--samples is ${values.samples}; it must be a whole number of at least 20.`);
  process.exit(2);
}
const directory = mkdtempSync(join(tmpdir(), 'pitpass-timing-'));
const port = await findFreePort();
const server = await startServer(
  [command, 'serve', '--local', '--port', String(port), '--data-directory', directory],
  /is running at/,
  {
    PITPASS_LOG_LEVEL: 'warn',
    PITPASS_PASSWORD_LIMITED_PER_HOUR: '100000',
    PITPASS_PASSWORD_FAILURES_PER_QUARTER_HOUR: '100000',
  },
);
try {
  const origin = `http://localhost:${port}`;
  const demo = JSON.parse(readFileSync(join(directory, 'demo.json'), 'utf8')) as Demo;
  addUnlisted(directory);
  const doors = [await openLoginPage(origin, demo), openGrant(origin, demo)];
  let failed = false;
  for (const door of doors) failed = (await isGrossTwice(door, count)) || failed;
  console.log(failed ? '\nA refusal tells by its time what it is.' : '\nNo gross difference.');
  process.exitCode = failed ? 1 : 0;
} finally {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
