import { setImmediate } from 'node:timers/promises';
import type { RowSource } from '../payloads/payload.ts';

/** Rows computed before other requests get their turn. */
export const rowsPerTurn = 20;

interface Frame {
  readonly open: string;
  readonly close: string;
}

/** What is written before and after the rows. */
function frameOf(answer: object, name: string | undefined): Frame {
  if (name === undefined) return { open: '[', close: ']' };
  const fields = JSON.stringify(answer).slice(0, -1);
  const comma = fields === '{' ? '' : ',';
  return { open: `${fields}${comma}${JSON.stringify(name)}:[`, close: ']}' };
}

/**
 * Writes an answer with a long list as JSON, some rows at a time: other requests get their turn in
 * between, and neither all rows nor all of the text are held beside the bytes.
 *
 * @param answer the object that the list joins; not looked at when the list has no name
 * @param name the list's name in the answer; undefined when the list is the whole answer
 */
export async function writeLongList(
  answer: object,
  name: string | undefined,
  rows: RowSource,
): Promise<Buffer> {
  const { open, close } = frameOf(answer, name);
  const parts = [Buffer.from(open)];
  for (let i = 0; i < rows.count; i += rowsPerTurn) {
    const texts = rows
      .slice(i, Math.min(rows.count, i + rowsPerTurn))
      .map((row) => JSON.stringify(row));
    parts.push(Buffer.from((i === 0 ? '' : ',') + texts.join(',')));
    await setImmediate();
  }
  parts.push(Buffer.from(close));
  return Buffer.concat(parts);
}
