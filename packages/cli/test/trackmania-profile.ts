import type { TestContext } from 'node:test';

import { startFakeTrackmania } from '../../client/test/fake-trackmania.ts';
import type { FakeTrackmania } from '../../client/test/fake-trackmania.ts';
import { createFolder, createTokenFile } from './pitpass.ts';
import type { PitpassOptions } from './pitpass.ts';

/** Which sign-in a profile holds. */
export type ProfileGrant = 'authorization_code' | 'client_credentials';

/** A profile of a fake of Trackmania's service, in a folder of a test's own. */
export interface TrackmaniaProfile {
  readonly service: FakeTrackmania;
  readonly folder: string;
  readonly options: PitpassOptions & { readonly environment: Readonly<Record<string, string>> };
  /** What the token file holds now. */
  readonly read: () => Record<string, unknown>;
  /** Changes members of the token file. */
  readonly change: (members: Readonly<Record<string, unknown>>) => void;
}

/** Starts a fake of Trackmania's service that ends with the test. */
export async function startTrackmania(t: TestContext): Promise<FakeTrackmania> {
  const service = await startFakeTrackmania();
  t.after(() => service.close());
  return service;
}

/** Signs in by writing the token file that a login leaves behind. */
export async function signInAtTrackmania(
  t: TestContext,
  grant_type: ProfileGrant = 'authorization_code',
  scopes: readonly string[] = [],
): Promise<TrackmaniaProfile> {
  const service = await startTrackmania(t);
  const folder = createFolder(t);
  const { tokenFile, read, write } = createTokenFile(folder);
  const isMember = grant_type === 'authorization_code';
  const { expires_in, ...tokens } = service.issueTokens(scopes, isMember);
  write({
    pitpass: {
      service: service.url,
      client_id: 'aaaabbbbccccddddeeee',
      redirect_uris: [],
      client_secret_source: { from: 'environment' },
      provider: 'trackmania',
      grant_type,
    },
    ...tokens,
    expires_at: Math.floor(Date.now() / 1000) + Number(expires_in),
  });
  const environment = { PITPASS_TOKEN_FILE: tokenFile, PITPASS_CLIENT_SECRET: 'the-secret' };
  const change: TrackmaniaProfile['change'] = (members) => write({ ...read(), ...members });
  return { service, folder, options: { directory: folder, environment }, read, change };
}
