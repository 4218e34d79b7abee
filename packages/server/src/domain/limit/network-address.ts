import { isIP } from 'node:net';

const groupCount = 8;
const mappedPrefix = '::ffff:';

/** The eight groups of an IPv6 address that the URL parser has written in its canonical form. */
function readGroups(canonical: string): readonly string[] {
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: groupCount - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after];
}

/**
 * Reads an address and gives the one spelling that it has: IPv4 with dots, also when it came mapped into
 * IPv6; IPv6 in lower case with its longest run of zeros left out, and without the zone.
 *
 * @returns undefined when the text is no address
 * @see RFC 5952, RFC 4291 §2.5.5.2
 */
export function parseAddress(text: string): string | undefined {
  const [address = ''] = text.split('%', 1);
  const version = isIP(address);
  if (version === 0) return undefined;
  if (version === 4) return address;
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  if (!canonical.startsWith(mappedPrefix)) return canonical;
  const groups = canonical.slice(mappedPrefix.length).split(':');
  if (groups.length !== 2) return canonical;
  const bytes = groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
  return bytes.join('.');
}

/**
 * What the limits count an address as: IPv4 by itself, IPv6 by its /64, since whoever has one address of
 * such a network has all of them. A text that is no address is counted as it stands.
 *
 * @see RFC 6177; decision 0010
 */
export function addressBlockOf(text: string): string {
  const address = parseAddress(text) ?? text;
  if (isIP(address) !== 6) return address;
  return `${readGroups(address).slice(0, 4).join(':')}::/64`;
}
