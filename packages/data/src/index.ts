export { dataApi } from './http/data-api.ts';
export type { AccessTokenClaims, DataApiOptions } from './http/ports.ts';
export type { StoredMember } from './world/member.ts';
