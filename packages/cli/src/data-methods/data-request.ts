import {
  catalogue,
  describeLimits,
  findMethod,
  methodPath,
  parseParameters,
} from '@pitpass/data/catalogue';
import type { MethodEntry, ParameterEntry, ParameterType } from '@pitpass/data/catalogue';

import { joinWords } from '../join-words.ts';
import { findNearNames } from '../near-names.ts';
import { usageProblem } from '../problem.ts';
import { nameToOption, readParameterWords } from './parameter-words.ts';
import type { TypedParameter } from './parameter-words.ts';

/** What is asked for, as far as it was typed well. */
export interface DataRequest {
  /** As it was typed. */
  readonly path: string;
  /** Undefined for a path that the catalogue does not have. */
  readonly entry: MethodEntry | undefined;
  readonly parameters: URLSearchParams;
  /** Names that the method does not have in the catalogue; they are sent all the same. */
  readonly unknownNames: readonly string[];
}

const typeWords: Readonly<Record<ParameterType, string>> = {
  number: 'a whole number',
  numbers: 'whole numbers with commas between them',
  boolean: 'true or false',
  string: 'a text',
};

/** `/data/results/get`, `data/results/get` and `results/get` are the same. */
export function toMethodPath(path: string): string {
  return path.replace(/^\//, '').replace(/^data\//, '');
}

/** The names of all methods, sorted by service. */
function listMethodPaths(): string[] {
  return catalogue.map(methodPath);
}

function exampleNumber({ name, minimum = 1, maximum }: ParameterEntry): number {
  if (/year/.test(name)) return 2026;
  if (maximum === undefined) return minimum === 0 ? 10 : 12_345;
  return minimum < 0 ? maximum : minimum;
}

/** A parameter as somebody may type it: `cust_ids=100001,100002`. */
export function exampleOf(parameter: ParameterEntry): string {
  const { name, type, minimum = 1, maximum } = parameter;
  switch (type) {
    case 'number':
      return `${name}=${exampleNumber(parameter)}`;
    case 'numbers':
      return `${name}=${maximum === undefined ? '100001,100002' : `${minimum},${maximum}`}`;
    case 'boolean':
      return `${name}=true`;
    case 'string':
      return `${name}=${/range|^from$/.test(name) ? '2026-04-01T15:45Z' : 'text'}`;
  }
}

/** The type of a parameter with its limits, in words. */
export function describeType(parameter: ParameterEntry): string {
  const limits = describeLimits(parameter);
  return limits === undefined
    ? typeWords[parameter.type]
    : `${typeWords[parameter.type]}, ${limits}`;
}

function refuseMissing(entry: MethodEntry, unknownNames: readonly string[], typed: Set<string>) {
  const missing = entry.parameters.filter(({ name, required }) => required && !typed.has(name));
  if (missing.length === 0) return;
  const names = joinWords(
    missing.map(({ name }) => name),
    'and',
  );
  const each = missing.map((parameter) => `${parameter.name} is ${describeType(parameter)}`);
  const example = missing.map(exampleOf).join(' ');
  const instead =
    unknownNames.length === 0
      ? ''
      : ` It has no ${joinWords(unknownNames, 'or')}, which was given.`;
  throw usageProblem(
    `${methodPath(entry)} needs ${names}: ${each.join('; ')}. For example ${example}.${instead}`,
  );
}

/** A name that is a letter off is a typing error; others may be new in production. */
function refuseNearMisses(entry: MethodEntry, unknownNames: readonly string[]): void {
  const names = entry.parameters.map(({ name }) => name);
  for (const unknown of unknownNames) {
    const near = findNearNames(unknown, names);
    if (near.length === 0) continue;
    throw usageProblem(
      `${methodPath(entry)} has no parameter ${unknown}; did you mean ${joinWords(near, 'or')}? Its help: "pitpass get ${methodPath(entry)} --describe".`,
    );
  }
}

function refuseWrongValues(entry: MethodEntry, parameters: URLSearchParams): void {
  const anyMember = 1;
  const parsed = parseParameters(entry, parameters.toString(), anyMember);
  if (!('refusal' in parsed)) return;
  const parameter = entry.parameters.find(({ name }) =>
    new RegExp(`\\b${name}\\b`).test(parsed.refusal),
  );
  throw usageProblem(
    parameter === undefined
      ? parsed.refusal
      : `${parsed.refusal} ${methodPath(entry)} takes ${describeType(parameter)}, ${exampleOf(parameter)} for example.`,
  );
}

function checkParameters(entry: MethodEntry, typed: readonly TypedParameter[]): string[] {
  if (entry.freeForm === true) return [];
  const known = new Set(entry.parameters.map(({ name }) => name));
  const names = new Set(typed.map(({ name }) => name));
  const unknownNames = [...names].filter((name) => !known.has(name));
  refuseMissing(entry, unknownNames, names);
  refuseNearMisses(entry, unknownNames);
  return unknownNames;
}

/** An option that is neither the command's nor a parameter's is a typing error of either. */
function refuseOption(
  option: string,
  name: string,
  entry: MethodEntry | undefined,
  ownOptions: readonly string[],
): void {
  const names = entry?.parameters.map((parameter) => parameter.name) ?? [];
  if (names.includes(name)) return;
  const near = findNearNames(option, [...ownOptions, ...names.map(nameToOption)]);
  const advice = near.length === 0 ? '' : ` Did you mean ${joinWords(near, 'or')}?`;
  throw usageProblem(
    entry === undefined
      ? `get has no option ${option}.${advice} Parameters are written name=value here.`
      : `Neither get nor ${methodPath(entry)} has ${option}.${advice} See "pitpass get ${methodPath(entry)} --describe".`,
  );
}

/**
 * Reads a method and its parameters and checks them against the catalogue, before anything is sent.
 *
 * @param words what follows the method
 * @param ownOptions the options of the command, for whoever mistypes one
 * @throws Problem that names the parameter with its type and an example
 */
export function readDataRequest(
  path: string,
  words: readonly string[],
  ownOptions: readonly string[],
): DataRequest {
  const entry = findMethod(toMethodPath(path));
  const switches = new Set(
    entry?.parameters.filter(({ type }) => type === 'boolean').map(({ name }) => name),
  );
  const typed = readParameterWords(words, {
    isSwitch: (name) => switches.has(name),
    refuse: (option, name) => refuseOption(option, name, entry, ownOptions),
  });
  const parameters = new URLSearchParams(typed.map(({ name, value }) => [name, value]));
  if (entry === undefined) return { path, entry, parameters, unknownNames: [] };
  const unknownNames = checkParameters(entry, typed);
  refuseWrongValues(entry, parameters);
  return { path, entry, parameters, unknownNames };
}

/**
 * Refuses a method that the catalogue does not have. The documentation's own paths are none of its
 * methods, and a path that is written out as `/data/…` is sent all the same: production has new
 * methods before we do.
 *
 * @throws Problem with the nearest names
 */
export function refuseUnknownMethod({ path, entry }: DataRequest): void {
  const name = toMethodPath(path);
  if (entry !== undefined || path.startsWith('/data/') || /^doc(?:\/|$)/.test(name)) return;
  const near = findNearNames(name, listMethodPaths());
  const advice = near.length === 0 ? '' : ` Did you mean ${joinWords(near, 'or')}?`;
  throw usageProblem(
    `There is no data method ${name}.${advice} "pitpass get --list" shows all; one that is newer than this version is written /data/${name}.`,
  );
}

/** The names of a method's parameters as options, to be told apart from those of the command. */
export function listParameterOptions(entry: MethodEntry): string[] {
  return entry.parameters.map(({ name }) => nameToOption(name));
}
