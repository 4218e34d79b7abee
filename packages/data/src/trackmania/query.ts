import { isUuid } from '../world/trackmania/identifiers.ts';

interface Described {
  readonly name: string;
  readonly description: string;
}

/** A parameter that takes several values, always with brackets: `accountId[]=…&accountId[]=…`. */
export interface ListParameter extends Described {
  readonly kind: 'list';
  readonly item: 'uuid' | 'text';
  /** How many values at most; at least one is needed. */
  readonly limit: number;
  /** What the values are called in sentences. */
  readonly plural: string;
}

/** A whole number with a default. */
export interface NumberParameter extends Described {
  readonly kind: 'number';
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

/** A parameter of a route's query. */
export type QueryParameter = ListParameter | NumberParameter;

/** The values of a query that was found good, one of them for each parameter of the route. */
export interface Query {
  /** The values of a list parameter in their order, repeated ones too. */
  list(name: string): readonly string[];
  number(name: string): number;
}

class QueryRefusal extends Error {}

function readList(parameter: ListParameter, given: readonly Given[]): readonly string[] {
  const { name, item, limit, plural } = parameter;
  const indexes = new Set<string>();
  for (const { rest } of given) {
    const index = /^\[(\d{0,9})\]$/.exec(rest)?.[1];
    if (index === undefined) {
      throw new QueryRefusal(
        `${name} needs brackets and one value each time: ${name}[]=…&${name}[]=… or ${name}[0]=…&${name}[1]=….`,
      );
    }
    if (index === '') continue;
    if (indexes.has(index)) throw new QueryRefusal(`${name}[${index}] is given more than once.`);
    indexes.add(index);
  }
  if (given.length === 0) {
    throw new QueryRefusal(`${name}[] is missing: give 1 to ${limit} ${plural}.`);
  }
  if (given.length > limit) throw new QueryRefusal(`Too many ${plural} (${limit} max)`);
  given.forEach(({ value }, i) => {
    if (value === '') throw new QueryRefusal(`Value ${i + 1} of ${name}[] is empty.`);
    if (item === 'text' || isUuid(value)) return;
    const advice = value.includes(',') ? ` Repeat ${name}[] instead of writing commas.` : '';
    throw new QueryRefusal(`Value ${i + 1} of ${name}[] is not a UUID.${advice}`);
  });
  return given.map(({ value }) => value);
}

function readNumber(parameter: NumberParameter, given: readonly Given[]): number {
  const { name, minimum, maximum } = parameter;
  const [only] = given;
  if (only === undefined) return parameter.default;
  if (given.length > 1) throw new QueryRefusal(`${name} is given more than once.`);
  const value = /^\d{1,10}$/.test(only.value) ? Number(only.value) : Number.NaN;
  if (only.rest === '' && value >= minimum && value <= maximum) return value;
  throw new QueryRefusal(`${name} must be a whole number from ${minimum} to ${maximum}.`);
}

interface Given {
  /** What stands behind the parameter's name: brackets or nothing. */
  readonly rest: string;
  readonly value: string;
}

function collect(query: string): ReadonlyMap<string, readonly Given[]> {
  const given = new Map<string, Given[]>();
  for (const [key, value] of new URLSearchParams(query)) {
    const bracket = key.indexOf('[');
    const name = bracket < 0 ? key : key.slice(0, bracket);
    const rest = key.slice(name.length);
    const known = given.get(name);
    if (known === undefined) given.set(name, [{ rest, value }]);
    else known.push({ rest, value });
  }
  return given;
}

/**
 * Reads a query against the parameters of a route. Brackets may be percent-encoded. Parameters that
 * the route does not have are ignored. A refusal never repeats what was sent.
 *
 * @param query what stands behind the `?`
 */
export function parseQuery(
  parameters: readonly QueryParameter[],
  query: string,
): Query | { readonly refusal: string } {
  const given = collect(query);
  const lists = new Map<string, readonly string[]>();
  const numbers = new Map<string, number>();
  try {
    for (const parameter of parameters) {
      const values = given.get(parameter.name) ?? [];
      if (parameter.kind === 'list') lists.set(parameter.name, readList(parameter, values));
      else numbers.set(parameter.name, readNumber(parameter, values));
    }
  } catch (error) {
    if (error instanceof QueryRefusal) return { refusal: error.message };
    throw error;
  }
  const get = <Value>(values: ReadonlyMap<string, Value>, name: string): Value => {
    const value = values.get(name);
    if (value === undefined) throw new RangeError(`The route has no parameter ${name}.`);
    return value;
  };
  return { list: (name) => get(lists, name), number: (name) => get(numbers, name) };
}
