import type { TrackmaniaSettings } from '../settings/account-settings.ts';
import { findAccountPage } from '../settings/service-origin.ts';

/**
 * What goes on at the service after the tokens of an account were deleted here, in one sentence:
 * Trackmania's dialect has no endpoint that ends anything.
 *
 * @see trackmania-api §10
 */
export function describeWhatGoesOn({ service, grant_type }: TrackmaniaSettings): string {
  if (grant_type === 'client_credentials') {
    return `${service} cannot be told; the client's token works there until it expires, an hour after it was issued.`;
  }
  const page = findAccountPage(service);
  const end = page === undefined ? '' : `, unless the member ends it at ${page}`;
  return `${service} cannot be told; the sign-in goes on there until it expires, a month after its last refresh${end}.`;
}
