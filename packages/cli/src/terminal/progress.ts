import type { Surroundings } from '../surroundings.ts';

const barWidth = 24;
const quietMilliseconds = 1000;

/** Shows how far a download has come. */
export interface Progress {
  /** Takes what the SDK tells about chunks. */
  readonly onChunk: (done: number, total: number) => void;
  /** Takes the bar away again. Call it whatever happened. */
  finish(): void;
}

function formatBar(done: number, total: number): string {
  const filled = Math.round((done / total) * barWidth);
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${done} of ${total} chunks`;
}

/**
 * A bar on a terminal; elsewhere a plain line each second, for downloads that last longer than one.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function createProgress(
  { errors, environment }: Pick<Surroundings, 'errors' | 'environment'>,
  now: () => number,
): Progress {
  const isBar = errors.isTTY === true && environment['TERM'] !== 'dumb';
  let isShown = false;
  let spokeAt: number | undefined;
  const showLine = (done: number, total: number): void => {
    spokeAt ??= now();
    if (now() - spokeAt < quietMilliseconds) return;
    spokeAt = now();
    errors.write(`${done} of ${total} chunks\n`);
  };
  return {
    onChunk: (done, total) => {
      if (total === 0) return;
      if (!isBar) return showLine(done, total);
      isShown = true;
      errors.write(`\r\u001b[2K${formatBar(done, total)}`);
    },
    finish: () => {
      if (isShown) errors.write('\r\u001b[2K');
      isShown = false;
    },
  };
}
