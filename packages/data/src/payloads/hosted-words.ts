import { isoTime } from '../world/calendar.ts';
import { at, mix } from '../world/hash.ts';
import type { Entrant } from '../world/hosted-field.ts';
import { seasonDraw } from '../world/hosted-field.ts';
import type { HostedStart } from '../world/hosted-start.ts';
import { weatherOfSession } from '../world/hosted-weather.ts';
import type { League } from '../world/leagues.ts';
import type { Start } from '../world/start.ts';
import { roleIn } from './league-words.ts';
import type { PayloadContext, Refusal } from './payload.ts';
import { raceLimits } from './season-rules.ts';
import { createForecast, createWeather } from './schedule-weather.ts';

/** How long a link to a session's forecast works. */
export const forecastSeconds = 604_800;
const calmMetresPerSecond = 2;

/** Where a session is in its life; the number is the API's `status`. */
export const sessionStatus = { planned: 1, open: 2, running: 3, over: 4 } as const;

/** Whether a session is set up on a server: it has its numbers, and drivers can register. */
export function isLaunched({ hosted }: HostedStart, asOf: number): boolean {
  return hosted.registrationFrom <= asOf;
}

/** The status of a session when the answer is built. */
export function statusOf(start: HostedStart, asOf: number): number {
  if (start.endTime <= asOf) return sessionStatus.over;
  if (start.startTime <= asOf) return sessionStatus.running;
  return isLaunched(start, asOf) ? sessionStatus.open : sessionStatus.planned;
}

/** Who has registered when the answer is built; nobody before the session is set up. */
export function registeredIn({ world, asOf }: PayloadContext, start: HostedStart): Entrant[] {
  if (!isLaunched(start, asOf)) return [];
  return world.hosted.fieldOf(start).filter(({ registered }) => registered <= asOf);
}

/** The car that an entrant drives. */
export function carOf(start: HostedStart, { member }: Pick<Entrant, 'member'>) {
  const { cars } = start.series;
  return at(cars, seasonDraw(start, member) % cars.length);
}

/** The league that a session belongs to. */
export function leagueOf({ hosted }: Start): League | undefined {
  return hosted?.race?.leagueSeason.league;
}

/** Refuses what only the members of a session's league see. */
export function refusePrivateResults(context: PayloadContext, start: Start): Refusal | undefined {
  const league = leagueOf(start);
  if (league === undefined || !(league.hidden || league.private_results)) return undefined;
  if (roleIn(context, league, context.caller).member) return undefined;
  return {
    status: 403,
    message: 'The league of this subsession_id shows results to members only.',
  };
}

/** Laps and minutes of a race; the one that does not limit it is 0. */
export function lengthsOf({ hosted, series, raceWeek, startTime, endTime }: HostedStart) {
  const { race_lap_limit } = raceLimits(series, raceWeek);
  return {
    practice_length: 3,
    qualify_laps: 2,
    qualify_length: 8,
    race_laps: race_lap_limit ?? 0,
    race_length: race_lap_limit === null ? hosted.raceMinutes : 0,
    time_limit: Math.ceil((endTime - startTime) / 60),
  };
}

/** The classes that race in a session, the fastest first. */
export function classesOf({ series, hosted }: Pick<HostedStart, 'series' | 'hosted'>) {
  return hosted.classes.length === 0 ? [series] : hosted.classes;
}

/** The cars of a session in the fields that every list of it has. */
export function carRows(start: Pick<HostedStart, 'series' | 'hosted'>) {
  return classesOf(start).flatMap((series) =>
    series.cars.map(({ car_id, car_name }) => ({
      car_id,
      car_name,
      car_class_id: series.car_class_id,
      car_class_name: series.car_class_name,
    })),
  );
}

/** Whether a session was set up with a forecast; the others have one kind of weather throughout. */
export function hasForecast({ hosted }: HostedStart): boolean {
  return mix(hosted.hash, 402) % 3 !== 0;
}

function minutesOf({ startTime, endTime }: HostedStart): number {
  return Math.ceil((endTime - startTime) / 60);
}

/** The name of the file that holds a session's forecast. */
export function forecastFile({ subsession_id }: HostedStart): string {
  return `weather${subsession_id}.json`;
}

/** What is behind a session's `weather_url`; undefined for any other name. */
export function findForecast({ world }: PayloadContext, file: string): unknown {
  const id = /^weather(\d{1,16})\.json$/.exec(file)?.[1];
  const start = id === undefined ? undefined : world.hosted.sessions.find(Number(id));
  if (start === undefined || !hasForecast(start)) return undefined;
  return createForecast(weatherOfSession(start), minutesOf(start));
}

/** A forecast's summary; calm days have no direction of the wind, but leagues always name one. */
function createSummary<S extends { readonly wind_dir: number; readonly wind_high: number }>(
  { hosted }: HostedStart,
  { wind_dir, ...summary }: S,
) {
  const isCalm = hosted.race === undefined && summary.wind_high < calmMetresPerSecond;
  return { ...summary, ...(!isCalm && { wind_dir }) };
}

/** A session's weather, with or without a forecast. */
export function createSessionWeather({ linkTo }: PayloadContext, start: HostedStart) {
  const weather = weatherOfSession(start);
  const { forecast_options, weather_summary, ...rest } = createWeather(weather, minutesOf(start));
  if (!hasForecast(start)) {
    const { rel_humidity, simulated_start_time, simulated_time_multiplier, skies } = rest;
    const { temp_units, temp_value, time_of_day, wind_dir, wind_units, wind_value } = rest;
    return {
      fog: 0,
      rel_humidity,
      // League races name the hour in any case.
      ...(start.hosted.race !== undefined && { simulated_start_time }),
      simulated_time_multiplier,
      skies,
      temp_units,
      temp_value,
      time_of_day,
      type: 3,
      version: 1,
      weather_var_initial: 0,
      weather_var_ongoing: 0,
      wind_dir,
      wind_units,
      wind_value,
    };
  }
  const { allow_fog: _fog, ...options } = forecast_options;
  return {
    ...rest,
    forecast_options: options,
    weather_summary: createSummary(start, weather_summary),
    weather_url: linkTo(forecastFile(start), forecastSeconds),
  };
}

/** When a session opens and closes for registration, as the API writes it. */
export function launchTime({ startTime }: HostedStart): string {
  return isoTime(startTime);
}
