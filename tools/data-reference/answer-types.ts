import { catalogue, methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import type { MethodEntry } from '../../packages/data/src/catalogue/method-entry.ts';
import { findParts } from './shape-parts.ts';
import type { Part, Parts } from './shape-parts.ts';
import { findShapes } from './shapes.ts';
import type { Field, Shape } from './shapes.ts';
import { writtenBy } from './written-by.ts';

/** Room for what stands around the declarations: a file has at most 300 lines. */
const linesMax = 255;

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

function formatField({ name, isOptional, shape }: Field, parts: Parts, indent: string): string[] {
  const key = isName(name) ? name : `'${name}'`;
  const [first = '', ...rest] = formatType(shape, parts, indent);
  const written = [`${indent}readonly ${key}${isOptional ? '?' : ''}: ${first}`, ...rest];
  written[written.length - 1] += ';';
  return written;
}

/** Puts words before and after a type of one line or several. */
function wrap(before: string, lines: readonly string[], after: string): string[] {
  const written = [...lines];
  written[0] = before + (written[0] ?? '');
  written[written.length - 1] += after;
  return written;
}

/** The members of an object between braces. */
function formatObject(fields: readonly Field[], parts: Parts, indent: string): string[] {
  const inside = fields.flatMap((field) => formatField(field, parts, `${indent}  `));
  return ['{', ...inside, `${indent}}`];
}

/** A type, its first line without indentation. */
function formatType(shape: Shape, parts: Parts, indent: string): string[] {
  const part = parts.find(shape);
  if (part !== undefined) return [part.name];
  switch (shape.kind) {
    case 'unknown':
      return ['unknown'];
    case 'leaf':
      return [shape.type];
    case 'list': {
      const item = formatType(shape.item, parts, indent);
      const isSum = shape.item.kind === 'nullable' || shape.item.kind === 'oneOf';
      return isSum ? wrap('readonly (', item, ')[]') : wrap('readonly ', item, '[]');
    }
    case 'byId':
      return wrap('ById<', formatType(shape.item, parts, indent), '>');
    case 'nullable':
      return wrap('', formatType(shape.inner, parts, indent), ' | null');
    case 'oneOf':
      return shape.choices
        .map((choice) => formatType(choice, parts, indent))
        .reduce((all, lines) => wrap(`${all.join('\n')} | `, lines, ''));
    case 'object':
      return formatObject(shape.fields, parts, indent);
  }
}

function formatPart({ name, shape }: Part, parts: Parts): string {
  const fields = shape.kind === 'object' ? shape.fields : [];
  const [open = '', ...rest] = formatObject(fields, parts, '');
  return [`/** Part of several answers. */`, `export interface ${name} ${open}`, ...rest].join(
    '\n',
  );
}

function formatMethod(entry: MethodEntry, parts: Parts): string {
  const path = methodPath(entry);
  const { payload, envelope, row } = findShapes(path);
  const write = (shape: Shape | undefined): string[] =>
    shape === undefined ? ['unknown'] : formatType(shape, parts, '  ');
  const typed = (): string[] => {
    if (entry.delivery.kind === 'csv') return ['CsvAnswer'];
    if (entry.delivery.kind.endsWith('chunks')) {
      return [...wrap('ChunksAnswer<', write(payload), ','), ...wrap('  ', write(row), '>')];
    }
    if (entry.delivery.kind !== 'data_url') return wrap('JsonAnswer<', write(payload), '>');
    return [...wrap('JsonAnswer<', write(payload), ','), ...wrap('  ', write(envelope), '>')];
  };
  return wrap(`  readonly '${path}': `, typed(), ';').join('\n');
}

/** Cuts declarations into files, as many in each as fit. */
function pack(declarations: readonly string[]): string[][] {
  const files: string[][] = [];
  let lines = Infinity;
  for (const declaration of declarations) {
    const more = declaration.split('\n').length + 1;
    if (lines + more > linesMax) {
      files.push([]);
      lines = 0;
    }
    files.at(-1)?.push(declaration);
    lines += more;
  }
  return files;
}

function isUsed(name: string, text: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

/** The imports of a text: of parts by the file that declares them, and of the kinds of answers. */
function formatImports(text: string, own: readonly Part[], homes: ReadonlyMap<string, string>) {
  const kinds = ['ById', 'ChunksAnswer', 'CsvAnswer', 'JsonAnswer'].filter((name) =>
    isUsed(name, text),
  );
  const wanted = new Map<string, string[]>();
  for (const [name, home] of homes) {
    if (own.some((part) => part.name === name) || !isUsed(name, text)) continue;
    wanted.set(home, [...(wanted.get(home) ?? []), name]);
  }
  return [
    ...(kinds.length === 0
      ? []
      : [`import type { ${kinds.join(', ')} } from '../answer-kinds.ts';`]),
    ...[...wanted].map(([home, names]) => `import type { ${names.join(', ')} } from './${home}';`),
  ].join('\n');
}

function capital(word: string): string {
  return word
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** The files of the parts, and in which of them each is. */
function formatParts(parts: Parts) {
  const byText = new Map(parts.list.map((part) => [formatPart(part, parts), part]));
  const packed = pack([...byText.keys()]);
  const fileOf = (index: number): string => `parts-${index + 1}.ts`;
  const homes = new Map<string, string>();
  for (const [index, texts] of packed.entries()) {
    for (const text of texts) homes.set(byText.get(text)?.name ?? '', fileOf(index));
  }
  const files = packed.map((texts, index): [string, string] => {
    const own = texts.flatMap((text) => byText.get(text) ?? []);
    const body = texts.join('\n\n');
    return [fileOf(index), `${writtenBy}\n${formatImports(body, own, homes)}\n\n${body}\n`];
  });
  return { files, homes };
}

/**
 * The SDK's types of what data methods answer, before Prettier: the objects that answers share, one
 * file or more for each service, and one file that puts them together.
 *
 * @returns texts by the name of their file, from the folder of the SDK's data methods on
 */
export function formatAnswerTypes(): ReadonlyMap<string, string> {
  const parts = findParts();
  const { files, homes } = formatParts(parts);
  const written = new Map(files.map(([name, text]) => [`answers/${name}`, text]));
  const interfaces: { readonly name: string; readonly file: string }[] = [];
  for (const service of new Set(catalogue.map((entry) => entry.service))) {
    const entries = catalogue.filter((entry) => entry.service === service);
    const packed = pack(entries.map((entry) => formatMethod(entry, parts)));
    for (const [index, declarations] of packed.entries()) {
      const number = packed.length === 1 ? '' : index + 1;
      const name = `${capital(service)}Answers${number}`;
      const file = `${service.replaceAll('_', '-')}-answers${number === '' ? '' : `-${number}`}.ts`;
      const body = [`export interface ${name} {`, ...declarations, '}'].join('\n');
      const what = `/** What methods of the service "${service}" answer, by service and name. */`;
      const imports = formatImports(body, [], homes);
      written.set(`answers/${file}`, `${writtenBy}\n${imports}\n\n${what}\n${body}\n`);
      interfaces.push({ name, file });
    }
  }
  const whole = [
    writtenBy,
    ...interfaces.map(({ name, file }) => `import type { ${name} } from './answers/${file}';`),
    '',
    '/** What every data method answers, by its service and name. */',
    'export interface DataAnswers extends',
    `${interfaces.map(({ name }) => `  ${name}`).join(',\n')} {}`,
    '',
  ];
  return written.set('data-answers.ts', whole.join('\n'));
}
