import { toVisibleJson } from '../terminal/visible-text.ts';

const indent = '    ';

/**
 * A content whose rows come later as one JSON document: its members, then the rows in a member
 * `rows`. It is what JSON.stringify would write of the whole, without holding the whole.
 */
export async function* formatJsonRows(
  content: unknown,
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  isCompact: boolean,
): AsyncGenerator<string> {
  const { rows: _own, ...members } = content as Readonly<Record<string, unknown>>;
  const frame = toVisibleJson({ ...members, rows: [] }, !isCompact);
  // The empty list is the end of the frame: `[]}` or `[]` and a line break.
  yield frame.slice(0, frame.lastIndexOf(']'));
  let count = 0;
  for await (const row of rows) {
    const comma = count === 0 ? '' : ',';
    count += 1;
    const text = toVisibleJson(row, !isCompact);
    yield isCompact ? comma + text : `${comma}\n${indent}${text.replaceAll('\n', `\n${indent}`)}`;
  }
  yield isCompact || count === 0 ? frame.slice(frame.lastIndexOf(']')) : '\n  ]\n}';
  yield '\n';
}

/** Rows as JSON, one in a line. */
export async function* formatJsonLines(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
): AsyncGenerator<string> {
  for await (const row of rows) yield `${toVisibleJson(row, false)}\n`;
}
