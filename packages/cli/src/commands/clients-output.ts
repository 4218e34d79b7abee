import type { Client, ClientLife, ClientRegistry, Member } from '@pitpass/server';

import type { Surroundings } from '../surroundings.ts';
import { print } from '../terminal/output.ts';
import { formatTime } from '../terminal/table.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';

/** A client without the digests of its secrets. */
export type HiddenClient = Omit<Client, 'secret_digest' | 'former_secret'> & {
  readonly is_confidential: boolean;
  /** When the secret that is being replaced ends; null when there is none. */
  readonly old_secret_ends_at: number | null;
};

/** Leaves out what nobody is shown. */
export function hideSecrets({ secret_digest, former_secret, ...client }: Client): HiddenClient {
  return {
    ...client,
    is_confidential: secret_digest !== null,
    old_secret_ends_at: former_secret?.ends_at ?? null,
  };
}

/** A client as it may be shown: without the digest of its secret, and with whose it is. */
export type ShownClient = HiddenClient & {
  /** What has happened to it; what never did is null. */
  readonly life: Omit<ClientLife, 'client_id' | 'idle_from' | 'secret_link_expires_at'> & {
    readonly secret_link_expires_at: number | null;
  };
  /** The e-mail address of the member who manages it. */
  readonly owner: string | null;
  /** The e-mail addresses of the members that may use the password-limited grant. */
  readonly listed_members: readonly string[];
  /** Those of them who confirmed the client; how long that holds is the service's setting. */
  readonly confirmed_members: readonly string[];
};

async function listUsernames(
  member_ids: readonly string[],
  registry: ClientRegistry,
): Promise<string[]> {
  const found: (Member | undefined)[] = [];
  for (const member_id of member_ids) found.push(await registry.findMember(member_id));
  return found.flatMap((member) => (member === undefined ? [] : [member.username])).sort();
}

/** Finds a client as it may be shown; undefined when there is none. */
export async function findShownClient(
  client_id: string,
  registry: ClientRegistry,
): Promise<ShownClient | undefined> {
  const found = await registry.find(client_id);
  if (found === undefined) return undefined;
  const {
    client_id: _id,
    client_name,
    dialect,
    client_type,
    ...hidden
  } = hideSecrets(found.client);
  const { state, is_confidential, ...rest } = hidden;
  const life = await registry.findLife(client_id);
  const { owner_member_id } = found;
  const owners = owner_member_id === null ? [] : await listUsernames([owner_member_id], registry);
  const listed = await registry.listListedMembers(client_id);
  const confirmed: string[] = [];
  for (const member_id of listed) {
    const at = await registry.findConfirmation(client_id, member_id);
    if (at !== undefined) confirmed.push(member_id);
  }
  return {
    client_id,
    client_name,
    dialect,
    client_type,
    is_confidential,
    state,
    ...rest,
    life: {
      last_used_at: life?.last_used_at ?? null,
      secret_used_at: life?.secret_used_at ?? null,
      former_secret_used_at: life?.former_secret_used_at ?? null,
      disabled_at: life?.disabled_at ?? null,
      disabled_by: life?.disabled_by ?? null,
      review: life?.review,
      secret_link_expires_at: life?.secret_link_expires_at ?? null,
    },
    owner: owners[0] ?? null,
    listed_members: await listUsernames(listed, registry),
    confirmed_members: await listUsernames(confirmed, registry),
  };
}

function formatValue(name: string, value: unknown): string {
  if (name.endsWith('_at')) return `${formatTime(Number(value))} UTC`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return `${value} s`;
  return toVisibleText(String(value));
}

/** A client as lines of names and values; what it does not have is left out. */
export function formatClient(client: ShownClient): string {
  const { life, ...record } = client;
  const { review, ...happened } = life;
  const facts = { ...record, ...happened, ...review };
  const lines: (readonly [string, string])[] = Object.entries(facts).flatMap(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values
      .filter((one) => one !== null && one !== undefined)
      .map((one, index) => [index === 0 ? name : '', formatValue(name, one)] as const);
  });
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

/** What a client proves itself with, as an answer: the one time that a secret is shown. */
export async function printCredentials(
  surroundings: Surroundings,
  credentials: { readonly client_id: string; readonly client_secret?: string | undefined },
  json: { readonly client: ShownClient | undefined } | undefined,
): Promise<void> {
  const { client_id, client_secret } = credentials;
  if (json !== undefined) {
    const answer = { client_id, client_secret, client: json.client };
    return print(surroundings, `${toVisibleJson(answer, false)}\n`);
  }
  const secret = client_secret === undefined ? '' : `client_secret  ${client_secret}\n`;
  return print(surroundings, `client_id      ${client_id}\n${secret}`);
}
