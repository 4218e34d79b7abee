import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAccountNames, madeUpAccountCount } from './account-names.ts';
import { joinAccounts } from './accounts.ts';
import { createMapUidCode, createUuidCode, isUuid } from './identifiers.ts';
import { medalTimesMs } from './map-records.ts';
import { createTrackmaniaWorld, listCampaignMaps, listMadeUpAccounts } from './trackmania-world.ts';

const noon = Date.UTC(2026, 10, 20, 12) / 1000;
const world = createTrackmaniaWorld();
const seeds = fc.integer();
const accountNumbers = fc.integer({ min: 0, max: madeUpAccountCount - 1 });
const numRuns = 300;

test('TM 7.2 a UUID leads back to its number, and to none with a digit changed or of another kind', () => {
  const cases = fc.tuple(seeds, fc.integer({ min: 1, max: 2 ** 30 }), fc.nat(), fc.nat(35));
  fc.assert(
    fc.property(cases, ([seed, size, some, place]) => {
      const code = createUuidCode(seed, size);
      const uuid = code.write(some % size);
      assert.match(uuid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.match(uuid, /^.{14}4.{4}[89ab]/);
      assert.equal(code.read(uuid), some % size);
      assert.equal(code.read(uuid.toUpperCase()), some % size);
      assert.equal(createUuidCode(seed + 1, size).read(uuid), undefined);
      if (uuid[place] === '-') return;
      const digit = uuid[place] === 'a' ? 'b' : 'a';
      const changed = uuid.slice(0, place) + digit + uuid.slice(place + 1);
      assert.equal(code.read(changed), undefined);
    }),
    { numRuns },
  );
});

test('TM 7.2 what is no UUID leads to nothing', () => {
  const code = createUuidCode(1, 10);
  fc.assert(
    fc.property(fc.string(), (text) => assert.equal(code.read(text), undefined)),
    { numRuns },
  );
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      assert.equal(isUuid(uuid), true);
      assert.equal(code.read(uuid), undefined);
    }),
    { numRuns },
  );
  const uuid = code.write(3);
  for (const text of [`${uuid}0`, ` ${uuid}`, `{${uuid}}`, uuid.replaceAll('-', ''), '']) {
    assert.equal(isUuid(text), false, text);
    assert.equal(code.read(text), undefined);
  }
});

test('TM 7.5 the uid of a map has 27 letters and digits and leads back to its number', () => {
  const cases = fc.tuple(seeds, fc.integer({ min: 1, max: 62 ** 5 }), fc.nat(), fc.nat(26));
  fc.assert(
    fc.property(cases, ([seed, size, some, place]) => {
      const code = createMapUidCode(seed, size);
      const uid = code.write(some % size);
      assert.match(uid, /^[A-Za-z0-9]{27}$/);
      assert.equal(code.read(uid), some % size);
      assert.equal(code.read(`${uid.slice(0, place)}_${uid.slice(place + 1)}`), undefined);
      assert.equal(code.read(uid.slice(1)), undefined);
    }),
    { numRuns },
  );
  fc.assert(
    fc.property(fc.string({ minLength: 27, maxLength: 27 }), (text) => {
      assert.equal(createMapUidCode(1, 10_000).read(text), undefined);
    }),
    { numRuns },
  );
});

test('TM 7.3 every made-up account has a name of its own, whatever the case', () => {
  assert.ok(madeUpAccountCount >= 100_000);
  const names = createAccountNames(7);
  const all = new Set<string>();
  for (let number = 0; number < madeUpAccountCount; number += 1) {
    all.add(names.nameOf(number).toLowerCase());
  }
  assert.equal(all.size, madeUpAccountCount);
});

test('TM 7.3 a display name leads back to its account in any case, for any seed', () => {
  fc.assert(
    fc.property(seeds, accountNumbers, (seed, number) => {
      const names = createAccountNames(seed);
      const name = names.nameOf(number);
      assert.match(name, /^[A-Za-z0-9._-]{3,15}$/);
      for (const written of [name, name.toLowerCase(), name.toUpperCase()]) {
        assert.equal(names.findNumber(written), number);
      }
      for (const other of [`${name}!`, ` ${name}`, `x${name}q`, name.slice(1)]) {
        assert.notEqual(names.findNumber(other), number);
      }
    }),
    { numRuns },
  );
});

test('TM 7.3 no text that is nobody’s name is taken for one', () => {
  const names = createAccountNames(7);
  for (const text of [
    '',
    'Ola',
    'adrix',
    '77',
    '_',
    'Zoradrix_nobody',
    '__proto__',
    'constructor',
  ]) {
    assert.equal(names.findNumber(text), undefined, text);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const number = names.findNumber(text);
      if (number !== undefined) {
        assert.equal(names.nameOf(number).toLowerCase(), text.normalize('NFC').toLowerCase());
      }
    }),
    { numRuns },
  );
});

test('TM 7.2 names and ids agree for everybody, with stored members among them', () => {
  const name = fc.oneof(
    fc.string(),
    accountNumbers.map((i) => world.accounts.at(i).display_name),
    accountNumbers.map((i) => world.accounts.at(i).display_name.toUpperCase()),
  );
  const member = fc.record({ account_id: fc.uuid(), display_name: name });
  const stored = fc.uniqueArray(member, { selector: (each) => each.account_id, maxLength: 5 });
  fc.assert(
    fc.property(stored, accountNumbers, (members, number) => {
      const accounts = joinAccounts(world.accounts, members);
      const madeUp = members.map((each) => world.accounts.findByName(each.display_name));
      const asked = [...members, world.accounts.at(number), ...madeUp];
      for (const account of asked) {
        const byName = account && accounts.findByName(account.display_name);
        if (byName !== undefined) assert.deepEqual(accounts.findById(byName.account_id), byName);
        const byId = account && accounts.findById(account.account_id);
        if (byId === undefined) continue;
        const namesake = accounts.findByName(byId.display_name.toLowerCase());
        const isFirst = members.findIndex((each) => each.account_id === byId.account_id) <= 0;
        if (isFirst) assert.equal(namesake?.account_id, byId.account_id);
        else assert.notEqual(namesake, undefined);
      }
    }),
    { numRuns },
  );
});

test('TM 7.3 a stored member keeps a name that a made-up account has, which steps aside', () => {
  const madeUp = world.accounts.at(5);
  const member = {
    account_id: '0C5A2D6E-4b1f-4f7a-9d3e-8a6b7c5d4e3f',
    display_name: madeUp.display_name,
  };
  const accounts = world.joinAccounts([member]);
  const account_id = member.account_id.toLowerCase();
  assert.equal(accounts.findByName(madeUp.display_name.toUpperCase())?.account_id, account_id);
  assert.equal(accounts.findById(member.account_id)?.account_id, account_id);
  assert.equal(accounts.findById(madeUp.account_id), undefined);
  assert.deepEqual(world.joinAccounts([]).findById(madeUp.account_id), madeUp);
});

test('TM 7.3 a stored member with the id of a made-up account has another name than that one', () => {
  const madeUp = world.accounts.at(6);
  const member = { account_id: madeUp.account_id, display_name: 'Somebody Else' };
  const accounts = world.joinAccounts([member]);
  assert.deepEqual(accounts.findById(madeUp.account_id), member);
  assert.equal(accounts.findByName(madeUp.display_name), undefined);
  assert.equal(
    world.joinAccounts([]).findByName(madeUp.display_name)?.account_id,
    madeUp.account_id,
  );
});

test('TM 7.5 campaigns follow the clock: 25 maps a quarter, named by season and year', () => {
  const at = (text: string) => Date.parse(text) / 1000;
  for (const [time, first] of [
    ['2020-07-01T15:00:00Z', 'Summer 2020 - 01'],
    ['2026-01-01T14:59:59Z', 'Fall 2025 - 01'],
    ['2026-01-01T15:00:00Z', 'Winter 2026 - 01'],
    ['2026-04-01T15:00:00Z', 'Spring 2026 - 01'],
    ['2026-11-20T12:00:00Z', 'Fall 2026 - 01'],
  ] as const) {
    const maps = listCampaignMaps(at(time));
    assert.equal(maps.length, 25);
    assert.equal(maps[0]?.name, first);
    assert.equal(maps[24]?.name, first.replace('- 01', '- 25'));
    assert.ok(maps.every((map) => map.released <= at(time)));
  }
});

test('TM 11.4 the two identifiers of a map lead to the same map, from its release on', () => {
  const moments = fc.integer({ min: Date.UTC(2020, 6, 2) / 1000, max: Date.UTC(2060, 0) / 1000 });
  fc.assert(
    fc.property(seeds, moments, fc.nat(24), (seed, now, place) => {
      const { maps, accounts } = createTrackmaniaWorld(String(seed));
      const map = maps.listCampaign(now)[place];
      assert.ok(map);
      assert.deepEqual(maps.findByUid(map.uid, now), map);
      assert.deepEqual(maps.findByMapId(map.mapId.toUpperCase(), now), map);
      assert.equal(maps.findByUid(map.uid, map.released - 1), undefined);
      assert.equal(maps.findByMapId(map.mapId, map.released - 1), undefined);
      assert.equal(maps.findByUid(map.uid, map.released)?.name, map.name);
      assert.equal(maps.findByUid(map.mapId, now), undefined);
      assert.equal(accounts.findById(map.mapId), undefined);
      assert.equal(accounts.findById(map.author)?.account_id, map.author);
      assert.match(
        map.thumbnailUrl,
        /^https:\/\/[a-z.]+\.example\/storageObjects\/[0-9a-f-]{36}\.jpg$/,
      );
    }),
    { numRuns: 60 },
  );
});

test('TM 7.7 a record was driven after the release and before the clock, and its medal fits its time', () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.integer({ min: 0, max: 400 }),
      fc.nat(24),
      (account_id, days, place) => {
        const now = noon - days * 86_400;
        const map = world.maps.listCampaign(now)[place];
        assert.ok(map);
        const record = world.findMapRecord(account_id, map, now);
        if (record === undefined) return;
        const driven = Date.parse(record.timestamp) / 1000;
        assert.ok(map.released < driven && driven <= now);
        assert.match(record.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
        const [bronze, silver, gold, author] = medalTimesMs(map.authorTimeMs);
        assert.ok(author < gold && gold < silver && silver < bronze);
        const slowest = [Infinity, bronze, silver, gold, author];
        const limit = slowest[record.medal];
        assert.ok(limit !== undefined && record.time <= limit);
        assert.ok(record.time > (slowest[record.medal + 1] ?? 0));
        assert.deepEqual([record.accountId, record.mapId], [account_id, map.mapId]);
        assert.ok(isUuid(record.mapRecordId) && Number.isInteger(record.time) && record.time > 0);
      },
    ),
    { numRuns },
  );
});

test('TM 7.7 a record stays until it is improved, and keeps its id', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(24), (account_id, place) => {
      const map = world.maps.listCampaign(noon, 1)[place];
      assert.ok(map);
      let before: ReturnType<typeof world.findMapRecord>;
      for (let now = map.released - 1; now < map.released + 120 * 86_400; now += 86_400) {
        const record = world.findMapRecord(account_id, map, now);
        if (before !== undefined) {
          assert.ok(record);
          assert.equal(record.mapRecordId, before.mapRecordId);
          assert.ok(record.time <= before.time);
          if (record.time === before.time) assert.deepEqual(record, before);
          else assert.ok(record.timestamp > before.timestamp && record.url !== before.url);
        }
        before = record;
      }
    }),
    { numRuns: 40 },
  );
});

test('TM 7.7 most maps of a finished campaign have a record, and medals of every kind occur', () => {
  const accounts = listMadeUpAccounts(60);
  const maps = world.maps.listCampaign(noon, 1);
  const medals = new Map<number, number>();
  let count = 0;
  for (const { account_id } of accounts) {
    for (const map of maps) {
      const record = world.findMapRecord(account_id, map, noon);
      if (record === undefined) continue;
      count += 1;
      medals.set(record.medal, (medals.get(record.medal) ?? 0) + 1);
    }
  }
  assert.ok(count > 0.75 * 60 * 25 && count < 0.95 * 60 * 25, String(count));
  for (const medal of [0, 1, 2, 3, 4]) assert.ok((medals.get(medal) ?? 0) > 20, `medal ${medal}`);
});

test('TM 7.4 an account administers none to three clubs, and a club has one name', () => {
  const names = new Map<number, string>();
  const counts = new Set<number>();
  for (const { account_id } of listMadeUpAccounts(3000)) {
    const clubs = world.listAdminClubs(account_id);
    assert.deepEqual(world.listAdminClubs(account_id.toUpperCase()), clubs);
    counts.add(clubs.length);
    for (const { id, name } of clubs) {
      assert.ok(Number.isSafeInteger(id) && id > 0 && name.length > 3);
      assert.equal(names.get(id) ?? name, name);
      names.set(id, name);
    }
    assert.equal(new Set(clubs.map(({ id }) => id)).size, clubs.length);
  }
  assert.deepEqual(counts, new Set([0, 1, 2, 3]));
});

test('TM 7 the same seed gives the same world, another one gives another', () => {
  const again = createTrackmaniaWorld();
  const other = createTrackmaniaWorld('other');
  const account = world.accounts.at(3);
  assert.deepEqual(again.accounts.at(3), account);
  assert.deepEqual(listMadeUpAccounts(4)[3], account);
  assert.equal(other.accounts.findById(account.account_id), undefined);
  assert.deepEqual(again.maps.listCampaign(noon), world.maps.listCampaign(noon));
  assert.notEqual(other.maps.listCampaign(noon)[0]?.uid, world.maps.listCampaign(noon)[0]?.uid);
});
