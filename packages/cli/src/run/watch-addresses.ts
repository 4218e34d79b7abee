import type { Readable, Writable } from 'node:stream';

import { authorizeUrls } from './answered-hosts.ts';

const quietMs = 250;
const addressBytesMax = 8192;

const starts = authorizeUrls.map((url) => url.replaceAll(/[./?]/g, '\\$&')).join('|');
// RFC 3986 §2: what an address may hold. Whatever follows it ends it: a blank, a quote, a colour.
const addressPattern = new RegExp(`(?:${starts})\\?[\\w.~:/?#[\\]@!$&'()*+,;=%-]+`, 'g');

/** What stands around an address in a sentence is not part of it. */
function trimSentence(address: string): string {
  return address.replace(/[.,;:!?)\]'*]+$/, '');
}

/**
 * Passes on what a program writes, byte for byte, and tells of each address of a sign-in in it, once.
 *
 * @param onAddress called with the address when it is whole: something follows it, or nothing more
 *   comes for a moment
 */
export function watchAddresses(
  from: Readable,
  to: Writable,
  onAddress: (address: string) => void,
): void {
  const told = new Set<string>();
  let tail = '';
  let timer: NodeJS.Timeout | undefined;
  const tell = (match: string) => {
    const address = trimSentence(match);
    if (told.has(address)) return;
    told.add(address);
    onAddress(address);
  };
  const look = (isQuiet: boolean) => {
    let rest = 0;
    for (const { 0: match, index } of tail.matchAll(addressPattern)) {
      const end = index + match.length;
      if (end === tail.length && !isQuiet) break;
      tell(match);
      rest = end;
    }
    tail = tail.slice(Math.max(rest, tail.length - addressBytesMax));
  };
  from.on('data', (chunk: Buffer) => {
    // Addresses are ASCII; what else there is may be cut anywhere.
    tail += chunk.toString('latin1');
    look(false);
    clearTimeout(timer);
    timer = setTimeout(() => look(true), quietMs).unref();
  });
  from.once('end', () => {
    clearTimeout(timer);
    look(true);
  });
  from.pipe(to, { end: false });
}
