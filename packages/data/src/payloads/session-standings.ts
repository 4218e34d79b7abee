import type { TableRow } from '../world/season-tables.ts';
import type { TimeTrialRow } from '../world/time-trials.ts';
import { timeTrialTablesOf } from '../world/time-trials.ts';
import { timeTrialRatingOf } from './licenses.ts';
import { flairOf } from './looks.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { createRanking } from './ranking.ts';
import type { SeasonSubject } from './season-subject.ts';
import {
  getMember,
  getSeasonSubject,
  originOf,
  seasonQueryOf,
  standingLicense,
  standingPerson,
} from './season-subject.ts';
import {
  countedFields,
  inDivision,
  meanOf,
  prepareStanding,
  ranked,
  rankOfCaller,
  standingOf,
} from './standings.ts';

/** Everybody with a qualifying time in the week, the fastest first. */
function qualifiersOf(context: PayloadContext, subject: SeasonSubject): readonly TableRow[] {
  return standingOf(context, subject)
    .filter((row) => row.bestQualifyingLap > 0)
    .toSorted((a, b) => a.bestQualifyingLap - b.bestQualifyingLap || a.cust_id - b.cust_id);
}

function createQualifyRow(
  context: PayloadContext,
  subject: SeasonSubject,
  row: TableRow,
  rank: number,
) {
  const member = getMember(context, row.cust_id);
  return {
    rank,
    ...standingPerson(member),
    ...originOf(member, subject.season),
    license: standingLicense(context, member, subject.series),
    division: row.division,
    best_qual_lap_time: row.bestQualifyingLap,
    week: subject.week ?? 0,
  };
}

function createQualifyRows(context: PayloadContext) {
  const subject = getSeasonSubject(context);
  return ranked(qualifiersOf(context, subject), (row, rank) =>
    createQualifyRow(context, subject, row, rank),
  );
}

function timeTrialsOf(context: PayloadContext, subject: SeasonSubject): readonly TimeTrialRow[] {
  if (!subject.isClassThere) return [];
  const tables = timeTrialTablesOf(context.world);
  return inDivision(subject, tables.get(seasonQueryOf(context, subject), context.guests));
}

function* prepareTimeTrials(context: PayloadContext) {
  const subject = getSeasonSubject(context);
  if (!subject.isClassThere) return;
  const query = seasonQueryOf(context, subject);
  yield* timeTrialTablesOf(context.world).prepare(query, context.guests);
}

/** Who drove time trials, with the rating in them beside the other one. */
function timeTrialPerson(context: PayloadContext, { series }: SeasonSubject, row: TimeTrialRow) {
  const member = getMember(context, row.cust_id);
  const { color, group_name, group_id, ...license } = standingLicense(context, member, series);
  const tt_rating = timeTrialRatingOf(member, series.category.category_id);
  return {
    ...standingPerson(member),
    ...flairOf(member),
    division: row.division,
    license: { ...license, tt_rating, color, group_name, group_id },
  };
}

function createResultRows(context: PayloadContext) {
  const subject = getSeasonSubject(context);
  return ranked(timeTrialsOf(context, subject), (row, rank) => ({
    rank,
    ...timeTrialPerson(context, subject, row),
    best_nlaps_time: row.bestLaps,
    starts: row.starts,
    points: row.points,
    raw_points: Math.round(row.rawPoints * 100) / 100,
    week: subject.week ?? 0,
  }));
}

function createStandingRows(context: PayloadContext) {
  const subject = getSeasonSubject(context);
  return ranked(timeTrialsOf(context, subject), (row, rank) => ({
    rank,
    ...timeTrialPerson(context, subject, row),
    ...countedFields(row),
    // There is no grid in a time trial.
    poles: 0,
    avg_start_position: 0,
    avg_finish_position: meanOf(row.finishPositions, row.weeksCounted),
    avg_field_size: meanOf(row.fieldSizes, row.weeksCounted),
    laps: row.laps,
    laps_led: 0,
    incidents: 0,
    points: row.points,
    raw_points: Math.round(row.rawPoints * 100) / 100,
    week_dropped: false,
  }));
}

interface Named {
  readonly rank: number;
  readonly display_name: string;
  readonly cust_id: number;
  readonly country_code: string;
  readonly division: number;
}

const person = {
  POSITION: (row: Named) => row.rank,
  DRIVER: (row: Named) => row.display_name,
  CUSTID: (row: Named) => row.cust_id,
  COUNTRY: (row: Named) => row.country_code,
  DIVISION: (row: Named) => row.division,
};

const trialRank = (context: PayloadContext, subject: SeasonSubject): number =>
  rankOfCaller(context, timeTrialsOf(context, subject));

/** What was driven outside races: qualifying of a week, and time trials. */
export const sessionStandingsPayloads: Readonly<Record<string, Payload>> = {
  'stats/season_qualify_results': createRanking({
    rank: (context, subject) => rankOfCaller(context, qualifiersOf(context, subject)),
    rows: createQualifyRows,
    csvRows: createQualifyRows,
    columns: { ...person, BEST_QUAL_LAP_TIME: (row) => row.best_qual_lap_time },
    prepare: prepareStanding,
  }),
  'stats/season_tt_results': createRanking({
    rank: trialRank,
    rows: createResultRows,
    csvRows: createResultRows,
    columns: {
      ...person,
      POINTS: (row) => row.points,
      BEST_NLAPS_TIME: (row) => row.best_nlaps_time,
      STARTS: (row) => row.starts,
    },
    prepare: prepareTimeTrials,
  }),
  'stats/season_tt_standings': createRanking({
    rank: trialRank,
    rows: createStandingRows,
    csvRows: createStandingRows,
    columns: {
      ...person,
      POINTS: (row) => row.points,
      WEEKS_COUNTED: (row) => row.weeks_counted,
      STARTS: (row) => row.starts,
      WINS: (row) => row.wins,
    },
    prepare: prepareTimeTrials,
  }),
};
