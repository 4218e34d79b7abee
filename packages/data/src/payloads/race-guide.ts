import { isoTime } from '../world/calendar.ts';
import { isSuperSession } from '../world/super-session.ts';
import {
  countEntries,
  isPublished,
  registrationSeconds,
  sessionsAt,
  sessionsBetween,
  splitsOf,
} from '../world/timetable.ts';
import type { Start } from '../world/start.ts';
import type { Payload, PayloadContext, Refusal } from './payload.ts';
import { raceEventType } from './race-words.ts';

const blockSeconds = 3 * 3600;
const hour = 3600;
/** Further ahead than this no season is on the calendar. */
const furthestSeconds = 2 * 366 * 86_400;

/**
 * A moment with the offset of its time zone, such as `2026-04-01T15:45+02:00`.
 *
 * @returns epoch seconds; undefined for anything else, such as February 30
 */
export function parseZonedMoment(text: string): number | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|([+-])(\d\d):?(\d\d))$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, date = '', hours = 0, minutes = 0, seconds = 0, sign, ...zone] = match;
  const [zoneHours = 0, zoneMinutes = 0] = zone.map((part) => Number(part ?? 0));
  const midnight = Date.parse(`${date}T00:00:00Z`) / 1000;
  const isDate = !Number.isNaN(midnight) && isoTime(midnight).startsWith(date);
  const isTime = Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
  if (!isDate || !isTime || zoneHours > 14 || zoneMinutes > 59) return undefined;
  const offset = (zoneHours * 60 + zoneMinutes) * 60 * (sign === '-' ? -1 : 1);
  return midnight + Number(hours) * hour + Number(minutes) * 60 + Number(seconds) - offset;
}

function refuseBadMoment({ parameters }: PayloadContext): Refusal | undefined {
  const from = parameters.findText('from');
  if (from === undefined || parseZonedMoment(from) !== undefined) return undefined;
  const example = 'such as 2026-04-01T15:45Z or 2026-04-01T17:45%2B02:00';
  return { status: 400, message: `from must be a moment with its offset, ${example}.` };
}

/** Where the block begins: `from`, but never in the past. */
function blockBegin({ parameters, asOf }: PayloadContext): number {
  return Math.max(asOf, parseZonedMoment(parameters.findText('from') ?? '') ?? asOf);
}

function createSession({ world, asOf }: PayloadContext, session: Start) {
  const { series, season, startTime, endTime, session_id } = session;
  const isOpen = startTime - registrationSeconds <= asOf;
  return {
    season_id: world.seriesBook.seasonId(series, season),
    start_time: isoTime(startTime),
    super_session: isSuperSession(session),
    series_id: series.series_id,
    race_week_num: session.race_week_num,
    end_time: isoTime(endTime),
    ...(isOpen && { session_id }),
    entry_count: isOpen ? countEntries(world, session, asOf) : 0,
  };
}

function createGuide(context: PayloadContext) {
  const { world, parameters, asOf } = context;
  const begin = blockBegin(context);
  const end = begin + blockSeconds;
  const running = parameters.isSet('include_end_after_from')
    ? sessionsAt(world, begin).filter(({ startTime }) => startTime < begin)
    : [];
  const coming = begin - asOf > furthestSeconds ? [] : sessionsBetween(world, begin, end);
  const sessions = [...running, ...coming].filter(({ season }) => isPublished(season, asOf));
  return {
    subscribed: false,
    sessions: sessions.map((session) => createSession(context, session)),
    block_begin_time: isoTime(begin),
    block_end_time: isoTime(end),
    success: true,
  };
}

/** The running sessions of the event types and seasons that are asked for. */
function watchable({ world, parameters, asOf }: PayloadContext): Start[] {
  const races = parameters.findNumbers('event_types')?.includes(raceEventType) ?? true;
  const seasonIds = new Set(parameters.findNumbers('season_ids') ?? []);
  if (!races) return [];
  return sessionsAt(world, asOf).filter(
    ({ series, season }) =>
      seasonIds.size === 0 || seasonIds.has(world.seriesBook.seasonId(series, season)),
  );
}

/** What is on now and in the next hours. */
export const raceGuidePayloads: Readonly<Record<string, Payload>> = {
  'season/race_guide': { kind: 'link', refuse: refuseBadMoment, answer: createGuide },
  'season/spectator_subsessionids': {
    kind: 'link',
    answer: (context) => ({
      event_types: context.parameters.findNumbers('event_types') ?? [],
      success: true,
      subsession_ids: watchable(context).flatMap(splitsOf),
    }),
  },
  'season/spectator_subsessionids_detail': {
    kind: 'link',
    answer: (context) => ({
      success: true,
      season_ids: context.parameters.findNumbers('season_ids') ?? [],
      event_types: context.parameters.findNumbers('event_types') ?? [],
      subsessions: watchable(context).flatMap((session) =>
        splitsOf(session).map((subsession_id) => ({
          subsession_id,
          session_id: session.session_id,
          season_id: context.world.seriesBook.seasonId(session.series, session.season),
          start_time: isoTime(session.startTime),
          race_week_num: session.race_week_num,
          event_type: raceEventType,
        })),
      ),
    }),
  },
};
