import { mix } from './hash.ts';
import type { ScheduledWeather } from './scheduled-weather.ts';
import { scheduledWeather } from './scheduled-weather.ts';
import type { Start } from './start.ts';

/**
 * The weather that a session is driven in: that of the race week for the sessions of a series, and
 * one of its own for a hosted session.
 */
export function weatherOfSession(start: Start): ScheduledWeather {
  const { series, season, race_week_num, hosted } = start;
  const weather = scheduledWeather(series, season, race_week_num);
  if (hosted === undefined) return weather;
  const hash = mix(hosted.hash, 401);
  return {
    ...weather,
    skies: hash % 4,
    temperature: 14 + ((hash >>> 2) % 18),
    humidity: 35 + ((hash >>> 8) % 40),
    windDirection: (hash >>> 12) % 8,
    windSpeed: 1 + ((hash >>> 16) % 25),
    hash,
  };
}
