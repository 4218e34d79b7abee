import { readFileSync } from 'node:fs';

/** A shape: a word for a leaf, a list of one element shape, or names with shapes. */
export type Shape = string | readonly [Shape] | { readonly [name: string]: Shape };

const shapesFile = new URL('./shapes.json', import.meta.url);
const shapes = JSON.parse(readFileSync(shapesFile, 'utf8')) as Readonly<Record<string, Shape>>;

const leaves: Readonly<Record<string, (value: unknown) => boolean>> = {
  int: Number.isSafeInteger,
  number: Number.isFinite,
  bool: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  null: (value) => value === null,
  'string(date)': matches(/^\d{4}-\d\d-\d\d$/),
  'string(date-time)': matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/),
  'string(url)': matches(/^https?:\/\/\S+$/),
  'string(hex-colour)': matches(/^#?[0-9a-f]{6}$/i),
};

function matches(pattern: RegExp) {
  return (value: unknown): boolean => typeof value === 'string' && pattern.test(value);
}

/** What was seen of a field that need not be there or may be null. */
export type Seen = Map<string, Set<'present' | 'missing' | 'null' | 'value'>>;

function note(seen: Seen, path: string, what: 'present' | 'missing' | 'null' | 'value'): void {
  const set = seen.get(path) ?? new Set();
  seen.set(path, set.add(what));
}

function checkLeaf(value: unknown, shape: string, path: string, seen: Seen): string[] {
  const words = shape.split('|');
  if (words.length > 1) note(seen, path, value === null ? 'null' : 'value');
  const fits = words.some((word) => {
    const leaf = leaves[word];
    if (leaf === undefined) throw new Error(`The shape ${word} at ${path} is unknown.`);
    return leaf(value);
  });
  return fits ? [] : [`${path}: ${JSON.stringify(value)} is not ${shape}`];
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  shape: { readonly [name: string]: Shape },
  path: string,
  seen: Seen,
): string[] {
  const faults: string[] = [];
  const byId = shape['<numeric id>'];
  const known = new Set<string>();
  for (const [written, inner] of Object.entries(shape)) {
    if (written === '<numeric id>') continue;
    const optional = written.endsWith('?');
    const name = optional ? written.slice(0, -1) : written;
    known.add(name);
    const here = `${path}.${name}`;
    const has = Object.hasOwn(value, name);
    if (optional) note(seen, here, has ? 'present' : 'missing');
    if (has) faults.push(...walk(value[name], inner, here, seen));
    else if (!optional) faults.push(`${here} is missing`);
  }
  for (const [name, inner] of Object.entries(value)) {
    if (known.has(name)) continue;
    if (byId !== undefined && /^\d+$/.test(name)) {
      faults.push(...walk(inner, byId, `${path}.#`, seen));
    } else {
      faults.push(`${path}.${name} is not in the shape`);
    }
  }
  return faults;
}

function walk(value: unknown, shape: Shape, path: string, seen: Seen): string[] {
  if (typeof shape === 'string') return checkLeaf(value, shape, path, seen);
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${path} is not an array`];
    return value.flatMap((element) => walk(element, shape[0] as Shape, `${path}[]`, seen));
  }
  const fields = shape as { readonly [name: string]: Shape };
  if (fields.nullable !== undefined) {
    note(seen, path, value === null ? 'null' : 'value');
    return value === null ? [] : walk(value, fields.nullable, path, seen);
  }
  if (fields.oneOf !== undefined) {
    const choices = (fields.oneOf as unknown as Shape[]).map((one) => walk(value, one, path, seen));
    return choices.some((faults) => faults.length === 0) ? [] : (choices[0] ?? []);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${path} is not an object`];
  }
  return checkObject(value as Readonly<Record<string, unknown>>, fields, path, seen);
}

/** What is wrong with a payload, measured by the shape with a name; empty when it fits. */
export function checkShape(name: string, value: unknown, seen: Seen = new Map()): string[] {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`There is no shape ${name}.`);
  return walk(value, shape, name, seen);
}
