import { divisionIn } from './divisions.ts';
import { getSeason, raceWeekAt } from './calendar.ts';
import type { Season } from './calendar.ts';
import type { Guests } from './member.ts';
import type { GridEntry } from './programme.ts';
import type { RaceFigures, RaceSketch } from './race-figures.ts';
import { sketchRace } from './race-figures.ts';
import type { Series } from './series.ts';
import type { Start } from './start.ts';
import type { SeasonQuery } from './kept-tables.ts';
import { keepTables, packNumbers } from './kept-tables.ts';
import { isSuperSession } from './super-session.ts';
import type { World } from './world.ts';

/** What is counted: every session of the series, or the super sessions alone. */
export type Counted = 'all' | 'super';

/** Which races a table adds up. */
export interface TableQuery extends SeasonQuery {
  readonly counted: Counted;
}

/** What a driver has gathered in the races of a table. */
export interface TableRow {
  readonly cust_id: number;
  /** That of the whole season. */
  readonly division: number;
  weeksCounted: number;
  /** The weeks in which the driver raced, week 0 in the lowest bit. */
  weeks: number;
  starts: number;
  wins: number;
  top5: number;
  topQuarter: number;
  poles: number;
  startPositions: number;
  finishPositions: number;
  fieldSizes: number;
  laps: number;
  lapsLed: number;
  incidents: number;
  /** The sum of the weeks' points, each of them rounded. */
  points: number;
  rawPoints: number;
  /** 1/10000 s; −1 without one. */
  bestQualifyingLap: number;
}

/** Race weeks that score; what is raced after them counts for no table. */
export const scoringWeeks = 12;
const weekSeconds = 7 * 86_400;
const racesPerStep = 12;

/**
 * The points of a week: the mean of the best quarter of a driver's races, but of one at least. So
 * racing more often can only help.
 */
export function weekPoints(racePoints: readonly number[]): number {
  const best = racePoints.toSorted((a, b) => b - a).slice(0, Math.ceil(racePoints.length / 4));
  return best.length === 0 ? 0 : best.reduce((sum, points) => sum + points, 0) / best.length;
}

/** The points of each race of the running week. */
type WeekRaces = Map<TableRow, number[]>;

function createRow(custId: number, division: number): TableRow {
  return {
    cust_id: custId,
    division,
    weeksCounted: 0,
    weeks: 0,
    starts: 0,
    wins: 0,
    top5: 0,
    topQuarter: 0,
    poles: 0,
    startPositions: 0,
    finishPositions: 0,
    fieldSizes: 0,
    laps: 0,
    lapsLed: 0,
    incidents: 0,
    points: 0,
    rawPoints: 0,
    bestQualifyingLap: -1,
  };
}

function addRace(row: TableRow, figures: RaceFigures, entries: number, qualifying: number): void {
  row.starts += 1;
  if (figures.position === 0) row.wins += 1;
  if (figures.position < 5) row.top5 += 1;
  if (figures.position < entries / 4) row.topQuarter += 1;
  if (figures.startPosition === 0) row.poles += 1;
  row.startPositions += figures.startPosition;
  row.finishPositions += figures.position;
  row.fieldSizes += entries;
  row.laps += figures.laps;
  row.lapsLed += figures.lapsLed;
  row.incidents += figures.incidents;
  if (qualifying > 0 && (row.bestQualifyingLap < 0 || qualifying < row.bestQualifyingLap)) {
    row.bestQualifyingLap = qualifying;
  }
}

function closeWeek(races: WeekRaces, week: number): void {
  for (const [row, racePoints] of races) {
    const points = weekPoints(racePoints);
    row.rawPoints += points;
    row.points += Math.round(points);
    row.weeksCounted += 1;
    row.weeks |= 1 << week;
  }
  races.clear();
}

/** The finished races of a series in one race week, in the order in which they began. */
export function* startsOfWeek(
  world: World,
  series: Series,
  season: Season,
  week: number,
  asOf: number,
): Generator<Start> {
  const { starts } = world;
  const begin = season.start + week * weekSeconds;
  const end = Math.min(week >= scoringWeeks ? season.end : begin + weekSeconds, season.end, asOf);
  for (let slot = starts.slotAt(begin); slot < starts.slotAt(end - 1) + 1; slot += 1) {
    const places = starts.placesOf(slot);
    for (let i = 0; i < places.length; i += 1) {
      const place = places[i];
      if (place === undefined || place.paddock.group !== series.group) continue;
      if (place.paddock.category !== series.category.category) continue;
      if (starts.seriesAt(slot, place) !== series) continue;
      const start = starts.atSlot(slot, i);
      const inWeek = start.startTime >= begin && raceWeekAt(season, start.startTime) === week;
      if (inWeek && start.endTime <= asOf) yield start;
    }
  }
}

/** The field of a start, sketched. */
export function sketchOf(world: World, start: Start): RaceSketch {
  const { paddock, band, round, session } = start;
  return sketchRace(world.seed, start, world.programme.gridOf(paddock, band, round, session));
}

/** Who drove a seat, as a key: found without turning a member number into a cust_id where nobody took over. */
export function keyOf(start: Start, { member }: Pick<GridEntry, 'member'>, guests: Guests): number {
  const guest = start.paddock.tier === 0 ? guests.byMember.get(member) : undefined;
  return guest !== undefined && start.startTime >= guest.member_since ? -guest.cust_id : member;
}

/** The division of a driver in the season of a race. */
export function divisionOfEntry(
  world: World,
  { paddock, season }: Start,
  { member }: Pick<GridEntry, 'member'>,
): number {
  const seat = world.layout.findSeats(member).find((each) => each.paddock === paddock);
  if (seat === undefined) throw new RangeError(`Member number ${member} has no seat there.`);
  return divisionIn(world, seat, season);
}

interface Sums {
  readonly rows: Map<number, TableRow>;
  readonly races: WeekRaces;
}

function addStart(world: World, start: Start, guests: Guests, { rows, races }: Sums): void {
  const sketch = sketchOf(world, start);
  for (const entry of sketch.grid) {
    const key = keyOf(start, entry, guests);
    let row = rows.get(key);
    if (row === undefined) {
      const custId = key < 0 ? -key : world.members.custIdOf(key);
      row = createRow(custId, divisionOfEntry(world, start, entry));
      rows.set(key, row);
    }
    const laps = sketch.qualifyingLapsOf(entry);
    const qualifying = laps.length === 0 ? -1 : Math.min(...laps);
    const figures = sketch.figuresOf(entry);
    addRace(row, figures, sketch.grid.length, qualifying);
    const points = races.get(row);
    if (points === undefined) races.set(row, [figures.champPoints]);
    else points.push(figures.champPoints);
  }
}

function* build(world: World, query: TableQuery, guests: Guests): Generator<void, TableRow[]> {
  const season = getSeason(query.seasonIndex);
  const sums: Sums = { rows: new Map(), races: new Map() };
  const first = query.week ?? 0;
  const last = Math.min(query.week ?? scoringWeeks - 1, scoringWeeks - 1);
  let found = 0;
  for (let week = first; week <= last; week += 1) {
    if (season.start + week * weekSeconds >= query.asOf) break;
    for (const start of startsOfWeek(world, query.series, season, week, query.asOf)) {
      found += 1;
      if (found % racesPerStep === 0) yield;
      if (query.counted === 'super' && !isSuperSession(start)) continue;
      addStart(world, start, guests, sums);
    }
    closeWeek(sums.races, week);
  }
  return [...sums.rows.values()].toSorted(
    (a, b) => b.points - a.points || b.rawPoints - a.rawPoints || a.cust_id - b.cust_id,
  );
}

/** The tables of races of a world's seasons. */
export const seasonTablesOf = keepTables(build, packNumbers);
