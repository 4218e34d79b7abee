import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startLocalService } from './local-service.ts';
import type { LocalService } from './local-service.ts';
import { createPageVisitor } from './page-visitor.ts';
import { pitpass, runProcess, startPitpass } from './pitpass.ts';
import type { PitpassOptions } from './pitpass.ts';
import type { Demo } from '../src/serve/demo-file.ts';

describe('the commands against the local service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pitpass-cli-'));
  const tokenFile = join(folder, 'tokens.json');
  const options: PitpassOptions = {
    directory: folder,
    environment: { PITPASS_TOKEN_FILE: tokenFile },
  };
  let service: LocalService;
  let demo: Demo;

  before(async () => {
    service = await startLocalService(folder);
    ({ demo } = service);
  });

  after(async () => {
    await service.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test('login goes through the pages of the service with a browser', async () => {
    const running = startPitpass(['login', '--no-browser', '--timeout', '20'], options);
    const said = await running.untilSaid(/Waiting at/);
    const visitor = createPageVisitor();
    const login = await visitor.open(/^ {2}(http\S+)$/m.exec(said)?.[1] ?? '');
    const { username = '', password = '' } = demo.members[0] ?? {};
    const consent = await visitor.submit(login, { username, password });
    const done = await visitor.submit(consent, { decision: 'allow' });
    assert.match(done.text, /You are signed in/);
    const { exitCode, stderr } = await running.ended;
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /Signed in at http:\/\/localhost:\d+ as Alex Thornquist/);
  });

  test('whoami, sessions and get show what belongs to the member', async () => {
    const who = await pitpass(['whoami', '--json'], options);
    const { cust_id } = JSON.parse(who.stdout) as { cust_id: number };
    assert.equal(cust_id, demo.members[0]?.cust_id);
    const sessions = await pitpass(['sessions'], options);
    assert.match(sessions.stdout, /^\* {2}[\w-]{36} {2}\d+ seconds? ago {2}in 7 days/m);
    const races = await pitpass(['get', 'stats/member_recent_races', '--json'], options);
    const { subsession_id } = (JSON.parse(races.stdout) as { races: { subsession_id: number }[] })
      .races[0] ?? { subsession_id: 0 };
    const words = [`subsession_id=${subsession_id}`, 'simsession_number=0', `cust_id=${cust_id}`];
    const laps = await pitpass(['get', '/data/results/lap_data', ...words], options);
    const { rows } = JSON.parse(laps.stdout) as { rows: { cust_id: number }[] };
    assert.ok(rows.length > 0, laps.stderr);
    assert.ok(rows.every((row) => row.cust_id === cust_id));
  });

  test('two gets at the same moment cost one refresh at the service', async () => {
    const stored = JSON.parse(readFileSync(tokenFile, 'utf8')) as Record<string, unknown>;
    writeFileSync(tokenFile, JSON.stringify({ ...stored, expires_at: 1 }));
    const before = service.countRequests('/oauth2/token');
    const words = ['get', 'member/info', '--json'];
    const both = await Promise.all([runProcess(words, options), runProcess(words, options)]);
    for (const { exitCode, stdout, stderr } of both) {
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /"display_name":"Alex Thornquist"/);
    }
    assert.equal(service.countRequests('/oauth2/token') - before, 1);
  });

  test('logout ends the session at the service', async () => {
    const token = (await pitpass(['token'], options)).stdout.trim();
    assert.equal((await pitpass(['logout'], options)).exitCode, 0);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${demo.service}/data/member/info`, { headers });
    assert.equal(response.status, 401);
    assert.equal((await pitpass(['whoami'], options)).exitCode, 3);
  });

  test('--password-limited signs in with nothing to type', async () => {
    const ended = await pitpass(['login', '--password-limited', '--json'], options);
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.equal((JSON.parse(ended.stdout) as { client_id: string }).client_id, 'garage-bot');
    assert.equal((await pitpass(['logout'], options)).exitCode, 0);
  });

  test('serve drains and ends with 0 at a signal', async () => {
    assert.equal(await service.stop('SIGTERM'), 0);
  });
});
