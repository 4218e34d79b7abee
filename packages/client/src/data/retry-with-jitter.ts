import { InvalidOptions, isClientError } from '../errors.ts';
import { pause } from '../pause.ts';
import type { Random } from '../runtime.ts';
import { parseRetryAfter } from '../transport.ts';
import type { Retries } from './data-behaviour.ts';

/** How often and how late a failed request is repeated. */
export interface RetryOptions {
  /** Attempts altogether, the first one too. Default: 4. */
  readonly attemptsMax?: number;
  /** The first wait is at most so long; each later one at most twice the one before. Default: 0.5. */
  readonly baseSeconds?: number;
  /** No wait is longer; a service that asks for a longer one is not asked again. Default: 20. */
  readonly capSeconds?: number;
}

const notImplemented = 501;

/**
 * How long the service wants to be left alone; 0 when it did not say, undefined when the same request would
 * fail again.
 */
function readWaitSeconds(error: unknown, now: number): number | undefined {
  if (isClientError(error, 'network_failure') || isClientError(error, 'timeout')) return 0;
  if (!isClientError(error, 'resource_error_response')) return undefined;
  if (error.status < 500 || error.status === notImplemented) return undefined;
  return parseRetryAfter(error.response.headers.get('retry-after'), now) ?? 0;
}

/** A number from 0 up to 1. */
function fraction(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random(4);
  return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32;
}

function positive(value: number, name: string): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidOptions(`${name} of retryWithJitter must be a number above 0`);
}

/**
 * Repeats data requests and downloads after failures that may pass: no whole answer, none in time, and any
 * 5xx but 501 and planned maintenance. Each wait is a random part of what it may be at most ("full jitter"), so
 * that clients that failed together do not come back together; a longer `Retry-After` is waited for. A 429 is
 * none of this: `waitForRateLimit` waits for the next window. Requests for tokens are never repeated.
 *
 * @throws InvalidOptions when an option is out of range
 */
export function retryWithJitter(options: RetryOptions = {}): Retries {
  const attemptsMax = positive(options.attemptsMax ?? 4, 'attemptsMax');
  const baseSeconds = positive(options.baseSeconds ?? 0.5, 'baseSeconds');
  const capSeconds = positive(options.capSeconds ?? 20, 'capSeconds');
  return async (act, { signal, clock, random, log }) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        const wanted = readWaitSeconds(error, clock());
        if (wanted === undefined || wanted > capSeconds || attempt >= attemptsMax) throw error;
        const most = Math.min(capSeconds, baseSeconds * 2 ** (attempt - 1));
        const waitSeconds = Math.max(wanted, fraction(random) * most);
        const reason = isClientError(error) ? error.code : undefined;
        log('warn', 'a data request is repeated', { reason, attempt, waitSeconds });
        await pause(waitSeconds, signal);
      }
    }
  };
}
