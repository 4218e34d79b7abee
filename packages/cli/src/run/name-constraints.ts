const tags = { sequence: 0x30, permitted: 0xa0, excluded: 0xa1, dnsName: 0x82, ipAddress: 0x87 };

const shortLengthMax = 0x7f;
const oneByteMax = 0xff;

function encode(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length > 0xffff) throw new RangeError(`A value of ${length} bytes is too long`);
  const head =
    length <= shortLengthMax
      ? [tag, length]
      : length <= oneByteMax
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & oneByteMax];
  return Buffer.concat([Buffer.from(head), content]);
}

// An address and its mask of zeros: every address there is.
const everyIpv4 = new Uint8Array(8);
const everyIpv6 = new Uint8Array(32);

/**
 * The value of the extension that keeps a certificate authority to some host names, and from every IP
 * address. `@peculiar/x509` has no class for it.
 *
 * @param names host names of ASCII characters; what stands below them is permitted too
 * @see RFC 5280 §4.2.1.10
 */
export function encodeNameConstraints(names: readonly string[]): Buffer {
  const permitted = names.map((name) =>
    encode(tags.sequence, encode(tags.dnsName, Buffer.from(name, 'ascii'))),
  );
  const excluded = [everyIpv4, everyIpv6].map((addresses) =>
    encode(tags.sequence, encode(tags.ipAddress, addresses)),
  );
  return encode(
    tags.sequence,
    encode(tags.permitted, ...permitted),
    encode(tags.excluded, ...excluded),
  );
}
