import { isClientError } from '../errors.ts';
import type { RateLimited } from '../errors.ts';
import type { Log } from '../logger.ts';
import { pause } from '../pause.ts';
import type { DataOptions } from './get-data.ts';

/**
 * Repeats a request when the window of its limit is over, as often as the time to wait allows.
 *
 * @param first the refusal that the request has met
 * @throws RateLimited when the service does not say how long to wait, or longer than is allowed
 */
export async function requestInLaterWindow<T>(
  first: RateLimited,
  request: () => Promise<T>,
  { rateLimitWaitSecondsMax = 70, signal }: DataOptions,
  log: Log,
): Promise<T> {
  let refusal: RateLimited = first;
  let budgetSeconds = rateLimitWaitSecondsMax;
  for (;;) {
    if (refusal.retryAfterSeconds === undefined) throw refusal;
    // At least a second: a window that ends "now" must not make a busy loop.
    const waitSeconds = Math.max(1, refusal.retryAfterSeconds);
    if (waitSeconds > budgetSeconds) throw refusal;
    budgetSeconds -= waitSeconds;
    log('warn', 'waiting for the next window', { waitSeconds });
    await pause(waitSeconds, signal);
    try {
      return await request();
    } catch (error) {
      if (!isClientError(error, 'rate_limited')) throw error;
      refusal = error;
    }
  }
}
