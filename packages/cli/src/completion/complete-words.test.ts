import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { catalogue, methodPath } from '@pitpass/data/catalogue';

import { createProgram } from '../create-program.ts';
import type { Surroundings } from '../surroundings.ts';
import { completeWords } from './complete-words.ts';

const surroundings = { output: process.stdout, errors: process.stderr } as unknown as Surroundings;

/** What is offered at the end of a line; a line that ends with a space begins a new word. */
async function offer(line: string) {
  const program = createProgram({ surroundings, end: () => undefined });
  const { candidates, files } = await completeWords(program, line.split(' '), {
    listAccountNames: () => Promise.resolve(['default', 'live', 'tm']),
    describeServe: async (serve) => void serve.option('--port <number>', 'the port'),
  });
  const words = candidates.map(({ value }) => value);
  return { words, files, candidates };
}

const words = async (line: string) => (await offer(line)).words;

describe('completion', () => {
  test('offers every command, and the commands below one', async () => {
    const all = await words('');
    for (const name of ['get', 'login', 'serve', 'accounts', 'completion', 'fault', 'clients']) {
      assert.ok(all.includes(name), name);
    }
    assert.deepEqual(await words('ge'), ['get']);
    assert.deepEqual(await words('fault '), ['add', 'list', 'clear']);
    assert.deepEqual(await words('clients app'), ['approve']);
    assert.deepEqual(await words('help whoa'), ['whoami']);
    assert.deepEqual(await words('nothing '), []);
  });

  test('offers the options of a command with what they do, each once', async () => {
    const { candidates } = await offer('get member/info --ver');
    assert.deepEqual(candidates[0]?.value, '--verbose');
    assert.match(candidates[0]?.description ?? '', /how long it took/);
    assert.deepEqual(await words('get member/info --verbose --ver'), []);
    assert.ok((await words('get --out x --')).includes('--force'));
    assert.ok(!(await words('get --')).includes('--profile'), 'a former name is not offered');
    const login = await words('login --redirect-uri http://127.0.0.1:1/c --');
    assert.ok(login.includes('--redirect-uri'), 'what may stand more than once is offered again');
  });

  test('offers the options of serve, which are the server’s', async () => {
    assert.deepEqual(await words('serve --po'), ['--port']);
  });

  test('offers the values of options: accounts, providers, choices and files', async () => {
    assert.deepEqual(await words('whoami --as '), ['default', 'live', 'tm']);
    assert.deepEqual(await words('whoami --as=l'), ['--as=live']);
    assert.deepEqual(await words('login --provider t'), ['trackmania']);
    assert.deepEqual(await offer('get member/info --out '), {
      words: [],
      files: true,
      candidates: [],
    });
    assert.equal((await offer('login --scope ')).files, false);
  });

  test('offers the values of arguments: shells, faults and accounts', async () => {
    assert.deepEqual(await words('completion '), ['bash', 'zsh', 'fish', 'powershell']);
    assert.deepEqual(await words('fault add maint'), ['maintenance']);
    assert.deepEqual(await words('accounts use '), ['default', 'live', 'tm']);
    assert.equal((await offer('run -- ')).files, true);
    assert.equal((await offer('clients request ')).files, true);
  });

  test('offers every data method, written as the word begins, and Trackmania’s routes', async () => {
    const all = await words('get ');
    for (const entry of catalogue) assert.ok(all.includes(methodPath(entry)));
    assert.deepEqual(await words('get results/lap_d'), ['results/lap_data']);
    assert.deepEqual(await words('get /data/results/lap_d'), ['/data/results/lap_data']);
    assert.deepEqual(await words('get user/m'), ['user/map-records', 'user/maps/favorite']);
    assert.deepEqual(await words('get /api/user/maps'), ['/api/user/maps/favorite']);
    assert.deepEqual(await words('get --list la'), []);
  });

  test('offers the parameters of the method, those that are needed first, each once', async () => {
    const { words: names, candidates } = await offer('get results/lap_data ');
    assert.deepEqual(names, ['subsession_id=', 'simsession_number=', 'cust_id=', 'team_id=']);
    assert.match(candidates[1]?.description ?? '', /^required, a whole number, -20 to 0: 0 is/);
    assert.deepEqual(await words('get results/lap_data subsession_id=1 s'), ['simsession_number=']);
    assert.deepEqual(await words('get results/lap_data --subsession-id 1 s'), [
      'simsession_number=',
    ]);
    assert.deepEqual(await words('get display-names acc'), ['accountId=']);
    assert.deepEqual(await words('get /data/brand/new '), []);
  });

  test('offers the parameters as options besides those of the command', async () => {
    const all = await words('get results/lap_data --s');
    assert.deepEqual(all, ['--subsession-id', '--simsession-number', '--service']);
    assert.deepEqual(await words('get results/lap_data subsession_id=1 --su'), []);
  });

  test('offers the values of a parameter that can be counted', async () => {
    assert.deepEqual(await words('get season/list season_quarter='), [
      'season_quarter=1',
      'season_quarter=2',
      'season_quarter=3',
      'season_quarter=4',
    ]);
    assert.deepEqual(await words('get season/list --season-quarter '), ['1', '2', '3', '4']);
    assert.deepEqual(await words('get league/get include_licenses=t'), ['include_licenses=true']);
    assert.deepEqual(await words('get league/get --include-licenses '), [
      'true',
      'false',
      'league_id=',
    ]);
    assert.deepEqual(await words('get results/get --subsession-id '), []);
  });
});
