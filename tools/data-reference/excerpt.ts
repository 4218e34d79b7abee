/** How wide a line of an excerpt may be. */
const lineWidth = 96;
const longestText = 60;
const cut = '…';

/** A text as JSON writes it: without the signature of a link, and not longer than is read at a glance. */
function formatText(text: string): string {
  const query = /^https?:/.test(text) ? text.indexOf('?') : -1;
  const plain = query < 0 ? text : `${text.slice(0, query)}?${cut}`;
  const characters = [...plain];
  const short =
    characters.length > longestText ? characters.slice(0, longestText).join('') + cut : plain;
  return JSON.stringify(short);
}

interface Piece {
  readonly text: string;
  /** Something was left out. */
  readonly isCut: boolean;
}

type Named = readonly (readonly [label: string, value: unknown])[];

/** The members of an object or the elements of an array, with what is written before each. */
function partsOf(value: object): Named {
  if (Array.isArray(value)) return value.map((element) => ['', element]);
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => [`${JSON.stringify(name)}: `, inner]);
}

/** A value on one line of at most `width` characters; as much of it as there is room for. */
function formatInline(value: unknown, width: number): Piece {
  if (typeof value === 'string') return { text: formatText(value), isCut: false };
  if (typeof value !== 'object' || value === null) {
    return { text: JSON.stringify(value), isCut: false };
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  const shown: string[] = [];
  let used = open.length + close.length;
  for (const [label, inner] of partsOf(value)) {
    const piece = formatInline(inner, width - used - label.length - 3);
    used += label.length + piece.text.length + 2;
    if (used + 3 > width || piece.isCut) {
      return { text: open + [...shown, cut].join(', ') + close, isCut: true };
    }
    shown.push(label + piece.text);
  }
  const text = shown.length === 0 ? (open + close).replace(/ +/, '') : '';
  return { text: text || open + shown.join(', ') + close, isCut: false };
}

/** Lines inside its brackets without which a nested value had better stay on one line. */
const leastInside = 3;
/** How much of a line a nested value may take where members share lines. */
const nestedWidth = 48;

/** Members of an object with too many of them, as many on a line as it has room for. */
function fillLines(parts: Named, indent: string, linesMax: number): string[] {
  const lines: string[] = [];
  for (const [label, inner] of parts) {
    const piece = label + formatInline(inner, nestedWidth).text;
    const last = lines.at(-1);
    if (last !== undefined && last.length + piece.length + 3 <= lineWidth) {
      lines[lines.length - 1] = `${last}, ${piece}`;
    } else {
      if (last !== undefined && lines.length >= linesMax - 1) {
        return [...lines.map((line) => `${line},`), indent + cut];
      }
      lines.push(indent + piece);
    }
  }
  return lines.map((line, i) => (i === lines.length - 1 ? line : `${line},`));
}

interface Row {
  readonly label: string;
  /** The value that this row alone shows, when it was cut to fit. */
  readonly cutValue: object | undefined;
  lines: string[];
}

/** One row for each element of a list; of long ones a single row, shown well rather than all badly. */
function rowsOfList(parts: Named, width: number): Row[] {
  const rows = parts.map(([label, inner]) => createRow(label, inner, width));
  return rows[0]?.cutValue === undefined ? rows : rows.slice(0, 1);
}

function createRow(label: string, inner: unknown, width: number): Row {
  const piece = formatInline(inner, width - label.length);
  const isCut = piece.isCut && typeof inner === 'object' && inner !== null;
  return { label, cutValue: isCut ? inner : undefined, lines: [label + piece.text] };
}

/** Members that are shown whole share lines, in their order; one that was cut has its own. */
function rowsOfObject(parts: Named, width: number): Row[] {
  const rows: Row[] = [];
  for (const [label, inner] of parts) {
    const row = createRow(label, inner, width);
    const last = rows.at(-1);
    const shared = `${last?.lines[0]}, ${row.lines[0]}`;
    const isShared = last?.cutValue === undefined && row.cutValue === undefined;
    if (last !== undefined && isShared && shared.length < width) last.lines = [shared];
    else rows.push(row);
  }
  return rows;
}

function isList(value: object): boolean {
  return Array.isArray(value) || Object.keys(value).every((name) => /^\d+$/.test(name));
}

/** Gives rows that were cut the lines that are left over. */
function expandRows(rows: readonly Row[], indent: string, lines: number): void {
  let spare = lines;
  for (const row of rows) {
    if (row.cutValue === undefined || spare < leastInside + 1) continue;
    const [first = '', ...rest] = formatBlock(row.cutValue, indent, spare + 1);
    row.lines = [row.label + first, ...rest];
    spare -= rest.length;
  }
}

/** A value over several lines, at most `budget`; those after the first are indented by `indent`. */
function formatBlock(value: object, indent: string, budget: number): string[] {
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inside = `${indent}  `;
  const width = lineWidth - inside.length;
  const parts = partsOf(value);
  const room = budget - 2;
  const all = isList(value) ? rowsOfList(parts, width) : rowsOfObject(parts, width);
  if (all.length > room && !isList(value)) {
    return [open, ...fillLines(parts, inside, room), indent + close];
  }
  const isShort = isList(value) && (all.length > room || all.length < parts.length);
  const rows = isShort ? all.slice(0, room - 1) : all;
  expandRows(rows, inside, room - rows.length - (isShort ? 1 : 0));
  const lines = rows.flatMap((row, i) => {
    const end = i === rows.length - 1 && !isShort ? '' : ',';
    const written = row.lines.map((line, at) => (at === 0 ? inside + line : line));
    return [...written.slice(0, -1), `${written.at(-1)}${end}`];
  });
  return [open, ...lines, ...(isShort ? [inside + cut] : []), indent + close];
}

/**
 * A value as JSON of at most `linesMax` lines, at least 5. What was left out shows as `…`; links are
 * shown without their signature.
 */
export function formatExcerpt(value: unknown, linesMax: number): string {
  const inline = formatInline(value, lineWidth);
  if (!inline.isCut || typeof value !== 'object' || value === null) return inline.text;
  return formatBlock(value, '', linesMax).join('\n');
}

/** The first lines of a table, at most `linesMax` of them. */
export function formatTableExcerpt(text: string, linesMax: number): string {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  return lines.length <= linesMax
    ? lines.join('\n')
    : [...lines.slice(0, linesMax - 1), cut].join('\n');
}
