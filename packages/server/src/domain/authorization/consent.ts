import { isScopeWithin, redirectUriKind } from '@pitpass/protocol';

import type { Client } from '../client/client.ts';
import { isPublicClient } from '../client/client.ts';
import { digestOf } from '../presented.ts';

/** What a member allowed a client. */
export interface Consent {
  readonly member_id: string;
  readonly client_id: string;
  /** Scope tokens, space-separated. */
  readonly scope: string;
  /** Digest of what the member was shown about the client. */
  readonly client_fingerprint: string;
  readonly granted_at: number;
}

/**
 * Digest of everything about a client that consent speaks of. When any of it changes, consent is asked
 * again.
 */
export function clientFingerprint(client: Client): string {
  return digestOf(
    JSON.stringify([
      client.client_name,
      client.developer_name,
      client.developer_url,
      client.developer_email,
      client.redirect_uris,
      client.audiences,
    ]),
  );
}

/** Why consent has to be asked, or undefined when the standing one covers the request. */
export type ConsentNeed = 'first' | 'more' | 'changed' | 'public';

/**
 * Says whether the member must be asked. A public client behind a loopback or custom-scheme redirect is
 * never let in silently, because any program can pose as it.
 *
 * @see RFC 8252 §8.6
 */
export function findConsentNeed(
  consent: Consent | undefined,
  client: Client,
  request: { readonly scope: readonly string[]; readonly redirect_uri: string },
): ConsentNeed | undefined {
  if (consent === undefined) return 'first';
  if (consent.client_fingerprint !== clientFingerprint(client)) return 'changed';
  if (!isScopeWithin(request.scope, consent.scope.split(' '))) return 'more';
  const kind = redirectUriKind(request.redirect_uri);
  if (isPublicClient(client) && (kind === 'loopback' || kind === 'custom_scheme')) return 'public';
  return undefined;
}
