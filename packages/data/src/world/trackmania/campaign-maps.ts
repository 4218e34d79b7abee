import { at, mix, unit } from '../hash.ts';
import type { AccountBook } from './accounts.ts';
import { createMapUidCode, createUuidCode, formatUuid } from './identifiers.ts';

/** A map of a seasonal campaign. */
export interface CampaignMap {
  /** Counts the maps of all campaigns from the first one. */
  readonly number: number;
  /** The map's UUID, which records are asked for by. */
  readonly mapId: string;
  /** 27 characters, which favorites are named by. */
  readonly uid: string;
  /** E.g. `Winter 2026 - 01`. */
  readonly name: string;
  /** The account id of the maker, a made-up account. */
  readonly author: string;
  /** On a host that is reserved for examples: there is no picture. */
  readonly thumbnailUrl: string;
  /** Epoch seconds from which on the map can be driven. */
  readonly released: number;
  /** Milliseconds; the author medal's time. */
  readonly authorTimeMs: number;
}

/** The maps that exist at a moment. A map whose campaign has not begun is unknown. */
export interface CampaignMaps {
  findByUid(uid: string, now: number): CampaignMap | undefined;
  findByMapId(mapId: string, now: number): CampaignMap | undefined;
  /** The 25 maps of the campaign that runs at a moment, or of one `campaignsAgo` before it. */
  listCampaign(now: number, campaignsAgo?: number): readonly CampaignMap[];
}

/** A host that cannot exist. @see RFC 2606 §2 */
export const storageOrigin = 'https://storage.pitpass.example';

const mapsPerCampaign = 25;
const campaignCount = 400;
const mapCount = mapsPerCampaign * campaignCount;
const seasonNames = ['Winter', 'Spring', 'Summer', 'Fall'] as const;
const firstYear = 2020;
const firstQuarter = 2;

/** Epoch seconds: campaigns begin with the quarters, at 15:00 UTC. */
function campaignStart(index: number): number {
  const quarter = index + firstQuarter;
  return Date.UTC(firstYear + Math.floor(quarter / 4), (quarter % 4) * 3, 1, 15) / 1000;
}

/** The campaign of a moment; moments outside the campaigns count as the first or the last one. */
function campaignAt(now: number): number {
  const date = new Date(now * 1000);
  const quarters = (date.getUTCFullYear() - firstYear) * 4 + Math.floor(date.getUTCMonth() / 3);
  const index = Math.min(campaignCount - 1, Math.max(0, quarters - firstQuarter));
  return index > 0 && campaignStart(index) > now ? index - 1 : index;
}

function nameOf(campaign: number, place: number): string {
  const quarter = campaign + firstQuarter;
  const year = firstYear + Math.floor(quarter / 4);
  return `${at(seasonNames, quarter % 4)} ${year} - ${String(place).padStart(2, '0')}`;
}

/** Later maps of a campaign are longer. */
function authorTime(seed: number, number: number): number {
  const place = number % mapsPerCampaign;
  return Math.round(20_000 + place * 1100 + unit(seed, 1, number) * 12_000);
}

/** Creates the maps of a seed; their authors come from its accounts. */
export function createCampaignMaps(seed: number, accounts: AccountBook): CampaignMaps {
  const uids = createMapUidCode(mix(seed, 211), mapCount);
  const mapIds = createUuidCode(mix(seed, 212), mapCount);
  const drawn = mix(seed, 213);
  const draw = (number: number, which: number): number => mix(drawn, which, number);
  const mapAt = (number: number): CampaignMap => {
    const campaign = Math.floor(number / mapsPerCampaign);
    const picture = formatUuid(draw(number, 3), draw(number, 4), draw(number, 5), draw(number, 6));
    return {
      number,
      mapId: mapIds.write(number),
      uid: uids.write(number),
      name: nameOf(campaign, (number % mapsPerCampaign) + 1),
      author: accounts.at(draw(number, 2) % accounts.size).account_id,
      thumbnailUrl: `${storageOrigin}/storageObjects/${picture}.jpg`,
      released: campaignStart(campaign),
      authorTimeMs: authorTime(drawn, number),
    };
  };
  const find = (number: number | undefined, now: number): CampaignMap | undefined => {
    if (number === undefined) return undefined;
    const map = mapAt(number);
    return map.released <= now ? map : undefined;
  };
  return {
    findByUid: (uid, now) => find(uids.read(uid), now),
    findByMapId: (mapId, now) => find(mapIds.read(mapId), now),
    listCampaign: (now, campaignsAgo = 0) => {
      const first = Math.max(0, campaignAt(now) - campaignsAgo) * mapsPerCampaign;
      return Array.from({ length: mapsPerCampaign }, (_, i) => mapAt(first + i));
    },
  };
}
