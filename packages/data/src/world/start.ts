import type { Season } from './calendar.ts';
import { raceWeekAt, seasonAt, worldEpoch } from './calendar.ts';
import { at } from './hash.ts';
import type { HostedSession } from './hosted-start.ts';
import type { Layout, Paddock, StartPlace } from './paddock.ts';
import { slotSeconds } from './paddock.ts';
import type { RaceWeek, Series, SeriesBook } from './series.ts';

/** One subsession, before anybody drove a lap: where, when, which series, which split. */
export interface Start extends StartPlace {
  readonly subsession_id: number;
  readonly session_id: number;
  /** The paddock's round and the session's number in it. */
  readonly round: number;
  readonly session: number;
  readonly season: Season;
  readonly race_week_num: number;
  readonly series: Series;
  readonly raceWeek: RaceWeek;
  /** Epoch seconds at which the session opens. */
  readonly startTime: number;
  /** Epoch seconds at which results are out. */
  readonly endTime: number;
  /** What a member or a league arranged; missing in the sessions of a series. */
  readonly hosted?: HostedSession;
}

const firstSubsessionId = 30_000_000;
const firstSessionId = 90_000_000;
/** Numbers reserved for one slot of two hours. */
const idsPerSlot = 1024;
/** Practice and qualifying before the race, and cool-down after it. */
export const practiceSeconds = 180;
/** See {@link practiceSeconds}. */
export const qualifySeconds = 480;
const coolDownSeconds = 120;

/** Turns subsession numbers into starts and times into numbers. */
export interface StartBook {
  /** Undefined for a number that no start has that opens at `latest` or before. */
  find(subsessionId: number, latest: number): Start | undefined;
  /** The start of a band's session in a round. */
  get(paddock: Paddock, band: number, round: number, session: number): Start;
  /** The round that a moment falls into. */
  roundAt(paddock: Paddock, time: number): number;
  /** The slot that a moment falls into; even slots are the first tier's. */
  slotAt(time: number): number;
  /** All starts of one slot, in the order of their numbers. */
  placesOf(slot: number): readonly StartPlace[];
  atSlot(slot: number, place: number): Start;
  /** The series of a place in a slot, without the cost of a whole start. */
  seriesAt(slot: number, place: StartPlace): Series;
}

/** The longest that a session of this race week can last, in seconds. */
export function sessionSeconds(raceWeek: RaceWeek): number {
  const slowestRace = Math.ceil((raceWeek.laps * raceWeek.recordLap * 1.16) / 10_000);
  const lastLap = Math.ceil(raceWeek.recordLap / 8000);
  return practiceSeconds + qualifySeconds + slowestRace + lastLap + coolDownSeconds;
}

/** Creates the numbering of all starts of the world. */
export function createStartBook(layout: Layout, seriesBook: SeriesBook): StartBook {
  const placesOf = (slot: number): readonly StartPlace[] =>
    layout.startPlaces[slot % 2 === 0 ? 0 : 1];
  const seriesAt = (slot: number, place: StartPlace): Series => {
    const { paddock, sessionOfSlot } = place;
    const list = seriesBook.of(paddock.category, paddock.group);
    // Frequencies begin at different series, so that they rarely run the same one at once.
    return at(list, (sessionOfSlot + (slot >> 1) + paddock.startMinute / 15) % list.length);
  };
  const create = (slot: number, index: number): Start => {
    const place = at(placesOf(slot), index);
    const { paddock, sessionOfSlot } = place;
    const tierSlot = slot >> 1;
    const series = seriesAt(slot, place);
    const startTime = worldEpoch + slot * slotSeconds + paddock.startMinute * 60;
    const season = seasonAt(startTime);
    const week = raceWeekAt(season, startTime);
    const raceWeek = seriesBook.getRaceWeek(series, season, week);
    return {
      ...place,
      subsession_id: firstSubsessionId + slot * idsPerSlot + index,
      session_id: firstSessionId + slot * idsPerSlot + index - place.band,
      round: Math.floor(tierSlot / paddock.slotsPerRound),
      session: (tierSlot % paddock.slotsPerRound) * paddock.sessionsPerSlot + sessionOfSlot,
      season,
      race_week_num: week,
      series,
      raceWeek,
      startTime,
      endTime: startTime + sessionSeconds(raceWeek),
    };
  };
  return {
    find: (subsessionId, latest) => {
      const offset = subsessionId - firstSubsessionId;
      if (!Number.isSafeInteger(offset) || offset < 0) return undefined;
      const slot = Math.floor(offset / idsPerSlot);
      const index = offset % idsPerSlot;
      if (worldEpoch + slot * slotSeconds > latest) return undefined;
      return index < placesOf(slot).length ? create(slot, index) : undefined;
    },
    get: (paddock, band, round, session) => {
      const tierSlot =
        round * paddock.slotsPerRound + Math.floor(session / paddock.sessionsPerSlot);
      const first = layout.firstStartPlace.get(paddock) ?? 0;
      const index = first + (session % paddock.sessionsPerSlot) * paddock.bands + band;
      return create(tierSlot * 2 + paddock.tier, index);
    },
    roundAt: (paddock, time) =>
      Math.floor((time - worldEpoch) / (2 * slotSeconds * paddock.slotsPerRound)),
    slotAt: (time) => Math.floor((time - worldEpoch) / slotSeconds),
    placesOf,
    atSlot: create,
    seriesAt,
  };
}
