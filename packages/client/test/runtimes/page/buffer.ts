type Encoding = 'utf8' | 'hex' | 'base64' | 'base64url';

const toBinary = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCodePoint(byte)).join('');

function decode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf8') return new TextEncoder().encode(text);
  if (encoding === 'hex') {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', '');
  return Uint8Array.from(atob(plain), (letter) => letter.codePointAt(0) ?? 0);
}

/** Node's `Buffer` for a page: what the tests of the SDK use of it. */
export class Buffer extends Uint8Array<ArrayBuffer> {
  static override from(source: unknown, encoding: unknown = 'utf8'): Buffer {
    const bytes =
      typeof source === 'string'
        ? decode(source, encoding as Encoding)
        : new Uint8Array(source as ArrayLike<number>);
    return new Buffer(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
  }

  static concat(pieces: readonly Uint8Array[]): Buffer {
    return Buffer.from(pieces.flatMap((piece) => [...piece]));
  }

  static alloc(length: number, filling = '\0'): Buffer {
    return Buffer.from(filling.repeat(length));
  }

  static byteLength(text: string): number {
    return new TextEncoder().encode(text).length;
  }

  override toString(encoding: Encoding = 'utf8'): string {
    if (encoding === 'utf8') return new TextDecoder().decode(this);
    if (encoding === 'hex') {
      return Array.from(this, (byte) => byte.toString(16).padStart(2, '0')).join('');
    }
    const text = btoa(toBinary(this));
    return encoding === 'base64'
      ? text
      : text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  }
}
