import { assetPayloads } from './assets.ts';
import { awardInstancePayloads } from './award-instances.ts';
import { careerPayloads } from './careers.ts';
import { chartDataPayloads } from './chart-data.ts';
import { constantPayloads } from './constants.ts';
import { contentPayloads } from './content.ts';
import { driverStatsPayloads } from './driver-stats.ts';
import { entryListPayloads } from './entry-list.ts';
import { eventLogPayloads } from './event-log.ts';
import { hostedPayloads } from './hosted.ts';
import { lapChartPayloads } from './lap-chart.ts';
import { leaguePayloads } from './leagues.ts';
import { lookupPayloads } from './lookups.ts';
import { memberBestsPayloads } from './member-bests.ts';
import { memberSummaryPayloads } from './member-summary.ts';
import { memberPayloads } from './member.ts';
import { participationPayloads } from './participation.ts';
import type { Payload } from './payload.ts';
import { profilePayloads } from './profile.ts';
import { raceGuidePayloads } from './race-guide.ts';
import { resultPayloads } from './results.ts';
import { seasonResultPayloads } from './season-results.ts';
import { seasonPayloads } from './seasons.ts';
import { seriesPayloads } from './series.ts';
import { sessionStandingsPayloads } from './session-standings.ts';
import { standingsPayloads } from './standings.ts';
import { statsPayloads } from './stats.ts';
import { teamStandingsPayloads } from './team-standings.ts';
import { teamPayloads } from './teams.ts';
import { timeAttackPayloads } from './time-attack.ts';
import { worldRecordPayloads } from './world-records.ts';

const payloads: ReadonlyMap<string, Payload> = new Map(
  Object.entries({
    ...assetPayloads,
    ...awardInstancePayloads,
    ...careerPayloads,
    ...chartDataPayloads,
    ...constantPayloads,
    ...contentPayloads,
    ...driverStatsPayloads,
    ...entryListPayloads,
    ...eventLogPayloads,
    ...hostedPayloads,
    ...lapChartPayloads,
    ...leaguePayloads,
    ...lookupPayloads,
    ...memberBestsPayloads,
    ...memberPayloads,
    ...memberSummaryPayloads,
    ...participationPayloads,
    ...profilePayloads,
    ...raceGuidePayloads,
    ...resultPayloads,
    ...seasonPayloads,
    ...seasonResultPayloads,
    ...seriesPayloads,
    ...sessionStandingsPayloads,
    ...standingsPayloads,
    ...statsPayloads,
    ...teamPayloads,
    ...teamStandingsPayloads,
    ...timeAttackPayloads,
    ...worldRecordPayloads,
  }),
);

/** How a method such as `member/info` is answered; undefined when it is not built yet. */
export function findPayload(path: string): Payload | undefined {
  return payloads.get(path);
}
