import type { Surroundings } from '../surroundings.ts';

const barWidth = 24;
const quietMilliseconds = 1000;
// A download that is over sooner shows nothing of its bytes.
const patienceMilliseconds = 300;
const redrawMilliseconds = 100;
// Earlier than that a rate is a guess.
const rateMillisecondsMin = 500;

/** Shows how far a download has come. */
export interface Progress {
  /** Takes what the SDK tells about chunks. */
  readonly onChunk: (done: number, total: number) => void;
  /** Takes bytes as they arrive, and how many the file has, where that is known. */
  readonly onBytes: (count: number, total: number | undefined) => void;
  /** Takes the bar away again. Call it whatever happened. */
  finish(): void;
}

/** An amount of bytes for people, with units of a thousand: "512 B", "4.1 MB". */
export function formatBytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const scale = count < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(count) / 3));
  const amount = count / 1000 ** scale;
  return `${scale === 0 ? amount : amount.toFixed(1)} ${units[scale]}`;
}

function formatBar(done: number, total: number): string {
  const filled = Math.round((done / total) * barWidth);
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] `;
}

/** What has arrived of what there is. */
class Amount {
  #chunks: { readonly done: number; readonly total: number } | undefined;
  #bytes = 0;
  #bytesTotal: number | undefined;

  addBytes(count: number, total: number | undefined): void {
    this.#bytes += count;
    this.#bytesTotal = total;
  }

  setChunks(done: number, total: number): void {
    this.#chunks = { done, total };
  }

  get hasChunks(): boolean {
    return this.#chunks !== undefined;
  }

  /** As much of a bar as is known: none where a file does not say how long it is. */
  bar(): string {
    if (this.#chunks !== undefined) return formatBar(this.#chunks.done, this.#chunks.total);
    const total = this.#knownTotal();
    return total === undefined ? '' : formatBar(this.#bytes, total);
  }

  words(): string {
    const bytes = formatBytes(this.#bytes);
    if (this.#chunks !== undefined) {
      const { done, total } = this.#chunks;
      return `${done} of ${total} chunks${this.#bytes === 0 ? '' : `, ${bytes}`}`;
    }
    const total = this.#knownTotal();
    return total === undefined ? bytes : `${bytes} of ${formatBytes(total)}`;
  }

  rate(elapsedMilliseconds: number): string {
    if (elapsedMilliseconds < rateMillisecondsMin || this.#bytes === 0) return '';
    return `, ${formatBytes(Math.round((this.#bytes * 1000) / elapsedMilliseconds))}/s`;
  }

  // A file that is fetched a second time makes more bytes than it has.
  #knownTotal(): number | undefined {
    const total = this.#bytesTotal;
    return total !== undefined && total > 0 && this.#bytes <= total ? total : undefined;
  }
}

/**
 * A bar on a terminal, with the amount and its rate; elsewhere a plain line each second, for
 * downloads that last longer than one.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function createProgress(
  { errors, environment }: Pick<Surroundings, 'errors' | 'environment'>,
  now: () => number,
): Progress {
  const isBar = errors.isTTY === true && environment['TERM'] !== 'dumb';
  const amount = new Amount();
  let isShown = false;
  let beganAt: number | undefined;
  let spokeAt = Number.NEGATIVE_INFINITY;
  const show = (pauseMilliseconds: number): void => {
    if (beganAt === undefined) {
      beganAt = now();
      // Lines keep quiet at first, a bar does not.
      if (!isBar) spokeAt = beganAt;
    }
    const elapsed = now() - beganAt;
    const isDue = now() - spokeAt >= pauseMilliseconds;
    const isSoon = isBar && !amount.hasChunks && elapsed < patienceMilliseconds;
    if (!isDue || isSoon) return;
    spokeAt = now();
    if (!isBar) {
      errors.write(`${amount.words()}\n`);
      return;
    }
    isShown = true;
    errors.write(`\r\u001b[2K${amount.bar()}${amount.words()}${amount.rate(elapsed)}`);
  };
  return {
    onChunk: (done, total) => {
      if (total === 0) return;
      amount.setChunks(done, total);
      show(isBar ? 0 : quietMilliseconds);
    },
    onBytes: (count, total) => {
      amount.addBytes(count, total);
      show(isBar ? redrawMilliseconds : quietMilliseconds);
    },
    finish: () => {
      if (isShown) errors.write('\r\u001b[2K');
      isShown = false;
    },
  };
}
