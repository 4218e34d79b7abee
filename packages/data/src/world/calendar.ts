const daySeconds = 86_400;
const weekSeconds = 7 * daySeconds;

/** A quarter of the racing year: twelve race weeks and the week (rarely two) between seasons. */
export interface Season {
  readonly season_year: number;
  /** 1 to 4. */
  readonly season_quarter: number;
  /** Counts seasons from the world's first one. */
  readonly index: number;
  /** Epoch seconds of a Tuesday, 00:00 UTC. */
  readonly start: number;
  /** Epoch seconds of the next season's start. */
  readonly end: number;
}

const firstYear = 2020;
// Quarter 1 begins in December of the year before.
const startMonths = [-1, 2, 5, 8] as const;

function seasonStart(index: number): number {
  const year = firstYear + Math.floor(index / 4);
  const month = startMonths[index % 4] ?? 0;
  const eighth = Date.UTC(year, month, 8) / 1000;
  const weekday = (Math.floor(eighth / daySeconds) + 4) % 7;
  const tuesday = 2;
  return eighth + ((tuesday - weekday + 7) % 7) * daySeconds;
}

/** Epoch seconds at which the world begins: the start of its first season, 2019-12-10. */
export const worldEpoch = seasonStart(0);

function createSeason(index: number): Season {
  return {
    season_year: firstYear + Math.floor(index / 4),
    season_quarter: (index % 4) + 1,
    index,
    start: seasonStart(index),
    end: seasonStart(index + 1),
  };
}

const known: Season[] = [];

/** The season with an index counted from the world's first; the index is not negative. */
export function getSeason(index: number): Season {
  return (known[index] ??= createSeason(index));
}

/** The season that a moment falls into; moments before the world began count as its first season. */
export function seasonAt(time: number): Season {
  let index = Math.max(0, Math.floor((time - worldEpoch) / (13.1 * weekSeconds)));
  while (getSeason(index).end <= time) index += 1;
  while (index > 0 && getSeason(index).start > time) index -= 1;
  return getSeason(index);
}

/** The season a year and quarter name; undefined before the world began or more than 100 years on. */
export function findSeason(year: number, quarter: number): Season | undefined {
  const index = (year - firstYear) * 4 + quarter - 1;
  return index >= 0 && index < 400 && quarter >= 1 && quarter <= 4 ? getSeason(index) : undefined;
}

/** The race week, 0 to 12, of a moment in a season; 12 is the time between seasons. */
export function raceWeekAt(season: Season, time: number): number {
  return Math.min(12, Math.max(0, Math.floor((time - season.start) / weekSeconds)));
}

/** A moment as the API writes it, e.g. `2026-11-20T15:45:00Z`. */
export function isoTime(time: number): string {
  return `${new Date(time * 1000).toISOString().slice(0, 19)}Z`;
}

/** The day of a moment as the API writes it, e.g. `2026-11-20`. */
export function isoDate(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 10);
}
