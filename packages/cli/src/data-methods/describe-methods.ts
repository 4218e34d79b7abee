import {
  catalogue,
  describeDefault,
  describeDelivery,
  describeWindow,
} from '@pitpass/data/catalogue';
import { methodPath } from '@pitpass/data/catalogue';
import type { MethodEntry, ParameterEntry } from '@pitpass/data/catalogue';

import { describeType, exampleOf } from './data-request.ts';

/** A method in one line of a list. */
export interface MethodSummary {
  readonly method: string;
  /** The parameters, those that have to be given as they are and the others in brackets. */
  readonly parameters: string;
  readonly note: string;
}

function noteOf({ note }: MethodEntry): string {
  return [note ?? []].flat().join(' ').replaceAll('`', '');
}

function deliveryWord({ delivery }: MethodEntry): string {
  switch (delivery.kind) {
    case 'csv':
      return 'CSV.';
    case 'inline_chunks':
    case 'link_chunks':
      return 'Rows in chunks.';
    case 'inline':
    case 'link':
    case 'data_url':
      return '';
  }
}

/**
 * The methods whose name, note or parameters hold all the words; all of them without a word.
 *
 * @param words in any case
 */
export function listMethods(words: readonly string[]): MethodSummary[] {
  const wanted = words.map((word) => word.toLowerCase());
  return catalogue
    .map((entry) => ({
      method: methodPath(entry),
      parameters: entry.parameters
        .map(({ name, required }) => (required === true ? name : `[${name}]`))
        .join(' '),
      note: [deliveryWord(entry), noteOf(entry)].filter((part) => part !== '').join(' '),
    }))
    .filter(({ method, parameters, note }) => {
      const text = `${method} ${parameters} ${note}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
}

function parameterLines(parameter: ParameterEntry): string[] {
  const { name, required, note } = parameter;
  const preset = describeDefault(parameter);
  const facts = [
    required === true ? 'required' : 'optional',
    describeType(parameter),
    ...(preset === undefined ? [] : [`default: ${preset}`]),
  ];
  return [
    `  ${name}`,
    `      ${facts.join('; ')}`,
    ...(note === undefined ? [] : [`      ${note}`]),
  ];
}

/** How the method is typed, with what has to be given. */
function exampleCommand(entry: MethodEntry): string {
  const needed = entry.parameters.filter(({ required }) => required === true);
  return ['pitpass get', methodPath(entry), ...needed.map(exampleOf)].join(' ');
}

/** Everything that the catalogue knows of a method, for people. */
export function describeMethod(entry: MethodEntry): string {
  const note = noteOf(entry);
  const parameters =
    entry.freeForm === true
      ? ['  Any names, each as often as needed.']
      : entry.parameters.flatMap(parameterLines);
  return [
    methodPath(entry),
    ...(note === '' ? [] : [note]),
    '',
    'Parameters:',
    ...(parameters.length === 0 ? ['  none'] : parameters),
    '',
    `Delivery: ${describeDelivery(entry.delivery).replaceAll('`', '')}`,
    `The answer stays the same for ${describeWindow(entry.expirationSeconds)}. A member has 240 requests a minute.`,
    '',
    `For example: ${exampleCommand(entry)}`,
    '',
  ].join('\n');
}
