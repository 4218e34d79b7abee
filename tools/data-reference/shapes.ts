import { readFileSync } from 'node:fs';

/** The form of a JSON value, as far as it tells types apart; formats of texts are left out. */
export type Shape =
  /** `unknown` is what was never seen with a value. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'leaf'; readonly type: 'boolean' | 'number' | 'string' }
  | { readonly kind: 'list'; readonly item: Shape }
  /** Members by number: the ids of what they are about. */
  | { readonly kind: 'byId'; readonly item: Shape }
  | { readonly kind: 'object'; readonly fields: readonly Field[] }
  | { readonly kind: 'nullable'; readonly inner: Shape }
  | { readonly kind: 'oneOf'; readonly choices: readonly Shape[] };

/** One member of an object. */
export interface Field {
  readonly name: string;
  /** Some answers do not have it. */
  readonly isOptional: boolean;
  readonly shape: Shape;
}

type Written = string | readonly Written[] | { readonly [name: string]: Written };

const file = new URL('../../packages/data/test/shapes.json', import.meta.url);
const leafTypes = { int: 'number', number: 'number', bool: 'boolean' } as const;

function readLeaf(written: string): Shape {
  const word = written.split('|').find((word) => word !== 'null');
  const isNullable = written.includes('null');
  if (word === undefined) return { kind: 'unknown' };
  const type = word in leafTypes ? leafTypes[word as keyof typeof leafTypes] : 'string';
  const leaf: Shape = { kind: 'leaf', type };
  return isNullable ? { kind: 'nullable', inner: leaf } : leaf;
}

function isList(written: Written): written is readonly Written[] {
  return Array.isArray(written);
}

function read(written: Written): Shape {
  if (typeof written === 'string') return readLeaf(written);
  if (isList(written)) {
    const [item] = written;
    return { kind: 'list', item: item === undefined ? { kind: 'unknown' } : read(item) };
  }
  const { nullable, oneOf, '<numeric id>': byId } = written;
  if (nullable !== undefined) return { kind: 'nullable', inner: read(nullable) };
  if (oneOf !== undefined && isList(oneOf)) return { kind: 'oneOf', choices: oneOf.map(read) };
  if (byId !== undefined) return { kind: 'byId', item: read(byId) };
  return { kind: 'object', fields: Object.entries(written).map(readField) };
}

// An echo of the question, which differs with it.
const echo = 'params';
// Answers without rows, of which there are no samples, have them null or not at all.
const mayBeNull = new Set(['chunk_info', 'base_download_url']);

function readField([written, inner]: [string, Written]): Field {
  const name = written.replace(/\?$/, '');
  const shape: Shape = name === echo ? { kind: 'unknown' } : read(inner);
  return {
    name,
    isOptional: written.endsWith('?') || name === 'chunk_info',
    shape:
      mayBeNull.has(name) && shape.kind !== 'nullable' ? { kind: 'nullable', inner: shape } : shape,
  };
}

/** What is known of one method's answer. */
export interface AnswerShapes {
  /** The content, or the object that holds `chunk_info`; undefined when it was never seen. */
  readonly payload: Shape | undefined;
  /** The first object of an answer whose content is behind its `data_url`. */
  readonly envelope: Shape | undefined;
  /** One row of the chunks. */
  readonly row: Shape | undefined;
}

/** Finds the shapes of a method's answer, by service and name. */
export function findShapes(path: string): AnswerShapes {
  const all = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Written>>;
  const find = (name: string): Shape | undefined => {
    const written = all[name];
    return written === undefined ? undefined : read(written);
  };
  const [whole, behind] = [find(path), find(`${path} (data_url object)`)];
  const rows = find(`${path} (chunk rows)`);
  return {
    payload: behind ?? whole,
    envelope: behind === undefined ? undefined : whole,
    row: rows?.kind === 'list' ? rows.item : rows,
  };
}
