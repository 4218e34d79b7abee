import type { Client, ClientRegistry, DialectName } from '@pitpass/server';

import type { Surroundings } from '../surroundings.ts';
import { confirm } from '../terminal/confirm.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable, formatTime } from '../terminal/table.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { findShownClient, formatClient, hideSecrets } from './clients-output.ts';
import { unknownClient, withRegistry } from './clients-registry.ts';
import type { ClientsFlags } from './clients-registry.ts';

/** The options of `pitpass clients list`. */
export interface ClientsListFlags extends ClientsFlags {
  readonly dialect?: DialectName;
}

/** The options of `pitpass clients delete`. */
export interface ClientsDeleteFlags extends ClientsFlags {
  readonly yes?: boolean;
}

const titles = ['CLIENT', 'NAME', 'DIALECT', 'TYPE', 'SECRET', 'STATE', 'SINCE (UTC)'];

function toRow(client: Client): string[] {
  return [
    toVisibleText(client.client_id),
    toVisibleText(client.client_name),
    client.dialect,
    client.client_type,
    client.secret_digest === null ? 'no' : 'yes',
    client.state,
    formatTime(client.created_at),
  ];
}

/** `pitpass clients list`: lists the clients of the service. */
export async function listClients(
  flags: ClientsListFlags,
  surroundings: Surroundings,
): Promise<void> {
  const clients = await withRegistry(flags, surroundings, (registry) =>
    registry.list(flags.dialect),
  );
  if (flags.json === true) {
    const shown = clients.map(hideSecrets);
    return print(surroundings, `${toVisibleJson({ clients: shown }, false)}\n`);
  }
  if (clients.length === 0) {
    return note(surroundings, 'There are no clients; "pitpass clients add" registers one.');
  }
  return print(surroundings, formatTable(titles, clients.map(toRow)));
}

/** `pitpass clients show`: shows everything about a client but its secret. */
export async function showClient(
  client_id: string,
  flags: ClientsFlags,
  surroundings: Surroundings,
): Promise<void> {
  const client = await withRegistry(flags, surroundings, (registry) =>
    findShownClient(client_id, registry),
  );
  if (client === undefined) throw unknownClient(client_id);
  const text = flags.json === true ? `${toVisibleJson({ client }, false)}\n` : formatClient(client);
  await print(surroundings, text);
}

function confirmDeletion(
  { client_id, client_name }: Client,
  surroundings: Surroundings,
): Promise<void> {
  const name = `${toVisibleText(client_name)} (${client_id})`;
  return confirm(
    `Deleting ${name}`,
    `${name} will be deleted and every session of it will end.`,
    surroundings,
  );
}

async function remove(
  client_id: string,
  flags: ClientsDeleteFlags,
  surroundings: Surroundings,
  registry: ClientRegistry,
): Promise<void> {
  const found = await registry.find(client_id);
  if (found === undefined) throw unknownClient(client_id);
  if (flags.yes !== true) await confirmDeletion(found.client, surroundings);
  if (!(await registry.delete(client_id))) throw unknownClient(client_id);
  if (flags.json !== true) return note(surroundings, 'Deleted, and its sessions have ended.');
  return print(surroundings, `${JSON.stringify({ client_id, outcome: 'deleted' })}\n`);
}

/** `pitpass clients delete`: deletes a client with everything of it, after asking at the terminal. */
export async function deleteClient(
  client_id: string,
  flags: ClientsDeleteFlags,
  surroundings: Surroundings,
): Promise<void> {
  await withRegistry(flags, surroundings, (registry) =>
    remove(client_id, flags, surroundings, registry),
  );
}
