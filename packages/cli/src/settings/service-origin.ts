import { usageProblem } from '../problem.ts';

/** The authorization service of production, and what stands before its `/data`. */
export const production = {
  service: 'https://oauth.iracing.com',
  data_url: 'https://members-ng.iracing.com',
} as const;

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

/** Where the data of a service's members is, unless somebody says otherwise. */
export function defaultDataUrl(service: string): string {
  return service === production.service ? production.data_url : service;
}
