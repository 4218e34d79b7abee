import type { Client, ClientRegistry, DialectName } from '@pitpass/server';

import { exitCodes, Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { confirm } from '../terminal/confirm.ts';
import { note, print } from '../terminal/output.ts';
import { formatTable, formatTime } from '../terminal/table.ts';
import { toVisibleJson, toVisibleText } from '../terminal/visible-text.ts';
import { findShownClient, formatClient, printCredentials } from './clients-output.ts';
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
    const shown = clients.map(({ secret_digest, ...client }) => ({
      ...client,
      is_confidential: secret_digest !== null,
    }));
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

/** `pitpass clients rotate-secret`: replaces the secret and prints the new one, this once. */
export async function rotateSecret(
  client_id: string,
  flags: ClientsFlags,
  surroundings: Surroundings,
): Promise<void> {
  const isJson = flags.json === true;
  await withRegistry(flags, surroundings, async (registry) => {
    const rotated = await registry.rotateSecret(client_id);
    switch (rotated.outcome) {
      case 'unknown':
        throw unknownClient(client_id);
      case 'public':
        throw new Problem(
          'client_public',
          exitCodes.failure,
          'It is a public client, which has no secret; register another one if the app can keep one.',
        );
      case 'overtaken':
        throw new Problem(
          'overtaken',
          exitCodes.failure,
          'Somebody else replaced the secret at the same moment, and theirs counts; try again if you need your own.',
        );
      case 'rotated': {
        const { client_secret } = rotated;
        const json = isJson ? { client: await findShownClient(client_id, registry) } : undefined;
        await printCredentials(surroundings, { client_id, client_secret }, json);
      }
    }
  });
  if (isJson) return;
  note(surroundings, 'The old secret is worth nothing now; the new one is shown this once.');
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
