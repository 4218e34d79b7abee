/* `node:crypto` for a page: its digests at once, which WebCrypto gives only later, are asked of Node itself. */

interface Digest {
  update(text: string | Uint8Array): Digest;
  digest(encoding: 'base64url' | 'hex'): string;
}

function createDigest(algorithm: string, key?: string): Digest {
  const pieces: string[] = [];
  const digest: Digest = {
    update(text) {
      pieces.push(typeof text === 'string' ? text : new TextDecoder().decode(text));
      return digest;
    },
    digest(encoding) {
      const request = new XMLHttpRequest();
      request.open('POST', '/digest', false);
      request.send(JSON.stringify({ algorithm, key, text: pieces.join(''), encoding }));
      return request.responseText;
    },
  };
  return digest;
}

/** A digest of texts. */
export const createHash = (algorithm: string): Digest => createDigest(algorithm);
/** A keyed digest of texts. */
export const createHmac = (algorithm: string, key: string): Digest => createDigest(algorithm, key);
/** The browser's own. */
export const randomUUID = (): string => crypto.randomUUID();
