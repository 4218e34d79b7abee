import { isoTime } from '../world/calendar.ts';
import { mix, pick } from '../world/hash.ts';
import type { Member } from '../world/member.ts';
import type { BestLap, Race, Run } from '../world/race.ts';
import { bestOf } from '../world/race.ts';
import { changeLaps } from '../world/team-event.ts';
import { carNumberOf, helmetOf } from './looks.ts';
import type { PayloadContext } from './payload.ts';
import { raceEventType, raceEventTypeName, seasonOf, trackOf } from './race-words.ts';
import { simSessions } from './sim-session.ts';
import type { SharedCar } from './crews.ts';

/** A driver's laps in one part of a session. */
export interface LapsOfDriver {
  readonly race: Race;
  readonly run: Run;
  readonly member: Member;
  /** 1/10000 s each. */
  readonly laps: readonly number[];
  /** Incidents are counted in the race alone. */
  readonly isRace: boolean;
  /** Who shares the car; undefined for one who drives alone. */
  readonly shared: SharedCar | undefined;
}

/** Who drove a lap, counted from 1. Before the race everybody drives alone. */
export function memberAt({ member, shared, isRace }: LapsOfDriver, lapNumber: number): Member {
  return shared === undefined || !isRace ? member : shared.driverAt(lapNumber);
}

/** The best of no laps. */
const noLap: BestLap = bestOf([]);

/** What can have happened on a lap with incident points, and the flag that it sets. */
const incidents = [
  { event: 'off track', flag: 8 },
  { event: 'contact', flag: 64 },
  { event: 'car contact', flag: 128 },
  { event: 'lost control', flag: 256 },
] as const;

/** What happened to a driver on a lap; undefined when nothing did. */
export function findIncident({ race, run, member, isRace }: LapsOfDriver, lapNumber: number) {
  if (!isRace || !run.incidentLaps.includes(lapNumber)) return undefined;
  return pick(incidents, mix(member.hash, 271, race.subsession_id, lapNumber));
}

/** The laps as rows, in order; the first one has the number 1. */
export function lapRowsOf(driver: LapsOfDriver) {
  const { run, laps, shared } = driver;
  const best = bestOf(laps);
  const changes = new Set(run.crew && driver.isRace ? changeLaps(run.crew, laps.length) : []);
  let time = 0;
  return laps.map((lap, i) => {
    time += lap;
    const lapNumber = i + 1;
    const incident = findIncident(driver, lapNumber);
    const member = memberAt(driver, lapNumber);
    const events = [incident?.event, changes.has(lapNumber) ? 'pitted' : undefined];
    return {
      group_id: shared?.group_id ?? member.cust_id,
      name: shared?.name ?? member.display_name,
      cust_id: member.cust_id,
      display_name: member.display_name,
      lap_number: lapNumber,
      flags: incident?.flag ?? 0,
      incident: incident !== undefined,
      session_time: time,
      session_start_time: null,
      lap_time: lap,
      team_fastest_lap: lapNumber === best.num,
      personal_best_lap: lapNumber === best.num,
      helmet: helmetOf(member),
      license_level: run.old_license_level,
      car_number: carNumberOf(run.startPosition),
      lap_events: events.filter((event) => event !== undefined),
      ai: false,
    };
  });
}

/** Which part of which session a list of laps belongs to. */
export function createSessionInfo(context: PayloadContext, race: Race, number: number) {
  const season = seasonOf(context, race);
  return {
    subsession_id: race.subsession_id,
    session_id: race.session_id,
    simsession_number: number,
    simsession_type:
      simSessions.find((part) => part.simsession_number === number)?.simsession_type ?? 6,
    num_laps_for_qual_average: 2,
    num_laps_for_solo_average: 3,
    event_type: raceEventType,
    event_type_name: raceEventTypeName,
    private_session_id: race.hosted?.private_session_id ?? -1,
    season_name: season.season_name,
    season_short_name: season.season_short_name,
    series_name: season.series_name,
    series_short_name: season.series_short_name,
    start_time: isoTime(race.startTime),
    track: trackOf(race),
  };
}

/**
 * What every list of laps begins with.
 *
 * @param part which one, and the best lap of those in it
 */
export function createPartHeader(
  context: PayloadContext,
  race: Race,
  { number, best }: { readonly number: number; readonly best: BestLap },
) {
  const qualifying = number === -1 ? best : noLap;
  return {
    success: true,
    session_info: createSessionInfo(context, race, number),
    best_lap_num: best.num,
    best_lap_time: best.time,
    best_nlaps_num: -1,
    best_nlaps_time: -1,
    best_qual_lap_num: qualifying.num,
    best_qual_lap_time: qualifying.time,
    best_qual_lap_at: null,
  };
}
