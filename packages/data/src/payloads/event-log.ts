import { unit } from '../world/hash.ts';
import { createSessionInfo, findIncident, memberAt } from './lap-rows.ts';
import type { DriverLaps, FieldLaps } from './laps-of-field.ts';
import { getFieldLaps, refusePart } from './laps-of-field.ts';
import type { Payload, PayloadContext } from './payload.ts';
import { ranked } from './standings.ts';

/** What is written down, with the number of its kind. */
const kinds = {
  joined: { code: 1, description: 'Joined' },
  incident: { code: 2, description: 'Incident' },
  lead: { code: 3, description: 'Took the lead' },
  personalBest: { code: 4, description: 'Personal best lap' },
  finished: { code: 5, description: 'Finished' },
  retired: { code: 6, description: 'Retired' },
  disconnected: { code: 7, description: 'Disconnected' },
} as const;

interface Event {
  readonly driver: DriverLaps;
  readonly kind: keyof typeof kinds;
  /** Since the part began, 1/10000 s. */
  readonly time: number;
  readonly lap: number;
  readonly message: string;
}

/** When on a lap an incident happened: somewhere in its middle half. */
function incidentTime({ member, ends, laps, race }: DriverLaps, lap: number): number {
  const share = 0.25 + unit(member.hash, 431, race.subsession_id, lap) * 0.5;
  return Math.round((ends[lap - 1] ?? 0) - (laps[lap - 1] ?? 0) * share);
}

const lastKinds = {
  Running: 'finished',
  Retired: 'retired',
  Disconnected: 'disconnected',
} as const;

function eventsOf(driver: DriverLaps): Event[] {
  const { run, laps, ends, best, isRace } = driver;
  const events: Event[] = [{ driver, kind: 'joined', time: 0, lap: 0, message: '' }];
  laps.forEach((_, i) => {
    const lap = i + 1;
    const incident = findIncident(driver, lap);
    if (incident === undefined) return;
    const time = incidentTime(driver, lap);
    events.push({ driver, kind: 'incident', time, lap, message: incident.event });
  });
  if (best.num > 0) {
    const time = ends[best.num - 1] ?? 0;
    events.push({ driver, kind: 'personalBest', time, lap: best.num, message: String(best.time) });
  }
  if (isRace) {
    const kind = lastKinds[run.reasonOut];
    const time = ends.at(-1) ?? 0;
    events.push({ driver, kind, time, lap: laps.length, message: `After ${laps.length} laps` });
  }
  return events;
}

/** Each time that somebody crosses the line first who was not first a lap before. */
function leadChanges({ drivers }: FieldLaps): Event[] {
  const events: Event[] = [];
  let leader: DriverLaps | undefined;
  const most = Math.max(0, ...drivers.map(({ laps }) => laps.length));
  for (let lap = 0; lap < most; lap += 1) {
    let first = drivers[0];
    for (const driver of drivers) {
      if ((driver.ends[lap] ?? Infinity) < (first?.ends[lap] ?? Infinity)) first = driver;
    }
    if (first === undefined) break;
    if (leader !== undefined && first !== leader) {
      const time = first.ends[lap] ?? 0;
      events.push({ driver: first, kind: 'lead', time, lap: lap + 1, message: '' });
    }
    leader = first;
  }
  return events;
}

/** Everything that is written down of a part of a session, in the order in which it happened. */
function createEvents(context: PayloadContext): Event[] {
  const field = getFieldLaps(context);
  const events = field.drivers.flatMap(eventsOf);
  if (field.part.simsession_number === 0) events.push(...leadChanges(field));
  return events.toSorted((a, b) => a.time - b.time || kinds[a.kind].code - kinds[b.kind].code);
}

/** What happened in one part of a session. */
export const eventLogPayloads: Readonly<Record<string, Payload>> = {
  'results/event_log': {
    kind: 'link_chunks',
    refuse: refusePart,
    answer: (context) => {
      const { race, part } = getFieldLaps(context);
      const {
        num_laps_for_qual_average: _qualifyingLaps,
        num_laps_for_solo_average: _soloLaps,
        ...info
      } = createSessionInfo(context, race, part.simsession_number);
      return { success: true, session_info: { ...info, simsession_name: part.simsession_name } };
    },
    rows: (context) => {
      const { subsession_id } = getFieldLaps(context).race;
      const simsession_number = context.parameters.getNumber('simsession_number');
      return ranked(createEvents(context), ({ driver, kind, time, lap, message }, seq) => ({
        subsession_id,
        simsession_number,
        session_time: time,
        event_seq: seq,
        event_code: kinds[kind].code,
        group_id: driver.shared?.group_id ?? driver.member.cust_id,
        cust_id: memberAt(driver, Math.max(1, lap)).cust_id,
        lap_number: lap,
        description: kinds[kind].description,
        message,
        display_name: memberAt(driver, Math.max(1, lap)).display_name,
      }));
    },
  },
};
