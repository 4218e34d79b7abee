import type { Account, AccountDirectory } from '../world/trackmania/accounts.ts';
import type { CampaignMap } from '../world/trackmania/campaign-maps.ts';
import type { Club } from '../world/trackmania/clubs.ts';
import type { MapRecord } from '../world/trackmania/map-records.ts';
import type { TrackmaniaWorld } from '../world/trackmania/trackmania-world.ts';
import type { FavoriteMaps } from './ports.ts';
import type { Query, QueryParameter } from './query.ts';

/** What a handler is given beside the caller. */
export interface RouteContext {
  readonly query: Query;
  /** The `uid` of the body, of good form, where the route has a body; empty elsewhere. */
  readonly uid: string;
  /** Epoch seconds. */
  readonly now: number;
  readonly world: TrackmaniaWorld;
  /** Made-up accounts and stored members. */
  readonly loadAccounts: () => Promise<AccountDirectory>;
  readonly favorites: FavoriteMaps;
}

/** What a route answers; `unknown_member` is a token whose member is gone. */
export type Outcome =
  | { readonly status: 200; readonly body: unknown }
  | { readonly status: 204 }
  | { readonly status: 400 | 404; readonly message: string }
  | 'unknown_member';

/** Things of the world that examples are made of. */
export interface Samples {
  readonly account: Account;
  readonly map: CampaignMap;
  readonly record: MapRecord;
  readonly clubs: readonly Club[];
}

/** A schema as OpenAPI 3.0 writes it. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

interface RouteFacts {
  readonly method: 'GET' | 'POST';
  readonly path: `/api/${string}`;
  readonly operationId: string;
  /** Without the scope: it is written in front wherever the summary is shown. */
  readonly summary: string;
  readonly description: string;
  readonly scope: 'clubs' | 'read_favorite' | 'write_favorite' | undefined;
  readonly parameters: readonly QueryParameter[];
  /** The route takes `{"uid": "…"}`. */
  readonly hasUidBody?: true;
  /** What the route may refuse beside the token and its scope. */
  readonly refusals: Readonly<Partial<Record<400 | 404 | 413 | 415, string>>>;
  /** The good answer; without a schema it is 204. */
  readonly answer?: {
    readonly schema: Schema;
    readonly example: (samples: Samples) => unknown;
  };
  /** The query of an example, without `?`. */
  readonly exampleQuery?: (samples: Samples) => string;
}

/** A route: everything that registers, guards and documents it. */
export type RouteEntry = RouteFacts &
  (
    | {
        /** A token of any grant will do. */
        readonly token: 'any';
        readonly handle: (context: RouteContext) => Promise<Outcome>;
      }
    | {
        /** The token must be of a member. */
        readonly token: 'user';
        readonly handle: (context: RouteContext, account_id: string) => Promise<Outcome>;
      }
  );

/** The summary of a route as it is shown, e.g. `[SCOPE: clubs] Clubs that you administer`. */
export function summaryOf({ scope, summary }: Pick<RouteEntry, 'scope' | 'summary'>): string {
  return scope === undefined ? summary : `[SCOPE: ${scope}] ${summary}`;
}
