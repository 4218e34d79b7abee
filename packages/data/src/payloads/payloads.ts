import { constantPayloads } from './constants.ts';
import { contentPayloads } from './content.ts';
import { driverStatsPayloads } from './driver-stats.ts';
import { memberPayloads } from './member.ts';
import type { Payload } from './payload.ts';
import { resultPayloads } from './results.ts';
import { statsPayloads } from './stats.ts';

const payloads: ReadonlyMap<string, Payload> = new Map(
  Object.entries({
    ...constantPayloads,
    ...contentPayloads,
    ...driverStatsPayloads,
    ...memberPayloads,
    ...resultPayloads,
    ...statsPayloads,
  }),
);

/** How a method such as `member/info` is answered; undefined when it is not built yet. */
export function findPayload(path: string): Payload | undefined {
  return payloads.get(path);
}
