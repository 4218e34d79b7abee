import type { Series } from './series.ts';
import type { Start } from './start.ts';

const daySeconds = 86_400;
const saturday = 6;

/** Whether some sessions of a series count for a standing of their own. */
export function hasSuperSessions({ hash }: Series): boolean {
  return hash % 4 === 0;
}

/** Whether a session is one of them: those of a Saturday, UTC. */
export function isSuperSession({
  series,
  startTime,
}: Pick<Start, 'series' | 'startTime'>): boolean {
  const weekday = (Math.floor(startTime / daySeconds) + 4) % 7;
  return hasSuperSessions(series) && weekday === saturday;
}
