import { auditEvents } from '../audit/audit-event.ts';
import type { Random, Requester } from '../ports.ts';
import { createPresentedValue, digestOf } from '../presented.ts';
import { findAddressee } from './client-addressee.ts';
import { secretLinkLifetimeSeconds } from './client-life.ts';
import type { SecretLink } from './client-life.ts';
import type { Client, OwnedClient } from './client.ts';
import { happeningOf, isOwn, subjectOf } from './registration.ts';
import type { Registrar, RegistrationParts } from './registration.ts';

/** Where the page is that shows a secret once. */
export const secretLinkPath = '/client-secret';

/** A new link to a secret: what is stored of it, and the path that is mailed. Nothing else knows it. */
export function createSecretLink(
  random: Random,
  now: number,
): { readonly link: SecretLink; readonly path: string } {
  const presented = createPresentedValue('client_secret_link', random);
  const link = { link_digest: digestOf(presented), expires_at: now + secretLinkLifetimeSeconds };
  return { link, path: `${secretLinkPath}?link=${presented}` };
}

/**
 * Mails a link to a new secret to whoever manages the client. The standing secret is good until the link is
 * used.
 *
 * @returns `no_secret` for a client that is public or not active, `no_address` when nobody can be written to
 */
export async function sendSecretLink(
  client_id: string,
  registrar: Registrar,
  parts: RegistrationParts,
): Promise<'sent' | 'no_secret' | 'no_address' | 'unknown'> {
  const { clients, letters, audit, clock, random } = parts;
  const found = await clients.findOwnedClient(client_id);
  if (found === undefined || !isOwn(found, registrar)) return 'unknown';
  const { client_name } = found.client;
  const to = await findAddressee(found, parts);
  if (to === undefined) return 'no_address';
  const now = clock();
  const { link, path } = createSecretLink(random, now);
  const happening = happeningOf(client_name, registrar.requester, now);
  const letter = { kind: 'client.secret_link', secret_path: path, happening } as const;
  if (!(await clients.saveSecretLink(client_id, link, letters.seal(to, letter)))) {
    return 'no_secret';
  }
  const subject = subjectOf(client_id, registrar);
  audit.append(auditEvents.clientSecretLinkSent(registrar.requester, subject));
  return 'sent';
}

/** Finds the client whose secret a link shows; undefined when it works no more, or never did. */
export async function findClientOfLink(
  presented: string,
  { clients, clock }: Pick<RegistrationParts, 'clients' | 'clock'>,
): Promise<OwnedClient | undefined> {
  const client_id = await clients.findSecretLink(digestOf(presented), clock());
  if (client_id === undefined) return undefined;
  const found = await clients.findOwnedClient(client_id);
  return found?.client.state === 'active' ? found : undefined;
}

/**
 * Uses a link: the secret is made now and handed out here, never again. Of any number of calls with one link
 * one succeeds. Whoever manages the client is told.
 *
 * @returns undefined when the link works no more, or never did
 * @see S197
 */
export async function claimSecret(
  presented: string,
  requester: Requester,
  parts: RegistrationParts,
): Promise<{ readonly client: Client; readonly client_secret: string } | undefined> {
  const { clients, letters, audit, clock, random, registrationProfiles } = parts;
  const found = await findClientOfLink(presented, parts);
  if (found === undefined) return undefined;
  const { client } = found;
  const { client_id, client_name } = client;
  const profile = registrationProfiles[client.dialect];
  const client_secret = profile.createSecret(random);
  const secret_digest = profile.digestSecret(client_secret, client_id);
  const to = await findAddressee(found, parts);
  const now = clock();
  const happening = happeningOf(client_name, requester, now);
  const mail =
    to === undefined ? undefined : letters.seal(to, { kind: 'client.secret_shown', happening });
  const secret = { client_id, secret_digest };
  if (!(await clients.claimSecretLink(digestOf(presented), secret, mail, now))) return undefined;
  audit.append(auditEvents.clientSecretShown(requester, { client_id }));
  return { client: { ...client, secret_digest }, client_secret };
}
