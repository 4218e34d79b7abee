import { isMasked } from '@pitpass/protocol';

import { createPresentedValue, digestOf } from '../../domain/presented.ts';
import type { Dialect } from '../dialect.ts';
import { createIracingClaims, iracingAccessTokens } from './access-token.ts';
import { formatIracingError } from './error-table.ts';
import { iracingErrorPath, iracingIssuer, iracingPaths } from './paths.ts';

/**
 * The dialect of iRacing's Authorization Service: secrets are presented masked, every member of the token
 * answer stands in it, errors lead to a page each.
 *
 * @see The book
 */
export const iracingDialect: Dialect = {
  name: 'iracing',
  grantTypes: ['authorization_code', 'refresh_token', 'password_limited'],
  accessTokens: iracingAccessTokens,
  paths: iracingPaths,
  pathPrefixes: ['/oauth2/'],
  digestClientSecret: (secret) => (isMasked(secret) ? digestOf(secret) : undefined),
  describeForeignSecret: (secret) =>
    isMasked(secret)
      ? undefined
      : "the secret is not masked, as iRacing's dialect wants it; mask it with the client_id",
  createPresented: createPresentedValue,
  // The book, chapter 3.1: the token of Identity Verification is used once and thrown away.
  comesWithRefreshToken: (scope) => !(scope.length === 1 && scope[0] === 'iracing.profile'),
  createClaims: createIracingClaims,
  createClientClaims: undefined,
  basicRealm: undefined,
  issuer: iracingIssuer,
  formatError: formatIracingError,
  formatErrorRedirect: ({ error, error_description }, origin, state) => ({
    error,
    error_description,
    error_uri: origin + iracingErrorPath(error),
    state,
  }),
  findErrorUri: ({ error }, origin) => origin + iracingErrorPath(error),
  formatTokenResponse: (response) => response,
};
