import { seasonAt } from '../world/calendar.ts';
import { at } from '../world/hash.ts';
import { licenseGroups } from '../world/categories.ts';
import type { Series } from '../world/series.ts';
import type { Payload, PayloadContext } from './payload.ts';

/** Weeks of a season in which one must race to earn credits. */
const neededWeeks = 8;

/** The series that the caller races in this season, with the weeks that count so far. */
function createCredits({ world, guests, caller, asOf }: PayloadContext) {
  if (caller === undefined) return undefined;
  const season = seasonAt(asOf);
  const span = { begin: season.start, end: season.end, asOf };
  const weeks = new Map<Series, Set<number>>();
  for (const { series, race_week_num } of world.racesOf(caller, guests, span, Infinity)) {
    if (race_week_num > 11) continue;
    const raced = weeks.get(series) ?? new Set<number>();
    weeks.set(series, raced.add(race_week_num));
  }
  const rows = [...weeks].map(([series, raced]) => ({
    series,
    weeks: raced.size,
    // As lookup/licenses has it: a rookie's season is worth nothing, one of class A four.
    credits: series.group,
    earned: raced.size >= neededWeeks ? series.group : 0,
  }));
  const total = rows.reduce((sum, { earned }) => sum + earned, 0);
  return rows
    .toSorted((a, b) => a.series.series_id - b.series.series_id)
    .map((row) => ({
      cust_id: caller,
      season_id: world.seriesBook.seasonId(row.series, season),
      series_id: row.series.series_id,
      series_name: row.series.series_name,
      license_group: row.series.group + 1,
      license_group_name: at(licenseGroups, row.series.group).group_name,
      participation_credits: row.credits,
      min_weeks: neededWeeks,
      weeks: row.weeks,
      earned_credits: row.earned,
      total_credits: total,
    }));
}

/** What racing often in a season earns. */
export const participationPayloads: Readonly<Record<string, Payload>> = {
  'member/participation_credits': { kind: 'link', forCaller: true, answer: createCredits },
};
