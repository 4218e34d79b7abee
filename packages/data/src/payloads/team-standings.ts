import type { TableRow } from '../world/season-tables.ts';
import type { TeamRow } from '../world/team-tables.ts';
import { teamTablesOf } from '../world/team-tables.ts';
import type { Payload, PayloadContext, RowSource } from './payload.ts';
import { createRanking } from './ranking.ts';
import type { SeasonSubject } from './season-subject.ts';
import { getMember, getSeasonSubject, seasonQueryOf, standingLicense } from './season-subject.ts';
import { ranked } from './standings.ts';

function teamsOf(context: PayloadContext, subject: SeasonSubject): readonly TeamRow[] {
  if (!subject.isClassThere) return [];
  return teamTablesOf(context.world).get(seasonQueryOf(context, subject), context.guests);
}

const summed = [
  'starts',
  'wins',
  'top5',
  'topQuarter',
  'poles',
  'startPositions',
  'finishPositions',
  'fieldSizes',
  'laps',
  'lapsLed',
  'incidents',
  'points',
] as const;

type Sums = Pick<TableRow, 'weeks' | (typeof summed)[number]>;

/** What the drivers of a team have gathered together. */
function sumOf(drivers: readonly TableRow[]): Sums {
  const sum = (name: (typeof summed)[number]): number =>
    drivers.reduce((total, row) => total + row[name], 0);
  const sums = Object.fromEntries(summed.map((name) => [name, sum(name)]));
  const weeks = drivers.reduce((all, row) => all | row.weeks, 0);
  return { ...(sums as Record<(typeof summed)[number], number>), weeks };
}

function countWeeks(weeks: number): number {
  let count = 0;
  for (let rest = weeks; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

/** Means are whole numbers here. */
function wholeTally(row: Sums) {
  const mean = (sum: number): number => (row.starts === 0 ? 0 : Math.round(sum / row.starts));
  return {
    weeks_counted: countWeeks(row.weeks),
    starts: row.starts,
    wins: row.wins,
    top5: row.top5,
    top25_percent: row.topQuarter,
    poles: row.poles,
    avg_start_position: mean(row.startPositions),
    avg_finish_position: mean(row.finishPositions),
    avg_field_size: mean(row.fieldSizes),
    laps: row.laps,
    laps_led: row.lapsLed,
    incidents: row.incidents,
    points: row.points,
    // All weeks count, as the rules of every season say.
    week_dropped: false,
  };
}

function createDriver(
  context: PayloadContext,
  { series }: SeasonSubject,
  row: TableRow,
  rank: number,
) {
  const member = getMember(context, row.cust_id);
  const { irating: _rating, ...license } = standingLicense(context, member, series);
  return {
    rank,
    cust_id: row.cust_id,
    display_name: member.display_name,
    license,
    ...wholeTally(row),
  };
}

function createRow(context: PayloadContext, subject: SeasonSubject, row: TeamRow, rank: number) {
  const { team, drivers } = row;
  const { car_class_id, cars } = subject.series;
  return {
    rank,
    // A team stands where a driver stands in other tables.
    cust_id: team.team_id,
    display_name: team.team_name,
    ...wholeTally(sumOf(drivers)),
    team_id: team.team_id,
    cars: cars.map(({ car_id }) => ({ carclassid: car_class_id, carid: car_id })),
    drivers: drivers.map((driver, i) => createDriver(context, subject, driver, i + 1)),
  };
}

type Row = ReturnType<typeof createRow>;

function createRows(context: PayloadContext): RowSource<Row> {
  const subject = getSeasonSubject(context);
  return ranked(teamsOf(context, subject), (row, rank) => createRow(context, subject, row, rank));
}

/** The rank of the team that the caller drives for. */
function rankOfCallersTeam({ caller }: PayloadContext, rows: readonly TeamRow[]): number {
  const isOwn = ({ drivers }: TeamRow): boolean => drivers.some((row) => row.cust_id === caller);
  const index = rows.findIndex(isOwn);
  return index < 0 ? index : index + 1;
}

const columns = {
  POSITION: (row: Row) => row.rank,
  TEAM: (row: Row) => row.display_name,
  TEAMID: (row: Row) => row.team_id,
  POINTS: (row: Row) => row.points,
  DRIVERS: (row: Row) => row.drivers.length,
  STARTS: (row: Row) => row.starts,
  WINS: (row: Row) => row.wins,
  LAPS: (row: Row) => row.laps,
  INC: (row: Row) => row.incidents,
};

/** Standings of teams: what the members of each have gathered in the season. */
export const teamStandingsPayloads: Readonly<Record<string, Payload>> = {
  'stats/season_team_standings': createRanking({
    rank: (context, subject) => rankOfCallersTeam(context, teamsOf(context, subject)),
    prepare: (context) => {
      const subject = getSeasonSubject(context);
      if (!subject.isClassThere) return [];
      const query = seasonQueryOf(context, subject);
      return teamTablesOf(context.world).prepare(query, context.guests);
    },
    rows: createRows,
    csvRows: createRows,
    columns,
  }),
};
