import { catalogue, methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import type {
  MethodEntry,
  ParameterEntry,
} from '../../packages/data/src/catalogue/method-entry.ts';
import { writtenBy } from './written-by.ts';

const lineWidth = 98;
const utcMoments = /^(start|finish)_range_(begin|end)$/;

// What the notes of the catalogue say of texts.
const textForms: Readonly<Record<string, string>> = {
  'lookup/drivers search_term': ':w',
  'season/race_guide from': ':z',
  'results/search_hosted session_name': ':s100',
  'league/directory sort': ':erelevance|leaguename|displayname|rostercount',
  'league/directory order': ':easc|desc',
};

/** The rule of one parameter; nothing after the name for a whole number from 1 on. */
function formatRule(path: string, parameter: ParameterEntry): string {
  const { name, type, required, minimum, maximum } = parameter;
  const range = `${minimum ?? ''},${maximum ?? ''}`;
  const form = {
    number: range === '1,' ? '' : `:n${range}`,
    numbers: `:l${range}`,
    boolean: ':b',
    string: utcMoments.test(name) ? ':u' : (textForms[`${path} ${name}`] ?? ':s'),
  }[type];
  return `${required === true ? '!' : ''}${name}${form}`;
}

/** A method on a line; what is too long goes on in lines that begin with a space. */
function formatMethod(entry: MethodEntry): string {
  const path = methodPath(entry);
  const lines = [path];
  for (const rule of entry.parameters.map((parameter) => formatRule(path, parameter))) {
    const last = lines.at(-1) ?? '';
    if (last.length + rule.length + 1 > lineWidth) lines.push(` ${rule}`);
    else lines[lines.length - 1] = `${last} ${rule}`;
  }
  return lines.join('\n');
}

/**
 * The SDK's rules of parameters: one text, which is smaller than objects are and read at the first call.
 * Methods without parameters, or with any, have none.
 */
export function formatParameterRules(): string {
  const methods = catalogue.filter(
    ({ parameters, freeForm }) => parameters.length > 0 && freeForm !== true,
  );
  return [
    writtenBy,
    '/**',
    ' * What each method takes. `!` has to be given. Without a form: a whole number from 1 on; `:n` and `:l`',
    ' * are a number and a list, with their least and greatest; `:b` true or false, `:s` a text of at most so many',
    ' * characters, `:w` one that is not blank, `:u` a moment in UTC, `:z` one with its offset, `:e` a word of these.',
    ' */',
    `export const parameterRules = \`${methods.map(formatMethod).join('\n')}\`;`,
    '',
  ].join('\n');
}
