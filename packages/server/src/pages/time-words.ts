import { html } from './html.ts';
import type { Html } from './html.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const units = [
  { seconds: 86_400, one: 'day', many: 'days' },
  { seconds: 3_600, one: 'hour', many: 'hours' },
  { seconds: 60, one: 'minute', many: 'minutes' },
  { seconds: 1, one: 'second', many: 'seconds' },
];

/**
 * Says a length of time in words: the largest unit and, where something is left, the next one
 * ("7 days", "1 hour and 30 minutes"). What is left below that is rounded up, so that nobody who
 * waits this long comes too early.
 *
 * @param seconds whole seconds; less than one counts as one.
 */
export function durationWords(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  const first = units.findIndex((unit) => whole >= unit.seconds);
  const large = units[first];
  const small = units[first + 1];
  if (!large) return '';
  if (!small) return counted(whole, large);
  const smallCount = Math.ceil((whole % large.seconds) / small.seconds);
  const carries = smallCount * small.seconds === large.seconds;
  const largeCount = Math.floor(whole / large.seconds) + (carries ? 1 : 0);
  if (carries) return durationWords(largeCount * large.seconds);
  if (smallCount === 0) return counted(largeCount, large);
  return `${counted(largeCount, large)} and ${counted(smallCount, small)}`;
}

/** Says a moment in words that no reader can mistake: "21 November 2026, 00:33 UTC". */
export function timeWords(epochSeconds: number): string {
  const time = new Date(epochSeconds * 1000);
  const hours = String(time.getUTCHours()).padStart(2, '0');
  const minutes = String(time.getUTCMinutes()).padStart(2, '0');
  const month = months[time.getUTCMonth()];
  return `${time.getUTCDate()} ${month} ${time.getUTCFullYear()}, ${hours}:${minutes} UTC`;
}

/**
 * A moment as an element. It reads in UTC by itself; the page's script turns it into the reader's
 * zone, relative up to a week.
 *
 * @param epochSeconds whole seconds.
 */
export function timeElement(epochSeconds: number): Html {
  const machine = new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
  return html`<time datetime="${machine}" data-reader-time>${timeWords(epochSeconds)}</time>`;
}

function counted(count: number, unit: { readonly one: string; readonly many: string }): string {
  return `${count} ${count === 1 ? unit.one : unit.many}`;
}
