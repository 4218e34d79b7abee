import { isIPv4 } from 'node:net';

import { usageProblem } from '../problem.ts';
import { answeredHosts } from './answered-hosts.ts';

/** Where a connection is to lead. The name is in lower case, without brackets or a dot at the end. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

const destinationPattern =
  /^(?:\[(?<address>[0-9a-f:.]+)\]|(?<name>[^:[\]/\s@]+)):(?<port>\d{1,5})$/i;
const portMax = 65_535;

/** Reads `host:port`, as CONNECT names it. Undefined when it is none. @see RFC 9110 §9.3.6 */
export function parseDestination(text: string): Destination | undefined {
  const { address, name, port } = destinationPattern.exec(text)?.groups ?? {};
  const host = (address ?? name ?? '').toLowerCase().replace(/\.$/, '');
  const number = Number(port);
  return host === '' || !(number >= 1 && number <= portMax) ? undefined : { host, port: number };
}

/** Whether a host is this computer by its name or address alone; no name is looked up. */
export function isLoopbackHost(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (host.startsWith('127.') && isIPv4(host))
  );
}

const hostPattern = /^(?=.{1,253}$)[a-z\d](?:[a-z\d.-]*[a-z\d])?$/;

/**
 * Reads what `--allow` names: a host name, and nothing below or beside it.
 *
 * @returns the name in lower case
 * @throws Problem when it is no host name, or one that is answered for
 */
export function parseAllowedHost(text: string): string {
  const host = text.toLowerCase();
  if (answeredHosts.includes(host)) {
    throw usageProblem(
      `--allow ${host} cannot be: that host is answered for here; leave it out, or run the program without "pitpass run" to reach the real one.`,
    );
  }
  if (hostPattern.test(host)) return host;
  throw usageProblem(
    `--allow takes a host name alone, such as discord.com, without a scheme, a port or a path.`,
  );
}
