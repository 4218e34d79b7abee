import { isoDate } from '../world/calendar.ts';
import { categories } from '../world/categories.ts';
import type { Standing } from '../world/programme.ts';
import { firstTimeTrialRating, timeTrialRatingOf } from './licenses.ts';
import type { Payload, PayloadContext } from './payload.ts';

const chartTypes = { rating: 1, timeTrial: 2, license: 3 } as const;

interface Point {
  readonly when: string;
  readonly value: number;
}

/** The licence class in the thousands, the safety rating in hundredths below: 3 is class C. */
function licenseValue({ new_sub_level }: Standing, group: number): number {
  return (group + 1) * 1000 + new_sub_level;
}

/** One point for each day with a race: what the last race of the day led to. */
function createPoints(
  context: PayloadContext,
  read: (standing: Standing, group: number) => number,
) {
  const { world, guests, parameters, asOf } = context;
  const custId = parameters.getNumber('cust_id');
  const category = parameters.getNumber('category_id');
  const span = { begin: -Infinity, end: Infinity, asOf };
  const careers = world.careersOf(custId, guests);
  const points: Point[] = [];
  for (const start of world.racesOf(custId, guests, span, Infinity)) {
    if (start.series.category.category_id !== category) continue;
    const when = isoDate(start.startTime);
    if (points.at(-1)?.when === when) continue;
    const career = careers.find(({ seat }) => seat.paddock === start.paddock);
    if (career === undefined) throw new RangeError('The member has no seat in an own race.');
    const standing = world.programme.standingAt(career.seat, start.round);
    points.push({ when, value: read(standing, start.paddock.group) });
  }
  return points.toReversed();
}

/** Ratings in time trials stand still: one point for those that have left the first value. */
function createTimeTrialPoints({ world, guests, parameters }: PayloadContext): Point[] {
  const member = world.findMember(parameters.getNumber('cust_id'), guests);
  const id = parameters.getNumber('category_id');
  if (member === undefined || categories.every(({ category_id }) => category_id !== id)) return [];
  const value = timeTrialRatingOf(member, id);
  return value === firstTimeTrialRating ? [] : [{ when: isoDate(member.member_since), value }];
}

function createData(context: PayloadContext): Point[] {
  switch (context.parameters.getNumber('chart_type')) {
    case chartTypes.rating:
      return createPoints(context, ({ newi_rating }) => newi_rating);
    case chartTypes.timeTrial:
      return createTimeTrialPoints(context);
    default:
      return createPoints(context, licenseValue);
  }
}

/** How a member's ratings and licence went. */
export const chartDataPayloads: Readonly<Record<string, Payload>> = {
  'member/chart_data': {
    kind: 'link',
    answer: (context) => ({
      blackout: false,
      category_id: context.parameters.getNumber('category_id'),
      chart_type: context.parameters.getNumber('chart_type'),
      data: createData(context),
      success: true,
      cust_id: context.parameters.getNumber('cust_id'),
    }),
  },
};
