import type { ClientStore } from '../../domain/client/client.ts';
import type { Clock } from '../../domain/ports.ts';
import type { RefreshTokenStore } from '../../domain/token/refresh-token.ts';
import type { VerifyAccessToken } from '../../domain/token/verify-access-token.ts';
import { isClientToken, refreshTokenDigestOf } from './access-token.ts';
import type { TrackmaniaClaims } from './access-token.ts';

/** What a presented access token turned out to be. */
export type TrackmaniaAuthentication =
  | {
      readonly outcome: 'accepted';
      readonly client_id: string;
      /** Undefined for a client's own token. */
      readonly account_id: string | undefined;
      readonly scope: readonly string[];
    }
  | { readonly outcome: 'not_verified' }
  | { readonly outcome: 'revoked' };

/** What authenticating a token needs of the house. */
export interface TrackmaniaAuthenticationParts {
  readonly verifyAccessToken: VerifyAccessToken<TrackmaniaClaims>;
  readonly refreshTokens: Pick<RefreshTokenStore, 'isRefreshTokenLive'>;
  readonly clients: Pick<ClientStore, 'findClient'>;
  readonly clock: Clock;
}

/**
 * Authenticates access tokens for the resource routes: signature and expiry, then whether it still counts.
 * A member's token counts until its refresh token is spent, its session ended or its client disabled; a
 * client's own as long as the client is active. Asked of the store on each request.
 *
 * @see trackmania-api §7.8
 */
export function createTrackmaniaAuthenticator({
  verifyAccessToken,
  refreshTokens,
  clients,
  clock,
}: TrackmaniaAuthenticationParts): (token: string) => Promise<TrackmaniaAuthentication> {
  return async (token) => {
    const claims = await verifyAccessToken(token);
    if (claims === undefined) return { outcome: 'not_verified' };
    const { aud: client_id, sub, scopes: scope } = claims;
    if (isClientToken(claims)) {
      const client = await clients.findClient(client_id);
      const isActive = client?.dialect === 'trackmania' && client.state === 'active';
      return isActive
        ? { outcome: 'accepted', client_id, account_id: undefined, scope }
        : { outcome: 'revoked' };
    }
    const isLive = await refreshTokens.isRefreshTokenLive(refreshTokenDigestOf(claims), clock());
    return isLive
      ? { outcome: 'accepted', client_id, account_id: sub, scope }
      : { outcome: 'revoked' };
  };
}
