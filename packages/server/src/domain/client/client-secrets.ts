import { auditEvents } from '../audit/audit-event.ts';
import { secretOverlapSecondsMax } from './client-life.ts';
import type { Client } from './client.ts';
import { isOwn, subjectOf } from './registration.ts';
import type { Registrar, RegistrationParts, UnknownClient } from './registration.ts';

/** What became of a rotation. The secret is handed out here and never again. */
export type Rotated =
  | { readonly outcome: 'rotated'; readonly client: Client; readonly client_secret: string }
  /** A public client has no secret, and never gets one. */
  | { readonly outcome: 'public' }
  /** The secret was replaced already: the one that was handed out then counts, and none was here. */
  | { readonly outcome: 'overtaken' }
  | UnknownClient;

/**
 * Replaces the secret of a client: the old one, and one that was ending, is worth nothing as soon as this returns, on other nodes
 * within a second. Sessions go on.
 *
 * @param standing - the digest of the secret that is to be replaced; another one is left as it stands.
 *   Undefined replaces any
 */
export async function rotateSecret(
  client_id: string,
  registrar: Registrar,
  { clients, audit, random, registrationProfiles }: RegistrationParts,
  standing?: string,
): Promise<Rotated> {
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined || !isOwn(found, registrar)) return { outcome: 'unknown' };
  const { client } = found;
  if (client.secret_digest === null) return { outcome: 'public' };
  if (standing !== undefined && standing !== client.secret_digest) return { outcome: 'overtaken' };
  const profile = registrationProfiles[client.dialect];
  const client_secret = profile.createSecret(random);
  const secret_digest = profile.digestSecret(client_secret, client_id);
  if (!(await clients.replaceSecretDigest(client_id, secret_digest, client.secret_digest))) {
    return { outcome: 'overtaken' };
  }
  const subject = subjectOf(client_id, registrar);
  audit.append(auditEvents.clientSecretRotated(registrar.requester, subject));
  const { former_secret: _ended, ...kept } = client;
  return { outcome: 'rotated', client: { ...kept, secret_digest }, client_secret };
}

/**
 * Adds a secret beside the standing one, so that an app can change over without a gap: both are good for the
 * time that is named, then the new one alone. A former secret that was ending is worth nothing at once.
 *
 * @param overlapSeconds - more than 0, at most {@link secretOverlapSecondsMax}
 * @param standing - as of {@link rotateSecret}
 * @throws RangeError for another overlap
 * @see S68
 */
export async function addSecret(
  client_id: string,
  overlapSeconds: number,
  registrar: Registrar,
  { clients, audit, clock, random, registrationProfiles }: RegistrationParts,
  standing?: string,
): Promise<Rotated> {
  if (!(overlapSeconds > 0 && overlapSeconds <= secretOverlapSecondsMax)) {
    throw new RangeError(`Two secrets are good for at most ${secretOverlapSecondsMax} seconds`);
  }
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined || !isOwn(found, registrar)) return { outcome: 'unknown' };
  const { client } = found;
  if (client.secret_digest === null) return { outcome: 'public' };
  const before = standing ?? client.secret_digest;
  const profile = registrationProfiles[client.dialect];
  const client_secret = profile.createSecret(random);
  const secret_digest = profile.digestSecret(client_secret, client_id);
  const ends_at = clock() + overlapSeconds;
  if (!(await clients.addSecret(client_id, secret_digest, { before, ends_at }))) {
    return { outcome: 'overtaken' };
  }
  const subject = subjectOf(client_id, registrar);
  audit.append(auditEvents.clientSecretAdded(registrar.requester, subject));
  const former_secret = { secret_digest: before, ends_at };
  return { outcome: 'rotated', client: { ...client, secret_digest, former_secret }, client_secret };
}

/** Ends the former secret of a client at once. */
export async function endFormerSecret(
  client_id: string,
  registrar: Registrar,
  { clients, audit }: Pick<RegistrationParts, 'clients' | 'audit'>,
): Promise<'ended' | 'none' | 'unknown'> {
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined || !isOwn(found, registrar)) return 'unknown';
  if (!(await clients.endFormerSecret(client_id))) return 'none';
  const subject = subjectOf(client_id, registrar);
  audit.append(auditEvents.clientFormerSecretEnded(registrar.requester, subject));
  return 'ended';
}
