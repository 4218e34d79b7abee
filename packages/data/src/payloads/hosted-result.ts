import type { HostedStart } from '../world/hosted-start.ts';
import { pointsAt } from '../world/points.ts';
import { createHostedRules } from './hosted-rules.ts';
import { leagueOf } from './hosted-words.ts';
import { roleIn } from './league-words.ts';
import type { PayloadContext } from './payload.ts';

interface Row {
  readonly finish_position: number;
}

/** The points that a league gives for a row of the race; they are what its standings add up. */
export function withLeaguePoints<R extends Row>(start: HostedStart, rows: readonly R[]): R[] {
  const system = start.hosted.race?.leagueSeason.pointsSystem;
  if (system === undefined) return [...rows];
  return rows.map((row) => {
    const points = pointsAt(system, row.finish_position);
    return { ...row, league_points: points, league_agg_points: points };
  });
}

/** What the result of a hosted session says besides, or other than, that of a series' session. */
export function hostedResultFields(context: PayloadContext, start: HostedStart) {
  const { hosted } = start;
  const league = leagueOf(start);
  const restricted = league?.private_results ?? false;
  const isMember = league !== undefined && roleIn(context, league, context.caller).member;
  const { damage_model } = createHostedRules(start);
  return {
    damage_model,
    official_session: false,
    private_session_id: hosted.private_session_id,
    restrict_results: restricted,
    results_restricted: restricted && !isMember,
    host_id: context.world.hosted.hostOf(start, context.guests),
    session_name: hosted.session_name,
    ...(league !== undefined && {
      league_id: league.league_id,
      league_name: league.league_name,
      league_season_id: hosted.race?.leagueSeason.season_id ?? 0,
      league_season_name: hosted.race?.leagueSeason.season_name ?? '',
    }),
  };
}
