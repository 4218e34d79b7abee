import { getSeason, isoDate, isoTime, raceWeekAt, seasonAt } from '../world/calendar.ts';
import { mix } from '../world/hash.ts';
import type { Member } from '../world/member.ts';
import { ownRaceOf } from '../world/own-races.ts';
import { bestOf, lapTimes } from '../world/race.ts';
import type { Start } from '../world/start.ts';
import type { AwardEntry } from './awards.ts';
import { awardsOf, thresholdOf } from './awards.ts';
import { licensesOf } from './licenses.ts';
import { flairOf, helmetOf } from './looks.ts';
import { lastLogin } from './member.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { trackOf } from './race-words.ts';

const recentEvents = 5;
const recentAwards = 5;
const daySeconds = 86_400;
const monthSeconds = 30 * daySeconds;

/** The number of a race week, counted through all seasons. */
function weekNumber(start: Start): number {
  const { season, startTime } = start;
  const before = Math.round((season.start - getSeason(0).start) / (7 * daySeconds));
  return before + raceWeekAt(season, startTime);
}

/** How often a member races; null for one who never did. `races` come newest first. */
function createActivity(races: readonly Start[], asOf: number) {
  if (races.length === 0) return null;
  const since = (age: number): number =>
    races.filter(({ startTime }) => startTime >= asOf - age).length;
  const recent = since(monthSeconds);
  const weeks = [...new Set(races.map(weekNumber))];
  const season = seasonAt(asOf);
  const first = Math.round((season.start - getSeason(0).start) / (7 * daySeconds));
  const thisWeek = first + raceWeekAt(season, asOf);
  let most = 0;
  let run = 0;
  let current = 0;
  weeks.forEach((week, i) => {
    run = i > 0 && (weeks[i - 1] ?? 0) - week === 1 ? run + 1 : 1;
    most = Math.max(most, run);
    // A week that is not over yet does not end a row.
    if (i + 1 === run && thisWeek - (weeks[0] ?? 0) <= 1) current = run;
  });
  return {
    recent_30days_count: recent,
    prev_30days_count: since(2 * monthSeconds) - recent,
    consecutive_weeks: current,
    most_consecutive_weeks: most,
  };
}

function createEvent({ world, guests }: PayloadContext, start: Start, custId: number) {
  const { sketch, entry } = ownRaceOf(world, start, world.careersOf(custId, guests));
  const { series } = start;
  const car = sketch.carOf(entry);
  const behind = sketch.grid.length - 1 - entry.position;
  return {
    event_type: 'RACE',
    subsession_id: start.subsession_id,
    start_time: isoTime(start.startTime),
    event_id: start.session_id,
    event_name: series.series_name,
    simsession_type: 6,
    starting_position: entry.startPosition,
    finish_position: entry.position,
    best_lap_time: bestOf(lapTimes(sketch.crossingsOf(entry))).time,
    percent_rank: Math.round((behind / Math.max(1, sketch.grid.length - 1)) * 1000) / 1000,
    car_id: car.car_id,
    car_name: car.car_name,
    logo_url:
      series.hash % 9 === 0 ? null : `https://images.example/series/${series.series_id}.png`,
    track: trackOf(start),
  };
}

type Given = Extract<AwardEntry, { readonly award_date: string }>;

/** An award for doing something often says how often; the others say more about themselves. */
function createAward({ has_pdf, description, cust_id, ...award }: Given) {
  const { display_date, icon_background_color, ...rest } = award;
  const threshold = thresholdOf(award.award_id);
  if (threshold === 1) {
    return { ...rest, description, has_pdf, cust_id, display_date, icon_background_color };
  }
  return {
    ...rest,
    progress: threshold,
    progress_label: `${threshold} of ${threshold}`,
    threshold,
  };
}

/** The newest awards that were given, the newest first. */
function createAwards(context: PayloadContext) {
  return awardsOf(context)
    .flatMap((award) => ('award_date' in award ? [award] : []))
    .toSorted((a, b) => (a.award_date < b.award_date ? 1 : -1))
    .slice(0, recentAwards)
    .map(createAward);
}

function createMemberInfo(context: PayloadContext, member: Member) {
  return {
    ai: false,
    country: member.flair.country,
    country_code: member.flair.country_code,
    cust_id: member.cust_id,
    display_name: member.display_name,
    ...flairOf(member),
    helmet: helmetOf(member),
    last_login: isoTime(lastLogin(member, context.asOf)),
    // An unrated member has −1 here, where the field is never missing.
    licenses: licensesOf(context, member).map((license) => ({
      ...license,
      irating: license.irating ?? -1,
    })),
    member_since: isoDate(member.member_since),
  };
}

function createLicenseHistory(context: PayloadContext, member: Member) {
  return licensesOf(context, member).map((license) => ({
    category_id: license.category_id,
    category: license.category,
    category_name: license.category_name,
    license_level: license.license_level,
    safety_rating: license.safety_rating,
    cpi: license.cpi,
    irating: license.irating ?? -1,
    tt_rating: license.tt_rating,
    color: license.color,
    group_name: license.group_name,
    group_id: license.group_id,
    seq: license.seq,
  }));
}

const fields = [
  { name: 'BIOGRAPHY', label: 'About me', section: 'ABOUT', number_of_lines: 5 },
  { name: 'FAVORITE_CAR', label: 'Favourite car', section: 'ABOUT', number_of_lines: 1 },
  { name: 'WEBSITE', label: 'Website', section: 'LINKS', number_of_lines: 1 },
] as const;

/** What a member wrote; those who wrote nothing have no such list. */
function createTexts(context: PayloadContext, member: Member) {
  if (member.hash % 3 === 0) return {};
  const editable = member.cust_id === context.caller;
  const values = ['Here for the racing.', 'Whatever is slowest.', 'https://drivers.example/'];
  return {
    profile: fields.map(({ name, label }, i) => ({
      ...(i !== 1 && { field_id: i + 1, label }),
      name,
      value: values[i] ?? '',
      editable,
    })),
  };
}

/** The form in which one's own texts are written; others do not see it. */
function createForm(context: PayloadContext, member: Member) {
  if (member.cust_id !== context.caller) return {};
  return {
    field_defs: fields.map((field, i) => ({
      field_id: i + 1,
      name: field.name,
      value: null,
      editable: true,
      label: field.label,
      section: field.section,
      row_order: i + 1,
      column: 1,
      number_of_lines: field.number_of_lines,
    })),
  };
}

function createProfile(context: PayloadContext, member: Member) {
  const { world, guests, asOf } = context;
  const span = { begin: -Infinity, end: Infinity, asOf };
  const races = world.racesOf(member.cust_id, guests, span, Infinity);
  return {
    recent_awards: createAwards(context),
    activity: createActivity(races, asOf),
    success: true,
    image_url: 'https://images.example/members/nobody.png',
    ...createTexts(context, member),
    member_info: createMemberInfo(context, member),
    ...createForm(context, member),
    disabled: false,
    license_history: createLicenseHistory(context, member),
    recent_events: races
      .slice(0, recentEvents)
      .map((start) => createEvent(context, start, member.cust_id)),
    cust_id: member.cust_id,
    is_generic_image: true,
    follow_counts: { followers: mix(member.hash, 421) % 90, follows: mix(member.hash, 422) % 40 },
  };
}

function findMember({ world, guests, parameters }: PayloadContext): Member | undefined {
  return world.findMember(parameters.getNumber('cust_id'), guests);
}

/** The page of a member. */
export const profilePayloads: Readonly<Record<string, Payload>> = {
  'member/profile': {
    kind: 'link',
    refuse: (context) =>
      findMember(context) === undefined
        ? { status: 404, message: 'There is no member with this cust_id.' }
        : undefined,
    answer: (context) => {
      const member = findMember(context);
      return member === undefined ? undefined : createProfile(context, member);
    },
  },
};
