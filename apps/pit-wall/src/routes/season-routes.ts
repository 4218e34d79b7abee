import type { FastifyInstance } from 'fastify';

import type { KeptAnswers } from '../browser/kept-answers.ts';
import { parseMemberInfo } from '../data/member-info.ts';
import { parseRaceResult } from '../data/race-result.ts';
import { parseDivision, parseOwnStanding } from '../data/season-standings.ts';
import type { OwnStanding } from '../data/season-standings.ts';
import {
  findNewestQuarter,
  parseSchedule,
  parseSeasonRaces,
  parseSeasons,
} from '../data/seasons.ts';
import type { SeasonRace, SeriesSeason } from '../data/seasons.ts';
import { seasonPage } from '../pages/season-page.ts';
import type { OwnSeries, SeasonDetails } from '../pages/season-page.ts';
import { noSuchSeason } from '../problem.ts';
import { steps } from '../steps.ts';
import { numberedStep } from './numbered-step.ts';
import type { PitWallParts } from './parts.ts';
import { rowsOf, unlessRefused } from './signed-in.ts';

const raceEventType = 5;

/** Who asks what about which class and division of a season. */
interface StandingQuestion {
  readonly answers: KeptAnswers;
  readonly cust_id: number;
  readonly season_id: number;
  readonly car_class_id: number;
  readonly division: number | undefined;
}

async function fetchStanding(
  { answers, cust_id, season_id, car_class_id, division }: StandingQuestion,
  race_week_num?: number,
): Promise<OwnStanding | 'refused' | undefined> {
  const parameters = { season_id, car_class_id, division, race_week_num };
  const asked = answers.ask('stats/season_driver_standings', parameters, (answer) => ({
    standing: parseOwnStanding(rowsOf(answer), cust_id),
  }));
  const found = await unlessRefused(asked);
  return found === undefined ? 'refused' : found.standing;
}

function unlessWord(standing: OwnStanding | 'refused' | undefined): OwnStanding | undefined {
  return standing === 'refused' ? undefined : standing;
}

async function fetchDivision(answers: KeptAnswers, season_id: number): Promise<number | undefined> {
  const parameters = { season_id, event_type: raceEventType };
  return unlessRefused(
    answers.ask('stats/member_division', parameters, ({ payload }) => parseDivision(payload)),
  );
}

/** The class that the member drives: where there are several, the newest race knows it. */
async function fetchCarClass(
  answers: KeptAnswers,
  cust_id: number,
  { season, races }: OwnSeries,
): Promise<number | undefined> {
  const [only, ...others] = season.car_class_ids;
  const newest = races.at(-1);
  if (others.length === 0 || newest === undefined) return only;
  const { subsession_id } = newest;
  const found = await unlessRefused(
    answers.ask('results/get', { subsession_id }, ({ payload }) => ({
      car_class_id: parseRaceResult(payload, cust_id)?.own.car_class_id,
    })),
  );
  return found?.car_class_id ?? only;
}

async function fetchDetails(
  answers: KeptAnswers,
  cust_id: number,
  series: OwnSeries,
): Promise<SeasonDetails> {
  const { season, races } = series;
  const { season_id } = season;
  const [weeks, division, car_class_id] = await Promise.all([
    answers.ask('series/season_schedule', { season_id }, ({ payload }) => parseSchedule(payload)),
    races.length === 0 ? undefined : fetchDivision(answers, season_id),
    fetchCarClass(answers, cust_id, series),
  ]);
  const racedWeeks = [...new Set(races.map(({ race_week_num }) => race_week_num))];
  const known = { series, weeks, division };
  if (car_class_id === undefined || racedWeeks.length === 0) {
    return { ...known, standing: undefined, weekStandings: new Map(), isRefused: false };
  }
  const question = { answers, cust_id, season_id, car_class_id, division };
  const standings = await Promise.all([
    fetchStanding(question),
    ...racedWeeks.map((week) => fetchStanding(question, week)),
  ]);
  const [standing, ...ofWeeks] = standings.map(unlessWord);
  return {
    ...known,
    standing,
    weekStandings: new Map(racedWeeks.map((week, index) => [week, ofWeeks[index]])),
    isRefused: standings.includes('refused'),
  };
}

async function fetchSeasonRaces(
  answers: KeptAnswers,
  cust_id: number,
  seasons: readonly SeriesSeason[],
): Promise<SeasonRace[]> {
  const quarter = findNewestQuarter(seasons);
  if (quarter === undefined) return [];
  const { season_year, season_quarter } = quarter;
  const question = {
    cust_id,
    season_year,
    season_quarter,
    official_only: true,
    event_types: [raceEventType],
  };
  return answers.ask('results/search_series', question, (answer) =>
    parseSeasonRaces(rowsOf(answer)),
  );
}

/** The series that were raced, the one of the newest race first. */
function findOwnSeries(
  seasons: readonly SeriesSeason[],
  races: readonly SeasonRace[],
): OwnSeries[] {
  const byId = new Map(seasons.map((season) => [season.season_id, season]));
  const ids = new Set(races.toReversed().map(({ season_id }) => season_id));
  return [...ids].flatMap((id) => {
    const season = byId.get(id);
    return season ? [{ season, races: races.filter(({ season_id }) => season_id === id) }] : [];
  });
}

/** The running season of the member, series by series. */
export function addSeasonRoutes(app: FastifyInstance, parts: PitWallParts): void {
  app.get(
    steps.season.path,
    numberedStep(parts, {
      step: steps.season,
      parameter: 'season_id',
      missing: noSuchSeason,
      find: async ({ answers }, asked) => {
        const [{ cust_id }, seasons] = await Promise.all([
          answers.ask('member/info', {}, ({ payload }) => parseMemberInfo(payload)),
          answers.ask('series/seasons', {}, ({ payload }) => parseSeasons(payload)),
        ]);
        const raced = findOwnSeries(seasons, await fetchSeasonRaces(answers, cust_id, seasons));
        const other = seasons.find(({ season_id }) => season_id === asked);
        const chosen =
          asked === undefined
            ? raced[0]
            : (raced.find(({ season }) => season.season_id === asked) ??
              (other && { season: other, races: [] }));
        if (asked !== undefined && chosen === undefined) return undefined;
        const details = chosen && (await fetchDetails(answers, cust_id, chosen));
        return (frame) => seasonPage(frame, cust_id, raced, details);
      },
    }),
  );
}
