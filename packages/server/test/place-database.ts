/** What stands behind a network: a map as MaxMind's city databases have it. */
export type PlaceRecord = Readonly<Record<string, unknown>>;

const typeOf = { text: 2, number: 6, map: 7, list: 11 } as const;
const metadataMark = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
const gap = Buffer.alloc(16);

function control(type: number, size: number): Buffer {
  const length = size < 29 ? [size] : [29, size - 29];
  const [first = 0, ...rest] = length;
  if (size >= 285) throw new RangeError('The values of a test are small');
  return type <= 7
    ? Buffer.from([(type << 5) | first, ...rest])
    : Buffer.from([first, type - 7, ...rest]);
}

function encode(value: unknown): Buffer {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([control(typeOf.text, bytes.length), bytes]);
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(typeOf.number, 4), bytes]);
  }
  if (Array.isArray(value)) {
    return Buffer.concat([control(typeOf.list, value.length), ...value.map(encode)]);
  }
  const entries = Object.entries(value as object);
  const parts = entries.flatMap(([name, one]) => [encode(name), encode(one)]);
  return Buffer.concat([control(typeOf.map, entries.length), ...parts]);
}

function bitsOf(network: string): readonly number[] {
  const [address = '', length = ''] = network.split('/');
  const bytes = address.includes(':')
    ? address
        .replace('::', ':0'.repeat(10 - address.split(':').length) + ':')
        .split(':')
        .flatMap((group) => {
          const value = Number.parseInt(group, 16);
          return group === '' ? [] : [value >> 8, value & 255];
        })
    : [...Array.from({ length: 12 }, () => 0), ...address.split('.').map(Number)];
  const all = bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1));
  return all.slice(0, Number(length) + (address.includes(':') ? 0 : 96));
}

type Slot = number | { readonly offset: number } | undefined;

function buildTree(places: Readonly<Record<string, PlaceRecord>>) {
  const nodes: [Slot, Slot][] = [[undefined, undefined]];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [network, record] of Object.entries(places)) {
    const bits = bitsOf(network);
    let node = 0;
    for (const bit of bits.slice(0, -1)) {
      const pair = nodes[node] as [Slot, Slot];
      const next = pair[bit as 0 | 1];
      if (typeof next === 'number') node = next;
      else node = pair[bit as 0 | 1] = nodes.push([undefined, undefined]) - 1;
    }
    (nodes[node] as [Slot, Slot])[bits.at(-1) as 0 | 1] = { offset };
    const bytes = encode(record);
    data.push(bytes);
    offset += bytes.length;
  }
  return { nodes, data: Buffer.concat(data) };
}

/**
 * A small database of places in the MaxMind format: an IPv6 tree of 24-bit records. Networks are written
 * as `203.0.113.0/24` or `2001:db8::/32` and must not lie in one another.
 */
export function createPlaceDatabase(places: Readonly<Record<string, PlaceRecord>>): Buffer {
  const { nodes, data } = buildTree(places);
  const valueOf = (slot: Slot): number => {
    if (slot === undefined) return nodes.length;
    return typeof slot === 'number' ? slot : nodes.length + gap.length + slot.offset;
  };
  const tree = Buffer.concat(
    nodes.flat().map((slot) => {
      const bytes = Buffer.alloc(3);
      bytes.writeUIntBE(valueOf(slot), 0, 3);
      return bytes;
    }),
  );
  const metadata = {
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_800_000_000,
    database_type: 'Pitpass-Test-City',
    description: { en: 'made by a test' },
    ip_version: 6,
    languages: ['en'],
    node_count: nodes.length,
    record_size: 24,
  };
  return Buffer.concat([tree, gap, data, metadataMark, encode(metadata)]);
}

/** Kassel, Germany, in three languages. */
export const kassel: PlaceRecord = {
  continent: { names: { de: 'Europa', en: 'Europe' } },
  country: { iso_code: 'DE', names: { de: 'Deutschland', en: 'Germany', fr: 'Allemagne' } },
  subdivisions: [{ iso_code: 'HE', names: { de: 'Hessen', en: 'Hesse' } }],
  city: { names: { de: 'Kassel', en: 'Kassel' } },
};
