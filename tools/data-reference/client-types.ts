import type {
  MethodEntry,
  ParameterEntry,
} from '../../packages/data/src/catalogue/method-entry.ts';
import { catalogue, methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import { describeDefault, describeLimits, describeWindow } from './words.ts';

const typeNames = {
  number: 'WholeNumber',
  numbers: 'WholeNumbers',
  boolean: 'boolean',
  string: 'string',
} as const;

const commentWidth = 92;

/** A comment on one line, or wrapped when it would be too long. */
function formatComment(text: string, indent: string): string[] {
  if (text === '') return [];
  const width = commentWidth - indent.length;
  if (text.length <= width) return [`${indent}/** ${text} */`];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`];
}

function describeParameter(parameter: ParameterEntry): string {
  const limits = describeLimits(parameter);
  const preset = describeDefault(parameter);
  return [
    ...(parameter.note === undefined ? [] : [parameter.note]),
    ...(limits === undefined || limits === '1 or more' ? [] : [`Limits: ${limits}.`]),
    ...(preset === undefined || preset === parameter.note ? [] : [`Default: ${preset}.`]),
  ].join(' ');
}

function formatParameter(parameter: ParameterEntry): string[] {
  const type = typeNames[parameter.type];
  const written =
    parameter.required === true
      ? `readonly ${parameter.name}: ${type};`
      : `readonly ${parameter.name}?: ${type} | null | undefined;`;
  return [...formatComment(describeParameter(parameter), '    '), `    ${written}`];
}

function formatEntry(entry: MethodEntry): string[] {
  const notes = [entry.note ?? []].flat().join(' ');
  const fresh = `Stays the same for ${describeWindow(entry.expirationSeconds)}.`;
  const comment = formatComment(notes === '' ? fresh : `${notes} ${fresh}`, '  ');
  const name = `  readonly '${methodPath(entry)}':`;
  if (entry.freeForm === true) return [...comment, `${name} FreeFormParameters;`];
  if (entry.parameters.length === 0) return [...comment, `${name} NoParameters;`];
  return [...comment, `${name} {`, ...entry.parameters.flatMap(formatParameter), '  };'];
}

/** The SDK's table of methods and their parameters, before Prettier. */
export function formatClientTypes(): string {
  return [
    '// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.',
    '/* oxlint-disable max-lines -- as long as the catalogue */',
    '',
    '/** A whole number, or its digits. */',
    'export type WholeNumber = number | `${bigint}`;',
    '',
    '/** One whole number or several; they become a comma list. */',
    'export type WholeNumbers = WholeNumber | readonly WholeNumber[];',
    '',
    '/** The method takes no parameters. */',
    'export type NoParameters = Readonly<Record<string, never>>;',
    '',
    '/** The method takes any names; to repeat one, give a URLSearchParams. */',
    'export type FreeFormParameters = Readonly<Record<string, string | null | undefined>>;',
    '',
    '/** The parameters of every data method, by its service and name. */',
    'export interface DataMethods {',
    ...catalogue.flatMap(formatEntry),
    '}',
    '',
  ].join('\n');
}
