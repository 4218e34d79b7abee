/** What the hosts of a service follow from. */
interface ServedAddress {
  readonly origin: string;
  readonly isLocal: boolean;
  readonly port: number;
}

/** The values of the Host header that a service answers to, in lower case. @see RFC 9110 §7.2 */
export function listAllowedHosts({ origin, isLocal, port }: ServedAddress): ReadonlySet<string> {
  const { host, protocol } = new URL(origin);
  const hosts = [host.toLowerCase()];
  if (isLocal) {
    hosts.push(...['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${port}`));
  }
  // RFC 9110 §7.2: a client may name the default port.
  const defaultPort = protocol === 'https:' ? 443 : 80;
  if (!/:\d+$/.test(host)) hosts.push(`${host}:${defaultPort}`);
  return new Set(hosts);
}
