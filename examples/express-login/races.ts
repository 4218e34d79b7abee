import type { Race } from './pages.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Reads what `/data/stats/member_recent_races` sent. The service adds and drops members without notice: what is not
 * there is left out, and no page fails for it.
 */
export function readRaces(payload: unknown): Race[] {
  const races = isObject(payload) ? payload['races'] : undefined;
  if (!Array.isArray(races)) return [];
  return races.filter(isObject).map((race) => ({
    // Counted from 0 in this method.
    place: typeof race['finish_position'] === 'number' ? race['finish_position'] + 1 : 0,
    series: text(race['series_name']),
    track: isObject(race['track']) ? text(race['track']['track_name']) : '',
    day: text(race['session_start_time']).slice(0, 10),
  }));
}
