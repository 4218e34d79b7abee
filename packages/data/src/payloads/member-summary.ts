import { findSeason } from '../world/calendar.ts';
import { at } from '../world/hash.ts';
import { addSums, careerBookOf, noSums } from '../world/own-races.ts';
import type { Payload, PayloadContext } from './payload.ts';

const quarters = [1, 2, 3, 4] as const;

/** A member's league races of a year that were run, and how many of them were won. */
function countLeagueRaces({ world, guests, asOf }: PayloadContext, custId: number, year: number) {
  const { leagues, hosted } = world;
  let sessions = 0;
  let wins = 0;
  for (const { place, from, until } of world.leagueHolders(guests).tenuresOf(custId)) {
    const league = at(leagues.all, place.group);
    for (const quarter of quarters) {
      const season = findSeason(year, quarter);
      const found = season && leagues.findSeasonAt(league, season);
      if (found === undefined) continue;
      for (const race of hosted.racesOf(found)) {
        const isOver = hosted.findRace(race.subsession_id, asOf) !== undefined;
        if (!isOver || race.startTime < from || race.startTime >= until) continue;
        const position = hosted.fieldOf(race).findIndex((entrant) => entrant.place === place.index);
        if (position >= 0) sessions += 1;
        if (position === 0) wins += 1;
      }
    }
  }
  return { sessions, wins };
}

/** What a member did this year: the four seasons that have the year's number. */
function createSummary(context: PayloadContext) {
  const { world, guests, parameters, asOf } = context;
  const custId = parameters.getNumber('cust_id');
  const year = new Date(asOf * 1000).getUTCFullYear();
  const official = noSums();
  for (const { season, sums } of careerBookOf(world).get(custId, guests, asOf)) {
    if (season.season_year === year) addSums(official, sums);
  }
  const league = countLeagueRaces(context, custId, year);
  return {
    this_year: {
      num_official_sessions: official.starts,
      num_league_sessions: league.sessions,
      num_official_wins: official.wins,
      num_league_wins: league.wins,
    },
    cust_id: custId,
  };
}

/** The year of a member in four numbers. */
export const memberSummaryPayloads: Readonly<Record<string, Payload>> = {
  'stats/member_summary': {
    kind: 'link',
    prepare: ({ world, guests, parameters, asOf }) =>
      careerBookOf(world).prepare(parameters.getNumber('cust_id'), guests, asOf),
    answer: createSummary,
  },
};
