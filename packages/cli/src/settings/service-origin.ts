import { usageProblem } from '../problem.ts';
import type { ProviderName } from './provider-name.ts';

/** The services of production. */
export const production: Readonly<Record<ProviderName, string>> = {
  iracing: 'https://oauth.iracing.com',
  trackmania: 'https://api.trackmania.com',
};

const productionDataUrl = 'https://members-ng.iracing.com';

/**
 * Reads the origin of a service. Whether it may be spoken to is the SDK's to say.
 *
 * @throws Problem when it is anything but scheme, host and port
 */
export function parseServiceOrigin(text: string, subject: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username + url.password === '' &&
    url.pathname + url.search + url.hash === '/';
  if (isOrigin) return url.origin;
  throw usageProblem(
    `${subject} is not an origin; give scheme, host and port alone, http://localhost:7480 for example.`,
  );
}

/** Where the data of an iRacing service's members is, unless somebody says otherwise. */
export function defaultDataUrl(service: string): string {
  return service === production.iracing ? productionDataUrl : service;
}

/**
 * The page where a member ends what an app may do. Undefined for Trackmania's production, which is
 * not known to have one.
 */
export function findAccountPage(service: string): string | undefined {
  return service === production.trackmania ? undefined : `${service}/account`;
}
