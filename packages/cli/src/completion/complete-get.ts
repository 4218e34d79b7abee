import { catalogue, findMethod, methodPath } from '@pitpass/data/catalogue';
import type { MethodEntry, ParameterEntry } from '@pitpass/data/catalogue';

import { describeType, toMethodPath } from '../data-methods/data-request.ts';
import { nameToOption, optionToName } from '../data-methods/parameter-words.ts';
import type { Candidate } from './candidate.ts';

/** Trackmania's routes that are read, with their parameters. */
const routes: Readonly<Record<string, readonly string[]>> = {
  user: [],
  'user/clubs/admin': [],
  'user/map-records': ['mapId'],
  'user/maps/favorite': ['offset', 'length'],
  'display-names': ['accountId'],
  'display-names/account-ids': ['displayName'],
};

// More numbers than that are no help.
const numbersMax = 24;

function noteOf({ note }: MethodEntry): string {
  return ([note ?? []].flat()[0] ?? '').replaceAll('`', '');
}

/** The methods, and Trackmania's routes, written as the word at the cursor begins. */
export function completeMethod(word: string): Candidate[] {
  const prefix = /^\/?data\//.exec(word)?.[0] ?? '';
  const methods = catalogue.map((entry) => ({
    value: prefix + methodPath(entry),
    description: noteOf(entry),
  }));
  const api = /^\/?api\//.exec(word)?.[0] ?? '';
  const names = Object.keys(routes).map((route) => ({
    value: api + route,
    description: 'Trackmania',
  }));
  return prefix === '' ? [...methods, ...names] : methods;
}

function describe(parameter: ParameterEntry): string {
  const { required, note } = parameter;
  const parts = [required === true ? 'required' : 'optional', describeType(parameter)];
  return note === undefined ? parts.join(', ') : `${parts.join(', ')}: ${note}`;
}

function listValues({ type, minimum, maximum }: ParameterEntry): string[] {
  if (type === 'boolean') return ['true', 'false'];
  if (type !== 'number' || minimum === undefined || maximum === undefined) return [];
  if (maximum - minimum > numbersMax) return [];
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => String(minimum + index));
}

/** The names that stand on the line already, typed either way. */
function namesIn(words: readonly string[], strange: readonly string[]): Set<string> {
  return new Set([
    ...words.map((word) => word.split('=')[0] ?? ''),
    ...strange.map((word) => optionToName(word.split('=')[0] ?? '')),
  ]);
}

/**
 * The parameters of a method: first those that have to be given. Behind `name=` its values, where
 * they can be counted.
 *
 * @param words the words behind the method
 * @param strange the words that look like options of the command and are none
 */
export function completeParameter(
  path: string,
  words: readonly string[],
  strange: readonly string[],
  word: string,
): Candidate[] {
  const entry = findMethod(toMethodPath(path));
  if (entry === undefined) {
    const route = path.replace(/^\/?api\//, '');
    const names = Object.hasOwn(routes, route) ? (routes[route] ?? []) : [];
    return names.map((name) => ({ value: `${name}=` }));
  }
  const [name = ''] = word.split('=');
  const named = entry.parameters.find((parameter) => parameter.name === name);
  if (named !== undefined && word.includes('=')) {
    return listValues(named).map((value) => ({ value: `${name}=${value}` }));
  }
  const typed = namesIn(words, strange);
  const left = entry.parameters.filter((parameter) => !typed.has(parameter.name));
  return [true, false].flatMap((isRequired) =>
    left
      .filter(({ required }) => (required === true) === isRequired)
      .map((each) => ({ value: `${each.name}=`, description: describe(each) })),
  );
}

/** The parameters of a method as options: `--subsession-id`. */
export function completeParameterOption(
  path: string,
  words: readonly string[],
  strange: readonly string[],
): Candidate[] {
  const typed = namesIn(words, strange);
  const parameters = findMethod(toMethodPath(path))?.parameters ?? [];
  return parameters
    .filter(({ name }) => !typed.has(name))
    .map((each) => ({ value: nameToOption(each.name), description: describe(each) }));
}

/** The values of a parameter that is typed as an option, behind it; true needs no value. */
export function completeParameterValue(
  path: string,
  option: string,
): { readonly candidates: Candidate[]; readonly isNeeded: boolean } | undefined {
  const name = optionToName(option);
  const parameter = findMethod(toMethodPath(path))?.parameters.find((each) => each.name === name);
  if (parameter === undefined) return undefined;
  const candidates = listValues(parameter).map((value) => ({ value }));
  return { candidates, isNeeded: parameter.type !== 'boolean' };
}
