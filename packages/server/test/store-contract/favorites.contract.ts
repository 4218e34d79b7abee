import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Behaviours } from './contract.ts';
import { savePair } from './contract.ts';
import { hostileTexts, t0 } from './records.ts';

/** What every engine promises about favourite maps. */
export const favoriteMapBehaviours: Behaviours = (open) => {
  test('TM 7.5 favourites come newest first, in pages, and belong to one member', async () => {
    const contract = open();
    const { favorites } = contract;
    const { account_id } = (await savePair(contract)).member;
    const other = (await savePair(contract)).member.account_id;
    for (const [index, uid] of ['a', 'b', 'c'].entries()) {
      await favorites.addFavoriteMap(account_id, uid, t0 + index);
    }
    await favorites.addFavoriteMap(other, 'z', t0);
    assert.deepEqual(await favorites.listFavoriteMaps(account_id, 10, 0), ['c', 'b', 'a']);
    assert.deepEqual(await favorites.listFavoriteMaps(account_id, 2, 1), ['b', 'a']);
    assert.deepEqual(await favorites.listFavoriteMaps(account_id, 2, 3), []);
    assert.deepEqual(await favorites.listFavoriteMaps(other, 10, 0), ['z']);
  });

  test('TM 7.6 adding twice keeps the place, removing twice does no harm', async () => {
    const contract = open();
    const { favorites } = contract;
    const { account_id } = (await savePair(contract)).member;
    await favorites.addFavoriteMap(account_id, 'a', t0);
    await favorites.addFavoriteMap(account_id, 'b', t0 + 1);
    await favorites.addFavoriteMap(account_id, 'a', t0 + 2);
    assert.deepEqual(await favorites.listFavoriteMaps(account_id, 10, 0), ['b', 'a']);
    await favorites.removeFavoriteMap(account_id, 'b');
    await favorites.removeFavoriteMap(account_id, 'b');
    assert.deepEqual(await favorites.listFavoriteMaps(account_id, 10, 0), ['a']);
  });

  test('TM 7.6 nobody has favourites without an account, and names are only texts', async () => {
    const contract = open();
    const { favorites } = contract;
    const { account_id } = (await savePair(contract)).member;
    for (const text of hostileTexts) {
      await favorites.addFavoriteMap(text, 'a', t0);
      assert.deepEqual(await favorites.listFavoriteMaps(text, 10, 0), []);
      await favorites.addFavoriteMap(account_id, text, t0);
      await favorites.removeFavoriteMap(text, text);
    }
    const found = await favorites.listFavoriteMaps(account_id, 100, 0);
    assert.deepEqual(found.toSorted(), [...new Set(hostileTexts)].toSorted());
  });
};
