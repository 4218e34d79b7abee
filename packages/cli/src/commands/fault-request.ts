import { faultsPath } from '../serve/faults/faults-path.ts';
import type { LocalService } from '../settings/local-service.ts';
import { requestLocal } from './local-request.ts';
import type { LocalRequest } from './local-request.ts';

/**
 * Asks the routes of a local service that switch faults.
 *
 * @param query with its question mark, or empty
 * @returns the body of the answer
 * @throws Problem when it cannot be reached, is not local, does not know the token, or refuses
 */
export function requestFaults<Body>(
  local: LocalService,
  method: LocalRequest['method'],
  { query = '', ...rest }: { readonly query?: string; readonly body?: object } = {},
): Promise<Body> {
  const path = faultsPath + query;
  return requestLocal<Body>(local, { method, path, what: 'faults to switch', ...rest });
}
