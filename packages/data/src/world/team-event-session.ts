import { seasonAt, worldEpoch } from './calendar.ts';
import type { CategoryName } from './categories.ts';
import { mix, pick } from './hash.ts';
import type { HostedStart } from './hosted-start.ts';
import { createHostedStart } from './hosted-start.ts';
import type { Series } from './series.ts';
import { practiceSeconds, qualifySeconds } from './start.ts';
import { carsInTeamEvent, chooseClasses, teamEventMinutes } from './team-event.ts';
import type { Track } from './tracks.ts';

/** The number of the event among the sessions of its hour. */
export const teamEventIndex = 63;
/** What the event of every week is called. */
export const teamEventName = 'Saturday Endurance';
const hourSeconds = 3600;

/** The team event of a week: an hour's session like the others, with a number of its own in the hour. */
export function createTeamEvent(
  seed: number,
  all: readonly Series[],
  tracksOf: (category: CategoryName) => readonly Track[],
  hour: number,
): HostedStart {
  const startTime = worldEpoch + hour * hourSeconds;
  const season = seasonAt(startTime);
  const hash = mix(seed, 343, hour);
  const classes = chooseClasses(all, mix(seed, 344, season.index));
  const [first] = classes;
  if (first === undefined) throw new RangeError('There is no class for team events.');
  const track = pick(tracksOf(first.category.category), hash >>> 8);
  const registrationFrom = startTime - hourSeconds;
  return createHostedStart(
    { hour, index: teamEventIndex, startTime, series: first, track, raceMinutes: teamEventMinutes },
    {
      session_name: teamEventName,
      session_desc: 'Sixty cars, three classes, two or three drivers each.',
      created: season.start,
      registrationFrom,
      registrationUntil: startTime + practiceSeconds + qualifySeconds,
      password_protected: false,
      fixed_setup: false,
      max_drivers: carsInTeamEvent,
      race: undefined,
      hash,
    },
    classes,
  );
}
