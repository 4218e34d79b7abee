import { encodeBase64Url } from '@pitpass/protocol';

/** Whether a file is handed through as it comes, or its own addresses are replaced on the way. */
export type FileReading = 'as_it_is' | 'with_addresses';

/** A file at its host, as one of the proxy's own addresses names it. */
export interface FileAddress {
  readonly url: string;
  readonly reading: FileReading;
}

/** Writes and reads the names under which the proxy hands out files. */
export interface FileAddresses {
  /** The name of a file, good for an hour; it fits into a path. */
  sign(address: FileAddress): Promise<string>;
  /** Undefined for a name that was not made here, was changed, or is over. */
  verify(name: string): Promise<FileAddress | undefined>;
}

// As long as the longest link of an answer is good, by the specification's notes on chunks.
const lifetimeSeconds = 3600;

const encode = (text: string) => new TextEncoder().encode(text);

function decode(base64Url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64Url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/**
 * Makes the names: the file's address, until when, and HMAC-SHA-256 over both. Nobody without the secret can
 * make the proxy ask for an address of their choice.
 *
 * @param secret the same at every instance of one proxy
 * @see RFC 2104
 */
export function createFileAddresses(secret: string, clock: () => number): FileAddresses {
  let importing: Promise<CryptoKey> | undefined;
  const key = () =>
    (importing ??= crypto.subtle.importKey(
      'raw',
      encode(`pitpass.data_proxy.file\n${secret}`),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign', 'verify'],
    ));
  return {
    async sign({ url, reading }) {
      const told = encode(JSON.stringify([url, reading, clock() + lifetimeSeconds]));
      const mac = await crypto.subtle.sign('HMAC', await key(), told);
      return `${encodeBase64Url(told)}.${encodeBase64Url(new Uint8Array(mac))}`;
    },
    async verify(name) {
      const [, told, mac] = /^([\w-]+)\.([\w-]{43})$/.exec(name) ?? [];
      if (told === undefined || mac === undefined || told.length % 4 === 1) return undefined;
      const bytes = decode(told);
      if (!(await crypto.subtle.verify('HMAC', await key(), decode(mac), bytes))) return undefined;
      const [url, reading, expires_at] = JSON.parse(new TextDecoder().decode(bytes)) as [
        string,
        FileReading,
        number,
      ];
      return clock() < expires_at ? { url, reading } : undefined;
    },
  };
}
