import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Demo, DemoMember } from './running-service.ts';

/** Redirect URIs of the confidential client in {@link writeWideDemo}, by what they show. */
export const wideRedirectUris = {
  loopback: 'http://127.0.0.1:7481/callback',
  https: 'https://app.example/cb',
  withQuery: 'https://app.example/tenant?id=7&lap=a%20b',
  customScheme: 'com.example.app://cb',
} as const;

function member(name: string, cust_id: number): DemoMember {
  return {
    username: `${name}@pitpass.example`,
    password: randomBytes(9).toString('base64url'),
    cust_id,
    display_name: `Demo ${name}`,
    account_id: randomUUID(),
  };
}

const secret = (): string => `pps_${randomBytes(32).toString('base64url')}`;

/**
 * Lays a `demo.json` into a data directory before its first start: three members, the third on no list,
 * and a confidential client with redirect URIs of every kind.
 */
export function writeWideDemo(
  { dataDirectory, origin }: { readonly dataDirectory: string; readonly origin: string },
  change: (demo: Demo) => Demo = (demo) => demo,
): void {
  const members = [member('anna', 900_001), member('ben', 900_002), member('carla', 900_003)];
  const native = [7491, 7492].map((port) => `http://127.0.0.1:${port}/callback`);
  const demo: Demo = {
    service: origin,
    pit_wall: 'http://127.0.0.1:7481',
    members,
    clients: [
      {
        client_id: 'pit-wall',
        client_secret: secret(),
        client_type: 'server-side',
        dialect: 'iracing',
        redirect_uris: Object.values(wideRedirectUris),
      },
      {
        client_id: 'lap-lens',
        client_type: 'single-page-app',
        dialect: 'iracing',
        redirect_uris: ['https://lens.example/callback', 'http://127.0.0.1:7482/callback'],
      },
      {
        client_id: 'pitpass-cli',
        client_type: 'native',
        dialect: 'iracing',
        redirect_uris: [...native, 'com.example.cli:/callback'],
      },
      {
        client_id: 'garage-bot',
        client_secret: secret(),
        client_type: 'server-side',
        dialect: 'iracing',
        redirect_uris: [],
        users: members.slice(0, 2).map(({ username }) => username),
      },
    ],
  };
  writeFileSync(join(dataDirectory, 'demo.json'), JSON.stringify(change(demo)), { mode: 0o600 });
}
