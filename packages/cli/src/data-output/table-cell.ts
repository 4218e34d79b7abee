import { toVisibleText } from '../terminal/visible-text.ts';
import { isRecord } from './find-rows.ts';

/** A value as a table shows it; of a list of objects only how many there are. */
export function tableCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    return value.some(isRecord) ? `[${value.length}]` : value.map(tableCell).join(', ');
  }
  if (typeof value === 'object') return Object.keys(value).length === 0 ? '' : '{…}';
  return toVisibleText(String(value));
}
