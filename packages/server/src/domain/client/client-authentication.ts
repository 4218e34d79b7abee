import { OAuthError } from '@pitpass/protocol';
import type { ClientCredentials } from '@pitpass/protocol';

import { auditEvents } from '../audit/audit-event.ts';
import type { AuditLog } from '../audit/audit-event.ts';
import type { RateLimiter } from '../limit/rate-limiter.ts';
import type { Clock, Requester } from '../ports.ts';
import { digestOf, equalDigests } from '../presented.ts';
import type { DialectRules } from '../dialect.ts';
import { isIssued } from './client.ts';
import type { Client, ClientStore } from './client.ts';
import type { ClientUseLog } from './client-use.ts';

/** What client authentication needs of the house. */
export interface ClientAuthenticationParts {
  readonly dialect: DialectRules;
  readonly clients: ClientStore;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly limiter: RateLimiter;
  readonly clientUses: Pick<ClientUseLog, 'note'>;
}

const refusal = 'client_id or client_secret not right';
// Compared with when there is no secret to compare with, so that every refusal costs the same.
const absentDigest = digestOf('no such client');

/**
 * Authenticates a client at the token endpoint. A confidential client must present its secret in the
 * dialect's form, or the one that is being replaced; a public client must present none. On success the client is active and of the dialect.
 *
 * @throws OAuthError `invalid_client` for an unknown client, a wrong, missing or unexpected secret, all
 *   with one description; `unauthorized_client` for a client that is known, authenticated and disabled, or
 *   when an address has failed too often
 * @see RFC 6749 §2.3; the book, chapters 13.2 and 16.3
 */
export async function authenticateClient(
  credentials: ClientCredentials,
  requester: Requester,
  { dialect, clients, clock, audit, limiter, clientUses }: ClientAuthenticationParts,
): Promise<Client> {
  const client = await clients.findClient(credentials.client_id);
  const isKnown = client !== undefined && client.dialect === dialect.name && isIssued(client);
  const proof = isKnown
    ? findProof(client, credentials.client_secret, dialect, clock())
    : undefined;
  if (!isKnown || proof === undefined) {
    await limiter.countClientAuthenticationFailure(requester, clock());
    audit.append(
      auditEvents.clientAuthenticationRefused(requester, isKnown ? client.client_id : null),
    );
    throw new OAuthError('invalid_client', refusal, {
      detail: isKnown ? describeSecret(client, credentials, dialect) : 'unknown client',
    });
  }
  if (client.state !== 'active') {
    throw new OAuthError('unauthorized_client', 'client is disabled');
  }
  // Whoever knows the identifier of a public client could say that it is in use: its tokens count instead.
  if (proof !== 'public') clientUses.note(client.client_id, proof, clock());
  return client;
}

function describeSecret(
  { secret_digest }: Client,
  { client_secret = '' }: ClientCredentials,
  dialect: DialectRules,
): string {
  const isPresented = secret_digest !== null && client_secret !== '';
  const foreign = isPresented ? dialect.describeForeignSecret(client_secret) : undefined;
  return foreign ?? 'wrong, missing or unexpected secret';
}

/** The digest that a client proved itself with, `public` for one that has none, undefined when it did not. */
function findProof(
  client: Client,
  secret: string | undefined,
  dialect: DialectRules,
  now: number,
): string | undefined {
  if (client.secret_digest === null) return secret === undefined ? 'public' : undefined;
  const digest = secret === undefined ? undefined : dialect.digestClientSecret(secret);
  const presented = digest ?? absentDigest;
  if (equalDigests(presented, client.secret_digest)) return client.secret_digest;
  const { former_secret: former } = client;
  const isFormer = former !== undefined && equalDigests(presented, former.secret_digest);
  return isFormer && now < former.ends_at ? former.secret_digest : undefined;
}
