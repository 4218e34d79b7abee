import type { CampaignMap } from '../../world/trackmania/campaign-maps.ts';
import type { RouteEntry } from '../route-entry.ts';
import { mapUid, objectOf, uuid } from './schemas.ts';

const favoritesMax = 1000;
const offsetMax = 1_000_000;
const recordsMax = 25;
const string = { type: 'string' } as const;
const integer = { type: 'integer', format: 'int64' } as const;

function viewOf({ uid, name, author, thumbnailUrl }: CampaignMap) {
  return { uid, name, author, thumbnailUrl };
}

/** `GET /api/user/maps/favorite` */
export const getFavoriteMaps: RouteEntry = {
  method: 'GET',
  path: '/api/user/maps/favorite',
  operationId: 'getFavoriteMaps',
  summary: 'Your favorite maps',
  description:
    'The map added last comes first. There is no total: read on until a page is shorter than ' +
    'you asked for. The author is an account id.',
  token: 'user',
  scope: 'read_favorite',
  parameters: [
    {
      name: 'length',
      kind: 'number',
      minimum: 1,
      maximum: favoritesMax,
      default: 10,
      description: 'How many maps at most.',
    },
    {
      name: 'offset',
      kind: 'number',
      minimum: 0,
      maximum: offsetMax,
      default: 0,
      description: 'How many maps are skipped.',
    },
  ],
  refusals: { 400: 'A number of the wrong form or out of its range.' },
  answer: {
    schema: objectOf({
      list: {
        type: 'array',
        items: objectOf({
          uid: mapUid,
          name: string,
          author: uuid,
          thumbnailUrl: { type: 'string', format: 'uri' },
        }),
      },
    }),
    example: ({ map }) => ({ list: [viewOf(map)] }),
  },
  exampleQuery: () => 'length=10&offset=0',
  handle: async ({ query, favorites, world, now }, account_id) => {
    const uids = await favorites.list(account_id, query.number('length'), query.number('offset'));
    // A map that this world does not know (any more) has no name to show.
    const maps = uids.flatMap((uid) => world.maps.findByUid(uid, now) ?? []);
    return { status: 200, body: { list: maps.map(viewOf) } };
  },
};

const bodyRefusals = {
  400: 'The body is not `{"uid": "<map uid>"}`.',
  413: 'The body is too large.',
  415: 'The body is not sent as application/json.',
} as const;

/** What both ways to change the favorites have in common. */
const favoriteChange = {
  method: 'POST',
  token: 'user',
  scope: 'write_favorite',
  parameters: [],
  hasUidBody: true,
} as const;

/** `POST /api/user/maps/favorite/add` */
export const addFavoriteMap: RouteEntry = {
  ...favoriteChange,
  path: '/api/user/maps/favorite/add',
  operationId: 'addFavoriteMap',
  summary: 'Add a favorite map',
  description: 'Adding a map that is a favorite already changes nothing.',
  refusals: { ...bodyRefusals, 404: 'There is no map with this uid.' },
  handle: async ({ uid, favorites, world, now }, account_id) => {
    if (world.maps.findByUid(uid, now) === undefined) {
      return { status: 404, message: 'There is no map with this uid.' };
    }
    await favorites.add(account_id, uid);
    return { status: 204 };
  },
};

/** `POST /api/user/maps/favorite/remove` */
export const removeFavoriteMap: RouteEntry = {
  ...favoriteChange,
  path: '/api/user/maps/favorite/remove',
  operationId: 'removeFavoriteMap',
  summary: 'Remove a favorite map',
  description: 'Removing a map that is no favorite, known or not, changes nothing.',
  refusals: bodyRefusals,
  handle: async ({ uid, favorites }, account_id) => {
    await favorites.remove(account_id, uid);
    return { status: 204 };
  },
};

/** `GET /api/user/map-records` */
export const getMapRecords: RouteEntry = {
  method: 'GET',
  path: '/api/user/map-records',
  operationId: 'getMapRecords',
  summary: 'Your records on maps',
  description:
    'Maps are named by mapId, a UUID, which is not their uid. Maps without a record, and unknown ' +
    'ones, are left out. Times are milliseconds; medals go from 0, none, to 4, author.',
  token: 'user',
  scope: 'read_favorite',
  parameters: [
    {
      name: 'mapId',
      kind: 'list',
      item: 'uuid',
      limit: recordsMax,
      plural: 'map ids',
      description: `Map ids, 1 to ${recordsMax}.`,
    },
  ],
  refusals: { 400: 'Brackets missing, none or too many values, or a value that is not a UUID.' },
  answer: {
    schema: {
      type: 'array',
      items: objectOf({
        accountId: uuid,
        gameMode: string,
        gameModeCustomData: string,
        mapId: uuid,
        mapRecordId: uuid,
        medal: { type: 'integer', minimum: 0, maximum: 4 },
        removed: { type: 'boolean' },
        respawnCount: integer,
        scopeId: { type: 'string', nullable: true },
        scopeType: string,
        score: integer,
        time: integer,
        timestamp: { type: 'string', format: 'date-time' },
        url: { type: 'string', format: 'uri' },
      }),
    },
    example: ({ record }) => [record],
  },
  exampleQuery: ({ record }) => `mapId[]=${record.mapId}`,
  handle: async ({ query, world, now }, account_id) => {
    const ids = new Set(query.list('mapId').map((mapId) => mapId.toLowerCase()));
    const body = [...ids].flatMap((mapId) => {
      const map = world.maps.findByMapId(mapId, now);
      return map === undefined ? [] : (world.findMapRecord(account_id, map, now) ?? []);
    });
    return { status: 200, body };
  },
};
