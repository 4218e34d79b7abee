import { parseTokenResponse } from '@pitpass/protocol';
import type { ClientConfiguration } from './configuration.ts';
import { InvalidResponse, isOAuthError, RateLimited, TokenErrorResponse } from './errors.ts';
import { readErrorWords } from './refusal-words.ts';
import { createTokenSet } from './token-set.ts';
import type { TokenSet } from './token-set.ts';
import { parseJson, parseRetryAfter } from './transport.ts';
import type { Answer } from './transport.ts';

async function refuse(answer: Answer, now: number, secrets: readonly string[]): Promise<never> {
  const retryAfterSeconds = parseRetryAfter(answer.headers.get('retry-after'), now);
  const words = await readErrorWords(answer.text, secrets);
  // The book, chapter 13.2: over the limit is 400 unauthorized_client with Retry-After.
  const isLimit = words.error === 'unauthorized_client' && retryAfterSeconds !== undefined;
  if (answer.status === 429 || isLimit) {
    throw new RateLimited('token_endpoint', retryAfterSeconds, now, answer);
  }
  if (!isOAuthError(words) || answer.status < 400) {
    const { error_description } = words;
    const said = error_description === undefined ? '' : `: ${error_description}`;
    throw new InvalidResponse(
      `the token endpoint answered ${answer.status} with neither tokens nor an OAuth error${said}`,
      answer,
    );
  }
  throw new TokenErrorResponse(words, answer, retryAfterSeconds);
}

/** One request for tokens: the parameters of its grant, and which of them are secret. */
export interface TokenEndpointRequest {
  readonly parameters: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** The tokens that this request renews. */
  readonly previous?: TokenSet;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the token endpoint for tokens, as this client.
 *
 * @throws TokenErrorResponse, RateLimited, InvalidResponse, NetworkFailure, Timeout
 * @see RFC 6749 §5; the book, chapter 13.2
 */
export async function requestTokens(
  configuration: ClientConfiguration,
  request: TokenEndpointRequest,
): Promise<TokenSet> {
  const { client_id, clock } = configuration;
  const client_secret = await configuration.presentedClientSecret();
  const answer = await configuration.send({
    method: 'POST',
    url: configuration.endpoints.token_endpoint,
    subject: 'the token endpoint',
    form: {
      ...request.parameters,
      client_id,
      ...(client_secret !== undefined && { client_secret }),
    },
    timeoutSeconds: configuration.requestTimeoutSeconds,
    signal: request.signal,
  });
  const now = clock();
  const response = answer.status === 200 ? parseTokenResponse(parseJson(answer.text)) : undefined;
  if (response === undefined) {
    return refuse(answer, now, [...request.secrets, client_secret ?? '']);
  }
  return createTokenSet(response, now, request.previous);
}
