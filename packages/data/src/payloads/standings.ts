import type { Counted, TableQuery, TableRow } from '../world/season-tables.ts';
import { seasonTablesOf } from '../world/season-tables.ts';
import type { Season } from '../world/calendar.ts';
import type { Member } from '../world/member.ts';
import type { Payload, PayloadContext, RowSource } from './payload.ts';
import { createRanking } from './ranking.ts';
import type { SeasonSubject } from './season-subject.ts';
import {
  clubOf,
  getMember,
  getSeasonSubject,
  originOf,
  seasonQueryOf,
  standingLicense,
  standingPerson,
} from './season-subject.ts';

function queryOf(context: PayloadContext, subject: SeasonSubject, counted: Counted): TableQuery {
  return { ...seasonQueryOf(context, subject), counted };
}

/** Rows of the division asked for; ranks count in what is left. */
export function inDivision<Row extends { readonly division: number }>(
  { division }: SeasonSubject,
  rows: readonly Row[],
): readonly Row[] {
  return division === undefined ? rows : rows.filter((row) => row.division === division);
}

/** The drivers of a standing, the best first. */
export function standingOf(
  context: PayloadContext,
  subject: SeasonSubject,
  counted: Counted = 'all',
): readonly TableRow[] {
  if (!subject.isClassThere) return [];
  const tables = seasonTablesOf(context.world);
  return inDivision(subject, tables.get(queryOf(context, subject, counted), context.guests));
}

/** Works a standing out in steps. */
export function* prepareStanding(context: PayloadContext, counted: Counted = 'all') {
  const subject = getSeasonSubject(context);
  if (!subject.isClassThere) return;
  const query = queryOf(context, subject, counted);
  yield* seasonTablesOf(context.world).prepare(query, context.guests);
}

/** A mean with two digits; 0 of nothing. */
export function meanOf(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round((sum / count) * 100) / 100;
}

/** What a driver has gathered in races or in time trials. */
export function countedFields(
  row: Pick<TableRow, 'weeksCounted' | 'starts' | 'wins' | 'top5' | 'topQuarter'>,
) {
  return {
    weeks_counted: row.weeksCounted,
    starts: row.starts,
    wins: row.wins,
    top5: row.top5,
    top25_percent: row.topQuarter,
  };
}

/** What a driver has gathered, in the fields of the API. */
export function tallyFields(row: TableRow) {
  return {
    ...countedFields(row),
    poles: row.poles,
    avg_start_position: meanOf(row.startPositions, row.starts),
    avg_finish_position: meanOf(row.finishPositions, row.starts),
    avg_field_size: meanOf(row.fieldSizes, row.starts),
    laps: row.laps,
    laps_led: row.lapsLed,
    incidents: row.incidents,
    points: row.points,
    // All weeks count, as the rules of every season say.
    week_dropped: false,
  };
}

/** Where the caller is in a list of rows, counted from 1; −1 when not in it. */
export function rankOfCaller(
  { caller }: PayloadContext,
  rows: readonly { readonly cust_id: number }[],
): number {
  const index = rows.findIndex((row) => row.cust_id === caller);
  return index < 0 ? index : index + 1;
}

/** Rows of a list that are written out when they are asked for, with ranks from 1. */
export function ranked<From, Row>(
  list: readonly From[],
  write: (from: From, rank: number) => Row,
): RowSource<Row> {
  return {
    count: list.length,
    slice: (from, to) => list.slice(from, to).map((each, i) => write(each, from + i + 1)),
  };
}

function createRow(context: PayloadContext, subject: SeasonSubject, row: TableRow, rank: number) {
  const member = getMember(context, row.cust_id);
  return {
    rank,
    ...standingPerson(member),
    division: row.division,
    license: standingLicense(context, member, subject.series),
    ...tallyFields(row),
    raw_points: Math.round(row.rawPoints * 100) / 100,
  };
}

type Row = ReturnType<typeof createRow>;

function createRows(context: PayloadContext, counted: Counted): RowSource<Row> {
  const subject = getSeasonSubject(context);
  return ranked(standingOf(context, subject, counted), (row, rank) =>
    createRow(context, subject, row, rank),
  );
}

/** The rest of a row: where the member is from. */
type Origin = (member: Member, season: Season) => object;

/** The columns of the CSV of a standing of drivers. */
const columns = {
  POSITION: (row: Row) => row.rank,
  DRIVER: (row: Row) => row.display_name,
  CUSTID: (row: Row) => row.cust_id,
  POINTS: (row: Row) => row.points,
  COUNTRY: (row: Row) => row.country_code,
  IRATING: (row: Row) => row.license.irating,
  DIVISION: (row: Row) => row.division,
  WEEKS_COUNTED: (row: Row) => row.weeks_counted,
  STARTS: (row: Row) => row.starts,
  WINS: (row: Row) => row.wins,
  TOP5: (row: Row) => row.top5,
  POLES: (row: Row) => row.poles,
  AVG_START: (row: Row) => row.avg_start_position,
  AVG_FINISH: (row: Row) => row.avg_finish_position,
  LAPS: (row: Row) => row.laps,
  LAPSLEAD: (row: Row) => row.laps_led,
  INC: (row: Row) => row.incidents,
};

function createStandings(counted: Counted, origin: Origin): Payload {
  return createRanking({
    rank: (context, subject) => rankOfCaller(context, standingOf(context, subject, counted)),
    prepare: (context) => prepareStanding(context, counted),
    more: ({ division = -1 }) => ({ division, club_id: -1 }),
    rows: (context) => {
      const rows = createRows(context, counted);
      const { season } = getSeasonSubject(context);
      return {
        count: rows.count,
        slice: (from, to) =>
          rows.slice(from, to).map((row) => ({
            ...row,
            ...origin(getMember(context, row.cust_id), season),
          })),
      };
    },
    csvRows: (context) => createRows(context, counted),
    columns,
  });
}

/** Standings of drivers: all sessions of a season, and its super sessions alone. */
export const standingsPayloads: Readonly<Record<string, Payload>> = {
  'stats/season_driver_standings': createStandings('all', originOf),
  'stats/season_supersession_standings': createStandings('super', clubOf),
};
