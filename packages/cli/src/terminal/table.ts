import { displayWidth, padToWidth } from './display-width.ts';

/**
 * Lays texts out in columns, two spaces apart, under a line of titles. Nothing follows the last
 * column, so that a line ends with its text.
 */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [titles, ...rows];
  const widths = titles.map((_, column) =>
    Math.max(...lines.map((row) => displayWidth(row[column] ?? ''))),
  );
  return lines
    .map((row) => row.map((cell, column) => padToWidth(cell, widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function toIsoText(epochSeconds: number, length: number): string {
  const time = new Date(epochSeconds * 1000);
  return Number.isNaN(time.getTime()) ? '-' : time.toISOString().slice(0, length).replace('T', ' ');
}

/** A point in time in UTC, to the minute: `2026-11-20 18:05`. */
export function formatTime(epochSeconds: number): string {
  return toIsoText(epochSeconds, 16);
}

/** A point in time in UTC, to the second: `2026-11-20 18:05:09`. */
export function formatTimeWithSeconds(epochSeconds: number): string {
  return toIsoText(epochSeconds, 19);
}
