import type { Season } from './calendar.ts';
import { getSeason } from './calendar.ts';
import type { Car } from './cars.ts';
import { recordLapTime } from './cars.ts';
import { at, createPermutation, mix, unit } from './hash.ts';
import { memberCount } from './paddock.ts';
import type { Track } from './tracks.ts';
import { tracksOf } from './tracks.ts';
import type { Guests, World } from './world.ts';
import { weekOf } from './timetable.ts';

/** One season of a time attack competition: a car, and a track for every fortnight. */
export interface Competition {
  readonly comp_season_id: number;
  readonly season: Season;
  readonly car: Car;
  readonly tracks: readonly Track[];
}

/** A member's best lap on one track of a competition, among all who took part. */
export interface TimeAttackResult {
  readonly track: Track;
  /** 1/10000 s. */
  readonly time: number;
  /** Epoch seconds. */
  readonly drivenAt: number;
  /** Epoch seconds at which the track's fortnight closed and the order was final. */
  readonly closedAt: number;
  /** Zero-based. */
  readonly rank: number;
  readonly participants: number;
  /** 1 the fastest tenth, to 10. */
  readonly decile: number;
  /** Behind the fastest and the slowest of the next faster tenth; 0 in the fastest. 1/10000 s. */
  readonly behindFirstOfNextDecile: number;
  readonly behindLastOfNextDecile: number;
}

const firstCompetitionId = 501;
const competitionsPerSeason = 5;
const tracksPerCompetition = 6;

/** The competition with a number; undefined when none has it or it has not begun at `asOf`. */
export function findCompetition(
  { seed, cars, tracks }: World,
  id: number,
  asOf: number,
): Competition | undefined {
  const offset = id - firstCompetitionId;
  if (!Number.isSafeInteger(offset) || offset < 0) return undefined;
  const index = Math.floor(offset / competitionsPerSeason);
  // No season is shorter than thirteen weeks, so a far number is turned away without counting.
  if (index > asOf / (13 * 7 * 86_400)) return undefined;
  const season = getSeason(index);
  if (season.start > asOf) return undefined;
  const hash = mix(seed, 121, offset);
  const car = at(cars, hash % cars.length);
  const ground = tracksOf(tracks, car.category);
  return {
    comp_season_id: id,
    season,
    car,
    // A stride without a common divisor gives six different tracks.
    tracks: Array.from({ length: tracksPerCompetition }, (_, i) =>
      at(ground, (hash + i * 7) % ground.length),
    ),
  };
}

/** The member number behind a `cust_id`, and the time for which it is the member's. */
function findNumber(world: World, custId: number, guests: Guests) {
  const { layout, members } = world;
  const seat = world.careersOf(custId, guests).find((career) => career.seat.paddock.tier === 0);
  const number = members.findNumber(custId);
  if (seat !== undefined) return { ...seat, number: number ?? layout.getMember(seat.seat) };
  return number === undefined ? undefined : { number, from: -Infinity, until: Infinity };
}

/** The time of a place in the order: the fastest is 0.6 % above the record, the slowest 9 %. */
function timeAt(record: number, rank: number, participants: number): number {
  return Math.round(record * (1.006 + 0.084 * (rank / participants) ** 0.6));
}

/** A member's results in a competition, on the tracks whose fortnight is over. */
export function timeAttackResults(
  world: World,
  competition: Competition,
  custId: number,
  guests: Guests,
  asOf: number,
): TimeAttackResult[] {
  const owner = findNumber(world, custId, guests);
  if (owner === undefined) return [];
  const { car, season, comp_season_id } = competition;
  return competition.tracks.flatMap((track, i): TimeAttackResult[] => {
    const { from } = weekOf(season, i * 2);
    const closedAt = weekOf(season, i * 2 + 1).to;
    const own = mix(world.seed, 122, comp_season_id, i);
    const participants = 90_000 + (own % 60_000);
    const rank = createPermutation(own, memberCount).forward(owner.number);
    const drivenAt = from + Math.floor(unit(own, 123, owner.number) * (closedAt - from));
    const isOwn = drivenAt >= owner.from && drivenAt < owner.until;
    if (closedAt > asOf || rank >= participants || !isOwn) return [];
    const record = recordLapTime(car, track);
    const time = timeAt(record, rank, participants);
    const decile = Math.floor((rank * 10) / participants) + 1;
    const rankOf = (tenth: number): number => Math.ceil((tenth * participants) / 10);
    const behind = (other: number): number =>
      decile === 1 ? 0 : time - timeAt(record, other, participants);
    return [
      {
        track,
        time,
        drivenAt,
        closedAt,
        rank,
        participants,
        decile,
        behindFirstOfNextDecile: behind(rankOf(decile - 2)),
        behindLastOfNextDecile: behind(rankOf(decile - 1) - 1),
      },
    ];
  });
}
