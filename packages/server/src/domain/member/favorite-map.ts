/** The most favourite maps that one member can have. */
export const favoriteMapsMax = 10_000;

/** Where the favourite maps of members are kept. Members are named by account id, maps by `uid`. */
export interface FavoriteMapStore {
  /** Favourites, newest first. */
  listFavoriteMaps(account_id: string, length: number, offset: number): Promise<readonly string[]>;
  /**
   * Adds a favourite; one that is there stays where it is.
   *
   * @returns false, and nothing is written, when the member has {@link favoriteMapsMax} others, or is none
   */
  addFavoriteMap(account_id: string, map_uid: string, now: number): Promise<boolean>;
  /** Removes a favourite; one that is not there is no fault. */
  removeFavoriteMap(account_id: string, map_uid: string): Promise<void>;
}
