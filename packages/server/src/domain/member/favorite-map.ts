/** Where the favourite maps of members are kept. Members are named by account id, maps by `uid`. */
export interface FavoriteMapStore {
  /** Favourites, newest first. */
  listFavoriteMaps(account_id: string, length: number, offset: number): Promise<readonly string[]>;
  /** Adds a favourite; one that is there stays where it is. Nothing is written for an unknown account. */
  addFavoriteMap(account_id: string, map_uid: string, now: number): Promise<void>;
  /** Removes a favourite; one that is not there is no fault. */
  removeFavoriteMap(account_id: string, map_uid: string): Promise<void>;
}
