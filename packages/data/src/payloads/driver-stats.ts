import type { CategoryName } from '../world/categories.ts';
import { getCategory, licenseGroups } from '../world/categories.ts';
import { at } from '../world/hash.ts';
import type { Member } from '../world/member.ts';
import { memberCount } from '../world/paddock.ts';
import type { Tally } from '../world/programme.ts';
import { usualLapsOf } from '../world/usual-race.ts';
import type { Career } from '../world/world.ts';
import { csvLine } from './csv.ts';
import { firstTimeTrialRating, timeTrialRatingOf } from './licenses.ts';
import type { Payload, PayloadContext } from './payload.ts';

const columns = [
  'DRIVER',
  'CUSTID',
  'LOCATION',
  'CLUB_NAME',
  'STARTS',
  'WINS',
  'AVG_START_POS',
  'AVG_FINISH_POS',
  'AVG_POINTS',
  'TOP25PCNT',
  'LAPS',
  'LAPSLEAD',
  'AVG_INC',
  'CLASS',
  'IRATING',
  'TTRATING',
  'TOT_CLUBPOINTS',
  'CHAMPPOINTS',
] as const;
/** The category that was split in two before this world began: nobody has raced in it. */
const history = 'road';

type Subject = CategoryName | typeof history;

const membersPerBlock = 50;
// What a career adds up to, but for the luck of a member: found by adding careers up.
const usualIncidents = 3.03;
/** Of the points that the winner of a field as strong as the member would get. */
const usualShareOfPoints = 0.53;
/** Of the laps of a race, by who wins it. */
const usualShareLed = 1.05;

const noTally: Tally = { starts: 0, wins: 0, topQuarter: 0, startPositions: 0, finishPositions: 0 };

function tallyOf({ world }: PayloadContext, career: Career | undefined, lastRound: number): Tally {
  if (career === undefined) return noTally;
  const { seat, from } = career;
  const round = world.starts.roundAt(seat.paddock, from);
  const drive = world.programme.findDrive(seat, round);
  // The round in which the career begins counts only when its race came after that.
  const isLate =
    drive !== undefined &&
    world.starts.get(seat.paddock, seat.band, round, drive.session).startTime < from;
  return world.programme.tally(seat, isLate ? round + 1 : round, lastRound + 1);
}

function mean(sum: number, count: number): string {
  return count === 0 ? '0' : (sum / count).toFixed(2);
}

/**
 * One line. Starts, wins, positions and ratings are those of the member's races; laps, laps led,
 * points and incidents are reckoned from them, because counting them would mean driving a career. They
 * are those of `stats/member_career` to some percent.
 */
function createLine(context: PayloadContext, member: Member, category: Subject): string {
  const { world, guests, asOf } = context;
  const entry =
    category === history ? undefined : world.standingOf(member.cust_id, category, guests, asOf);
  const tally = tallyOf(context, entry?.career, entry?.round ?? -1);
  const { starts, wins, topQuarter, startPositions, finishPositions } = tally;
  const group = at(licenseGroups, entry?.career.seat.paddock.group ?? 0);
  const rating = entry?.standing.newi_rating ?? -1;
  const safety = ((entry?.standing.new_sub_level ?? 250) / 100).toFixed(2);
  const averagePoints = starts === 0 ? 0 : Math.round((rating / 16) * usualShareOfPoints);
  const usualLaps = entry === undefined ? 0 : usualLapsOf(world, entry.career.seat.paddock);
  return csvLine([
    member.display_name,
    member.cust_id,
    member.flair.country_code,
    member.flair.country,
    starts,
    wins,
    mean(startPositions, starts),
    mean(finishPositions, starts),
    averagePoints,
    mean(topQuarter * 100, starts),
    Math.round(starts * usualLaps),
    Math.round(wins * usualLaps * usualShareLed),
    (starts === 0 ? 0 : usualIncidents).toFixed(2),
    `${group.letter} ${safety}`,
    rating,
    category === history
      ? firstTimeTrialRating
      : timeTrialRatingOf(member, getCategory(category).category_id),
    0,
    averagePoints * starts,
  ]);
}

/** Everybody once: stored members first, then made-up ones seat by seat, so that tables are shared. */
function* everybody({ world, guests }: PayloadContext): Generator<number> {
  yield* guests.byCustId.keys();
  for (let i = 0; i < memberCount; i += 1) {
    const custId = world.members.custIdOf(i);
    if (!guests.byCustId.has(custId)) yield custId;
  }
}

function* createBlocks(context: PayloadContext, category: Subject): Generator<string> {
  let block = csvLine(columns);
  let members = 0;
  for (const custId of everybody(context)) {
    const member = context.world.findMember(custId, context.guests);
    if (member === undefined) continue;
    block += createLine(context, member, category);
    members += 1;
    if (members % membersPerBlock === 0) {
      yield block;
      block = '';
    }
  }
  yield block;
}

function createTable(category: Subject): Payload {
  return { kind: 'csv', blocks: (context) => createBlocks(context, category) };
}

/** Everybody's figures in a category, as CSV. */
export const driverStatsPayloads: Readonly<Record<string, Payload>> = {
  'driver_stats_by_category/oval': createTable('oval'),
  'driver_stats_by_category/sports_car': createTable('sports_car'),
  'driver_stats_by_category/formula_car': createTable('formula_car'),
  'driver_stats_by_category/road': createTable(history),
  'driver_stats_by_category/dirt_oval': createTable('dirt_oval'),
  'driver_stats_by_category/dirt_road': createTable('dirt_road'),
};
