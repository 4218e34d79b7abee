import { catalogue, methodPath } from '../../packages/data/src/catalogue/catalogue.ts';
import { findParts } from './shape-parts.ts';
import type { Parts } from './shape-parts.ts';
import { findShapes } from './shapes.ts';
import type { Shape } from './shapes.ts';
import { writtenBy } from './written-by.ts';

const lineWidth = 96;
const linesMax = 280;

/** A shape in the fewest characters; `isNamed` when it may be said by the name of a part. */
function formatShape(shape: Shape, parts: Parts, isNamed = true): string {
  const part = isNamed ? parts.find(shape) : undefined;
  if (part !== undefined) return `@${part.name}`;
  switch (shape.kind) {
    case 'leaf':
      return shape.type.charAt(0);
    case 'list':
      return `[${formatShape(shape.item, parts)}]`;
    case 'byId':
      return `#${formatShape(shape.item, parts)}`;
    case 'nullable':
      return `${formatShape(shape.inner, parts)}0`;
    case 'object': {
      const fields = shape.fields.map(({ name, isOptional, shape: inner }) => {
        const written = formatShape(inner, parts);
        return `${name}${isOptional ? '?' : ''}${written === 'n' ? '' : `:${written}`}`;
      });
      return `{${fields.join(',')}}`;
    }
    // What was never seen, and what comes in several forms, may be anything.
    case 'unknown':
    case 'oneOf':
      return '*';
  }
}

/** One definition in as many lines as it needs; all but the first begin with a space. */
function breakLines(definition: string): string[] {
  const lines: string[] = [''];
  for (const piece of definition.split(/(?<=,)/)) {
    const last = lines.at(-1) ?? '';
    if (last.length + piece.length > lineWidth) lines.push(` ${piece}`);
    else lines[lines.length - 1] = last + piece;
  }
  return lines;
}

const kinds = { csv: 't', inline_chunks: 'c', link_chunks: 'c' } as const;

function formatDefinitions(parts: Parts): string[] {
  const methods = catalogue.flatMap((entry) => {
    const path = methodPath(entry);
    const { payload, envelope, row } = findShapes(path);
    const { kind } = entry.delivery;
    const letter = kind in kinds ? kinds[kind as keyof typeof kinds] : 'j';
    const write = (shape: Shape | undefined): string =>
      shape === undefined ? '*' : formatShape(shape, parts, false);
    return [
      `${path}=${letter}${kind === 'csv' ? 's' : write(payload)}`,
      ...(envelope === undefined ? [] : [`${path}!=${write(envelope)}`]),
      ...(row === undefined ? [] : [`${path}[]=${write(row)}`]),
    ];
  });
  const named = parts.list.map(({ name, shape }) => `@${name}=${formatShape(shape, parts, false)}`);
  return [...methods, ...named];
}

/**
 * The shapes of all answers for the drift check: texts of definitions, one a line. A method's begins with
 * `j`, `t` or `c` for JSON, CSV or chunks; after `!` stands its envelope, after `[]` a row of its chunks. In shapes
 * `s`, `b` and nothing are text, truth and number, `0` after them says that null may stand there, `#` comes
 * before what stands under ids, `@` before a name, `*` is anything, and `?` follows what may be missing.
 *
 * @returns texts by the name of their file
 */
export function formatDriftShapes(): ReadonlyMap<string, string> {
  const files: string[][] = [];
  for (const definition of formatDefinitions(findParts())) {
    const lines = breakLines(definition);
    const last = files.at(-1);
    if (last === undefined || last.length + lines.length > linesMax) files.push(lines);
    else last.push(...lines);
  }
  const texts = files.map((lines, index): [string, string] => [
    `shapes-${index + 1}.ts`,
    [
      writtenBy,
      `/** Part ${index + 1} of the shapes; see {@link parseDefinitions} for how they are written. */`,
      `export const shapes${index + 1} = \`${lines.join('\n')}\`;`,
      '',
    ].join('\n'),
  ]);
  const numbers = files.map((_, index) => index + 1);
  const whole = [
    writtenBy,
    ...numbers.map((number) => `import { shapes${number} } from './shapes-${number}.ts';`),
    '',
    '/** The shapes of all answers, one definition a line; see {@link parseDefinitions}. */',
    `export const shapes = [${numbers.map((number) => `shapes${number}`).join(', ')}].join('\\n');`,
    '',
  ];
  return new Map([...texts, ['shapes.ts', whole.join('\n')]]);
}
