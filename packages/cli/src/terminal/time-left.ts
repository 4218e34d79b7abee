const minute = 60;
const hour = 3600;
const day = 86_400;

function count(amount: number, unit: string): string {
  return `in ${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** How long something still lasts, in the unit that people would choose: `in 6 days`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds <= 0) return 'over';
  if (seconds < 2 * minute) return count(Math.floor(seconds), 'second');
  if (seconds < 2 * hour) return count(Math.floor(seconds / minute), 'minute');
  if (seconds < 2 * day) return count(Math.floor(seconds / hour), 'hour');
  return count(Math.floor(seconds / day), 'day');
}
