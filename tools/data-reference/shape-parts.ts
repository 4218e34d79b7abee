import { catalogue, methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import { findShapes } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** An object that stands in several places of the answers, under a name of its own. */
export interface Part {
  readonly name: string;
  readonly shape: Shape;
}

/** The objects that answers share, by their form. */
export interface Parts {
  /** The part of this very form, if it is one. */
  find(shape: Shape): Part | undefined;
  /** All of them, sorted by name. */
  readonly list: readonly Part[];
}

/** An object with fewer members is as well written out. */
const fieldsMin = 3;

function pascal(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function singular(name: string): string {
  if (name.includes('/') || /(ss|us)$/.test(name)) return name;
  return name.replace(/(?<=ss)es$|s$/, '');
}

interface Place {
  readonly shape: Shape;
  readonly path: string;
  readonly field: string;
  count: number;
}

function collect(shape: Shape, path: string, field: string, places: Map<string, Place>): void {
  const go = (inner: Shape, name = field): void => collect(inner, path, name, places);
  if (shape.kind === 'list' || shape.kind === 'byId') go(shape.item);
  else if (shape.kind === 'nullable') go(shape.inner);
  else if (shape.kind === 'oneOf') for (const choice of shape.choices) go(choice);
  else if (shape.kind === 'object') {
    const key = JSON.stringify(shape);
    const place = places.get(key) ?? { shape, path, field, count: 0 };
    place.count += 1;
    places.set(key, place);
    for (const { name, shape: inner } of shape.fields) go(inner, name);
  }
}

/** Finds the objects that stand in several places, and names them after where they stand first. */
export function findParts(): Parts {
  const places = new Map<string, Place>();
  for (const entry of catalogue) {
    const path = methodPath(entry);
    const { payload, envelope, row } = findShapes(path);
    for (const shape of [payload, envelope]) {
      if (shape !== undefined) collect(shape, path, path, places);
    }
    if (row !== undefined) collect(row, path, `${path} row`, places);
  }
  const names = new Set<string>();
  const byForm = new Map<string, Part>();
  for (const [key, { shape, path, field, count }] of places) {
    if (count < 2 || shape.kind !== 'object' || shape.fields.length < fieldsMin) continue;
    const short = pascal(singular(field));
    const name = names.has(short) ? pascal(path) + short : short;
    names.add(name);
    byForm.set(key, { name, shape });
  }
  const list = [...byForm.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { find: (shape) => byForm.get(JSON.stringify(shape)), list };
}
