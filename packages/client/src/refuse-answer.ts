import { isOAuthError, RateLimited, ResourceErrorResponse, SiteMaintenance } from './errors.ts';
import type { ErrorWords, ResourceSpeaker } from './errors.ts';
import { readErrorWords } from './refusal-words.ts';
import { parseRetryAfter } from './transport.ts';
import type { Answer } from './transport.ts';

function secondsUntilReset(answer: Answer, now: number): number | undefined {
  const retryAfterSeconds = parseRetryAfter(answer.headers.get('retry-after'), now);
  if (retryAfterSeconds !== undefined) return retryAfterSeconds;
  const reset = answer.headers.get('x-ratelimit-reset') ?? '';
  return /^\d{1,12}(\.\d+)?$/.test(reset) ? Math.max(0, Math.ceil(+reset) - now) : undefined;
}

/**
 * Turns an answer that is not 200 into the error it means.
 *
 * @param asked what was asked for, as a message may say it
 * @throws RateLimited for 429, SiteMaintenance, ResourceErrorResponse for everything else
 * @see The book, chapter 16; RFC 6750 §3.1
 */
export async function refuseAnswer(
  answer: Answer,
  speaker: ResourceSpeaker,
  asked: string,
  context: { readonly now: number; readonly secrets: readonly string[] },
): Promise<never> {
  if (answer.status === 429) {
    throw new RateLimited(speaker, secondsUntilReset(answer, context.now), context.now, answer);
  }
  const said = await readErrorWords(answer.text, context.secrets);
  const words: Partial<ErrorWords> = isOAuthError(said) ? said : {};
  if (answer.status === 503 && /maintenance/i.test(words.error ?? '')) {
    const retryAfterSeconds = parseRetryAfter(answer.headers.get('retry-after'), context.now);
    throw new SiteMaintenance(words.error_description, answer, retryAfterSeconds);
  }
  throw new ResourceErrorResponse(speaker, asked, words, answer);
}
