import { parseErrorResponse, parseTokenResponse } from '@pitpass/protocol';
import type { ErrorResponse } from '@pitpass/protocol';
import type { Configuration } from './configuration.ts';
import { InvalidResponse, RateLimited, TokenErrorResponse } from './errors.ts';
import type { ErrorWords } from './errors.ts';
import { createTokenSet } from './token-set.ts';
import type { TokenSet } from './token-set.ts';
import { cleanText, parseJson, parseRetryAfter } from './transport.ts';
import type { Answer } from './transport.ts';

/** The words of an error answer, fit for a message. */
export function cleanErrorWords(error: ErrorResponse, secrets: readonly string[] = []): ErrorWords {
  const clean = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : cleanText(text, secrets);
  return {
    error: cleanText(error.error, secrets),
    error_description: clean(error.error_description),
    error_uri: clean(error.error_uri),
  };
}

function refuse(answer: Answer, now: number, secrets: readonly string[]): never {
  const retryAfterSeconds = parseRetryAfter(answer.headers.get('retry-after'), now);
  const error = parseErrorResponse(parseJson(answer.text));
  // The book, chapter 13.2: over the limit is 400 unauthorized_client with Retry-After.
  const isLimit = error?.error === 'unauthorized_client' && retryAfterSeconds !== undefined;
  if (answer.status === 429 || isLimit) {
    throw new RateLimited('token_endpoint', retryAfterSeconds, now, answer);
  }
  if (error === undefined || answer.status < 400) {
    throw new InvalidResponse(
      `the token endpoint answered ${answer.status} with neither tokens nor an OAuth error`,
      answer,
    );
  }
  throw new TokenErrorResponse(cleanErrorWords(error, secrets), answer, retryAfterSeconds);
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
  configuration: Configuration,
  request: TokenEndpointRequest,
): Promise<TokenSet> {
  const { client_id, clock } = configuration;
  const client_secret = await configuration.maskedClientSecret();
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
    const secrets = [...request.secrets, ...(client_secret === undefined ? [] : [client_secret])];
    return refuse(answer, now, secrets);
  }
  return createTokenSet(response, now, request.previous);
}
