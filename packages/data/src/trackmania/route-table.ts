import type { RouteEntry } from './route-entry.ts';
import { getAccountIds, getAdminClubs, getDisplayNames, getUser } from './routes/account-routes.ts';
import {
  addFavoriteMap,
  getFavoriteMaps,
  getMapRecords,
  removeFavoriteMap,
} from './routes/map-routes.ts';

/** Every route, in the order of the documentation. It registers, guards and documents them. */
export const routeTable: readonly RouteEntry[] = [
  getUser,
  getDisplayNames,
  getAccountIds,
  getAdminClubs,
  getFavoriteMaps,
  addFavoriteMap,
  removeFavoriteMap,
  getMapRecords,
];
