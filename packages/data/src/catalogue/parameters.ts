import type { MethodEntry, ParameterEntry } from './method-entry.ts';

/** A parameter after its check. Free-form methods keep every value of a name, as texts. */
export type ParameterValue = number | boolean | string | readonly number[] | readonly string[];

/** The checked parameters of one request, with the defaults filled in. */
export interface Parameters {
  findNumber(name: string): number | undefined;
  /** Throws when the parameter is neither required nor has a default and was left out. */
  getNumber(name: string): number;
  findText(name: string): string | undefined;
  isSet(name: string): boolean;
  findNumbers(name: string): readonly number[] | undefined;
  /** Every name of a free-form method with its values, in the order in which they were given. */
  listTexts(): readonly (readonly [name: string, texts: readonly string[]])[];
}

/** What became of a query. */
export type ParsedParameters =
  | {
      readonly parameters: Parameters;
      /** The given parameters, normalised; parsing it again gives the same. */
      readonly canonical: string;
      /** Names that the method does not know; they have no effect. */
      readonly ignored: readonly string[];
    }
  | { readonly refusal: string };

/** The longest value of a parameter, in bytes of the query. */
export const longestParameter = 2048;

class ParameterFault extends Error {}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new ParameterFault('The query has a broken percent-encoding.');
  }
}

/** Only names that could be a parameter's are repeated in a message. */
function show(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : 'A parameter with an unusual name';
}

function split(query: string): [string, string][] {
  if (query === '') return [];
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const name = decode(equals < 0 ? pair : pair.slice(0, equals));
      const value = equals < 0 ? '' : pair.slice(equals + 1);
      if (value.length > longestParameter || name.length > longestParameter) {
        throw new ParameterFault(`${show(name)} is longer than ${longestParameter} bytes.`);
      }
      return [name, decode(value)];
    });
}

function parseNumber(entry: ParameterEntry, text: string, what: string): number {
  const value = Number(text);
  if (!/^-?\d{1,16}$/.test(text) || !Number.isSafeInteger(value)) {
    throw new ParameterFault(`${what} must be a whole number.`);
  }
  if (entry.minimum !== undefined && value < entry.minimum) {
    throw new ParameterFault(`${what} must be at least ${entry.minimum}.`);
  }
  if (entry.maximum !== undefined && value > entry.maximum) {
    throw new ParameterFault(`${what} must be at most ${entry.maximum}.`);
  }
  return value;
}

function parseValue(entry: ParameterEntry, text: string): ParameterValue {
  if (text === '') throw new ParameterFault(`${entry.name} is empty.`);
  switch (entry.type) {
    case 'number':
      return parseNumber(entry, text, entry.name);
    case 'numbers':
      return text
        .split(',')
        .map((part) => parseNumber(entry, part, `Each number of ${entry.name}`));
    case 'boolean': {
      const lower = text.toLowerCase();
      if (lower === 'true' || lower === 'false') return lower === 'true';
      throw new ParameterFault(`${entry.name} must be true or false.`);
    }
    case 'string':
      return text;
  }
}

function createParameters(values: ReadonlyMap<string, ParameterValue>): Parameters {
  const findNumber = (name: string): number | undefined => {
    const value = values.get(name);
    return typeof value === 'number' ? value : undefined;
  };
  return {
    findNumber,
    getNumber: (name) => {
      const value = findNumber(name);
      if (value === undefined) throw new RangeError(`The parameter ${name} has no number.`);
      return value;
    },
    findText: (name) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    isSet: (name) => values.get(name) === true,
    findNumbers: (name) => {
      const value = values.get(name);
      return Array.isArray(value) ? (value as readonly number[]) : undefined;
    },
    listTexts: () =>
      [...values].map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : []]),
  };
}

function fillDefaults(
  entry: MethodEntry,
  values: Map<string, ParameterValue>,
  caller: number | undefined,
): void {
  for (const { name, required, default: preset } of entry.parameters) {
    if (values.has(name)) continue;
    if (required === true) throw new ParameterFault(`${name} is missing.`);
    if (preset === undefined) continue;
    if (preset !== 'caller') values.set(name, preset.value);
    else if (caller !== undefined) values.set(name, caller);
    else throw new ParameterFault(`${name} is missing, and the token names no member.`);
  }
}

function parse(entry: MethodEntry, query: string, caller: number | undefined): ParsedParameters {
  const known = new Map(entry.parameters.map((parameter) => [parameter.name, parameter]));
  const values = new Map<string, ParameterValue>();
  const canonical = new URLSearchParams();
  const ignored: string[] = [];
  for (const [name, text] of split(query)) {
    const parameter = known.get(name);
    if (entry.freeForm === true) {
      values.set(name, [...((values.get(name) as readonly string[] | undefined) ?? []), text]);
      canonical.append(name, text);
    } else if (parameter === undefined) {
      ignored.push(show(name));
    } else if (values.has(name)) {
      throw new ParameterFault(`${name} is given more than once.`);
    } else {
      const value = parseValue(parameter, text);
      values.set(name, value);
      canonical.append(name, String(value));
    }
  }
  fillDefaults(entry, values, caller);
  return { parameters: createParameters(values), canonical: canonical.toString(), ignored };
}

/**
 * Checks the query of a request against the catalogue: type, range, required, once, not empty, not
 * over-long. A refusal is a sentence that names the parameter and never repeats its value.
 *
 * @param query the part of the URL after `?`, as it came
 * @param caller the token's own member, for parameters that default to it
 */
export function parseParameters(
  entry: MethodEntry,
  query: string,
  caller: number | undefined,
): ParsedParameters {
  try {
    return parse(entry, query, caller);
  } catch (error) {
    if (error instanceof ParameterFault) return { refusal: error.message };
    throw error;
  }
}
