import type { Progress } from '../terminal/progress.ts';

/** The longest time that `get` waits for the service to take requests again: a quarter of an hour. */
export const waitSecondsMax = 900;

/** What is said while the data service takes no requests. */
export const usedUp = "The minute's requests are used up";

/** When the service takes requests again, as it says in seconds from now or as a time. */
function findWaitSeconds(headers: Headers, now: number): number | undefined {
  const read = (name: string): number => Number.parseInt(headers.get(name) ?? '', 10);
  const seconds = [read('retry-after'), read('x-ratelimit-reset') - now].find(Number.isSafeInteger);
  // As long as the SDK waits: a window that ends "now" takes a second as well.
  return seconds === undefined ? undefined : Math.max(1, seconds);
}

/**
 * A `fetch` that tells how long the SDK will wait when the data service has had enough requests, and
 * when it goes on.
 *
 * @param now epoch seconds
 */
export function watchRateLimit(
  fetchAnswer: typeof fetch,
  { onWait, onGoOn }: Pick<Progress, 'onWait' | 'onGoOn'>,
  now: () => number,
): typeof fetch {
  return async (input, init) => {
    // Files go without a token, and are downloaded while another request waits.
    const isData = new Headers(init?.headers).has('authorization');
    if (isData) onGoOn();
    const response = await fetchAnswer(input, init);
    const isLimit = isData && response.status === 429;
    const seconds = isLimit ? findWaitSeconds(response.headers, now()) : undefined;
    if (seconds !== undefined && seconds <= waitSecondsMax) onWait(seconds, usedUp);
    return response;
  };
}
