import {
  OAuthError,
  isRegisteredRedirectUri,
  parseAuthorizationRequest,
  parseRedirectTarget,
  returnableState,
} from '@pitpass/protocol';
import type { AuthorizationRequest, Parameters } from '@pitpass/protocol';

import { isIssued, isPublicClient } from '../client/client.ts';
import type { Client, ClientStore, DialectName } from '../client/client.ts';

/** An authorization request that may go on: client, redirect URI, scope and PKCE have been verified. */
export interface ValidAuthorization {
  readonly outcome: 'valid';
  readonly client: Client;
  readonly request: AuthorizationRequest;
}

/**
 * A refused authorization request. `redirect_uri` is there only when client and redirect URI have been
 * verified: without it the refusal is shown, never redirected.
 */
export interface RefusedAuthorization {
  readonly outcome: 'refused';
  readonly error: OAuthError;
  readonly redirect_uri?: string;
  readonly state?: string | undefined;
}

async function findVerifiedClient(
  parameters: Parameters,
  dialect: DialectName,
  clients: ClientStore,
): Promise<{ client: Client; redirect_uri: string }> {
  const target = parseRedirectTarget(parameters);
  const client = await clients.findClient(target.client_id);
  if (client === undefined || client.dialect !== dialect || !isIssued(client)) {
    throw new OAuthError('invalid_client', 'client_id not known', { reason: 'unknown_client' });
  }
  if (client.state !== 'active') {
    throw new OAuthError('unauthorized_client', 'client is disabled');
  }
  if (!isRegisteredRedirectUri(client.redirect_uris, target.redirect_uri)) {
    throw new OAuthError('invalid_client', 'redirect_uri not registered for this client', {
      detail: `client ${client.client_id}`,
      reason: 'unregistered_redirect_uri',
    });
  }
  return { client, redirect_uri: target.redirect_uri };
}

function validateRequest(client: Client, request: AuthorizationRequest): void {
  if (!client.grant_types.includes('authorization_code')) {
    throw new OAuthError('unauthorized_client', 'client may not use authorization codes');
  }
  if (isPublicClient(client) && request.code_challenge === undefined) {
    // RFC 7636 §4.4.1
    throw new OAuthError('invalid_request', 'code_challenge missing: this client must use PKCE', {
      reason: 'missing_parameter',
      subject: 'code_challenge',
    });
  }
  const unknown = request.scope.find((token) => !client.scopes.includes(token));
  if (unknown !== undefined) {
    throw new OAuthError('invalid_scope', 'scope not known or not allowed to this client', {
      reason: 'unknown_scope',
      subject: unknown,
    });
  }
}

/**
 * Verifies an authorization request against the present registration. Called when the request arrives and
 * again before a code is issued, so that nothing stands on an old registration.
 *
 * @see RFC 6749 §4.1.1, §4.1.2.1; RFC 7636 §4.4.1; the book, chapter 13.1
 */
export async function authorizeClient(
  parameters: Parameters,
  dialect: DialectName,
  clients: ClientStore,
): Promise<ValidAuthorization | RefusedAuthorization> {
  let verified: { client: Client; redirect_uri: string };
  try {
    verified = await findVerifiedClient(parameters, dialect, clients);
  } catch (error) {
    if (error instanceof OAuthError) return { outcome: 'refused', error };
    throw error;
  }
  const { client, redirect_uri } = verified;
  try {
    const request = parseAuthorizationRequest(parameters);
    validateRequest(client, request);
    return { outcome: 'valid', client, request };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return { outcome: 'refused', error, redirect_uri, state: returnableState(parameters) };
  }
}
