import type { ClientRegistry } from '@pitpass/server';

import { usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { toVisibleJson } from '../terminal/visible-text.ts';
import { findListedMembers, toApproval, toFields } from './clients-fields.ts';
import type { ClientsFieldFlags } from './clients-fields.ts';
import { findShownClient } from './clients-output.ts';
import { refuseInput, toSentence, unknownClient, withRegistry } from './clients-registry.ts';

async function change(
  client_id: string,
  flags: ClientsFieldFlags,
  surroundings: Surroundings,
  registry: ClientRegistry,
): Promise<void> {
  const changes = toFields(flags);
  const hasFields = Object.keys(changes).length > 0;
  if (!hasFields && flags.listedMember === undefined) {
    throw usageProblem('Nothing was named to be changed; see "pitpass clients edit --help".');
  }
  const found = await registry.find(client_id);
  if (found === undefined) throw unknownClient(client_id);
  const grants: readonly string[] = changes.grant_types ?? found.client.grant_types;
  const hasPasswordLimited = grants.includes('password_limited');
  const listed = await findListedMembers(flags, hasPasswordLimited, registry);
  if (listed.problems.length > 0) refuseInput(listed.problems, flags, surroundings);
  if (hasFields) {
    const edited = await registry.edit(client_id, changes, toApproval(flags));
    if (edited.outcome === 'unknown') throw unknownClient(client_id);
    if (edited.outcome === 'refused') {
      refuseInput(edited.problems.map(toSentence), flags, surroundings);
    }
  }
  if (listed.members !== undefined) {
    await registry.setListedMembers(client_id, listed.members);
  }
  if (flags.json !== true) return note(surroundings, 'Changed.');
  const client = await findShownClient(client_id, registry);
  return print(surroundings, `${toVisibleJson({ client }, false)}\n`);
}

/** `pitpass clients edit`: changes what the options name and leaves the rest. */
export async function editClient(
  client_id: string,
  flags: ClientsFieldFlags,
  surroundings: Surroundings,
): Promise<void> {
  await withRegistry(flags, surroundings, (registry) =>
    change(client_id, flags, surroundings, registry),
  );
}
