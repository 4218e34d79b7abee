import { noon, startDataApi } from '../../packages/data/test/harness.ts';
import type { DataApi } from './requests.ts';

/** The demo's first member, who asks for all that the reference shows. */
export const referenceCaller = 1_000_001;
const demoMemberAgeSeconds = 2 * 365 * 86_400;

/** The API as the local service has it, with the demo's members, on a day that stands still. */
export async function startReferenceApi(): Promise<DataApi> {
  const api = await startDataApi();
  const member_since = noon - demoMemberAgeSeconds;
  api.state.members = [
    { cust_id: referenceCaller, display_name: 'Alex Thornquist', member_since },
    { cust_id: 1_000_002, display_name: 'Samira Løvenholt', member_since },
  ];
  return api;
}
