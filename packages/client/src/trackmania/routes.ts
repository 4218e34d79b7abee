import { InvalidOptions } from '../errors.ts';
import type { CallOptions } from '../provider.ts';
import {
  readClubs,
  readFavoriteMaps,
  readMapRecords,
  readTextMap,
  readUser,
} from './api-answers.ts';
import type { FavoriteMap, MapRecord, TrackmaniaClub, TrackmaniaUser } from './api-answers.ts';
import { parseApiPath, requestApi } from './api-request.ts';
import type { ApiAnswer, ApiParameters, ApiRequest } from './api-request.ts';
import { listInBatches, translateInBatches } from './batches.ts';
import type { TrackmaniaConfiguration } from './configuration.ts';
import { iterateFavoriteMaps } from './favorite-pages.ts';
import type { AllFavoriteMapsOptions } from './favorite-pages.ts';

/** Which favorites are asked for. */
export interface FavoriteMapsOptions extends CallOptions {
  /** How many at most. Default: the service's, 10. */
  readonly length?: number;
  /** How many to pass over. Default: 0. */
  readonly offset?: number;
}

/**
 * The routes of Trackmania's service. Those of a member need a token from a sign-in: with one from
 * client credentials the service refuses them. Each throws ResourceErrorResponse, RateLimited,
 * InvalidResponse, NetworkFailure or Timeout.
 *
 * @see Trackmania's spec, §7
 */
export interface TrackmaniaRoutes {
  /** Who the member is. Any member's token will do. */
  user(options?: CallOptions): Promise<TrackmaniaUser>;
  /** Display names by account id; unknown ids are left out. Any token will do, any number of ids. */
  displayNames(
    accountIds: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, string>>;
  /**
   * Account ids by display name, spelled as it was asked; unknown names are left out. Any token
   * will do, any number of names.
   */
  accountIds(
    displayNames: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, string>>;
  /** The clubs that the member is an admin of; scope `clubs`. */
  adminClubs(options?: CallOptions): Promise<readonly TrackmaniaClub[]>;
  /** One page of the member's favorites; scope `read_favorite`. */
  favoriteMaps(options?: FavoriteMapsOptions): Promise<readonly FavoriteMap[]>;
  /** All favorites of the member, page after page, each once; scope `read_favorite`. */
  allFavoriteMaps(options?: AllFavoriteMapsOptions): AsyncGenerator<FavoriteMap, void, undefined>;
  /** Adds a map to the member's favorites by its `uid`; scope `write_favorite`. */
  addFavoriteMap(uid: string, options?: CallOptions): Promise<void>;
  /** Takes a map out of the member's favorites by its `uid`; scope `write_favorite`. */
  removeFavoriteMap(uid: string, options?: CallOptions): Promise<void>;
  /**
   * The member's records on maps by their `mapId`, any number of them; maps without one are left
   * out. Scope `read_favorite`.
   */
  mapRecords(mapIds: readonly string[], options?: CallOptions): Promise<readonly MapRecord[]>;
  /** Asks any route, `/api/user` for example. Gives its JSON, or undefined for no content. */
  get(path: string, parameters?: ApiParameters, options?: CallOptions): Promise<unknown>;
}

/** {@link TrackmaniaRoutes}, each with the access token to ask with before its own parameters. */
export type TrackmaniaRoutesByToken = {
  readonly [Name in keyof TrackmaniaRoutes]: (
    access_token: string,
    ...parameters: Parameters<TrackmaniaRoutes[Name]>
  ) => ReturnType<TrackmaniaRoutes[Name]>;
};

function checkCount(value: number | undefined, min: number, name: string): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= min)) return;
  throw new InvalidOptions(`${name} must be a whole number, at least ${min}`);
}

function checkUid(uid: string): void {
  if (typeof uid !== 'string' || uid === '') throw new InvalidOptions('uid is missing');
}

/** The routes of one service, for whichever token. */
export function createRoutesByToken(
  configuration: TrackmaniaConfiguration,
): TrackmaniaRoutesByToken {
  const request = (access_token: string, what: ApiRequest): Promise<ApiAnswer> =>
    requestApi(configuration, access_token, what);
  const ask = (
    access_token: string,
    path: string,
    parameters: ApiParameters,
    call: CallOptions | undefined,
  ): Promise<ApiAnswer> =>
    request(access_token, { method: 'GET', path, parameters, signal: call?.signal });
  const postUid = async (
    access_token: string,
    path: string,
    uid: string,
    call: CallOptions | undefined,
  ): Promise<void> => {
    checkUid(uid);
    await request(access_token, { method: 'POST', path, json: { uid }, signal: call?.signal });
  };
  const favoriteMaps: TrackmaniaRoutesByToken['favoriteMaps'] = async (token, options = {}) => {
    const { length, offset } = options;
    checkCount(length, 1, 'length');
    checkCount(offset, 0, 'offset');
    return readFavoriteMaps(await ask(token, 'user/maps/favorite', { length, offset }, options));
  };
  return {
    user: async (token, call) => readUser(await ask(token, 'user', {}, call)),
    displayNames: (token, accountIds, call) =>
      translateInBatches(accountIds, 'accountIds', async (accountId) =>
        readTextMap(await ask(token, 'display-names', { accountId }, call)),
      ),
    accountIds: (token, displayNames, call) =>
      translateInBatches(displayNames, 'displayNames', async (displayName) =>
        readTextMap(await ask(token, 'display-names/account-ids', { displayName }, call)),
      ),
    adminClubs: async (token, call) => readClubs(await ask(token, 'user/clubs/admin', {}, call)),
    favoriteMaps,
    allFavoriteMaps: (token, options) =>
      iterateFavoriteMaps((page) => favoriteMaps(token, page), options),
    addFavoriteMap: (token, uid, call) => postUid(token, 'user/maps/favorite/add', uid, call),
    removeFavoriteMap: (token, uid, call) => postUid(token, 'user/maps/favorite/remove', uid, call),
    mapRecords: (token, mapIds, call) =>
      listInBatches(mapIds, 'mapIds', async (mapId) =>
        readMapRecords(await ask(token, 'user/map-records', { mapId }, call)),
      ),
    get: async (token, path, parameters = {}, call = {}) =>
      (await ask(token, parseApiPath(path), parameters, call)).value,
  };
}

/** Calls something with an access token that is valid then, and renews one that is refused. */
export type TokenUse = <T>(
  signal: AbortSignal | undefined,
  call: (access_token: string) => Promise<T>,
) => Promise<T>;

/**
 * The routes of one service, with tokens that somebody keeps valid. Each batch and page is a call
 * of its own, so that a token may end between two of them.
 */
export function createKeptRoutes(
  byToken: TrackmaniaRoutesByToken,
  useToken: TokenUse,
): TrackmaniaRoutes {
  const favoriteMaps: TrackmaniaRoutes['favoriteMaps'] = (options) =>
    useToken(options?.signal, (token) => byToken.favoriteMaps(token, options));
  return {
    user: (call) => useToken(call?.signal, (token) => byToken.user(token, call)),
    displayNames: (accountIds, call) =>
      translateInBatches(accountIds, 'accountIds', (batch) =>
        useToken(call?.signal, (token) => byToken.displayNames(token, batch, call)),
      ),
    accountIds: (displayNames, call) =>
      translateInBatches(displayNames, 'displayNames', (batch) =>
        useToken(call?.signal, (token) => byToken.accountIds(token, batch, call)),
      ),
    adminClubs: (call) => useToken(call?.signal, (token) => byToken.adminClubs(token, call)),
    favoriteMaps,
    allFavoriteMaps: (options) => iterateFavoriteMaps(favoriteMaps, options),
    addFavoriteMap: (uid, call) =>
      useToken(call?.signal, (token) => byToken.addFavoriteMap(token, uid, call)),
    removeFavoriteMap: (uid, call) =>
      useToken(call?.signal, (token) => byToken.removeFavoriteMap(token, uid, call)),
    mapRecords: (mapIds, call) =>
      listInBatches(mapIds, 'mapIds', (batch) =>
        useToken(call?.signal, (token) => byToken.mapRecords(token, batch, call)),
      ),
    get: (path, parameters, call) =>
      useToken(call?.signal, (token) => byToken.get(token, path, parameters, call)),
  };
}
