import type {
  MethodEntry,
  ParameterEntry,
} from '../../packages/data/src/catalogue/method-entry.ts';
import type { CataloguePart } from '../../packages/data/src/catalogue/catalogue.ts';
import { catalogueParts, methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import {
  describeDefault,
  describeLimits,
  describeWindow,
} from '../../packages/data/src/catalogue/words.ts';
import { writtenBy } from './written-by.ts';

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

function interfaceName({ subject }: CataloguePart): string {
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}Methods`;
}

function formatPart(part: CataloguePart): string {
  const entries = part.entries.flatMap(formatEntry);
  const words = ['FreeFormParameters', 'NoParameters', 'WholeNumber', 'WholeNumbers'].filter(
    (name) => entries.some((line) => new RegExp(`^ *readonly .*: ${name}\\b`).test(line)),
  );
  return [
    writtenBy,
    'import type {',
    ...words.map((name) => `  ${name},`),
    "} from '../parameter-types.ts';",
    '',
    `/** The parameters of the methods of the part "${part.subject}", by service and name. */`,
    `export interface ${interfaceName(part)} {`,
    ...entries,
    '}',
    '',
  ].join('\n');
}

function formatWhole(): string {
  return [
    writtenBy,
    ...catalogueParts.map(
      (part) =>
        `import type { ${interfaceName(part)} } from './methods/${part.subject}-methods.ts';`,
    ),
    '',
    '/** The parameters of every data method, by its service and name. */',
    `export interface DataMethods extends ${catalogueParts.map(interfaceName).join(', ')} {}`,
    '',
  ].join('\n');
}

/**
 * The SDK's tables of methods and their parameters, before Prettier: one file for each part of the
 * catalogue and one that puts them together.
 *
 * @returns texts by the name of their file, from the folder of the SDK's data methods on
 */
export function formatClientTypes(): ReadonlyMap<string, string> {
  return new Map([
    ['data-methods.ts', formatWhole()],
    ...catalogueParts.map(
      (part) => [`methods/${part.subject}-methods.ts`, formatPart(part)] as const,
    ),
  ]);
}
