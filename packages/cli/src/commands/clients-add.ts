import type { ClientRegistry, DialectName, Member, WantedClient } from '@pitpass/server';

import { usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/output.ts';
import { findListedMembers, toApproval, toFields, unknownMember } from './clients-fields.ts';
import type { ClientsFieldFlags } from './clients-fields.ts';
import { findShownClient, printCredentials } from './clients-output.ts';
import { refuseInput, toSentence, withRegistry } from './clients-registry.ts';

/** The options of `pitpass clients add`. */
export interface ClientsAddFlags extends ClientsFieldFlags {
  readonly dialect: DialectName;
  readonly clientId?: string;
  readonly clientType?: string;
  readonly public?: boolean;
  readonly owner?: string;
}

function toWantedClient(flags: ClientsAddFlags): WantedClient {
  const { dialect, clientId, clientType } = flags;
  const isPublic = flags.public === true;
  if (isPublic && (dialect === 'iracing' || clientType !== undefined)) {
    throw usageProblem(
      '--public belongs to the trackmania dialect and says it all; otherwise name a --client-type.',
    );
  }
  return {
    ...toFields(flags),
    client_type: clientType ?? (isPublic ? 'native' : 'server-side'),
    ...(clientId !== undefined && { client_id: clientId }),
  };
}

async function findOwner(
  { owner, dialect }: ClientsAddFlags,
  registry: ClientRegistry,
): Promise<{ readonly owner: Member | undefined; readonly problems: readonly string[] }> {
  if (owner === undefined) return { owner: undefined, problems: [] };
  if (dialect !== 'trackmania') {
    const sentence =
      '--owner belongs to the trackmania dialect, where members manage their apps; leave it out.';
    return { owner: undefined, problems: [sentence] };
  }
  const member = await registry.findMemberByUsername(owner.trim().toLowerCase());
  const problems = member === undefined ? [unknownMember('--owner', owner)] : [];
  return { owner: member, problems };
}

async function register(
  flags: ClientsAddFlags,
  surroundings: Surroundings,
  registry: ClientRegistry,
): Promise<void> {
  const wanted = toWantedClient(flags);
  const { owner, problems: ofOwner } = await findOwner(flags, registry);
  const hasPasswordLimited = wanted.grant_types?.includes('password_limited') === true;
  const { members, problems: ofList } = await findListedMembers(
    flags,
    hasPasswordLimited,
    registry,
  );
  const ofFields = registry.findProblems(flags.dialect, wanted, toApproval(flags)).map(toSentence);
  const problems = [...ofFields, ...ofOwner, ...ofList];
  if (problems.length > 0) refuseInput(problems, flags, surroundings);
  const registered = await registry.register(flags.dialect, wanted, owner, toApproval(flags));
  if (registered.outcome === 'refused') {
    refuseInput(registered.problems.map(toSentence), flags, surroundings);
  }
  if (registered.outcome === 'requested') throw new TypeError('What staff adds never waits');
  const { client, client_secret, warnings } = registered;
  const { client_id } = client;
  if (members !== undefined) await registry.setListedMembers(client_id, members);
  const isJson = flags.json === true;
  const json = isJson ? { client: await findShownClient(client_id, registry) } : undefined;
  for (const warning of warnings) note(surroundings, `pitpass: ${warning}`);
  await printCredentials(surroundings, { client_id, client_secret }, json);
  if (isJson) return;
  note(
    surroundings,
    client_secret === undefined
      ? 'Registered. It is a public client and has no secret.'
      : 'Registered. The secret is shown this once: keep it where only the app can read it.',
  );
}

/**
 * `pitpass clients add`: registers a client and prints its identifier and secret, the one time that the
 * secret is shown. Every problem with what was typed is told at once.
 */
export async function addClient(flags: ClientsAddFlags, surroundings: Surroundings): Promise<void> {
  await withRegistry(flags, surroundings, (registry) => register(flags, surroundings, registry));
}
