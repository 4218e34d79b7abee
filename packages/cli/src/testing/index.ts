export type { Demo, DemoClient, DemoMember } from '../serve/demo-file.ts';
export { AuthorizationRefused } from './authorize-member.ts';
export type { Credentials } from './authorize-member.ts';
export { startPitpass } from './start-pitpass.ts';
export type {
  Authorization,
  AuthorizeOptions,
  DemoClients,
  Pitpass,
  PitpassOptions,
} from './start-pitpass.ts';
