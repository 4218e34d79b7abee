import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { operateService } from './operated-service.ts';
import { createFolder, pitpass } from './pitpass.ts';

const password = 'a long new password 7';

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

describe('pitpass members, on one account', () => {
  const operated = operateService();
  const members = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    operated.run(['members', ...words], environment);
  const succeed = async (words: readonly string[]): Promise<Record<string, unknown>> => {
    const { exitCode, stdout, stderr } = await members([...words, '--json']);
    assert.equal(exitCode, 0, stderr);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const refuse = async (words: readonly string[], code: number, sentence: RegExp) => {
    const { exitCode, stdout, stderr } = await members(words);
    assert.deepEqual([exitCode, stdout], [code, ''], stderr);
    assert.match(stderr, sentence);
    assert.equal(stderr.trim().split('\n').length, 1);
  };
  const origin = () => operated.service().config.origin;
  const mailsTo = async (to: string): Promise<readonly Mail[]> => {
    const token = readFileSync(join(operated.dataDirectory, 'local-token'), 'utf8').trim();
    const answer = await fetch(`${origin()}/local/mailbox.json`, {
      headers: { 'pitpass-local-token': token },
    });
    const { mails } = (await answer.json()) as { mails: readonly Mail[] };
    return mails.filter((mail) => mail.to === to);
  };
  const add = async (username: string) => {
    const words = ['add', username, '--name', 'Kim Racer', '--json'];
    const { exitCode, stderr } = await members(words, { PITPASS_PASSWORD: password });
    assert.equal(exitCode, 0, stderr);
  };
  const show = async (named: string) =>
    (await succeed(['show', named]))['member'] as Record<string, unknown>;

  test('rename gives another display name, and none that shows nothing', async () => {
    await add('rename@club.example');
    const renamed = await succeed(['rename', 'rename@club.example', ' Zoë Racer ']);
    assert.deepEqual([renamed['outcome'], renamed['display_name']], ['renamed', 'Zoë Racer']);
    assert.equal((await show('rename@club.example'))['display_name'], 'Zoë Racer');
    await refuse(['rename', 'rename@club.example', '\u200b'], 2, /cannot be seen/);
    await refuse(['rename', 'nobody@club.example', 'Zoë'], 1, /no member "nobody@club.example"/);
  });

  test('S103 S194 set-address moves an account to a free address, whose owner gets a link, and tells the old one', async () => {
    await add('from@club.example');
    await add('taken@club.example');
    const taken = ['set-address', 'from@club.example', 'taken@club.example'];
    await refuse(taken, 2, /with this e-mail address already/);
    await refuse(['set-address', 'from@club.example', 'nothing'], 2, /no e-mail address/);
    await refuse(['set-address', 'from@club.example', 'FROM@club.example'], 2, /that you have/);
    const set = await succeed(['set-address', 'from@club.example', ' To@Club.example']);
    assert.deepEqual([set['outcome'], set['username']], ['set', 'to@club.example']);
    const { member_id, must_reset } = await show('to@club.example');
    assert.deepEqual([member_id, must_reset], [set['member_id'], 1]);
    const [link] = await mailsTo('to@club.example');
    assert.match(link?.text ?? '', new RegExp(`${origin()}/reset/choose\\?link=ppl_`));
    const [notice] = await mailsTo('from@club.example');
    assert.match(notice?.subject ?? '', /address .* was changed/);
    assert.doesNotMatch(notice?.text ?? '', /link=/);
  });

  test('reset makes a member choose a new password by a mailed link, and not a disabled one', async () => {
    await add('reset@club.example');
    assert.equal((await succeed(['reset', 'reset@club.example']))['outcome'], 'reset_required');
    assert.equal((await show('reset@club.example'))['must_reset'], 1);
    const [mail] = await mailsTo('reset@club.example');
    assert.match(mail?.text ?? '', /staff .* ask you to choose a new password/s);
    await members(['disable', 'reset@club.example']);
    await refuse(['reset', 'reset@club.example'], 1, /not in use/);
  });

  test('S225 export prints everything of an account and no secret, and leaves an event', async () => {
    await add('export@club.example');
    const copy = (await succeed(['export', 'export@club.example'])) as {
      account?: readonly { readonly username: string }[];
      sessions?: readonly unknown[];
    };
    assert.equal(copy.account?.[0]?.username, 'export@club.example');
    assert.deepEqual(copy.sessions, []);
    const { stdout } = await members(['export', 'export@club.example']);
    assert.match(stdout, /^{\n {2}"account"/);
    assert.doesNotMatch(stdout, /argon2|verifier/);
    const words = ['audit', 'list', '--member', 'export@club.example', '--json'];
    assert.match((await operated.run(words)).stdout, /member_data_exported/);
  });

  test('S225 delete asks first, refuses while apps would lose their owner, and then leaves nothing', async () => {
    await add('delete@club.example');
    await refuse(['delete', 'delete@club.example'], 2, /asks first.*give --yes/);
    const app = ['clients', 'add', '--dialect', 'trackmania', '--name', 'Medals'];
    const added = await operated.run([...app, '--owner', 'delete@club.example', '--json']);
    assert.equal(added.exitCode, 0, added.stderr);
    const { client } = JSON.parse(added.stdout) as { client: { client_id: string } };
    await refuse(['delete', 'delete@club.example', '--yes'], 1, /has apps; delete them first/);
    await operated.run(['clients', 'delete', client.client_id, '--yes']);
    const deleted = await succeed(['delete', 'delete@club.example', '--yes']);
    assert.equal(deleted['outcome'], 'deleted');
    await refuse(['show', 'delete@club.example'], 1, /no member/);
    const [mail] = await mailsTo('delete@club.example');
    assert.match(mail?.text ?? '', /deleted by the staff/);
    const events = await operated.run(['audit', 'list', '--json']);
    assert.ok(events.stdout.includes(String(deleted['member_id'])));
    assert.ok(!events.stdout.includes('delete@club.example'));
  });
});

describe('the help of pitpass members, on one account', () => {
  for (const command of ['rename', 'set-address', 'reset', 'export', 'delete']) {
    test(`${command} --help shows examples, and members --help names it`, async (t) => {
      const directory = createFolder(t);
      const { exitCode, stdout } = await pitpass(['members', command, '--help'], { directory });
      assert.equal(exitCode, 0);
      assert.match(stdout, new RegExp(`Examples:\\n(?: *\\$? *)pitpass members ${command}`));
      const all = await pitpass(['members', '--help'], { directory });
      assert.match(all.stdout, new RegExp(`^ +${command} `, 'm'));
    });
  }
});
