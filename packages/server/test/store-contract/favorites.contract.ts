import assert from 'node:assert/strict';
import { test } from 'node:test';

import { favoriteMapsMax } from '../../src/domain/member/favorite-map.ts';
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
      assert.equal(await favorites.addFavoriteMap(account_id, uid, t0 + index), true);
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
    assert.equal(await favorites.addFavoriteMap(account_id, 'a', t0 + 2), true);
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
      assert.equal(await favorites.addFavoriteMap(text, 'a', t0), false);
      await favorites.addFavoriteMap(account_id, text, t0);
      await favorites.removeFavoriteMap(text, 'a');
    }
    const found = await favorites.listFavoriteMaps(account_id, 100, 0);
    assert.deepEqual(found.toSorted(), [...new Set(hostileTexts)].toSorted());
  });

  test('one more than a member may have is refused, one that is there is not', async () => {
    const contract = open();
    const { favorites, database } = contract;
    const { member } = await savePair(contract);
    await database.query(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${favoriteMapsMax})
        INSERT INTO favorite_map SELECT $1, CAST(i AS TEXT), 0 FROM n`,
      [member.member_id],
    );
    assert.equal(await favorites.addFavoriteMap(member.account_id, 'more', t0), false);
    assert.equal(await favorites.addFavoriteMap(member.account_id, '7', t0), true);
    await favorites.removeFavoriteMap(member.account_id, '7');
    assert.equal(await favorites.addFavoriteMap(member.account_id, 'more', t0), true);
  });
};
