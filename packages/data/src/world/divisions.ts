import type { Season } from './calendar.ts';
import type { Seat } from './paddock.ts';
import type { Programme } from './programme.ts';
import type { StartBook } from './start.ts';

const rookieDivision = 10;

/** Divisions group members of a class by rating: 0 the strongest to 9; 10 is Rookie. */
export function divisionOf(rating: number, licenseLevel: number): number {
  if (licenseLevel <= 4) return rookieDivision;
  return Math.max(0, Math.min(9, Math.floor((4200 - rating) / 350)));
}

/** The division of a seat's driver for a whole season: it follows the rating at its beginning. */
export function divisionIn(
  { programme, starts }: { readonly programme: Programme; readonly starts: StartBook },
  seat: Seat,
  season: Season,
): number {
  const { paddock } = seat;
  const round = Math.max(0, starts.roundAt(paddock, season.start));
  const rating = programme.ratingBefore(seat, round);
  return divisionOf(rating, paddock.group * 4 + 1);
}
