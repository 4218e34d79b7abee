import type { Account } from '../world/trackmania/accounts.ts';

/** What an access token turned out to be. */
export type TrackmaniaAuthentication =
  | {
      readonly outcome: 'accepted';
      readonly client_id: string;
      /** Undefined for a token of the client credentials grant, which has no member. */
      readonly account_id: string | undefined;
      readonly scope: readonly string[];
    }
  /** Not of this service, expired, broken. */
  | { readonly outcome: 'not_verified' }
  /** It was good, and was ended before its time. */
  | { readonly outcome: 'revoked' };

/** Which of the two known ways to write errors is followed. */
export type TrackmaniaErrorProfile = 'league-8' | 'league-9';

/** The favorite maps of members. Map uids are well-formed; both changes can be repeated safely. */
export interface FavoriteMaps {
  /** Map uids, the one added last first. */
  list(account_id: string, length: number, offset: number): Promise<readonly string[]>;
  /** Adding what is there leaves it where it is. */
  add(account_id: string, map_uid: string): Promise<void>;
  /** Removing what is not there changes nothing. */
  remove(account_id: string, map_uid: string): Promise<void>;
}

/** What Trackmania's routes need of the authorization service and of their surroundings. */
export interface TrackmaniaApiOptions {
  /** Asked on every request. */
  readonly authenticateAccessToken: (
    token: string,
  ) => Promise<TrackmaniaAuthentication> | TrackmaniaAuthentication;
  /** All stored members: their names can be looked up, and `/api/user` finds itself among them. */
  readonly listMembers: () => readonly Account[] | Promise<readonly Account[]>;
  readonly favorites: FavoriteMaps;
  /** Epoch seconds. */
  readonly clock: () => number;
  readonly errorProfile: TrackmaniaErrorProfile;
  /** Scheme and authority that the documentation names, e.g. `http://localhost:7480`. */
  readonly publicOrigin: string;
  /** Names the world; the same text gives the same world. */
  readonly seed?: string;
  /**
   * Told of what went wrong here, once for each request that is answered 500. Without it the error
   * goes to the request's log.
   */
  readonly onInternalError?: (error: unknown, requestId: string) => void;
}
