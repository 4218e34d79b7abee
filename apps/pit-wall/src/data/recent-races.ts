import { readFields } from './read-fields.ts';

/** One race of a member. Positions are zero-based, ratings −1 for none, times epoch seconds. */
export interface RecentRace {
  readonly subsession_id: number;
  readonly series_name: string;
  readonly track_name: string;
  readonly session_start_time: number;
  readonly start_position: number;
  readonly finish_position: number;
  readonly laps: number;
  readonly incidents: number;
  readonly strength_of_field: number;
  readonly oldi_rating: number;
  readonly newi_rating: number;
  readonly license_level: number;
  readonly new_sub_level: number;
}

/** A member's recent races, the newest first. */
export interface RecentRaces {
  readonly cust_id: number;
  readonly races: readonly RecentRace[];
}

function parseRace(value: unknown, index: number): RecentRace {
  const race = readFields(value, `Race ${index + 1} of stats/member_recent_races`);
  return {
    ...race.numbers('subsession_id', 'start_position', 'finish_position', 'laps', 'incidents'),
    ...race.numbers('strength_of_field', 'oldi_rating', 'newi_rating'),
    ...race.numbers('license_level', 'new_sub_level'),
    series_name: race.text('series_name'),
    track_name: race.object('track').text('track_name'),
    session_start_time: race.time('session_start_time'),
  };
}

/**
 * Reads the payload of `stats/member_recent_races`.
 *
 * @throws UnexpectedData
 */
export function parseRecentRaces(payload: unknown): RecentRaces {
  const answer = readFields(payload, 'The answer of stats/member_recent_races');
  const races = answer.list('races').map(parseRace);
  return {
    cust_id: answer.number('cust_id'),
    races: races.toSorted((left, right) => right.session_start_time - left.session_start_time),
  };
}

/** What changed in a member's iRating by a race; undefined when there was no rating before it. */
export function ratingChange(race: RecentRace): number | undefined {
  const isRated = race.oldi_rating >= 0 && race.newi_rating >= 0;
  return isRated ? race.newi_rating - race.oldi_rating : undefined;
}
