import type { Season } from '../world/calendar.ts';
import { getSeason, isoTime } from '../world/calendar.ts';
import type { SeasonQuery } from '../world/kept-tables.ts';
import type { Member } from '../world/member.ts';
import type { Series } from '../world/series.ts';
import { isPublished } from '../world/timetable.ts';
import { licenseOf } from './licenses.ts';
import { flairOf, helmetOf } from './looks.ts';
import type { PayloadContext, Refusal } from './payload.ts';
import { seasonName, seasonShortName } from './series-words.ts';

/** A series' season that a standing is asked for. */
export interface SeasonSubject {
  readonly series: Series;
  readonly season: Season;
  /** Whether the class asked for is the one that races; another one has an empty table. */
  readonly isClassThere: boolean;
  readonly week: number | undefined;
  /** Undefined for all of them. */
  readonly division: number | undefined;
}

/** The largest number of seasons between the first and one that is looked for. */
const seasonsEver = 400;
/** Stands for everything where a week or a division is named. */
const all = -1;

/** The season with a `season_id`, when it is on the calendar. */
export function findSubjectSeason({ world, asOf }: PayloadContext, seasonId: number) {
  const found = world.seriesBook.findSeason(seasonId);
  if (found === undefined || found.seasonIndex >= seasonsEver) return undefined;
  const season = getSeason(found.seasonIndex);
  return isPublished(season, asOf) ? { series: found.series, season } : undefined;
}

/** Refuses a `season_id` that no season on the calendar has. */
export function refuseUnknownSeason(context: PayloadContext): Refusal | undefined {
  const seasonId = context.parameters.getNumber('season_id');
  if (findSubjectSeason(context, seasonId) !== undefined) return undefined;
  return { status: 404, message: 'There is no season with this season_id.' };
}

/** What a standing is asked for; throws for an unknown season, which was refused before. */
export function getSeasonSubject(context: PayloadContext): SeasonSubject {
  const { parameters } = context;
  const found = findSubjectSeason(context, parameters.getNumber('season_id'));
  if (found === undefined) throw new RangeError('The season was not refused before.');
  const division = parameters.findNumber('division');
  return {
    ...found,
    isClassThere: parameters.getNumber('car_class_id') === found.series.car_class_id,
    week: parameters.findNumber('race_week_num'),
    division: division === all ? undefined : division,
  };
}

/** The table that the season's standings are taken from. */
export function seasonQueryOf({ asOf }: PayloadContext, subject: SeasonSubject): SeasonQuery {
  const { series, season, week } = subject;
  return { series, seasonIndex: season.index, week, asOf };
}

/** What every standing begins with; the week is −1 when all of them are meant. */
export function seasonHeader(
  context: PayloadContext,
  subject: SeasonSubject,
  customerRank: number,
) {
  const { series, season, week } = subject;
  return {
    success: true,
    season_id: context.world.seriesBook.seasonId(series, season),
    season_name: seasonName(series, season),
    season_short_name: seasonShortName(season),
    series_id: series.series_id,
    series_name: series.series_name,
    car_class_id: context.parameters.getNumber('car_class_id'),
    race_week_num: week ?? all,
    customer_rank: customerRank,
    last_updated: isoTime(Math.min(context.asOf, season.end)),
  };
}

/** The first year whose standings name flairs; before that there were clubs. */
const firstYearOfFlairs = 2025;

/** A member's club, which is that of the country, in the fields of older rows. */
export function clubOf({ flair }: Member) {
  return { club_id: flair.flair_id, club_name: flair.country };
}

/** Where a member is from, in the words of the season: flairs, and clubs before there were any. */
export function originOf(member: Member, { season_year }: Season) {
  return season_year < firstYearOfFlairs ? clubOf(member) : flairOf(member);
}

/** A member as rows of standings name one, without the flair. */
export function standingPerson(member: Member) {
  return {
    cust_id: member.cust_id,
    display_name: member.display_name,
    country_code: member.flair.country_code,
    country: member.flair.country,
    helmet: helmetOf(member),
  };
}

/** The licence in the series' category as it is now, in the fields that standings have. */
export function standingLicense(context: PayloadContext, member: Member, { category }: Series) {
  const license = licenseOf(context, member, category);
  return {
    category_id: license.category_id,
    category: license.category,
    license_level: license.license_level,
    safety_rating: license.safety_rating,
    // An unrated member has −1 here, where the field is never missing.
    irating: license.irating ?? -1,
    color: license.color,
    group_name: license.group_name,
    group_id: license.group_id,
  };
}

/** The member with a `cust_id`; throws when the world has none. */
export function getMember({ world, guests }: PayloadContext, custId: number): Member {
  const member = world.findMember(custId, guests);
  if (member === undefined) throw new RangeError(`The world has no member ${custId}.`);
  return member;
}
