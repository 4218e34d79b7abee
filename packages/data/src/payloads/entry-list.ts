import { at } from '../world/hash.ts';
import { licenseGroupAt, licenseGroups } from '../world/categories.ts';
import type { Race, Run } from '../world/race.ts';
import { practiceSeconds, qualifySeconds } from '../world/start.ts';
import { farmOf } from '../world/timetable.ts';
import { cpiFrom, timeTrialRatingOf } from './licenses.ts';
import { isLaunched, registeredIn } from './hosted-words.ts';
import { carNumberOf, flairOf, helmetOf, liveryOf } from './looks.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { driverOf, raceEventType, raceEventTypeName } from './race-words.ts';

/** The session with the asked number, when it runs now; hosted ones as soon as one can register. */
function findLive(context: PayloadContext): Race | undefined {
  const { world, guests, parameters, asOf } = context;
  const hosted = world.hosted.sessions.find(parameters.getNumber('subsession_id'));
  if (hosted !== undefined) {
    if (!isLaunched(hosted, asOf) || hosted.endTime <= asOf) return undefined;
    const race = world.drive(hosted, guests);
    const present = new Set(registeredIn(context, hosted).map(({ member }) => member));
    return { ...race, runs: race.runs.filter((run) => present.has(run.member)) };
  }
  const start = world.starts.find(parameters.getNumber('subsession_id'), asOf);
  if (start === undefined || start.startTime > asOf || start.endTime <= asOf) return undefined;
  return world.drive(start);
}

/** The licence that a driver enters with: what the result will call the old one. */
function createLicense({ series }: Race, run: Run, ttRating: number) {
  const { category_id, category, category_name, seq } = series.category;
  const { group_id, group_name, color } = at(licenseGroups, licenseGroupAt(run.old_license_level));
  return {
    category_id,
    category,
    category_name,
    license_level: run.old_license_level,
    safety_rating: run.old_sub_level / 100,
    cpi: cpiFrom(run.old_sub_level),
    irating: run.oldi_rating,
    tt_rating: ttRating,
    mpr_num_races: 4,
    color,
    group_name,
    group_id,
    pro_promotable: false,
    seq,
    mpr_num_tts: 0,
  };
}

/** What the caller may do with an entry: race in one's own, watch all others. */
function createRights(isOwn: boolean, isFull: boolean) {
  return {
    can_spot: isOwn,
    can_watch: true,
    can_drive: isOwn,
    trusted_spotter: false,
    has_sess_password: false,
    has_crew_password: false,
    needs_purchase: false,
    purchase_skus: [],
    registered: isOwn,
    ...(isFull && { session_full: true }),
  };
}

function createEntry(context: PayloadContext, race: Race, run: Run) {
  const { world, asOf, caller } = context;
  const { series, session_id, subsession_id } = race;
  const member = driverOf(context, race, run);
  const livery = liveryOf(member, run.car.car_id, carNumberOf(run.startPosition));
  // Numbers are given out with the grid, which qualifying decides.
  const hasGrid = asOf >= race.startTime + practiceSeconds + qualifySeconds;
  return {
    cust_id: member.cust_id,
    display_name: member.display_name,
    car_id: run.car.car_id,
    car_name: run.car.car_name,
    car_class_id: series.car_class_id,
    car_class_name: series.car_class_name,
    helmet: helmetOf(member),
    crew_allowed: 0,
    crew_password_protected: false,
    reg_status: 'joined',
    trusted_spotter: false,
    livery: {
      ...livery,
      car_number: hasGrid ? livery.car_number : null,
      rim_type: livery.wheel_color === null ? null : livery.rim_type,
    },
    license: createLicense(race, run, timeTrialRatingOf(member, series.category.category_id)),
    session_id,
    subsession_id,
    event_type: raceEventType,
    event_type_name: raceEventTypeName,
    license_order: run.old_license_level,
    ...flairOf(member),
    country_code: member.flair.country_code,
    farm_display_name: farmOf(world, race).display_name,
    elig: createRights(member.cust_id === caller, race.runs.length === race.paddock.lanes),
  };
}

/** Who is in a session that runs now; nobody is in any other. */
export const entryListPayloads: Readonly<Record<string, Payload>> = {
  'session/reg_drivers_list': {
    kind: 'link',
    answer: (context) => {
      const race = findLive(context);
      const entries = race?.runs.map((run) => createEntry(context, race, run)) ?? [];
      return {
        subscribed: false,
        subsession_id: context.parameters.getNumber('subsession_id'),
        // By number: the finishing order is not known to anybody yet.
        entries: entries.toSorted((a, b) => a.cust_id - b.cust_id),
        success: true,
      };
    },
  },
};
