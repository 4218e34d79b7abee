import { parseErrorResponse } from '@pitpass/protocol';
import { RateLimited, ResourceErrorResponse, SiteMaintenance } from './errors.ts';
import type { ErrorWords, ResourceSpeaker } from './errors.ts';
import { cleanText, parseJson, parseRetryAfter } from './transport.ts';
import type { Answer } from './transport.ts';

/** The words of an answer that says no; `/data` has words of its own beside the RFC's. */
function readWords(answer: Answer, secrets: readonly string[]): Partial<ErrorWords> {
  const body = parseJson(answer.text);
  const error = parseErrorResponse(body);
  if (error === undefined) return {};
  const { message, note } = body as Readonly<Record<string, unknown>>;
  const description = error.error_description ?? message ?? note;
  return {
    error: cleanText(error.error, secrets),
    error_description:
      typeof description === 'string' ? cleanText(description, secrets) : undefined,
  };
}

function secondsUntilReset(answer: Answer, now: number): number | undefined {
  const retryAfterSeconds = parseRetryAfter(answer.headers.get('retry-after'), now);
  if (retryAfterSeconds !== undefined) return retryAfterSeconds;
  const reset = Number(answer.headers.get('x-ratelimit-reset') ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(0, Math.ceil(reset) - now) : undefined;
}

/**
 * Turns an answer that is not 200 into the error it means.
 *
 * @param asked what was asked for, as a message may say it
 * @throws RateLimited for 429, SiteMaintenance, ResourceErrorResponse for everything else
 * @see The book, chapter 16; RFC 6750 §3.1
 */
export function refuseAnswer(
  answer: Answer,
  speaker: ResourceSpeaker,
  asked: string,
  context: { readonly now: number; readonly secrets: readonly string[] },
): never {
  if (answer.status === 429) {
    throw new RateLimited(speaker, secondsUntilReset(answer, context.now), context.now, answer);
  }
  const words = readWords(answer, context.secrets);
  if (answer.status === 503 && /maintenance/i.test(words.error ?? '')) {
    throw new SiteMaintenance(words.error_description, answer);
  }
  throw new ResourceErrorResponse(speaker, asked, words, answer);
}
