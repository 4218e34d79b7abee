import { isoTime, worldEpoch } from '../world/calendar.ts';
import { at } from '../world/hash.ts';
import { slotSeconds } from '../world/paddock.ts';
import type { Start } from '../world/start.ts';
import { farmOf, findPublished, lastWeek, weekOf } from '../world/timetable.ts';
import { helmetOf } from './looks.ts';
import type { Payload, PayloadContext, RowSource } from './payload.ts';
import { raceEventType, raceEventTypeName, trackOf, winnerOf } from './race-words.ts';
import { isFullRecord } from './season-rules.ts';
import { carClassOf } from './series-words.ts';

/** More places than a slot has. */
const placesPerSlot = 1024;

/** The finished races of the season that is asked for, each as slot × 1024 + place. */
function findRaces({ world, parameters, asOf }: PayloadContext): number[] {
  const { starts } = world;
  const found = findPublished(world, parameters.getNumber('season_id'), asOf);
  const week = parameters.findNumber('race_week_num');
  const eventType = parameters.findNumber('event_type') ?? raceEventType;
  if (found === undefined || eventType !== raceEventType || (week ?? 0) > lastWeek) return [];
  const { series, season } = found;
  const { from, to } =
    week === undefined ? { from: season.start, to: season.end } : weekOf(season, week);
  const races: number[] = [];
  const { category, group } = series;
  for (
    let slot = starts.slotAt(from);
    worldEpoch + slot * slotSeconds < Math.min(to, asOf);
    slot += 1
  ) {
    const places = starts.placesOf(slot);
    for (let i = 0; i < places.length; i += 1) {
      const place = at(places, i);
      const { paddock } = place;
      if (paddock.group !== group || paddock.category !== category.category) continue;
      if (starts.seriesAt(slot, place) !== series) continue;
      if (starts.atSlot(slot, i).endTime <= asOf) races.push(slot * placesPerSlot + i);
    }
  }
  return races;
}

/** What newer seasons keep of a race besides. */
function createNewerFields(context: PayloadContext, start: Start) {
  const { series, runs, strengthOfField } = context.world.drive(start);
  const { car_class_id, short_name, name } = carClassOf(series);
  const winner = winnerOf(context, context.world.drive(start));
  const { farm_id, display_name } = farmOf(context.world, start);
  return {
    car_classes: [
      {
        car_class_id,
        short_name,
        name,
        num_entries: runs.length,
        strength_of_field: strengthOfField,
      },
    ],
    driver_changes: false,
    farm: { farm_id, display_name, image_path: `/img/farms/${farm_id}.png`, displayed: true },
    winner_helmet: helmetOf(winner.member),
    winner_id: winner.member.cust_id,
    winner_license_level: winner.run.old_license_level,
    winner_name: winner.member.display_name,
  };
}

function createRow(context: PayloadContext, start: Start) {
  const race = context.world.drive(start);
  return {
    session_id: race.session_id,
    subsession_id: race.subsession_id,
    race_week_num: race.race_week_num,
    event_best_lap_time: race.bestLapTime,
    event_strength_of_field: race.strengthOfField,
    event_type: raceEventType,
    event_type_name: raceEventTypeName,
    num_caution_laps: 0,
    num_cautions: 0,
    num_drivers: race.runs.length,
    num_lead_changes: race.leadChanges,
    official_session: true,
    start_time: isoTime(race.startTime),
    track: trackOf(race),
    ...(isFullRecord(race.season) && createNewerFields(context, start)),
  };
}

function createRows(context: PayloadContext): RowSource {
  const races = findRaces(context);
  return {
    count: races.length,
    slice: (from, to) =>
      races.slice(from, to).map((code) => {
        const slot = Math.floor(code / placesPerSlot);
        return createRow(context, context.world.starts.atSlot(slot, code % placesPerSlot));
      }),
  };
}

/** All races of a series' season, in the order of `subsession_id`. */
export const seasonResultPayloads: Readonly<Record<string, Payload>> = {
  'results/season_results': {
    kind: 'link',
    answer: ({ parameters }) => ({
      success: true,
      season_id: parameters.getNumber('season_id'),
      race_week_num: parameters.findNumber('race_week_num') ?? null,
      event_type: parameters.findNumber('event_type') ?? null,
    }),
    longList: { name: 'results_list', rows: createRows },
  },
};
