import { mask } from '@pitpass/protocol';
import type { Configuration } from './configuration.ts';
import { InvalidOptions } from './errors.ts';
import type { PasswordLimitedRequest } from './provider.ts';
import { parseScope } from './scope.ts';
import { requestTokens } from './token-endpoint.ts';
import type { TokenSet } from './token-set.ts';

/**
 * Trades a member's credentials for tokens; the password is masked here.
 *
 * @throws InvalidOptions without a client secret or when the scope is no text
 * @throws TokenErrorResponse, RateLimited, InvalidResponse, NetworkFailure, Timeout
 * @see The book, chapter 13.2
 */
export async function passwordLimited(
  configuration: Configuration,
  request: PasswordLimitedRequest,
): Promise<TokenSet> {
  if (!configuration.hasClientSecret) {
    throw new InvalidOptions(
      'password_limited needs a client_secret: only clients with one may use it',
    );
  }
  const { username, password } = request;
  const scope = parseScope(request.scope ?? configuration.scope);
  const masked = await mask(password, username, configuration.digest);
  return requestTokens(configuration, {
    parameters: {
      grant_type: 'password_limited',
      username,
      password: masked,
      ...(scope !== '' && { scope }),
    },
    secrets: [masked],
    signal: request.signal,
  });
}
