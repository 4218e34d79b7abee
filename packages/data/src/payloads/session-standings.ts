import type { TableRow } from '../world/season-tables.ts';
import type { SeasonQuery } from '../world/kept-tables.ts';
import type { TimeTrialRow } from '../world/time-trials.ts';
import { timeTrialTablesOf } from '../world/time-trials.ts';
import { createCsv } from './csv.ts';
import { timeTrialRatingOf } from './licenses.ts';
import { flairOf } from './looks.ts';
import type { Payload, PayloadContext, RowSource } from './payload.ts';
import type { SeasonSubject } from './season-subject.ts';
import {
  getMember,
  getSeasonSubject,
  originOf,
  refuseUnknownSeason,
  seasonHeader,
  standingLicense,
  standingPerson,
} from './season-subject.ts';
import {
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

function timeTrialQueryOf({ asOf }: PayloadContext, subject: SeasonSubject): SeasonQuery {
  const { series, season, week } = subject;
  return { series, seasonIndex: season.index, week, asOf };
}

function timeTrialsOf(context: PayloadContext, subject: SeasonSubject): readonly TimeTrialRow[] {
  if (!subject.isClassThere) return [];
  const tables = timeTrialTablesOf(context.world);
  return inDivision(subject, tables.get(timeTrialQueryOf(context, subject), context.guests));
}

function* prepareTimeTrials(context: PayloadContext) {
  const subject = getSeasonSubject(context);
  if (!subject.isClassThere) return;
  const query = timeTrialQueryOf(context, subject);
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
    weeks_counted: row.weeksCounted,
    starts: row.starts,
    wins: row.wins,
    top5: row.top5,
    top25_percent: row.topQuarter,
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

interface Ranking<Row> {
  /** The ranked drivers, for the caller's own rank. */
  readonly list: (
    context: PayloadContext,
    subject: SeasonSubject,
  ) => readonly { readonly cust_id: number }[];
  readonly rows: (context: PayloadContext) => RowSource<Row>;
  readonly columns: Readonly<Record<string, (row: Row) => string | number>>;
  readonly prepare: (context: PayloadContext) => Iterable<unknown>;
}

function createRanking<Row>({ list, rows, columns, prepare }: Ranking<Row>): Payload {
  return {
    kind: 'link_chunks',
    refuse: refuseUnknownSeason,
    prepare,
    answer: (context) => {
      const subject = getSeasonSubject(context);
      return seasonHeader(context, subject, rankOfCaller(context, list(context, subject)));
    },
    rows,
    table: (context) => createCsv(columns, rows(context)),
  };
}

/** What was driven outside races: qualifying of a week, and time trials. */
export const sessionStandingsPayloads: Readonly<Record<string, Payload>> = {
  'stats/season_qualify_results': createRanking({
    list: qualifiersOf,
    rows: createQualifyRows,
    columns: { ...person, BEST_QUAL_LAP_TIME: (row) => row.best_qual_lap_time },
    prepare: prepareStanding,
  }),
  'stats/season_tt_results': createRanking({
    list: timeTrialsOf,
    rows: createResultRows,
    columns: {
      ...person,
      POINTS: (row) => row.points,
      BEST_NLAPS_TIME: (row) => row.best_nlaps_time,
      STARTS: (row) => row.starts,
    },
    prepare: prepareTimeTrials,
  }),
  'stats/season_tt_standings': createRanking({
    list: timeTrialsOf,
    rows: createStandingRows,
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
