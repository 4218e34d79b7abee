import { residentMib } from './processes.ts';
import type { RunningServer } from './processes.ts';

/** The memory of a server, looked at all the time until it is stopped. */
export function watchMemory(server: RunningServer) {
  const read = (): number => residentMib(server.child.pid) ?? Number.NaN;
  const before = read();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, read());
  }, 100);
  return () => {
    clearInterval(timer);
    return { before, most: Math.max(most, read()), after: read() };
  };
}

/** What was seen of it, in words. */
export function describeMemory({
  before,
  most,
  after,
}: ReturnType<ReturnType<typeof watchMemory>>) {
  return `${before.toFixed(0)} MiB before, at most ${most.toFixed(0)} MiB, ${after.toFixed(0)} MiB after`;
}
