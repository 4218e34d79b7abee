import { isMasked } from '@pitpass/protocol';

import { digestOf } from '../../domain/presented.ts';
import type { Dialect } from '../dialect.ts';
import { createClientClaims, createMemberClaims, trackmaniaAccessTokens } from './access-token.ts';
import type { TrackmaniaErrorProfile } from './error-profile.ts';
import { formatTrackmaniaError, formatTrackmaniaErrorRedirect } from './error-table.ts';
import { trackmaniaPaths } from './paths.ts';

// What is shown has the length and the beginning of what the game's service shows, so that an app's
// columns and headers are tried with it.
const presentedPrefix = 'def50200';
const presentedBytes = 418;

/**
 * The dialect of Trackmania's API: plain secrets, tokens without an issuer, answers without a scope, errors
 * with a hint.
 *
 * @see trackmania-api §3 to §5
 */
export function createTrackmaniaDialect(profile: TrackmaniaErrorProfile): Dialect {
  return {
    name: 'trackmania',
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    accessTokens: trackmaniaAccessTokens,
    paths: trackmaniaPaths,
    pathPrefixes: ['/oauth/', trackmaniaPaths.token],
    digestClientSecret: digestOf,
    describeForeignSecret: (secret) =>
      isMasked(secret)
        ? "the secret looks masked, as iRacing's dialect wants it; send it as it is"
        : undefined,
    createPresented: (_kind, random) =>
      presentedPrefix + Buffer.from(random(presentedBytes)).toString('hex'),
    comesWithRefreshToken: () => true,
    createClaims: createMemberClaims,
    createClientClaims: (facts, random) => createClientClaims(facts, random, profile),
    basicRealm: 'OAuth',
    issuer: (origin) => origin,
    formatError: (error, _origin, transport) => formatTrackmaniaError(error, profile, transport),
    formatErrorRedirect: (error, _origin, state) =>
      formatTrackmaniaErrorRedirect(error, profile, state),
    findErrorUri: () => undefined,
    formatTokenResponse: ({ token_type, expires_in, access_token, refresh_token }) => ({
      token_type,
      expires_in,
      access_token,
      ...(refresh_token !== undefined && { refresh_token }),
    }),
  };
}
