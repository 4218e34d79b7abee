import type { ClientRegistry } from '@pitpass/server';

import { exitCodes, Problem, usageProblem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { note, print } from '../terminal/output.ts';
import { findShownClient, printCredentials } from './clients-output.ts';
import { unknownClient, withRegistry } from './clients-registry.ts';
import type { ClientsFlags } from './clients-registry.ts';

/** The options of `pitpass clients rotate-secret`. */
export interface ClientsRotateFlags extends ClientsFlags {
  readonly overlapHours?: string;
}

const overlapHoursMax = 168;

const publicClient = () =>
  new Problem(
    'client_public',
    exitCodes.failure,
    'It is a public client, which has no secret; register another one if the app can keep one.',
  );

function toOverlapSeconds({ overlapHours }: ClientsRotateFlags): number | undefined {
  if (overlapHours === undefined) return undefined;
  const hours = /^\d{1,3}$/.test(overlapHours) ? Number(overlapHours) : 0;
  if (hours >= 1 && hours <= overlapHoursMax) return hours * 3600;
  throw usageProblem(`--overlap-hours takes 1 to ${overlapHoursMax} whole hours.`);
}

async function rotate(
  client_id: string,
  overlapSeconds: number | undefined,
  { json: isJson = false }: ClientsFlags,
  surroundings: Surroundings,
  registry: ClientRegistry,
): Promise<void> {
  const rotated =
    overlapSeconds === undefined
      ? await registry.rotateSecret(client_id)
      : await registry.addSecret(client_id, overlapSeconds);
  switch (rotated.outcome) {
    case 'unknown':
      throw unknownClient(client_id);
    case 'public':
      throw publicClient();
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
}

/**
 * `pitpass clients rotate-secret`: makes a new secret and prints it, this once. The old one is worth nothing,
 * or good for a while longer where an overlap is given.
 *
 * @see S68
 */
export async function rotateSecret(
  client_id: string,
  flags: ClientsRotateFlags,
  surroundings: Surroundings,
): Promise<void> {
  const overlapSeconds = toOverlapSeconds(flags);
  await withRegistry(flags, surroundings, (registry) =>
    rotate(client_id, overlapSeconds, flags, surroundings, registry),
  );
  if (flags.json === true) return;
  note(
    surroundings,
    overlapSeconds === undefined
      ? 'The old secret is worth nothing now; the new one is shown this once.'
      : `Both secrets are good for ${overlapSeconds / 3600} h; "pitpass clients end-old-secret" ends the old one before. The new one is shown this once.`,
  );
}

/** `pitpass clients end-old-secret`: ends the secret that is being replaced. */
export async function endOldSecret(
  client_id: string,
  flags: ClientsFlags,
  surroundings: Surroundings,
): Promise<void> {
  const outcome = await withRegistry(flags, surroundings, (registry) =>
    registry.endFormerSecret(client_id),
  );
  if (outcome === 'unknown') throw unknownClient(client_id);
  if (outcome === 'none') {
    throw new Problem(
      'no_old_secret',
      exitCodes.failure,
      'It has no old secret beside the one in use; nothing was changed.',
    );
  }
  if (flags.json !== true) return note(surroundings, 'The old secret is worth nothing now.');
  return print(surroundings, `${JSON.stringify({ client_id, outcome })}\n`);
}

const linkObstacles = {
  no_secret: 'It is public, or not active: there is no secret to send a link to.',
  no_address: 'Nobody can be written to: it has no owner and no e-mail address of a developer.',
} as const;

/** `pitpass clients send-secret`: mails a link to a new secret, which works once and for one day. */
export async function sendSecretLink(
  client_id: string,
  flags: ClientsFlags,
  surroundings: Surroundings,
): Promise<void> {
  const outcome = await withRegistry(flags, surroundings, (registry) =>
    registry.sendSecretLink(client_id),
  );
  if (outcome === 'unknown') throw unknownClient(client_id);
  if (outcome !== 'sent') {
    throw new Problem(outcome, exitCodes.failure, linkObstacles[outcome]);
  }
  if (flags.json !== true) {
    return note(
      surroundings,
      'The developer gets a mail with the link. The secret in use is good until the link is used.',
    );
  }
  return print(surroundings, `${JSON.stringify({ client_id, outcome })}\n`);
}
