import { isoTime } from '../world/calendar.ts';
import { remember } from '../world/hash.ts';
import type { ForecastPoint, ScheduledWeather } from '../world/scheduled-weather.ts';
import { forecastOf } from '../world/scheduled-weather.ts';

const celsius = 1;
const kilometresPerHour = 1;
/** A season has a few hundred simulated starts, and every series one of them each week. */
const simulatedMoment = remember(512, isoTime);

function simulatedTime({ simulatedStart }: ScheduledWeather): string {
  return simulatedMoment(simulatedStart).slice(0, 19);
}

function weatherFields(weather: ScheduledWeather) {
  return {
    rel_humidity: weather.humidity,
    simulated_start_time: simulatedTime(weather),
    simulated_time_multiplier: 1,
    simulated_time_offsets: [0],
    skies: weather.skies,
    temp_units: celsius,
    temp_value: weather.temperature,
    time_of_day: weather.timeOfDay,
    wind_dir: weather.windDirection,
    wind_units: kilometresPerHour,
    wind_value: weather.windSpeed,
  };
}

/** The weather as records of older seasons keep it. */
export function createOlderWeather(weather: ScheduledWeather) {
  return {
    ...weatherFields(weather),
    type: 3,
    fog: 0,
    weather_var_initial: 0,
    weather_var_ongoing: 0,
    simulated_start_utc_time: simulatedMoment(weather.simulatedStart),
  };
}

/** Wind in metres per second, as forecasts have it. */
function metresPerSecond(kilometres: number): number {
  return Math.round((kilometres / 3.6) * 10) / 10;
}

function createSummary(
  points: readonly ForecastPoint[],
  { skies, windDirection }: ScheduledWeather,
) {
  const temperatures = points.map((point) => point.temperature);
  const winds = points.map((point) => point.windSpeed);
  return {
    max_precip_rate: 0,
    max_precip_rate_desc: 'None',
    precip_chance: 0,
    skies_high: skies,
    skies_low: skies,
    temp_high: Math.max(...temperatures),
    temp_low: Math.min(...temperatures),
    temp_units: 0,
    wind_dir: windDirection,
    wind_high: metresPerSecond(Math.max(...winds)),
    wind_low: metresPerSecond(Math.min(...winds)),
    wind_units: 0,
  };
}

/** What a forecast is drawn from, but for the seed that only a drawn one has. */
export function createForecastOptions(weather: ScheduledWeather) {
  return {
    allow_fog: false,
    forecast_type: 0,
    precipitation: 0,
    skies: weather.skies,
    stop_precip: 0,
    temperature: weather.temperature,
    wind_dir: weather.windDirection,
    wind_speed: weather.windSpeed,
  };
}

/**
 * The weather with its forecast.
 *
 * @param minutes how long a session lasts
 */
export function createWeather(weather: ScheduledWeather, minutes: number) {
  return {
    allow_fog: false,
    forecast_options: { ...createForecastOptions(weather), weather_seed: weather.hash },
    precip_option: 0,
    ...weatherFields(weather),
    track_water: 0,
    version: 1,
    weather_summary: createSummary(forecastOf(weather, minutes), weather),
  };
}

/** The rows of a forecast, as `weather_url` leads to them; numbers are in hundredths. */
export function createForecast(weather: ScheduledWeather, minutes: number) {
  const hundredths = (value: number): number => Math.round(value * 100);
  return forecastOf(weather, minutes).map((point, index) => ({
    time_offset: point.minute,
    raw_air_temp: hundredths(point.temperature),
    precip_chance: 0,
    index,
    is_sun_up: point.isSunUp,
    pressure: 10_130 + (weather.hash % 60),
    wind_dir: point.windDirection * 45,
    air_temp: hundredths(point.temperature),
    valid_stats: true,
    affects_session: true,
    cloud_cover: hundredths(point.cloudCover) / 10,
    rel_humidity: hundredths(point.humidity),
    wind_speed: hundredths(point.windSpeed / 3.6),
    allow_precip: false,
    timestamp: isoTime(weather.simulatedStart + point.minute * 60).slice(0, 19),
    precip_amount: 0,
  }));
}
