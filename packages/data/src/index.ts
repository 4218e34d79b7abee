export { dataApi } from './http/data-api.ts';
export type { AccessTokenClaims, DataApiOptions } from './http/ports.ts';
export type {
  FavoriteMaps,
  TrackmaniaApiOptions,
  TrackmaniaAuthentication,
  TrackmaniaErrorProfile,
} from './trackmania/ports.ts';
export { trackmaniaApi } from './trackmania/trackmania-api.ts';
export type { StoredMember } from './world/member.ts';
export type { Account } from './world/trackmania/accounts.ts';
export type { CampaignMap } from './world/trackmania/campaign-maps.ts';
export { listCampaignMaps, listMadeUpAccounts } from './world/trackmania/trackmania-world.ts';
