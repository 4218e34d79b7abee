import type { FavoriteMapStore } from '../domain/member/favorite-map.ts';
import type { SqlDatabase } from './sql-database.ts';

const list = `SELECT f.map_uid FROM favorite_map f JOIN member m ON m.member_id = f.member_id
  WHERE m.account_id = $1
  ORDER BY f.added_at DESC, f.map_uid LIMIT $2 OFFSET $3`;

const add = `INSERT INTO favorite_map (member_id, map_uid, added_at)
  SELECT m.member_id, CAST($1 AS TEXT), CAST($2 AS BIGINT) FROM member m WHERE m.account_id = $3
  ON CONFLICT (member_id, map_uid) DO NOTHING`;

const remove = `DELETE FROM favorite_map WHERE map_uid = $1
  AND member_id = (SELECT member_id FROM member WHERE account_id = $2)`;

/** Favourite maps in SQL. */
export function createSqlFavoriteMapStore(database: SqlDatabase): FavoriteMapStore {
  return {
    async listFavoriteMaps(account_id, length, offset) {
      const rows = await database.query(list, [account_id, length, offset]);
      return rows.map((row) => String(row['map_uid']));
    },
    async addFavoriteMap(account_id, map_uid, now) {
      await database.query(add, [map_uid, now, account_id]);
    },
    async removeFavoriteMap(account_id, map_uid) {
      await database.query(remove, [map_uid, account_id]);
    },
  };
}
