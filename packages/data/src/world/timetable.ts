import type { Season } from './calendar.ts';
import { getSeason, seasonAt, worldEpoch } from './calendar.ts';
import { at, mix } from './hash.ts';
import { slotSeconds } from './paddock.ts';
import type { Series } from './series.ts';
import type { Start } from './start.ts';
import type { World } from './world.ts';

/** How long before its start a session takes entries, in seconds. */
export const registrationSeconds = 1800;

/** Every start of a slot is within so many seconds after the slot began. */
const latestOpening = 3600;
/** Seasons are known so many seconds before they begin. */
const publishedBefore = 7 * 86_400;
const maximumBands = 8;

/** Whether a season is on the calendar yet at a moment. */
export function isPublished(season: Season, asOf: number): boolean {
  return season.start - publishedBefore <= asOf;
}

/** The seasons on the calendar at a moment, the newest first. */
export function publishedSeasons(asOf: number): Season[] {
  const running = seasonAt(asOf).index;
  const seasons = Array.from({ length: running + 2 }, (_, i) => getSeason(running + 1 - i));
  return seasons.filter((season) => isPublished(season, asOf));
}

/** A series' season that is on the calendar at a moment, by its number. */
export function findPublished({ seriesBook }: World, seasonId: number, asOf: number) {
  const found = seriesBook.findSeason(seasonId);
  if (found === undefined || found.seasonIndex > seasonAt(asOf).index + 1) return undefined;
  const season = getSeason(found.seasonIndex);
  return isPublished(season, asOf) ? { series: found.series, season } : undefined;
}

/**
 * The sessions that open in a span of time, each by its strongest split, in the order of their
 * opening.
 *
 * @param from epoch seconds, inclusive
 * @param to epoch seconds, exclusive
 */
export function sessionsBetween({ starts }: World, from: number, to: number): Start[] {
  const sessions: Start[] = [];
  const last = starts.slotAt(to - 1);
  for (let slot = Math.max(0, starts.slotAt(from - latestOpening)); slot <= last; slot += 1) {
    const opening = worldEpoch + slot * slotSeconds;
    starts.placesOf(slot).forEach(({ band, paddock }, i) => {
      const startTime = opening + paddock.startMinute * 60;
      if (band === 0 && startTime >= from && startTime < to) sessions.push(starts.atSlot(slot, i));
    });
  }
  return sessions.toSorted((a, b) => a.startTime - b.startTime || a.session_id - b.session_id);
}

/** The sessions that run at a moment, each by its strongest split. */
export function sessionsAt(world: World, time: number): Start[] {
  const longest = 2 * slotSeconds;
  return sessionsBetween(world, time - longest, time + 1).filter(({ endTime }) => endTime > time);
}

/** The subsession numbers of a session's splits, the strongest first. */
export function splitsOf({ subsession_id, band, paddock }: Start): number[] {
  return Array.from({ length: paddock.bands }, (_, i) => subsession_id - band + i);
}

/** When sessions of each series open in a span of time, each moment once, in order. */
export function openingsBySeries({ starts }: World, from: number, to: number) {
  const openings = new Map<Series, number[]>();
  const last = starts.slotAt(to - 1);
  for (let slot = Math.max(0, starts.slotAt(from - latestOpening)); slot <= last; slot += 1) {
    const opening = worldEpoch + slot * slotSeconds;
    for (const place of starts.placesOf(slot)) {
      const startTime = opening + place.paddock.startMinute * 60;
      if (place.band > 0 || startTime < from || startTime >= to) continue;
      const series = starts.seriesAt(slot, place);
      const own = openings.get(series);
      if (own === undefined) openings.set(series, [startTime]);
      else if (!own.includes(startTime, -16)) own.push(startTime);
    }
  }
  for (const own of openings.values()) own.sort((a, b) => a - b);
  return openings;
}

/** How many drivers of all splits are entered for a session at a moment. */
export function countEntries({ seed, programme }: World, session: Start, asOf: number): number {
  const { paddock, round, startTime, session_id } = session;
  let entered = 0;
  for (let band = 0; band < paddock.bands; band += 1) {
    const entries = programme.entriesOf(paddock, band, round);
    if (asOf >= startTime) entered += entries;
    if (asOf >= startTime || asOf < startTime - registrationSeconds) continue;
    for (let i = 0; i < entries; i += 1) {
      const early = mix(seed, 111, session_id, i * maximumBands + band) % registrationSeconds;
      if (asOf >= startTime - early) entered += 1;
    }
  }
  return entered;
}

const weekSeconds = 7 * 86_400;

/** A race week of a season: from its Tuesday (inclusive) to the next week or season (exclusive). */
export function weekOf(
  season: Season,
  week: number,
): { readonly from: number; readonly to: number } {
  const from = season.start + week * weekSeconds;
  return { from, to: week < lastWeek ? from + weekSeconds : season.end };
}

/** The week between two seasons, which scores for nothing; weeks count from 0. */
export const lastWeek = 12;

/** Where a session runs: one of a few places, the same for all of its splits. */
export function farmOf({ seed }: World, session: Pick<Start, 'session_id'>) {
  return at(farms, mix(seed, 112, session.session_id) % farms.length);
}

const farms = ['Frankfurt', 'Ohio', 'São Paulo', 'Sydney', 'Tokyo'].map((display_name, i) => ({
  farm_id: 11 + i,
  display_name,
}));
