import type { Season } from './calendar.ts';
import { mix } from './hash.ts';
import type { Series } from './series.ts';

/** The weather that a series' race week is driven in: the same in every session of the week. */
export interface ScheduledWeather {
  /** 0 clear to 3 overcast. */
  readonly skies: number;
  /** Degrees Celsius. */
  readonly temperature: number;
  /** Per cent. */
  readonly humidity: number;
  /** 0 north, clockwise by 45 degrees, to 7. */
  readonly windDirection: number;
  /** Kilometres per hour. */
  readonly windSpeed: number;
  /** 0 to 3, for morning, noon, evening and night. */
  readonly timeOfDay: number;
  /** Epoch seconds of the moment in the simulated world at which a session begins. */
  readonly simulatedStart: number;
  readonly hash: number;
}

const startHours = [9, 13, 17, 21] as const;

/** The weather of a series' race week. */
export function scheduledWeather(series: Series, season: Season, week: number): ScheduledWeather {
  const hash = mix(series.hash, 261, season.index, week);
  const timeOfDay = (hash >>> 6) % 4;
  const day = Math.floor(season.start / 86_400) + week * 7 + (hash % 5);
  return {
    skies: hash % 4,
    temperature: 14 + (hash % 18),
    humidity: 35 + ((hash >>> 8) % 40),
    windDirection: (hash >>> 12) % 8,
    windSpeed: 1 + ((hash >>> 16) % 25),
    timeOfDay,
    simulatedStart: day * 86_400 + (startHours[timeOfDay] ?? 13) * 3600,
    hash,
  };
}

/** One moment of a forecast. */
export interface ForecastPoint {
  /** Minutes after the session opened. */
  readonly minute: number;
  /** Degrees Celsius. */
  readonly temperature: number;
  readonly humidity: number;
  readonly windSpeed: number;
  readonly windDirection: number;
  /** Per cent of the sky. */
  readonly cloudCover: number;
  readonly isSunUp: boolean;
}

/** Minutes between two points of a forecast. */
const forecastStep = 15;

/** The forecast for a session of a race week: it begins at the weather that the schedule names. */
export function forecastOf(weather: ScheduledWeather, minutes: number): ForecastPoint[] {
  const length = Math.ceil(minutes / forecastStep) + 1;
  return Array.from({ length }, (_, i) => {
    const drift = i === 0 ? 0 : (mix(weather.hash, 262, i) % 11) / 10 - 0.5;
    const hour = ((weather.simulatedStart + i * forecastStep * 60) / 3600) % 24;
    return {
      minute: i * forecastStep,
      temperature: weather.temperature + drift,
      humidity: weather.humidity + Math.round(drift * 6),
      windSpeed: Math.max(0, weather.windSpeed + drift * 2),
      windDirection: weather.windDirection,
      cloudCover: weather.skies * 25 + Math.round(drift * (weather.skies === 0 ? 0 : 10)),
      isSunUp: hour >= 6 && hour < 20,
    };
  });
}
