import { assetPayloads } from './assets.ts';
import { constantPayloads } from './constants.ts';
import { contentPayloads } from './content.ts';
import { driverStatsPayloads } from './driver-stats.ts';
import { entryListPayloads } from './entry-list.ts';
import { hostedPayloads } from './hosted.ts';
import { leaguePayloads } from './leagues.ts';
import { lookupPayloads } from './lookups.ts';
import { memberPayloads } from './member.ts';
import type { Payload } from './payload.ts';
import { raceGuidePayloads } from './race-guide.ts';
import { resultPayloads } from './results.ts';
import { seasonResultPayloads } from './season-results.ts';
import { seasonPayloads } from './seasons.ts';
import { seriesPayloads } from './series.ts';
import { statsPayloads } from './stats.ts';
import { timeAttackPayloads } from './time-attack.ts';
import { teamPayloads } from './teams.ts';

const payloads: ReadonlyMap<string, Payload> = new Map(
  Object.entries({
    ...assetPayloads,
    ...constantPayloads,
    ...contentPayloads,
    ...driverStatsPayloads,
    ...entryListPayloads,
    ...lookupPayloads,
    ...hostedPayloads,
    ...leaguePayloads,
    ...memberPayloads,
    ...raceGuidePayloads,
    ...resultPayloads,
    ...seasonPayloads,
    ...seasonResultPayloads,
    ...seriesPayloads,
    ...statsPayloads,
    ...teamPayloads,
    ...timeAttackPayloads,
  }),
);

/** How a method such as `member/info` is answered; undefined when it is not built yet. */
export function findPayload(path: string): Payload | undefined {
  return payloads.get(path);
}
