import { displayWidth } from '../terminal/display-width.ts';
import { isRecord } from './find-rows.ts';
import { listColumns } from './flat-row.ts';
import type { FlatRow } from './flat-row.ts';
import { titleColumns } from './resolve-columns.ts';
import { tableCell } from './table-cell.ts';

const gap = 2;

/** How wide a cell may be at most where nobody chose the columns, so that others fit beside it. */
export function widestCell(width: number): number {
  return Math.min(32, Math.max(12, Math.floor(width * 0.4)));
}

// Enough rows to judge a column by.
const rowsJudged = 200;

interface Judged {
  readonly column: string;
  readonly index: number;
  readonly width: number;
  readonly worth: number;
}

const worthByName: readonly (readonly [name: RegExp, worth: number])[] = [
  [/(?:^|_)(?:url|image|images|logo|path|folder|pattern|copy|colou?r)\d*$/, -6],
  [/^winner_.*id$/, -6],
  // What the next request asks for.
  [/^(?:subsession_id|custid)$/i, 6],
  [/^(?:display_name|name|label|category|driver)$/i, 8],
  [/(?:^|_)(?:position|rank|place|irating)$/i, 5],
  [/_name$/i, 4],
  [/(?:^|_)(?:points|laps|incidents|wins|starts)$/i, 3],
  [/(?:^|_)(?:time|at|date)$/, 2],
];
const looks = new Set(['livery', 'helmet', 'suit']);
// Below that a column tells nothing, though there be room for it; a few are shown all the same.
const worthMin = -2;
const columnsMin = 3;

function judgeName(column: string, columns: readonly string[]): number {
  const names = column.split('.');
  const said = worthByName.find(([pattern]) => pattern.test(names.at(-1) ?? ''))?.[1] ?? 0;
  const isLook = names.some((name) => looks.has(name));
  const sibling = column.replace(/_id$/, '_name');
  const isNamedBesides = sibling !== column && columns.includes(sibling);
  return said - (names.length - 1) - (isLook ? 9 : 0) - (isNamedBesides ? 2 : 0);
}

/** What the values say: little when all are the same, or hardly any is there. */
function judgeValues(values: readonly unknown[], texts: readonly string[]): number {
  const filled = texts.filter((text) => text !== '' && text !== '-1').length;
  const isSame = texts.length > 1 && new Set(texts).size === 1;
  const isSwitch = values.every((value) => typeof value === 'boolean' || value === null);
  return (isSame ? -8 : 0) + (filled * 2 < texts.length ? -2 : 0) + (isSwitch ? -1 : 0);
}

/** The first id that is another one in every row tells the rows apart. */
function isKey(column: string, texts: readonly string[]): boolean {
  const isOther = texts.length > 1 && new Set(texts).size === texts.length;
  return isOther && /(?:^|_)id$/.test(column) && !column.startsWith('winner_');
}

/** The first name that is not the same everywhere says what the rows are about. */
function isTitle(column: string, texts: readonly string[]): boolean {
  return /(?:^|_)(?:name|label|driver)$/i.test(column) && new Set(texts).size > 1;
}

function judge(rows: readonly FlatRow[], columns: readonly string[], cellMax: number): Judged[] {
  const sample = rows.slice(0, rowsJudged);
  const titles = titleColumns(columns);
  const seen = new Set<string>();
  let hasKey = false;
  let hasTitle = false;
  return columns.flatMap((column, index) => {
    const values = sample.map((row) => row.get(column));
    const texts = values.map(tableCell);
    const isList = values.some((value) => Array.isArray(value) && value.some(isRecord));
    const all = texts.join('\n');
    // Two columns that say the same, the id of a group and that of its only member, are one.
    const isRepeated = texts.length > 1 && seen.has(all);
    if (isList || isRepeated || texts.every((text) => text === '')) return [];
    seen.add(all);
    const isOwnKey = !hasKey && isKey(column, texts);
    hasKey ||= isOwnKey;
    const isOwnTitle = !hasTitle && isTitle(column, texts);
    hasTitle ||= isOwnTitle;
    const widths = texts.map(displayWidth);
    const width = Math.min(cellMax, Math.max(displayWidth(titles[index] ?? ''), ...widths));
    const worth =
      judgeName(column, columns) +
      judgeValues(values, texts) +
      (isOwnKey ? 6 : 0) +
      (isOwnTitle ? 5 : 0) -
      (width > 24 ? 1 : 0) -
      index / 20;
    return [{ column, index, width, worth }];
  });
}

/**
 * The columns of a table that nobody chose: those that say most and fit, in the order of the rows.
 * Names, places and times say much; addresses, colours and what is the same in every row little.
 * Lists of objects and empty columns are left out.
 *
 * @param width how many cells a line may have
 */
export function chooseColumns(rows: readonly FlatRow[], width: number): string[] {
  const judged = judge(rows, listColumns(rows.slice(0, rowsJudged)), widestCell(width));
  const chosen: Judged[] = [];
  let room = width + gap;
  for (const each of judged.toSorted((left, right) => right.worth - left.worth)) {
    const isEnough = chosen.length >= columnsMin && each.worth < worthMin;
    if (chosen.length > 0 && (each.width + gap > room || isEnough)) continue;
    chosen.push(each);
    room -= each.width + gap;
  }
  return chosen.sort((left, right) => left.index - right.index).map(({ column }) => column);
}
