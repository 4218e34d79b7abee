import type { Season } from '../world/calendar.ts';
import { isoDate, isoTime } from '../world/calendar.ts';
import type { Car } from '../world/cars.ts';
import { getCategory } from '../world/categories.ts';
import type { LapRecord, RecordBook, RecordQuery } from '../world/lap-records.ts';
import { createRecordBook } from '../world/lap-records.ts';
import type { World } from '../world/world.ts';
import { licenseOf } from './licenses.ts';
import type { Payload, PayloadContext, Refusal } from './payload.ts';
import { getMember } from './season-subject.ts';
import { practiceLaps } from './sim-session.ts';
import { ranked } from './standings.ts';

const books = new WeakMap<World, RecordBook>();

function recordBookOf(world: World): RecordBook {
  const practiceOf: Parameters<typeof createRecordBook>[1] = (start, member) =>
    practiceLaps(world, start, member);
  const known = books.get(world) ?? createRecordBook(world, practiceOf);
  books.set(world, known);
  return known;
}

/** The seasons that are asked for: all, those of a year, or one quarter of it. */
function seasonsOf({ parameters }: PayloadContext): Pick<RecordQuery, 'accepts' | 'seasons'> {
  const year = parameters.findNumber('season_year');
  const quarter = parameters.findNumber('season_quarter');
  return {
    seasons: `${year ?? ''}-${quarter ?? ''}`,
    accepts: ({ season_year, season_quarter }: Season) =>
      (year === undefined || season_year === year) &&
      (quarter === undefined || season_quarter === quarter),
  };
}

/** The query, or undefined when the car or the track does not exist. */
function findQuery(context: PayloadContext): RecordQuery | undefined {
  const { world, parameters, asOf } = context;
  const car = world.cars.find(({ car_id }) => car_id === parameters.getNumber('car_id'));
  const trackId = parameters.getNumber('track_id');
  const track = world.tracks.find(({ track_id }) => track_id === trackId);
  if (car === undefined || track === undefined) return undefined;
  return { car, track, ...seasonsOf(context), asOf };
}

function recordsOf(context: PayloadContext): readonly LapRecord[] {
  const query = findQuery(context);
  if (query === undefined) return [];
  return recordBookOf(context.world).get(query, context.guests);
}

function refuse({ parameters }: PayloadContext): Refusal | undefined {
  const hasYear = parameters.findNumber('season_year') !== undefined;
  if (hasYear || parameters.findNumber('season_quarter') === undefined) return undefined;
  return { status: 400, message: 'season_year is missing beside season_quarter.' };
}

function createRow(context: PayloadContext, car: Car, record: LapRecord) {
  const member = getMember(context, record.cust_id);
  const license = licenseOf(context, member, getCategory(car.category));
  const { practice, qualify, timeTrial, race } = record;
  const raceDate = isoDate(record.racedAt);
  return {
    cust_id: record.cust_id,
    display_name: member.display_name,
    car_id: car.car_id,
    track_id: context.parameters.getNumber('track_id'),
    season_year: null,
    season_quarter: null,
    country_code: member.flair.country_code,
    region: member.flair.country,
    license: {
      category_id: license.category_id,
      category: license.category,
      license_level: license.license_level,
      safety_rating: license.safety_rating,
      irating: license.irating ?? -1,
      tt_rating: license.tt_rating,
      group_name: license.group_name,
      group_id: license.group_id,
    },
    // These fields are never null: without a lap the time is −1, on the day of the race.
    practice_lap_time: practice,
    practice_date: practice < 0 ? raceDate : isoDate(record.practicedAt),
    qualify_lap_time: qualify,
    qualify_date: qualify < 0 ? raceDate : isoDate(record.qualifiedAt),
    tt_lap_time: timeTrial < 0 ? null : timeTrial,
    tt_date: timeTrial < 0 ? null : isoDate(record.triedAt),
    race_lap_time: race,
    race_date: raceDate,
  };
}

/** The best laps of everybody in a car on a track. */
export const worldRecordPayloads: Readonly<Record<string, Payload>> = {
  'stats/world_records': {
    kind: 'link_chunks',
    refuse,
    prepare: (context) => {
      const query = findQuery(context);
      return query === undefined ? [] : recordBookOf(context.world).prepare(query, context.guests);
    },
    answer: ({ parameters, asOf }) => {
      const season_year = parameters.findNumber('season_year');
      const season_quarter = parameters.findNumber('season_quarter');
      return {
        success: true,
        car_id: parameters.getNumber('car_id'),
        track_id: parameters.getNumber('track_id'),
        last_updated: isoTime(asOf),
        ...(season_year !== undefined && { season_year }),
        ...(season_quarter !== undefined && { season_quarter }),
      };
    },
    rows: (context) => {
      const car = findQuery(context)?.car;
      const records = recordsOf(context);
      // Nobody ever drove there: there is nothing to make chunks of.
      if (car === undefined || records.length === 0) return null;
      return ranked(records, (record) => createRow(context, car, record));
    },
  },
};
