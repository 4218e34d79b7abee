import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { mask } from '@pitpass/protocol';

import { operateService } from '../../test/operated-service.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

interface Request {
  readonly client_id: string;
  readonly client_name: string;
  readonly client_type: string;
  readonly held_because: readonly string[];
  readonly notes: readonly string[];
}

interface Added {
  readonly client_id: string;
  readonly client_secret?: string;
}

describe('the life of a client at the command line', () => {
  const operated = operateService();
  const { folder } = operated;
  let developer = '';

  before(() => {
    developer = operated.service().demo?.members[0]?.username ?? '';
  });

  const clients = (...words: string[]) => operated.run(['clients', ...words]);
  const succeed = async (...words: string[]) => {
    const ended = await clients(...words);
    assert.equal(ended.exitCode, 0, ended.stderr);
    return ended;
  };
  const refuse = async (exitCode: number, ...words: string[]) => {
    const ended = await clients(...words);
    assert.equal(ended.exitCode, exitCode, ended.stdout + ended.stderr);
    return ended.stderr;
  };
  const add = async (...words: string[]): Promise<Added> => {
    const { stdout } = await succeed('add', '--dialect', 'iracing', '--json', ...words);
    return JSON.parse(stdout) as Added;
  };
  const write = (text: string): string => {
    writeFileSync(join(folder, 'request.txt'), text);
    return 'request.txt';
  };
  const formOf = (name: string, more = '') =>
    `• Client Name: ${name}\n• Client Type: server-side/native\n• Developer Name: Dev\n` +
    `• Developer URL: https://dev.example/\n• Developer Email: ${developer}\n` +
    `• Redirect URIs:\n  • https://dev.example/cb\n${more}`;
  const request = async (text: string, ...words: string[]): Promise<readonly Request[]> => {
    const { stdout } = await succeed('request', write(text), '--json', ...words);
    return (JSON.parse(stdout) as { readonly requests: readonly Request[] }).requests;
  };
  const stateOf = async (client_id: string): Promise<string> => {
    const { stdout } = await succeed('show', client_id, '--json');
    return (JSON.parse(stdout) as { readonly client: { state: string } }).client.state;
  };

  test('book 2 a request is taken down with what was chosen said, and is listed with age and due date', async () => {
    const { stdout, stderr } = await succeed('request', write(formOf('Stint Board')));
    assert.match(stdout, /^client-[0-9a-f]{20} {2}Stint Board {2}server-side {2}due \d{4}-/);
    assert.match(stderr, /offers server-side, native.*stands first.*nothing can use it yet/s);
    const listed = await succeed('requests');
    assert.match(listed.stdout, /CLIENT +NAME +TYPE +BY +AGE +DUE \(UTC\) +LOOK AT\n/);
    assert.match(listed.stdout, new RegExp(`Stint Board +server-side +${developer} +0 days`));
    const [native] = await request(formOf('Other Board'), '--type', 'native');
    assert.equal(native?.client_type, 'native');
    assert.match(await refuse(2, 'request', 'request.txt', '--type', 'mobile'), /one of them with/);
  });

  test('S200 book 2 an imitation is held with its reason in the answer and in the list', async () => {
    // The first is the name in the documentation's own example of a request.
    for (const name of ['My iRacing Data Tool', 'iR\u0430cer Club']) {
      const [held] = await request(formOf(name));
      assert.deepEqual(held?.held_because, ['The name reads like "iRacing".']);
    }
    assert.match((await succeed('requests')).stdout, /The name reads like "iRacing"\./);
  });

  test('book 2 one request of a file that cannot be taken down keeps the others out, and each reason is told', async () => {
    const stranger = formOf('Nobody’s').replace(developer, 'who@x.example');
    const text = `${formOf('Fine Board')}${stranger}${formOf('x'.repeat(81))}`;
    const stderr = await refuse(2, 'request', write(text));
    assert.match(stderr, /"who@x.example", which is no member's e-mail address/);
    assert.match(stderr, /longer than 80 characters/);
    const twice = await refuse(2, 'request', write(stranger + stranger));
    assert.equal(twice.split('who@x.example').length, 2);
    assert.doesNotMatch((await succeed('list')).stdout, /Fine Board/);
    assert.match(
      await refuse(1, 'request', 'nothing.txt'),
      /nothing\.txt cannot be read \(ENOENT\)/,
    );
  });

  test('book 2 approving and refusing happen once, with a reason for a refusal', async () => {
    const [one, two] = await request(`${formOf('First Board')}${formOf('Second Board')}`);
    assert.ok(one && two);
    assert.match(await refuse(2, 'refuse', one.client_id), /Say why with --reason/);
    assert.match(await refuse(2, 'refuse', one.client_id, '--reason', ' '), /1 to 500 characters/);
    const reason = 'Choose a name of your own.';
    const { stdout } = await succeed('refuse', one.client_id, '--reason', reason, '--json');
    assert.deepEqual(JSON.parse(stdout), { client_id: one.client_id, outcome: 'refused' });
    const refused = (await succeed('requests', '--refused')).stdout;
    assert.match(refused, /AGE +REFUSED \(UTC\) +REASON\n/);
    assert.match(
      refused,
      /First Board .* 0 days +\d{4}-\d\d-\d\d \d\d:\d\d +Choose a name of your own\./,
    );
    assert.match(await refuse(1, 'approve', one.client_id), /does not wait for a review/);
    assert.match((await succeed('approve', two.client_id)).stderr, /^Approved\. .* mail/);
    assert.match(await refuse(1, 'refuse', two.client_id, '--reason', 'x'), /does not wait/);
    assert.deepEqual(await Promise.all([one, two].map(({ client_id }) => stateOf(client_id))), [
      'refused',
      'active',
    ]);
    for (const command of ['approve', 'disable', 'enable', 'send-secret', 'end-old-secret']) {
      assert.match(await refuse(1, command, 'nothing'), /There is no client "nothing"/);
    }
  });

  test('S199 an app that was registered without asking is reviewed by the same command', async () => {
    const words = ['--dialect', 'trackmania', '--name', 'Medal Shelf', '--owner', developer];
    const { stdout } = await succeed('add', ...words, '--json');
    const { client_id } = JSON.parse(stdout) as Added;
    assert.match((await succeed('show', client_id)).stdout, /^is_reviewed +no$/m);
    assert.match((await succeed('approve', client_id)).stderr, /^Reviewed: members are not warned/);
    assert.match((await succeed('show', client_id)).stdout, /^is_reviewed +yes$/m);
    assert.match(await refuse(1, 'approve', client_id), /does not wait for a review, or had one/);
  });

  test('S69 disabling and enabling say when there is nothing to do', async () => {
    const { client_id } = await add('--name', 'Fuel Sheet', '--redirect-uri', 'https://f.example/');
    assert.match(await refuse(1, 'enable', client_id), /It is not disabled/);
    await succeed('disable', client_id, '--reason', 'Too many requests.');
    assert.equal(await stateOf(client_id), 'disabled');
    assert.match((await succeed('show', client_id)).stdout, /^disabled_by +staff$/m);
    assert.match(await refuse(1, 'disable', client_id), /It is not active/);
    const { stdout } = await succeed('enable', client_id, '--json');
    assert.deepEqual(JSON.parse(stdout), { client_id, outcome: 'enabled' });
    assert.equal(await stateOf(client_id), 'active');
  });

  test('S63 book 5 no command makes a secret for a public client', async () => {
    const callback = ['--redirect-uri', 'http://127.0.0.1:7491/cb'];
    const words = ['--name', 'Pocket Laps', '--client-type', 'native', ...callback];
    const { client_id, client_secret } = await add(...words, '--developer-email', developer);
    assert.equal(client_secret, undefined);
    assert.match(await refuse(1, 'rotate-secret', client_id), /public client, which has no secret/);
    const overlap = ['--overlap-hours', '24'];
    assert.match(await refuse(1, 'rotate-secret', client_id, ...overlap), /public client/);
    assert.match(await refuse(1, 'send-secret', client_id), /It is public, or not active/);
    assert.match(await refuse(1, 'end-old-secret', client_id), /no old secret/);
    const { stdout } = await succeed('show', client_id);
    assert.match(stdout, /^is_confidential +no$/m);
  });

  test('S68 a secret is rotated with an overlap of 1 to 168 hours, and both are good meanwhile', async () => {
    const words = ['--name', 'Setup Shelf', '--redirect-uri', 'https://s.example/cb'];
    const { client_id, client_secret = '' } = await add(...words);
    for (const hours of ['0', '169', '1.5', 'x', '']) {
      await refuse(2, 'rotate-secret', client_id, '--overlap-hours', hours);
    }
    const { stdout } = await succeed(
      'rotate-secret',
      client_id,
      '--overlap-hours',
      '168',
      '--json',
    );
    const { client_secret: second = '' } = JSON.parse(stdout) as Added;
    const shown = (await succeed('show', client_id)).stdout;
    assert.match(shown, /^old_secret_ends_at +\d{4}-\d\d-\d\d \d\d:\d\d UTC$/m);
    assert.ok(![client_secret, second].some((secret) => shown.includes(secret)));
    assert.doesNotMatch((await succeed('list', '--json')).stdout, /digest/);
    const errorOf = async (secret: string) => {
      const form = {
        grant_type: 'refresh_token',
        client_id,
        client_secret: mask(secret, client_id, sha256),
        refresh_token: 'ppr_none',
      };
      const body = new URLSearchParams(form);
      const answer = await fetch(`${operated.service().config.origin}/oauth2/token`, {
        method: 'POST',
        body,
      });
      return ((await answer.json()) as { readonly error: string }).error;
    };
    assert.equal(await errorOf(client_secret), 'invalid_grant');
    assert.equal(await errorOf(second), 'invalid_grant');
    assert.equal(await errorOf('pps_wrong'), 'invalid_client');
  });

  test('S23 book 7 localhost is registered for a native client with a warning that advises the literal', async () => {
    const words = ['--name', 'Desk Laps', '--client-type', 'native'];
    const uri = ['--redirect-uri', 'http://localhost:7491/cb'];
    const { stderr } = await succeed('add', '--dialect', 'iracing', ...words, ...uri);
    assert.match(stderr, /names localhost; 127\.0\.0\.1 or \[::1\] is better/);
  });

  test('S19 book 7 plain http is refused, and approved by staff alone', async () => {
    const words = ['add', '--dialect', 'iracing', '--name', 'Garage Screen', '--json'];
    const uri = ['--redirect-uri', 'http://garage.example/cb'];
    assert.match(await refuse(2, ...words, ...uri), /uses http for a host that is not this/);
    const { stdout } = await succeed(...words, ...uri, '--allow-http');
    const { client_id } = JSON.parse(stdout) as Added;
    await succeed('edit', client_id, '--name', 'Garage Screen 2');
    const other = ['--redirect-uri', 'http://other.example/cb'];
    assert.match(await refuse(2, 'edit', client_id, ...other), /uses http for a host/);
  });

  test('book 6 roles and lifetimes are registered, changed and shown, within their bounds', async () => {
    const uri = ['--redirect-uri', 'https://r.example/cb'];
    const words = ['--name', 'Schedules', '--role', 'internal_support', '--scope', 'iracing.auth'];
    const { client_id } = await add(...words, ...uri, '--access-token-seconds', '300');
    const { stdout } = await succeed('show', client_id);
    assert.match(stdout, /^roles +internal_support$/m);
    assert.match(stdout, /^access_token_lifetime_seconds +300 s$/m);
    assert.match(await refuse(2, 'edit', client_id, '--role', 'admin'), /"admin" is none; use/);
    const scope = ['--scope', 'iracing.auth iracing.profile'];
    assert.match(await refuse(2, 'edit', client_id, ...scope), /is for end-user support/);
    for (const seconds of ['5', '90000', 'x', '']) {
      const stderr = await refuse(2, 'edit', client_id, '--access-token-seconds', seconds);
      assert.match(stderr, /give 60 to 86400/);
    }
    await succeed('edit', client_id, '--role', 'internal_support', '--role', 'end_user_support');
    assert.match(
      (await succeed('show', client_id)).stdout,
      /^roles +internal_support\n +end_user/m,
    );
  });
});
