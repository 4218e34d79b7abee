import { getSeason, seasonAt } from '../world/calendar.ts';
import type { League, LeagueSeason } from '../world/leagues.ts';
import type { PointsSystem } from '../world/points.ts';
import { customSystemId, pointsSystems } from '../world/points.ts';
import { findLeague, getLeague, refuseLeague } from './league-words.ts';
import type { Payload, PayloadContext, Refusal } from './payload.ts';

/** The league's season that is asked for, or why it is not shown. */
export function findLeagueSeason(context: PayloadContext): LeagueSeason | Refusal {
  const { world, parameters, asOf } = context;
  const league = findLeague(context);
  if ('status' in league) return league;
  const season = world.leagues.findSeason(league, parameters.getNumber('season_id'));
  if (season === undefined || season.season.start > asOf) {
    return { status: 404, message: 'The league has no season with this season_id.' };
  }
  return season;
}

/** The season that is asked for, after {@link findLeagueSeason} found it. */
export function getLeagueSeason(context: PayloadContext): LeagueSeason {
  const season = findLeagueSeason(context);
  if ('status' in season) throw new RangeError(season.message);
  return season;
}

/** The seasons of a league: the running one, and before it the past ones when asked for. */
function listSeasons({ world, parameters, asOf }: PayloadContext, league: League): LeagueSeason[] {
  const current = seasonAt(asOf).index;
  const oldest = parameters.isSet('retired') ? 0 : current;
  const seasons: LeagueSeason[] = [];
  for (let index = current; index >= oldest; index -= 1) {
    const season = world.leagues.findSeasonAt(league, getSeason(index));
    if (season !== undefined && season.season.start <= asOf) seasons.push(season);
  }
  return seasons;
}

/** From which race on, counted from 1, a result cannot be dropped any more; −1 for none. */
export function noDropsFrom({ num_drops, raceCount, hash }: LeagueSeason): number {
  return num_drops > 0 && hash % 3 === 0 ? raceCount : -1;
}

function createSeason(season: LeagueSeason, asOf: number) {
  const { series, pointsSystem, league } = season;
  const cars = series.cars.map(({ car_id, car_name }) => ({ car_id, car_name }));
  const carClass = {
    car_class_id: series.car_class_id,
    name: series.car_class_name,
    cars_in_class: cars,
  };
  return {
    league_id: league.league_id,
    season_id: season.season_id,
    points_system_id: pointsSystem.points_system_id,
    season_name: season.season_name,
    active: season.season.end > asOf,
    hidden: season.hidden,
    num_drops: season.num_drops,
    no_drops_on_or_after_race_num: noDropsFrom(season),
    points_cars: cars,
    driver_points_car_classes: [carClass],
    team_points_car_classes: [carClass],
    points_system_name: pointsSystem.name,
    points_system_desc: pointsSystem.description,
  };
}

function createSystem(system: PointsSystem, league: League) {
  return {
    points_system_id: system.points_system_id,
    name: system.name,
    description: system.description,
    league_id: league.league_id,
    retired: false,
    iracing_system: system.points_system_id !== customSystemId,
  };
}

function refuseSystems(context: PayloadContext): Refusal | undefined {
  if (context.parameters.findNumber('season_id') === undefined) return refuseLeague(context);
  const season = findLeagueSeason(context);
  return 'status' in season ? season : undefined;
}

/** Seasons of leagues, and how they score. */
export const leagueSeasonPayloads: Readonly<Record<string, Payload>> = {
  'league/seasons': {
    kind: 'link',
    refuse: refuseLeague,
    answer: (context) => {
      const league = getLeague(context);
      return {
        subscribed: true,
        seasons: listSeasons(context, league).map((season) => createSeason(season, context.asOf)),
        success: true,
        retired: context.parameters.isSet('retired'),
        league_id: league.league_id,
      };
    },
  },
  'league/get_points_systems': {
    kind: 'link',
    refuse: refuseSystems,
    answer: (context) => {
      const league = getLeague(context);
      const seasonId = context.parameters.findNumber('season_id');
      const own = seasonId === undefined ? undefined : getLeagueSeason(context).pointsSystem;
      const custom = own?.points_system_id === customSystemId ? [own] : [];
      return {
        subscribed: true,
        success: true,
        points_systems: [...pointsSystems, ...custom].map((system) => createSystem(system, league)),
        league_id: league.league_id,
        ...(seasonId !== undefined && { season_id: seasonId }),
      };
    },
  },
};
