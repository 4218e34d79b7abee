import { createHash, randomUUID } from 'node:crypto';

import { listCampaignMaps } from '@pitpass/data';
import { mask } from '@pitpass/protocol';
import { digestOf } from '@pitpass/server';
import type { AuthorizationServer, Client } from '@pitpass/server';

import { demoClientIds } from './demo-file.ts';
import type { Demo, DemoClient, DemoMember } from './demo-file.ts';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();

// Demo members have raced for a while, so that there is something to look at.
const demoMemberAgeSeconds = 2 * 365 * 86_400;

const sessionAbsoluteLifetimeSeconds = 31_536_000;

/** What all clients of a dialect have in common, and the form in which a secret is presented. */
const dialects: Readonly<
  Record<
    DemoClient['dialect'],
    Pick<
      Client,
      'scopes' | 'audiences' | 'access_token_lifetime_seconds' | 'refresh_token_lifetime_seconds'
    > & { readonly present: (secret: string, client_id: string) => string }
  >
> = {
  iracing: {
    scopes: ['iracing.auth', 'iracing.profile'],
    audiences: ['data-server'],
    access_token_lifetime_seconds: 600,
    refresh_token_lifetime_seconds: 604_800,
    present: (secret, client_id) => mask(secret, client_id, sha256),
  },
  trackmania: {
    scopes: ['clubs', 'read_favorite', 'write_favorite'],
    audiences: [],
    access_token_lifetime_seconds: 3600,
    refresh_token_lifetime_seconds: 2_592_000,
    present: (secret) => secret,
  },
};

/** What the demo's clients are, beside what stands in the file. */
const descriptions: Readonly<
  Record<string, Pick<Client, 'client_name' | 'grant_types' | 'is_reviewed'>>
> = {
  [demoClientIds.pitWall]: {
    client_name: 'Pit Wall',
    grant_types: ['authorization_code', 'refresh_token'],
    is_reviewed: true,
  },
  [demoClientIds.singlePage]: {
    client_name: 'Lap Lens',
    grant_types: ['authorization_code', 'refresh_token'],
    is_reviewed: false,
  },
  [demoClientIds.native]: {
    client_name: 'Pitpass command line',
    grant_types: ['authorization_code', 'refresh_token'],
    is_reviewed: true,
  },
  [demoClientIds.passwordLimited]: {
    client_name: 'Garage Bot',
    grant_types: ['password_limited', 'refresh_token'],
    is_reviewed: true,
  },
  [demoClientIds.trackmania]: {
    client_name: 'Medal Keeper',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    is_reviewed: true,
  },
};

/** A page asks from where it is called back: a redirect URI of one's own brings its origin along. */
function toCorsOrigins({ client_type, redirect_uris }: DemoClient): string[] {
  if (client_type !== 'single-page-app') return [];
  const web = redirect_uris.filter((uri) => /^https?:/i.test(uri));
  return [...new Set(web.map((uri) => new URL(uri).origin))];
}

function toClient(demo: DemoClient, now: number): Client {
  const description = descriptions[demo.client_id];
  if (description === undefined) throw new Error(`The demo has no client ${demo.client_id}`);
  const isPasswordOnly = demo.client_id === demoClientIds.passwordLimited;
  const { present, ...common } = dialects[demo.dialect];
  return {
    ...description,
    ...common,
    client_id: demo.client_id,
    dialect: demo.dialect,
    client_type: demo.client_type,
    cors_origins: toCorsOrigins(demo),
    developer_name: isPasswordOnly ? null : 'Pitpass demo',
    developer_url: isPasswordOnly ? null : 'https://pitpass.example/',
    developer_email: isPasswordOnly ? null : 'developer@pitpass.example',
    secret_digest:
      demo.client_secret === undefined
        ? null
        : digestOf(present(demo.client_secret, demo.client_id)),
    redirect_uris: demo.redirect_uris,
    session_absolute_lifetime_seconds: sessionAbsoluteLifetimeSeconds,
    state: 'active',
    created_at: now,
  };
}

const favoritesPerMember = 5;

/** Gives a new member some maps to begin with, so that the first answer about favorites is not empty. */
async function seedFavorites(
  { favoriteMaps, clock }: AuthorizationServer,
  { account_id }: DemoMember,
  place: number,
): Promise<void> {
  const maps = listCampaignMaps(clock());
  for (let count = 0; count < favoritesPerMember; count += 1) {
    const map = maps[(place * favoritesPerMember + count) % maps.length];
    if (map !== undefined) await favoriteMaps.addFavoriteMap(account_id, map.uid, clock());
  }
}

async function seedMember(
  server: AuthorizationServer,
  demo: DemoMember,
  place: number,
): Promise<string> {
  const { username, password } = demo;
  const maskedPassword = mask(password, username, sha256);
  const standing = await server.members.findMemberByUsername(username);
  const isRight =
    standing !== undefined &&
    (await server.passwordVerifier.verify(standing.password_verifier, maskedPassword));
  if (isRight) return standing.member_id;
  const member_id = standing?.member_id ?? randomUUID();
  await server.members.saveMember({
    member_id,
    username,
    display_name: demo.display_name,
    cust_id: demo.cust_id,
    account_id: demo.account_id,
    password_verifier: await server.passwordVerifier.create(maskedPassword),
    created_at: standing?.created_at ?? server.clock() - demoMemberAgeSeconds,
    disabled_at: null,
    is_staff: standing?.is_staff ?? 0,
    must_reset: 0,
  });
  // What a member who stands has taken away stays away.
  if (standing === undefined) await seedFavorites(server, demo, place);
  return member_id;
}

async function seedClient(server: AuthorizationServer, demo: DemoClient): Promise<void> {
  const standing = await server.clients.findClient(demo.client_id);
  const wanted = toClient(demo, standing?.created_at ?? server.clock());
  const isSame =
    standing !== undefined &&
    standing.secret_digest === wanted.secret_digest &&
    standing.redirect_uris.join() === wanted.redirect_uris.join();
  // What was changed of a demo client stays changed, as long as the file still fits it.
  if (!isSame) await server.clients.saveClient(standing ? { ...standing, ...wanted } : wanted);
}

/** Brings the demo of the file into the service. What stands there already is left as it is. */
export async function seedDemo(server: AuthorizationServer, demo: Demo): Promise<void> {
  const member_ids = new Map<string, string>();
  for (const [place, member] of demo.members.entries()) {
    member_ids.set(member.username, await seedMember(server, member, place));
  }
  for (const client of demo.clients) {
    await seedClient(server, client);
    if (client.users === undefined) continue;
    const listed = client.users.flatMap((username) => member_ids.get(username) ?? []);
    await server.clients.setListedMembers(client.client_id, listed);
    for (const member_id of listed) {
      // The demo is for programs that nobody sits in front of: no start of it leaves one locked out.
      await server.passwordLimited.confirmClient(
        client.client_id,
        member_id,
        undefined,
        server.clock(),
      );
    }
  }
}

/** One `curl` command that gets the demo's Trackmania app a token of its own, as it stands. */
export function formatTrackmaniaCurl({ clients, service }: Demo): string {
  const client = clients.find(({ dialect }) => dialect === 'trackmania');
  if (client?.client_secret === undefined) return '';
  const { client_id, client_secret } = client;
  const form = { grant_type: 'client_credentials', client_id, client_secret };
  const body = new URLSearchParams(form).toString();
  return `curl -s ${service}/api/access_token -d "${body}"`;
}

/** One `curl` command that gets a token from the local service as it stands. */
export function formatDemoCurl(demo: Demo): string {
  const client = demo.clients.find(({ users }) => users !== undefined);
  const member = demo.members.find(({ username }) => client?.users?.includes(username));
  if (client?.client_secret === undefined || member === undefined) return '';
  const form = {
    grant_type: 'password_limited',
    client_id: client.client_id,
    client_secret: mask(client.client_secret, client.client_id, sha256),
    username: member.username,
    password: mask(member.password, member.username, sha256),
    scope: 'iracing.auth iracing.profile',
  };
  const body = new URLSearchParams(form).toString();
  return `curl -s ${demo.service}/oauth2/token -d "${body}"`;
}
