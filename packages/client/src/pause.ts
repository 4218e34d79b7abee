// A timer that is set to longer than this runs out at once.
const secondsMax = 2_000_000;

/** Waits so long, or until the caller's signal ends it; then its reason is thrown. */
export async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (seconds > secondsMax) {
    await pause(secondsMax, signal);
    return pause(seconds - secondsMax, signal);
  }
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
