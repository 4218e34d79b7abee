import type { DataAnswer } from '../data/get-data.ts';
import { parseDataPath } from '../data/data-request.ts';
import { parseDefinitions, parseShape } from './parse-shapes.ts';
import type { Field, Shape } from './parse-shapes.ts';
import { shapes } from './shapes.ts';

/** One way in which an answer is not what was seen of its method so far. */
export interface Drift {
  /** Where: `payload.licenses.oval.irating`, `rows[].lap_time`, `payload[].car_id`, `payload{}.logo` under ids. */
  readonly path: string;
  /** `missing`: a member is not there. `unknown`: nobody knows it yet. `type`: it is of another type. */
  readonly kind: 'missing' | 'unknown' | 'type';
  /** What was expected: `string`, `number or null`, `list`, `nothing`. */
  readonly expected: string;
  /** What is there, by its type; never its value. */
  readonly found: string;
}

const definitions = parseDefinitions(shapes);
const parsed = new Map<string, Shape>();

function findShape(name: string): Shape | undefined {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const definition = definitions.get(name);
  if (definition === undefined) return undefined;
  const shape = parseShape(definition);
  parsed.set(name, shape);
  return shape;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'list' : typeof value;
}

function describe({ kind, isNullable }: Shape): string {
  const word = kind === 'byId' || kind === 'named' ? 'object' : kind;
  return isNullable ? `${word} or null` : word;
}

/** Collects each drift once, however many elements of a list have it. */
class Collector {
  readonly found = new Map<string, Drift>();

  add(drift: Drift): void {
    const key = `${drift.path} ${drift.kind} ${drift.found}`;
    if (!this.found.has(key)) this.found.set(key, drift);
  }

  walk(value: unknown, shape: Shape, path: string): void {
    if (shape.kind === 'any' || (value === null && shape.isNullable)) return;
    if (shape.kind === 'named') {
      const named = findShape(`@${shape.name}`);
      if (named !== undefined) this.walk(value, named, path);
      return;
    }
    const type = typeOf(value);
    const expected = shape.kind === 'byId' ? 'object' : shape.kind;
    if (type !== expected) {
      this.add({ path, kind: 'type', expected: describe(shape), found: type });
    } else if (shape.kind === 'list') {
      for (const element of value as readonly unknown[])
        this.walk(element, shape.item, `${path}[]`);
    } else if (shape.kind === 'byId') {
      for (const element of Object.values(value as object)) {
        this.walk(element, shape.item, `${path}{}`);
      }
    } else if (shape.kind === 'object') {
      this.#walkFields(value as Readonly<Record<string, unknown>>, shape.fields, path);
    }
  }

  #walkFields(
    value: Readonly<Record<string, unknown>>,
    fields: readonly Field[],
    parent: string,
  ): void {
    const known = new Set<string>();
    for (const { name, isOptional, shape } of fields) {
      known.add(name);
      const path = `${parent}.${name}`;
      if (Object.hasOwn(value, name)) this.walk(value[name], shape, path);
      else if (!isOptional) {
        this.add({ path, kind: 'missing', expected: describe(shape), found: 'nothing' });
      }
    }
    for (const [name, inner] of Object.entries(value)) {
      if (known.has(name)) continue;
      const path = `${parent}.${name}`;
      this.add({ path, kind: 'unknown', expected: 'nothing', found: typeOf(inner) });
    }
  }
}

/**
 * Says in which ways an answer is not what was seen of its method so far: an empty list when it is. Formats of
 * texts, and what has only ever been null or empty, are not judged; neither are the columns of CSV. It is no reason
 * to fail, rather one to have a look: the service adds members without notice.
 *
 * @param path as it was asked, `/data/results/get` or `results/get`
 * @throws InvalidOptions when the path is none
 */
export function checkDrift(path: string, answer: DataAnswer): readonly Drift[] {
  const method = parseDataPath(path);
  const definition = definitions.get(method);
  if (definition?.kind === undefined) {
    return [{ path: method, kind: 'unknown', expected: 'nothing', found: 'method' }];
  }
  const { kind } = definition;
  if (answer.kind !== kind) {
    return [{ path: 'kind', kind: 'type', expected: kind, found: answer.kind }];
  }
  const collector = new Collector();
  const walk = (value: unknown, name: string, at: string): void => {
    const shape = findShape(name);
    if (shape !== undefined) collector.walk(value, shape, at);
  };
  walk(answer.payload, method, 'payload');
  if (answer.kind === 'json') walk(answer.envelope, `${method}!`, 'envelope');
  if (answer.kind === 'chunks') for (const row of answer.rows) walk(row, `${method}[]`, 'rows[]');
  return [...collector.found.values()];
}
