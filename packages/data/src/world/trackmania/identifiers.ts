import { createPermutation, mix } from '../hash.ts';

/** Writes the numbers of one kind of thing as identifiers and reads them back, without a table. */
export interface IdentifierCode {
  /** The identifier of a number below the size. */
  write(number: number): string;
  /** The number behind an identifier; undefined when the identifier is of nothing in this world. */
  read(identifier: string): number | undefined;
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Whether a text has the form of a UUID, of any version and in any case.
 *
 * @see RFC 9562 §4
 */
export function isUuid(text: string): boolean {
  return uuidForm.test(text);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** Writes four words of 32 bits as a random-looking UUID (version 4); six of the bits are fixed. */
export function formatUuid(a: number, b: number, c: number, d: number): string {
  const second = hex(b);
  const third = hex((c & 0x3fffffff) | 0x80000000);
  const last = hex(d);
  return `${hex(a)}-${second.slice(0, 4)}-4${second.slice(5)}-${third.slice(0, 4)}-${third.slice(4)}${last}`;
}

const uuidRoom = 2 ** 30;

/**
 * Creates the UUIDs of one kind of thing. The first eight digits hold the number, shuffled; the
 * others are a hash of it, so that a UUID of another kind, seed or service reads as nothing.
 *
 * @param seed differs for each kind of thing
 * @param size how many there are, at most 2^30
 */
export function createUuidCode(seed: number, size: number): IdentifierCode {
  const order = createPermutation(mix(seed, 1), uuidRoom);
  const write = (number: number): string => {
    const first = (mix(seed, 2, number) & 0xc0000000) | order.forward(number);
    return formatUuid(first, mix(seed, 3, number), mix(seed, 4, number), mix(seed, 5, number));
  };
  return {
    write,
    read: (identifier) => {
      if (!isUuid(identifier)) return undefined;
      const number = order.backward(Number.parseInt(identifier.slice(0, 8), 16) % uuidRoom);
      return number < size && write(number) === identifier.toLowerCase() ? number : undefined;
    },
  };
}

const uidLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const lettersOfNumber = 5;
const uidRoom = uidLetters.length ** lettersOfNumber;

/** How many characters the uid of a map has. */
export const mapUidLength = 27;

function writeLetters(value: number, count: number): string {
  let text = '';
  let rest = value;
  for (let i = 0; i < count; i += 1) {
    text += uidLetters.charAt(rest % uidLetters.length);
    rest = Math.floor(rest / uidLetters.length);
  }
  return text;
}

function readLetters(text: string): number | undefined {
  let value = 0;
  for (let i = text.length - 1; i >= 0; i -= 1) {
    const digit = uidLetters.indexOf(text.charAt(i));
    if (digit < 0) return undefined;
    value = value * uidLetters.length + digit;
  }
  return value;
}

/**
 * Creates the uids of maps, 27 letters and digits, in the same way as {@link createUuidCode}. Case
 * matters.
 *
 * @param size how many maps there are, at most 62^5
 */
export function createMapUidCode(seed: number, size: number): IdentifierCode {
  const order = createPermutation(mix(seed, 1), uidRoom);
  const write = (number: number): string => {
    let text = writeLetters(order.forward(number), lettersOfNumber);
    for (let part = 0; text.length < mapUidLength; part += 1) {
      text += writeLetters(mix(seed, 2, number, part), lettersOfNumber);
    }
    return text.slice(0, mapUidLength);
  };
  return {
    write,
    read: (identifier) => {
      if (identifier.length !== mapUidLength) return undefined;
      const place = readLetters(identifier.slice(0, lettersOfNumber));
      if (place === undefined) return undefined;
      const number = order.backward(place);
      return number < size && write(number) === identifier ? number : undefined;
    },
  };
}
