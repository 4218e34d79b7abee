import { html } from './html.ts';
import type { Html } from './html.ts';

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

const units = [
  { seconds: 86_400, one: 'day', many: 'days' },
  { seconds: 3_600, one: 'hour', many: 'hours' },
  { seconds: 60, one: 'minute', many: 'minutes' },
] as const;

const weekSeconds = 7 * 86_400;

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** A day in words that no reader can mistake: "21 November 2026". */
export function dayWords(epochSeconds: number): string {
  const time = new Date(epochSeconds * 1000);
  return `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
}

/** A day as short as a plot's axis wants it: "21 Nov". */
export function shortDayWords(epochSeconds: number): string {
  const time = new Date(epochSeconds * 1000);
  return `${time.getUTCDate()} ${months[time.getUTCMonth()]?.slice(0, 3)}`;
}

/** A month with its year, as short as a plot's axis wants it: "Nov 2026". */
export function monthWords(epochSeconds: number): string {
  const time = new Date(epochSeconds * 1000);
  return `${months[time.getUTCMonth()]?.slice(0, 3)} ${time.getUTCFullYear()}`;
}

/** The time of day to the second: "00:33:07 UTC". */
export function clockWords(epochSeconds: number): string {
  const time = new Date(epochSeconds * 1000);
  const parts = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()];
  return `${parts.map(pad).join(':')} UTC`;
}

/** A moment to the minute: "21 November 2026, 00:33 UTC". */
export function exactWords(epochSeconds: number): string {
  const time = new Date(epochSeconds * 1000);
  const clock = `${pad(time.getUTCHours())}:${pad(time.getUTCMinutes())}`;
  return `${dayWords(epochSeconds)}, ${clock} UTC`;
}

/** How far a moment is from now: "in 9 minutes", "2 days ago", "just now". */
export function relativeWords(epochSeconds: number, now: number): string {
  const distance = Math.abs(epochSeconds - now);
  const unit = units.find(({ seconds }) => distance >= seconds);
  if (unit === undefined) return epochSeconds > now ? 'in less than a minute' : 'just now';
  // What is to come is rounded, what has been is complete.
  const exact = distance / unit.seconds;
  const count = epochSeconds > now ? Math.round(exact) : Math.floor(exact);
  const words = `${count} ${count === 1 ? unit.one : unit.many}`;
  return epochSeconds > now ? `in ${words}` : `${words} ago`;
}

function machineTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * A moment as an element: relative up to a week, then the day; exact on hover, for screen readers
 * and on paper.
 */
export function moment(epochSeconds: number, now: number): Html {
  const isNear = Math.abs(epochSeconds - now) < weekSeconds;
  const seen = isNear ? relativeWords(epochSeconds, now) : dayWords(epochSeconds);
  const exact = exactWords(epochSeconds);
  return html`<time datetime="${machineTime(epochSeconds)}" title="${exact}"
    ><span class="seen" aria-hidden="true">${seen}</span
    ><span class="visually-hidden">${exact}</span></time
  >`;
}

/** A moment of today as developers want it: to the second, with the distance beside it. */
export function clockMoment(epochSeconds: number, now: number): Html {
  return html`<time datetime="${machineTime(epochSeconds)}" title="${exactWords(epochSeconds)}"
      >${clockWords(epochSeconds)}</time
    >
    <span class="muted">${relativeWords(epochSeconds, now)}</span>`;
}
