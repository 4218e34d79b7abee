import { isoTime } from '../world/calendar.ts';
import { findCompetition, timeAttackResults } from '../world/time-attack.ts';
import type { Payload, PayloadContext } from './payload.ts';

function createResults(context: PayloadContext): unknown[] {
  const { world, guests, parameters, caller, asOf } = context;
  const competition = findCompetition(world, parameters.getNumber('ta_comp_season_id'), asOf);
  if (competition === undefined || caller === undefined) return [];
  return timeAttackResults(world, competition, caller, guests, asOf).map((result) => ({
    comp_season_id: competition.comp_season_id,
    cust_id: caller,
    track_id: result.track.track_id,
    best_lap_time: result.time,
    best_lap_at: isoTime(result.drivenAt),
    record_date: isoTime(result.closedAt),
    comparative_rank: result.rank + 1,
    decile: result.decile,
    percent_rank: Math.round((1 - result.rank / result.participants) * 10_000) / 100,
    time_behind_first_of_next_decile: result.behindFirstOfNextDecile,
    time_behind_last_of_next_decile: result.behindLastOfNextDecile,
  }));
}

/** Time attack: one's own results in a competition. */
export const timeAttackPayloads: Readonly<Record<string, Payload>> = {
  'time_attack/member_season_results': { kind: 'link', forCaller: true, answer: createResults },
};
