import { worldEpoch } from './calendar.ts';
import type { Car } from './cars.ts';
import { createCars } from './cars.ts';
import type { CategoryName } from './categories.ts';
import { createPermutation, mix, remember, seedFromText } from './hash.ts';
import type { Holders } from './holders.ts';
import { createHoldersReader } from './holders.ts';
import type { HostedBook, HostedParts } from './hosted.ts';
import { firstHostedId } from './hosted-start.ts';
import { createHostedBook, isHosted } from './hosted.ts';
import type { LeagueBook } from './leagues.ts';
import { createLeagueBook } from './leagues.ts';
import type { Guests, Member, MemberBook, StoredMember } from './member.ts';
import { createMemberBook } from './member.ts';
import type { Layout, Paddock, Seat } from './paddock.ts';
import { createLayout } from './paddock.ts';
import type { Programme, Standing } from './programme.ts';
import { createProgramme } from './programme.ts';
import type { Race, Run } from './race.ts';
import { driveRace } from './race.ts';
import type { SeriesBook } from './series.ts';
import { createSeriesBook } from './series.ts';
import type { Start, StartBook } from './start.ts';
import { createStartBook } from './start.ts';
import type { TeamBook } from './teams.ts';
import { createTeamBook } from './teams.ts';
import type { Track } from './tracks.ts';
import { createTracks } from './tracks.ts';

export type { Guests } from './member.ts';

/** A seat that a member drives for some time: from `from` (inclusive) to `until` (exclusive). */
export interface Career {
  readonly seat: Seat;
  readonly from: number;
  readonly until: number;
}

/** The racing world of one seed. Nothing of it is stored; every answer is computed when asked for. */
export interface World {
  readonly seed: number;
  readonly cars: readonly Car[];
  readonly tracks: readonly Track[];
  readonly seriesBook: SeriesBook;
  readonly layout: Layout;
  readonly programme: Programme;
  readonly starts: StartBook;
  readonly members: MemberBook;
  readonly leagues: LeagueBook;
  readonly teams: TeamBook;
  readonly hosted: HostedBook;
  /** Who belongs to the leagues, with the stored members among them. */
  leagueHolders(guests: Guests): Holders;
  /** Who belongs to the teams, with the stored members among them. */
  teamHolders(guests: Guests): Holders;
  arrangeGuests(stored: readonly StoredMember[]): Guests;
  findMember(custId: number, guests: Guests): Member | undefined;
  careersOf(custId: number, guests: Guests): Career[];
  /** Who drove a seat's race that began at a moment. */
  driverOf(race: Start, memberNumber: number, guests: Guests): number;
  /** The race of a start. What a hosted one says of ratings depends on who took the places over. */
  drive(start: Start, guests?: Guests): Race;
  /** The subsession with a number, hosted ones too, if its results are out at `asOf`. */
  findRace(subsessionId: number, asOf: number): Start | undefined;
  /**
   * The finished races of a member that begin in a span of time, the newest first.
   *
   * @param limit how many at most
   */
  racesOf(custId: number, guests: Guests, span: Span, limit: number): Start[];
  /** A driver's run in a race; undefined when the member was not in it. */
  findRun(race: Race, custId: number, guests: Guests): Run | undefined;
  /** Where a member stands in a category; undefined when there was no race in it yet. */
  standingOf(
    custId: number,
    category: CategoryName,
    guests: Guests,
    asOf: number,
  ): Entry | undefined;
}

/** Begin (inclusive) and end (exclusive) of starts, and the moment by which results must be out. */
export interface Span {
  readonly begin: number;
  readonly end: number;
  readonly asOf: number;
}

/** A member's last race in a category, with the ratings after it. */
export interface Entry {
  readonly career: Career;
  readonly round: number;
  readonly standing: Standing;
}

const keptRaces = 128;
const nobody: Guests = { byCustId: new Map(), byMember: new Map() };

interface Parts {
  readonly layout: Layout;
  readonly programme: Programme;
  readonly starts: StartBook;
  readonly members: MemberBook;
}

function seatsOfGuests(seed: number, layout: Layout): (custId: number) => number {
  const paddock: Paddock = layout.guestPaddock;
  const seats = createPermutation(mix(seed, 101), paddock.bands * paddock.bandSize);
  return (custId) => paddock.first + seats.forward(custId % seats.size);
}

function arrangeGuests(
  stored: readonly StoredMember[],
  guestSeat: (custId: number) => number,
): Guests {
  const byCustId = new Map<number, StoredMember>();
  const byMember = new Map<number, StoredMember>();
  for (const member of stored.toSorted((a, b) => a.cust_id - b.cust_id)) {
    byCustId.set(member.cust_id, member);
    const seat = guestSeat(member.cust_id);
    if (!byMember.has(seat)) byMember.set(seat, member);
  }
  return { byCustId, byMember };
}

function createCareers({ layout, members }: Parts, guestSeat: (custId: number) => number) {
  return (custId: number, guests: Guests): Career[] => {
    const stored = guests.byCustId.get(custId);
    if (stored !== undefined) {
      const member = guestSeat(custId);
      if (guests.byMember.get(member) !== stored) return [];
      const seat = layout.findSeats(member).find(({ paddock }) => paddock.tier === 0);
      return seat === undefined ? [] : [{ seat, from: stored.member_since, until: Infinity }];
    }
    const member = members.findNumber(custId);
    if (member === undefined) return [];
    return layout.findSeats(member).map((seat) => {
      const guest = seat.paddock.tier === 0 ? guests.byMember.get(member) : undefined;
      return { seat, from: worldEpoch, until: guest?.member_since ?? Infinity };
    });
  };
}

/** The finished races of one career, the newest first. */
function* walkBack({ programme, starts }: Parts, career: Career, span: Span): Generator<Start> {
  const { paddock, band } = career.seat;
  const begin = Math.max(span.begin, career.from, worldEpoch);
  const end = Math.min(span.end, career.until, span.asOf);
  const firstRound = starts.roundAt(paddock, begin);
  for (let round = starts.roundAt(paddock, end); round >= Math.max(0, firstRound); round -= 1) {
    const drive = programme.findDrive(career.seat, round);
    if (drive === undefined) continue;
    const start = starts.get(paddock, band, round, drive.session);
    if (start.startTime < begin) return;
    if (start.startTime < end && start.endTime <= span.asOf) yield start;
  }
}

function createQueries(
  parts: Parts,
  careersOf: World['careersOf'],
): Pick<World, 'racesOf' | 'standingOf'> {
  return {
    racesOf: (custId, guests, span, limit) => {
      const found = careersOf(custId, guests).flatMap((career) => {
        const races: Start[] = [];
        for (const start of walkBack(parts, career, span)) {
          races.push(start);
          if (races.length === limit) break;
        }
        return races;
      });
      return found.toSorted((a, b) => b.startTime - a.startTime).slice(0, limit);
    },
    standingOf: (custId, category, guests, asOf) => {
      const career = careersOf(custId, guests).find(
        ({ seat }) => seat.paddock.category === category,
      );
      if (career === undefined) return undefined;
      const newest = walkBack(parts, career, { begin: -Infinity, end: Infinity, asOf }).next();
      if (newest.done === true) return undefined;
      const { round } = newest.value;
      return { career, round, standing: parts.programme.standingAt(career.seat, round) };
    },
  };
}

/** Leagues, teams and what is hosted. */
function createGatherings(
  parts: Omit<HostedParts, 'leagues' | 'teams' | 'leagueHolders' | 'standingAt'>,
  standingOf: World['standingOf'],
): Pick<World, 'leagues' | 'teams' | 'hosted' | 'leagueHolders' | 'teamHolders'> {
  const { seed, members, seriesBook } = parts;
  const leagues = createLeagueBook(seed, seriesBook);
  const teams = createTeamBook(seed);
  const leagueHolders = createHoldersReader(leagues.rosters, members);
  const hosted = createHostedBook({
    ...parts,
    leagues,
    teams,
    leagueHolders,
    standingAt: (custId, { category }, guests, time) =>
      standingOf(custId, category.category, guests, time)?.standing,
  });
  const teamHolders = createHoldersReader(teams.rosters, members);
  return { leagues, teams, hosted, leagueHolders, teamHolders };
}

/** Creates the world of a seed. It takes a few milliseconds; one instance serves every request. */
export function createWorld(seedText: string): World {
  const seed = seedFromText(seedText);
  const cars = createCars(seed);
  const tracks = createTracks(seed);
  const seriesBook = createSeriesBook(seed, cars, tracks);
  const layout = createLayout(seed);
  const programme = createProgramme(seed, layout);
  const starts = createStartBook(layout, seriesBook);
  const members = createMemberBook(seed);
  const parts = { layout, programme, starts, members };
  const guestSeat = seatsOfGuests(seed, layout);
  const careersOf = createCareers(parts, guestSeat);
  const drive = remember(keptRaces, (subsessionId) => {
    const start = starts.find(subsessionId, Infinity);
    if (start === undefined) throw new RangeError(`There is no subsession ${subsessionId}.`);
    return driveRace(seed, programme, start);
  });
  const queries = createQueries(parts, careersOf);
  const gatherings = createGatherings({ ...parts, seed, tracks, seriesBook }, queries.standingOf);
  const { hosted } = gatherings;
  const driverOf: World['driverOf'] = (race, memberNumber, guests) => {
    if (isHosted(race)) return hosted.driverOf(race, memberNumber, guests);
    const guest = race.paddock.tier === 0 ? guests.byMember.get(memberNumber) : undefined;
    if (guest !== undefined && race.startTime >= guest.member_since) return guest.cust_id;
    return members.custIdOf(memberNumber);
  };
  return {
    seed,
    cars,
    tracks,
    seriesBook,
    layout,
    programme,
    starts,
    members,
    ...gatherings,
    arrangeGuests: (stored) => arrangeGuests(stored, guestSeat),
    findMember: (custId, guests) => {
      const stored = guests.byCustId.get(custId);
      if (stored !== undefined) return members.createStored(stored);
      return members.findNumber(custId) === undefined ? undefined : members.create(custId);
    },
    careersOf,
    driverOf,
    drive: (start, guests = nobody) =>
      isHosted(start) ? hosted.drive(start, guests) : drive(start.subsession_id),
    findRace: (subsessionId, asOf) => {
      if (subsessionId >= firstHostedId) return hosted.findRace(subsessionId, asOf);
      const start = starts.find(subsessionId, asOf);
      return start !== undefined && start.endTime <= asOf ? start : undefined;
    },
    findRun: (race, custId, guests) =>
      race.runs.find((run) => driverOf(race, run.member, guests) === custId),
    ...queries,
  };
}
