import { isClientError } from '@pitpass/client';

import { isClientItself } from '../settings/account-settings.ts';
import type { TrackmaniaConnection } from '../settings/open-connection.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';

/** How a list that is too long for one request is asked for. */
interface BatchedRoute {
  readonly parameter: string;
  readonly perRequest: number;
  readonly ask: (connection: TrackmaniaConnection, values: readonly string[]) => Promise<unknown>;
}

const batchedRoutes: Readonly<Record<string, BatchedRoute>> = {
  'display-names': {
    parameter: 'accountId',
    perRequest: 50,
    ask: async ({ session, signal }, values) =>
      Object.fromEntries(await session.displayNames(values, { signal })),
  },
  'display-names/account-ids': {
    parameter: 'displayName',
    perRequest: 50,
    ask: async ({ session, signal }, values) =>
      Object.fromEntries(await session.accountIds(values, { signal })),
  },
  'user/map-records': {
    parameter: 'mapId',
    perRequest: 25,
    ask: ({ session, signal }, values) => session.mapRecords(values, { signal }),
  },
};

/** `/api/user`, `api/user` and `user` are the same. */
function nameOf(path: string): string {
  return path.replace(/^\//, '').replace(/^api\//, '');
}

/** True for a path that only Trackmania's service has. */
export function isTrackmaniaPath(path: string): boolean {
  return /^(?:\/?api\/|\/?(?:user|display-names)(?:\/|$))/.test(path);
}

/** The batches of a request, when there must be more than one. */
function findBatches(path: string, parameters: URLSearchParams) {
  const name = nameOf(path);
  const route = Object.hasOwn(batchedRoutes, name) ? batchedRoutes[name] : undefined;
  const isOnlyList = [...parameters.keys()].every(
    (key) => key.replace(/\[\d*\]$/, '') === route?.parameter,
  );
  const values = [...parameters.values()];
  return route !== undefined && isOnlyList && values.length > route.perRequest
    ? { route, values }
    : undefined;
}

/**
 * Asks one of Trackmania's routes and gives its JSON, or undefined for an answer without content. A
 * list that one request may not hold is asked for in several.
 *
 * @throws whatever the SDK throws
 * @see trackmania-api §7 and §11.1
 */
export async function askRoute(
  connection: TrackmaniaConnection,
  path: string,
  parameters: URLSearchParams,
  surroundings: Surroundings,
): Promise<unknown> {
  const batches = findBatches(path, parameters);
  const { session, signal } = connection;
  try {
    return batches === undefined
      ? await session.get(path, parameters, { signal })
      : await batches.route.ask(connection, batches.values);
  } catch (error) {
    const isRefusal =
      isClientError(error, 'resource_error_response') && [401, 403].includes(error.status);
    if (isRefusal && isClientItself(connection.settings) && /^user\b/.test(nameOf(path))) {
      note(
        surroundings,
        'This account holds the access of the client itself, without a member; "pitpass login" signs a member in.',
      );
    }
    throw error;
  }
}
