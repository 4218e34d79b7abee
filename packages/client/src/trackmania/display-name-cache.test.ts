import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { createDisplayNameCache } from './display-name-cache.ts';
import type { DisplayNameCache, DisplayNameCacheOptions } from './display-name-cache.ts';

const day = 86_400;
let now: number;
/** Who has which name now. */
let world: Map<string, string>;
/** What the source was asked, in order. */
let asked: string[];
/** Ends the answers that are held back. */
let release: (() => void) | undefined;

beforeEach(() => {
  now = 1_790_000_000;
  world = new Map([
    ['id-a', 'Anna'],
    ['id-b', 'Bert'],
    ['id-c', 'Carl'],
  ]);
  asked = [];
  release = undefined;
});

function hold(): Promise<void> {
  return new Promise((resolve) => {
    release = resolve;
  });
}

function create(
  options: Partial<DisplayNameCacheOptions> = {},
  delay: () => Promise<void> = async () => undefined,
): DisplayNameCache {
  const source: DisplayNameCacheOptions['source'] = {
    displayNames: async (ids) => {
      asked.push(`names of ${ids.join()}`);
      await delay();
      return new Map(
        ids.flatMap((id): [string, string][] => {
          const name = world.get(id.toLowerCase());
          return name === undefined ? [] : [[id, name]];
        }),
      );
    },
    accountIds: async (names) => {
      asked.push(`ids of ${names.join()}`);
      await delay();
      const entries = names.flatMap((name) =>
        [...world]
          .filter(([, known]) => known.toLowerCase() === name.toLowerCase())
          .map(([id]): [string, string] => [name, id]),
      );
      return new Map(entries);
    },
  };
  return createDisplayNameCache({ source, clock: () => now, ...options });
}

describe('display name cache', () => {
  it('does not let a name that only folds to another one stand for it', async () => {
    world.set('id-d', '\u212aid');
    world.set('id-e', 'Kid');
    const cache = create();
    assert.equal(await cache.findDisplayName('id-d'), '\u212aid');
    // To the service itself the two are one name here: what counts is that it is asked.
    await cache.findAccountId('kid');
    assert.deepEqual(asked, ['names of id-d', 'ids of kid']);
    await cache.findDisplayName('id-e');
    assert.equal(await cache.findAccountId('kID'), 'id-e');
  });

  it('TM 8 asks once a day for a name', async () => {
    const cache = create();
    assert.equal(await cache.findDisplayName('id-a'), 'Anna');
    now += day - 1;
    assert.equal(await cache.findDisplayName('id-a'), 'Anna');
    assert.deepEqual(asked, ['names of id-a']);
    now += 1;
    await cache.findDisplayName('id-a');
    assert.equal(asked.length, 2);
  });

  it('asks for what it does not know alone, and gives what was asked in its order', async () => {
    const cache = create();
    await cache.displayNames(['id-b']);
    const names = await cache.displayNames(['id-a', 'id-b', 'id-x', 'id-c']);
    assert.deepEqual(
      [...names],
      [
        ['id-a', 'Anna'],
        ['id-b', 'Bert'],
        ['id-c', 'Carl'],
      ],
    );
    assert.deepEqual(asked, ['names of id-b', 'names of id-a,id-x,id-c']);
  });

  it('knows the id of a name that it has read, ignoring case, and not the other way', async () => {
    const cache = create();
    await cache.findDisplayName('id-a');
    assert.equal(await cache.findAccountId('ANNA'), 'id-a');
    assert.equal(await cache.findAccountId('bERT'), 'id-b');
    assert.equal(await cache.findDisplayName('id-b'), 'Bert');
    assert.deepEqual(asked, ['names of id-a', 'ids of bERT', 'names of id-b']);
  });

  it('gives a key back in each spelling that was asked, and asks for it once', async () => {
    const ids = await create().accountIds(['Anna', 'anna', 'ANNA']);
    assert.deepEqual([...ids.keys()], ['Anna', 'anna', 'ANNA']);
    assert.deepEqual(asked, ['ids of Anna']);
  });

  it('remembers for a short time that something is unknown', async () => {
    const cache = create();
    assert.equal(await cache.findAccountId('Dora'), undefined);
    world.set('id-d', 'Dora');
    now += 299;
    assert.equal(await cache.findAccountId('Dora'), undefined);
    now += 1;
    assert.equal(await cache.findAccountId('Dora'), 'id-d');
    assert.equal(asked.length, 2);
  });

  it('lets a former name go when it learns the new one', async () => {
    const cache = create();
    await cache.findDisplayName('id-a');
    now += day;
    assert.equal(await cache.findAccountId('Anna'), 'id-a');
    world.set('id-a', 'Annabel').set('id-b', 'Anna');
    assert.equal(await cache.findDisplayName('ID-A'), 'Annabel');
    assert.equal(await cache.findAccountId('Anna'), 'id-b');
    assert.equal(await cache.findAccountId('Annabel'), 'id-a');
  });

  it('asks once for an id that many want at the same time', async () => {
    let isHeld = true;
    const cache = create({}, () => (isHeld ? hold() : Promise.resolve()));
    const first = cache.displayNames(['id-a', 'id-b']);
    isHeld = false;
    const others = Array.from({ length: 20 }, () => cache.displayNames(['id-b', 'id-c']));
    await Promise.resolve();
    release?.();
    assert.equal((await first).size, 2);
    for (const names of await Promise.all(others)) {
      assert.deepEqual([...names.values()], ['Bert', 'Carl']);
    }
    assert.deepEqual(asked, ['names of id-a,id-b', 'names of id-c']);
  });

  it('lets one caller give up without ending what others wait for', async () => {
    const cache = create({}, hold);
    const controller = new AbortController();
    const hasty = cache.findDisplayName('id-a', { signal: controller.signal });
    const patient = cache.findDisplayName('id-a');
    controller.abort(new Error('enough'));
    await assert.rejects(hasty, { message: 'enough' });
    release?.();
    assert.equal(await patient, 'Anna');
    assert.equal(asked.length, 1);
  });

  it('remembers no failure', async () => {
    let isDown = true;
    const cache = create({}, async () => {
      if (isDown) throw new Error('down');
    });
    await assert.rejects(cache.findDisplayName('id-a'), { message: 'down' });
    isDown = false;
    assert.equal(await cache.findDisplayName('id-a'), 'Anna');
  });

  it('holds so many entries and lets the one go that was unused for longest', async () => {
    const cache = create({ entriesMax: 2 });
    await cache.displayNames(['id-a', 'id-b']);
    await cache.findDisplayName('id-a');
    await cache.findDisplayName('id-c');
    asked.length = 0;
    await cache.displayNames(['id-a', 'id-c']);
    assert.deepEqual(asked, []);
    assert.equal((await cache.displayNames(['id-a', 'id-b', 'id-c'])).size, 3);
    assert.deepEqual(asked, ['names of id-b']);
  });

  it('refuses limits that cannot be', () => {
    for (const wrong of [{ ttlSeconds: 0 }, { missTtlSeconds: -1 }, { entriesMax: 0.5 }]) {
      assert.throws(() => create(wrong), { code: 'invalid_options' });
    }
  });
});
