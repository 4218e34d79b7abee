const minute = 60;
const hour = 3600;
const day = 86_400;

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** A span of time in the unit that people would choose: `6 days`. */
export function formatSpan(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  if (seconds < 2 * minute) return count(Math.max(0, Math.floor(seconds)), 'second');
  if (seconds < 2 * hour) return count(Math.floor(seconds / minute), 'minute');
  if (seconds < 2 * day) return count(Math.floor(seconds / hour), 'hour');
  return count(Math.floor(seconds / day), 'day');
}

/** How long something still lasts: `in 6 days`, or `over`. */
export function formatTimeLeft(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  return seconds <= 0 ? 'over' : `in ${formatSpan(seconds)}`;
}
