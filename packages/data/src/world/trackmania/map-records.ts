import { mix, seedFromText, unit } from '../hash.ts';
import type { CampaignMap } from './campaign-maps.ts';
import { storageOrigin } from './campaign-maps.ts';
import { formatUuid } from './identifiers.ts';

/** A personal record as `/api/user/map-records` sends it. */
export interface MapRecord {
  readonly accountId: string;
  readonly gameMode: string;
  readonly gameModeCustomData: string;
  readonly mapId: string;
  readonly mapRecordId: string;
  /** 0 none, 1 bronze, 2 silver, 3 gold, 4 author. */
  readonly medal: number;
  readonly removed: boolean;
  readonly respawnCount: number;
  readonly scopeId: string | null;
  readonly scopeType: string;
  readonly score: number;
  /** Milliseconds. */
  readonly time: number;
  /** E.g. `2026-05-07T00:00:00+00:00`. */
  readonly timestamp: string;
  readonly url: string;
}

/** The times, in milliseconds, at or below which a map gives bronze, silver, gold and author. */
export function medalTimesMs(
  authorTimeMs: number,
): readonly [bronze: number, silver: number, gold: number, author: number] {
  const upToSecond = (factor: number): number => Math.ceil((authorTimeMs * factor) / 1000) * 1000;
  return [upToSecond(1.5), upToSecond(1.2), upToSecond(1.06), authorTimeMs];
}

const daySeconds = 86_400;

interface Improvement {
  readonly moment: number;
  readonly timeMs: number;
}

/** What the draws are made from: one account on one map. */
interface Draws {
  readonly seed: number;
  readonly account: number;
  readonly map: CampaignMap;
}

/** The records in the order in which they were driven; each is faster than the one before. */
function improvements({ seed, account, map }: Draws): readonly Improvement[] {
  const u = (which: number): number => unit(seed, account, map.number, which);
  if (u(1) >= 0.85) return [];
  const clumsiness = unit(seed, account, 7);
  const count = 1 + Math.floor(u(2) * 5);
  const bestMs = Math.round(map.authorTimeMs * (0.97 + clumsiness * 0.8 * u(3)));
  let moment = map.released + Math.floor(u(4) ** 2 * 30 * daySeconds) + 600;
  let timeMs = bestMs;
  const faster: number[] = [];
  for (let i = 0; i < count; i += 1) {
    faster.unshift(timeMs);
    timeMs += 1 + Math.floor(u(20 + i) * map.authorTimeMs * 0.08);
  }
  return faster.map((each, i) => {
    if (i > 0) moment += 60 + Math.floor(u(40 + i) * 10 * daySeconds);
    return { moment, timeMs: each };
  });
}

/**
 * The record of an account on a map as it stands at a moment; undefined when there is none (yet).
 * What was driven stays as it is until it is improved.
 */
export function findMapRecord(
  seed: number,
  account_id: string,
  map: CampaignMap,
  now: number,
): MapRecord | undefined {
  const accountId = account_id.toLowerCase();
  const account = seedFromText(accountId);
  const driven = improvements({ seed, account, map });
  const count = driven.filter(({ moment }) => moment <= now).length;
  const best = driven[count - 1];
  if (best === undefined) return undefined;
  const other = seedFromText(`${accountId} record`);
  const draw = (which: number): number => mix(seed, account, map.number, which, other);
  return {
    accountId,
    gameMode: 'TimeAttack',
    gameModeCustomData: '',
    mapId: map.mapId,
    mapRecordId: formatUuid(draw(61), draw(62), draw(63), draw(64)),
    medal: medalTimesMs(map.authorTimeMs).filter((medalMs) => best.timeMs <= medalMs).length,
    removed: false,
    respawnCount: draw(70 + count) % 4,
    scopeId: null,
    scopeType: 'PersonalBest',
    score: 0,
    time: best.timeMs,
    timestamp: `${new Date(best.moment * 1000).toISOString().slice(0, 19)}+00:00`,
    url: `${storageOrigin}/storageObjects/${formatUuid(draw(80 + count), draw(91), draw(92), draw(93))}`,
  };
}
